/*
 * src/mod/admin/units.c: the province's units as of any day, in the shape of 2022 and of 2025: what
 * is below what, from when to when, who followed whom; and where a unit is reached. Units are made,
 * merged and ended by law, as data, not on this page.
 */
#include "base/viet.h"
#include "core/generation.h"
#include "core/queries.h"
#include "mod/admin/internal.h"
#include "web/texts.h"
#include "web/web.h"

#define BASE "/quan-tri/don-vi"

static const struct field list_fields[] = {
        { "ngay", FIELD_DATE, 0, 0, 0, NULL },
        { "q", FIELD_TEXT, 0, 100, 0, NULL },
        { "tren", FIELD_KEY, 0, 40, 0, NULL },
        { "sau", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

struct asked {
        const struct org *org;
        const struct unit *above; /* its children, when no words were typed */
        struct str folded;
        i64 day;
};

static struct str address(struct req *rq, const struct unit *u)
{
        return str_fmt(rq->arena, BASE "/%.*s", STRF(u->code));
}

static bool fits(struct req *rq, const struct asked *a, const struct unit *u)
{
        if (!unit_is_valid(u, a->day))
                return false;
        if (str_empty(a->folded))
                return a->above ? u->parent == a->above : !u->parent;
        return str_find(viet_fold(rq->arena, u->name), a->folded) >= 0 ||
               str_find(str_lower_ascii(rq->arena, u->code), a->folded) >= 0;
}

static void put_unit(
        struct req *rq, const struct asked *a, struct admin_table *t, const struct unit *u)
{
        struct admin_cell *c = admin_row(t);
        i64 below = 0;

        for (size_t i = 0; i < u->n_children; i++)
                below += unit_is_valid(u->children[i], a->day);
        c[0] = (struct admin_cell){ .text = u->name, .href = address(rq, u) };
        c[1].text = u->code;
        c[1].more = u->provisional ? s_ADMIN_UNIT_PROVISIONAL(rq->arena, rq->lang) : STR_NULL;
        c[2].text = admin_days(rq, u->valid_from, u->valid_to);
        if (below == 0)
                return;
        c[3].text = s_ADMIN_UNITS_BELOW(rq->arena, rq->lang, below);
        c[3].href = str_fmt(rq->arena, BASE "?tren=%.*s&ngay=%.*s", STRF(u->code),
                STRF(day_iso(rq->arena, a->day)));
}

/* Two days that everybody asks for: the province before and after July 2025. */
static void put_shapes(struct req *rq, struct admin_page *p)
{
        struct link_view *l = NEW_ARRAY(rq->arena, struct link_view, 2);

        l[0] = (struct link_view){ .text = s_ADMIN_SHAPE_2022(rq->arena, rq->lang),
                .href = STR(BASE "?ngay=2022-06-01"),
                .icon = ICON_LICHSU };
        l[1] = (struct link_view){ .text = s_ADMIN_SHAPE_2025(rq->arena, rq->lang),
                .href = STR(BASE "?ngay=2025-07-01"),
                .icon = ICON_LOP };
        p->actions = l;
        p->n_actions = 2;
}

static void put_filters(struct req *rq, struct admin_page *p, const struct asked *a)
{
        struct field_view *f = NEW_ARRAY(rq->arena, struct field_view, 2);

        f[0] = (struct field_view){ .name = "q",
                .label = s_ADMIN_FIND_UNIT(rq->arena, rq->lang),
                .value = input_str(rq->in, "q") };
        f[1] = (struct field_view){ .name = "ngay",
                .label = s_ADMIN_AS_OF(rq->arena, rq->lang),
                .value = day_vi(rq->arena, a->day) };
        p->filter_action = rq->lang == LANG_EN ? "/en" BASE : BASE;
        p->filters = f;
        p->n_filters = 2;
}

static int read_asked(struct req *rq, struct asked *a)
{
        struct str above = input_str(rq->in, "tren");
        i64 day = input_i64(rq->in, "ngay");

        a->org = org_get(rq->arena);
        a->day = day == I64_NULL ? org_day(a->org) : day;
        a->folded = viet_fold(rq->arena, input_str(rq->in, "q"));
        a->above = str_empty(above) ? org_root(a->org) : org_unit_by_code(a->org, above);
        return a->above ? 0 : ERR_NOT_FOUND;
}

static int list_show(struct req *rq)
{
        static const int heads[] = { T_ADMIN_UNIT, T_ADMIN_UNIT_CODE, T_ADMIN_COL_TIME,
                T_ADMIN_BELOW };
        struct admin_page *p = admin_page(rq, s_ADMIN_UNITS(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        struct str after = input_str(rq->in, "sau"), last = STR_NULL;
        bool started = !after.ptr, more = false;
        const struct unit *const *all;
        struct asked a = { 0 };
        int r = read_asked(rq, &a);
        size_t n;

        if (r < 0)
                return r;
        n = org_all(a.org, &all);
        for (size_t i = 0; i < n && !more; i++) {
                bool is = fits(rq, &a, all[i]);

                if (started && is && t->n_rows == ADMIN_PAGE) {
                        more = true;
                } else if (started && is) {
                        put_unit(rq, &a, t, all[i]);
                        last = all[i]->code;
                }
                started = started || str_eq(all[i]->code, after);
        }
        if (more)
                p->next = str_fmt(rq->arena, BASE "?q=%.*s&ngay=%.*s&tren=%.*s&sau=%.*s",
                        STRF(words_query(rq->arena, input_str(rq->in, "q"))),
                        STRF(day_iso(rq->arena, a.day)), STRF(a.above->code), STRF(last));
        p->lead = s_ADMIN_UNITS_LEAD(rq->arena, rq->lang, a.above->name, day_vi(rq->arena, a.day));
        put_shapes(rq, p);
        put_filters(rq, p, &a);
        t->label = p->title;
        t->empty_title = s_ADMIN_UNITS_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_UNITS_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        return admin_reply(rq, p);
}

/* ---- one unit ---- */

static int put_links(struct req *rq, struct admin_page *p, const struct unit *u)
{
        static const int heads[] = { T_ADMIN_LINK, T_ADMIN_UNIT, T_ADMIN_LINK_AT };
        struct admin_section *part = admin_section(p);
        const struct org *o = org_get(rq->arena);
        struct unit_link_rows rows;
        struct admin_table *t;
        int r = unit_links(rq->tx, u->id, &rows);

        if (r < 0)
                return r;
        t = admin_table(rq, heads, ARRAY_LEN(heads), rows.n);
        for (size_t i = 0; i < rows.n; i++) {
                const struct unit_link *l = &rows.rows[i];
                bool forward = l->predecessor_id == u->id;
                const struct unit *other =
                        org_unit(o, forward ? l->successor_id : l->predecessor_id);
                struct admin_cell *c;

                if (!other)
                        continue;
                c = admin_row(t);
                c[0].text = forward ? s_ADMIN_LINK_TO(rq->arena, rq->lang)
                                    : s_ADMIN_LINK_FROM(rq->arena, rq->lang);
                c[0].more = l->part ? s_ADMIN_LINK_PART(rq->arena, rq->lang) : STR_NULL;
                c[1] = (struct admin_cell){ .text = unit_full_name(rq->arena, other),
                        .href = address(rq, other) };
                c[2].text = day_vi(rq->arena, l->at);
        }
        t->label = part->title = s_ADMIN_LINKS(rq->arena, rq->lang);
        t->empty_title = s_ADMIN_LINKS_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_LINKS_EMPTY_LEAD(rq->arena, rq->lang);
        part->table = t;
        return 0;
}

static void put_contact(struct req *rq, struct admin_page *p, const struct unit *u)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 2);
        struct admin_section *part = admin_section(p);

        x[0] = (struct field_view){ .name = "address",
                .label = s_ADMIN_ADDRESS(rq->arena, rq->lang),
                .value = u->address,
                .optional = true };
        x[1] = (struct field_view){ .name = "phone",
                .control = CONTROL_TEL,
                .label = s_ADMIN_PHONE(rq->arena, rq->lang),
                .value = u->phone,
                .width = "w10",
                .optional = true };
        *f = (struct admin_form){ .action = address(rq, u),
                .title = s_ADMIN_CONTACT(rq->arena, rq->lang),
                .button = s_ADMIN_SAVE(rq->arena, rq->lang),
                .fields = x,
                .n_fields = 2,
                .hidden = { { "was", str_fmt(rq->arena, "%lld",
                                             (long long)generation_value(rq->store, "units")) } } };
        part->title = f->title;
        part->form = f;
}

static int one_show(struct req *rq)
{
        const struct unit *u = org_unit_by_code(org_get(rq->arena), path_str(rq->in, "unit"));
        struct pair_view *x = NEW_ARRAY(rq->arena, struct pair_view, 4);
        struct admin_section *part;
        struct admin_page *p;
        int r;

        if (!u)
                return ERR_NOT_FOUND;
        p = admin_page(rq, u->name);
        p->back = u->parent ? str_fmt(rq->arena, BASE "?tren=%.*s&ngay=%.*s", STRF(u->parent->code),
                                      STRF(day_iso(rq->arena, u->valid_from)))
                            : STR(BASE);
        p->back_text = u->parent ? u->parent->name : s_ADMIN_UNITS(rq->arena, rq->lang);
        p->done = admin_done(rq);
        x[0] = (struct pair_view){ .name = s_ADMIN_UNIT_CODE(rq->arena, rq->lang),
                .value = u->code };
        x[1] = (struct pair_view){ .name = s_ADMIN_UNIT_LEGACY(rq->arena, rq->lang),
                .value = u->legacy_code };
        x[2] = (struct pair_view){ .name = s_ADMIN_UNIT_GSO(rq->arena, rq->lang),
                .value = u->gso_code };
        x[3] = (struct pair_view){ .name = s_ADMIN_COL_TIME(rq->arena, rq->lang),
                .value = admin_days(rq, u->valid_from, u->valid_to) };
        part = admin_section(p);
        part->pairs = x;
        part->n_pairs = 4;
        r = put_links(rq, p, u);
        if (r < 0)
                return r;
        if (who_may(rq->who, PERM_UNIT_EDIT, u->id))
                put_contact(rq, p, u);
        return admin_reply(rq, p);
}

static const struct field show_fields[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static const struct field contact_fields[] = {
        { "was", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "address", FIELD_TEXT, 0, 300, 0, NULL },
        { "phone", FIELD_PHONE, 0, 0, 0, NULL },
        { 0 },
};

static int contact_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct unit *u = org_unit_by_code(org_get(tx->arena), path_str(in, "unit"));
        struct generation g;
        int r;

        if (!u || !who_may(in->who, PERM_UNIT_EDIT, u->id))
                return ERR_NOT_FOUND;
        r = generation_get(tx, STR("units"), &g);
        if (r == 0 && g.value != input_i64(in, "was"))
                r = admin_stale(in);
        if (r == 0)
                r = unit_contact(tx, u->id, input_str(in, "address"), input_str(in, "phone"), NULL);
        if (r == 0)
                r = generation_move(tx, "units");
        out->code = u->code;
        return r < 0 ? r
                     : admin_audit(tx, in, "unit.contact", "unit", u->id,
                               admin_facts(tx->arena, "unit", u->code, "address",
                                       input_str(in, "address"), "was_address", u->address, "phone",
                                       input_str(in, "phone"), "was_phone", u->phone, NULL));
}

static int saved(struct req *rq, const struct outcome *out)
{
        generation_value(rq->store, "units");
        return reply_see_other(rq, str_fmt(rq->arena, BASE "/%.*s?bao=luu", STRF(out->code)).ptr);
}

const struct route admin_unit_routes[] = {
        { GET, "/quan-tri/don-vi", PERM_UNIT_EDIT, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "Units as of a day" },
        { GET, "/quan-tri/don-vi/:unit", PERM_UNIT_EDIT, ROUTE_NOINDEX, READ(show_fields, one_show),
                .doc = "A unit, its time, who followed whom" },
        { POST, "/quan-tri/don-vi/:unit", PERM_UNIT_EDIT, 0,
                WRITE(contact_fields, NULL, contact_apply, saved, one_show),
                .doc = "Where a unit is reached" },
        { 0 },
};
