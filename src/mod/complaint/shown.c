/*
 * src/mod/complaint/shown.c: a complaint as pages show it, and the files that came with it.
 */
#include "base/id.h"
#include "core/words.h"
#include "mod/complaint/internal.h"
#include "web/texts.h"

struct str complaint__topic(struct arena *a, enum lang lang, struct str topic)
{
        static const struct {
                const char *word;
                int text;
        } words[] = { { "late", T_COMPLAINT_LATE }, { "asked_more", T_COMPLAINT_ASKED_MORE },
                { "conduct", T_COMPLAINT_CONDUCT }, { "money", T_COMPLAINT_MONEY },
                { "other", T_COMPLAINT_OTHER } };

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (str_is(topic, words[i].word))
                        return text_plain(a, lang, words[i].text, STR_NULL);
        return topic;
}

struct str complaint_state_words(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone)
{
        static const struct {
                int text;
                enum tone tone;
        } words[COMPLAINT_STATE_MAX] = {
                [COMPLAINT_NEW] = { T_COMPLAINT_STATE_NEW, TONE_AMBER },
                [COMPLAINT_TAKEN] = { T_COMPLAINT_STATE_TAKEN, TONE_BLUE },
                [COMPLAINT_ANSWERED] = { T_COMPLAINT_STATE_ANSWERED, TONE_GREEN },
                [COMPLAINT_REFUSED] = { T_COMPLAINT_STATE_REFUSED, TONE_RED },
                [COMPLAINT_TAKEN_BACK] = { T_COMPLAINT_STATE_TAKEN_BACK, TONE_GREY },
        };

        CHECK(state > 0 && state < COMPLAINT_STATE_MAX);
        *ret_tone = words[state].tone;
        return text_plain(a, lang, words[state].text, STR_NULL);
}

void complaint_topics(struct arena *a, enum lang lang, struct option_view *ret_list)
{
        struct str rest = STR(COMPLAINT_TOPICS), word;

        for (size_t i = 0; str_cut(&rest, '|', &word); i++)
                ret_list[i] = (struct option_view){ .value = word,
                        .text = complaint__topic(a, lang, word) };
}

int complaint__fill(struct req *rq, const struct complaint *c, struct complaint_shown *ret_s)
{
        struct complaint_shown s = { .code = c->code,
                .topic = complaint__topic(rq->arena, rq->lang, c->topic),
                .words = c->words,
                .sent = words_time(rq->arena, rq->lang, c->sent_at),
                .due = words_time(rq->arena, rq->lang, c->due_at),
                .answered = words_time(rq->arena, rq->lang, c->answered_at),
                .answer = c->answer,
                .version = c->version };
        struct complaint_file_row_rows files;
        int r = complaint_files(rq->tx, c->id, &files);

        if (r < 0)
                return r;
        s.state = complaint_state_words(rq->arena, rq->lang, c->state, &s.tone);
        s.open = complaint_is_open(c->state);
        s.can_take_back = s.open && rq->who->account && c->account_id == rq->who->account;
        s.files = files.rows;
        s.n_files = files.n;
        *ret_s = s;
        return 0;
}

int complaint_list(struct req *rq, const struct dossier *d, i64 account,
        const struct complaint_shown **ret_list, size_t *ret_n, bool *ret_open)
{
        struct complaint_rows rows;
        struct complaint_shown *list;
        bool open = false;
        size_t n = 0;
        int r = complaints_of_dossier(rq->tx, d->id, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct complaint_shown, rows.n + 1);
        for (size_t i = 0; i < rows.n && r == 0; i++) {
                const struct complaint *c = &rows.rows[i];

                open |= complaint_is_open(c->state);
                if (c->account_id == (account ? account : I64_NULL))
                        r = complaint__fill(rq, c, &list[n++]);
        }
        *ret_list = list;
        *ret_n = n;
        *ret_open = open;
        return r;
}

int complaint__put_files(struct tx *tx, const struct input *in, const struct given_files *given,
        i64 complaint, bool answer)
{
        int r = 0;

        for (size_t i = 0; i < given->n && r == 0; i++) {
                i64 file;

                r = dossier_file_give(
                        tx, &given->list[i], in->who->account, STR("complaint"), complaint, &file);
                if (r == 0)
                        r = complaint_file_insert(tx, id_new(), complaint, file, answer);
        }
        return r < 0 ? r : dossier_files_end_spent(tx, given);
}
