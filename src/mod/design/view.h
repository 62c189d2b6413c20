/*
 * src/mod/design/view.h: what the designers' pages show.
 */
#ifndef MOD_DESIGN_VIEW_H
#define MOD_DESIGN_VIEW_H

#include "core/view.h"
#include "mod/design/grid.h"

struct design_tag {
        enum tone tone;
        enum icon icon;
        struct str words;
};

/* Every page stands in this: who asks, which model, which version. */
struct design_head {
        struct req *rq;
        struct str unit_name;
        struct design_model m;
        enum design_kind kind;
        struct str kind_name;
        struct design_version v;
        struct design_tag tag;
        struct str base; /* "/thiet-ke/cap-phep/3" */
        bool can_edit;   /* the asker may, and it is a draft */
};

struct design_row {
        struct str code, name, kind_name, href, version, changed, from, to, reason;
        struct design_tag tag;
        i64 number, errors;
};

struct design_list_view {
        struct design_head head;
        const struct link_view *tabs;
        size_t n_tabs;
        const struct design_row *rows;
        size_t n_rows;
        bool can_edit;
};

struct design_new_view {
        struct design_head head;
        const struct input *in; /* of one that came back, else NULL */
        const struct option_view *starts;
        size_t n_starts;
};

struct design_model_view {
        struct design_head head;
        const struct design_row *rows; /* versions, newest first */
        size_t n_rows;
        bool can_renew;
        const struct option_view *old, *new; /* for the comparison */
        const struct input *in;
};

struct design_button {
        struct str action, label;
        bool main, danger, note, day;
};

struct design_version_view {
        struct design_head head;
        const struct design_problem *problems;
        size_t n_problems, n_errors, n_warnings;
        const struct design_button *buttons;
        size_t n_buttons;
        struct str chosen; /* the action whose form is open, STR_NULL none */
        const struct design_button *form;
        const struct pair_view *facts;
        size_t n_facts;
        const struct event_view *past;
        size_t n_past;
        bool readable, own_work;
        struct str today_d, today_m, today_y;
        const struct input *in;
};

struct design_change_row {
        struct design_tag tag;
        struct str kind, name, id;
};

struct design_compare_view {
        struct design_head head;
        struct str old_name, new_name;
        const struct design_change_row *rows;
        size_t n_rows;
        const struct design_line *lines;
        size_t n_lines;
};

struct design_text_view {
        struct design_head head;
        struct str text;
        const struct input *in;
        const struct design_problem *problems;
        size_t n_problems;
};

struct design_table_view {
        struct design_head head;
        struct design_grids grids;
        const struct option_view *roles; /* who can have a task */
        size_t n_roles;
        const struct input *in;
        const struct design_problem *problems;
        size_t n_problems;
};

/* What a tried process waits for: its buttons are acts (trial.h). */
struct design_try_wait {
        struct str title, about;
        const char *answer; /* name of the field for an answer; NULL none */
        const struct option_view *buttons;
        size_t n_buttons;
};

struct design_try_view {
        struct design_head head;
        struct str data, start, why, variables;
        const struct event_view *steps;
        size_t n_steps;
        const struct design_try_wait *waiting;
        size_t n_waiting;
        const struct option_view *acts; /* value: name of the hidden field */
        size_t n_acts;
};

/* A version of the process that instances run by. */
struct design_running_row {
        struct str name, deployed;
        i64 running; /* instances; `more`: at least so many */
        i64 model;   /* of the engine */
        i64 fit;     /* would go over, as the last look said */
        bool more, own, may_look, may_move;
};

struct design_found_row {
        struct str node, words;
        i64 n;
        bool bad;
};

struct design_migration_row {
        struct str what, when, who, came; /* came: how many went over, how many stay */
        struct design_tag tag;
        const struct design_found_row *found;
        size_t n_found;
};

struct design_running_view {
        struct design_head head;
        const struct input *in;
        const struct design_running_row *rows;
        size_t n_rows;
        const struct design_migration_row *migrations; /* newest first */
        size_t n_migrations;
        bool under_way, own_work, can_migrate, in_force;
};

struct design_editor_view {
        struct design_head head;
        const char *script, *style;
        struct str problems; /* JSON */
        struct str why_not;  /* words; STR_NULL: it can be opened */
};

/* The officers' frame with the scripts of one editor. */
const struct page_view *design_editor_frame(const struct design_editor_view *v);
const char *design_line_class(char sign);
bool design_role_is_other(const struct design_table_view *v, struct str role);
/* A role's name; the word itself when it is no role of this program. */
struct str design__role_words(struct req *rq, struct str role);

#endif
