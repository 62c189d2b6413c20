/*
 * src/store/test/test_search.c: people find things without typing marks, by half a word, by code;
 * what they meant comes first; both databases answer alike; a common word costs no more than a rare
 * one.
 */
#include "test/test.h"

#include "store/search.h"
#include "store/test/testdb.h"

static const struct {
        i64 object, weight, scope;
        const char *title, *body;
} docs[] = {
        { 1, 900, 0, "Đăng ký kết hôn 1.000894", "cưới, hôn nhân" },
        { 2, 300, 0, "Đăng ký kết hôn có yếu tố nước ngoài 2.000806", "cưới người nước ngoài" },
        { 3, 500, 0, "Đăng ký khai sinh 1.001193", "giấy khai sinh, trẻ em" },
        { 4, 200, 0, "Cấp giấy phép xây dựng 1.009994", "nhà ở riêng lẻ" },
        { 5, 100, 0, "Đảng viên chuyển sinh hoạt", "" },
        { 6, 100, 0, "Dang dở", "chữ không dấu" },
        { 7, 100, 77, "Hồ sơ nội bộ kết hôn", "chỉ đơn vị 77 thấy" },
        { 8, 100, 0, "Đường Đinh Lễ – quận Ô Môn", "hoà bình; O'Brien \"x\" \\ %_" },
};

static int put_docs(struct tx *tx, void *arg)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(docs); i++)
                r = search_put(tx, &(struct search_doc){ STR("procedure"), docs[i].object,
                                           str_of(docs[i].title), str_of(docs[i].body),
                                           docs[i].weight, &docs[i].scope, docs[i].scope != 0 });
        return r;
}

static bool begin(struct testdb *t, enum db_kind kind)
{
        return testdb_open(t, kind) == 0 && store_write(t->store, t->arena, put_docs, NULL) == 0;
}

/* Objects in the order of ranking: "1 2 ". */
static struct str find_in(struct testdb *t, const char *kind, const char *query, i64 scope,
        bool any, i64 offset, i64 limit, i64 *ret_total)
{
        const struct search_ask ask = { .kind = str_of(kind),
                .query = str_of(query),
                .scopes = &scope,
                .n_scopes = scope != 0,
                .any = any,
                .offset = offset,
                .limit = limit };
        struct search_hits hits;
        struct tx *tx;
        struct buf b;

        buf_init(&b, t->arena, 1 << 20);
        if (store_read_begin(t->store, t->arena, &tx) < 0)
                return STR("no snapshot");
        if (search_find(tx, &ask, &hits) < 0)
                buf_addc(&b, "failed");
        else
                for (size_t i = 0; i < hits.n; i++)
                        buf_fmt(&b, "%lld ", (long long)hits.rows[i].object);
        if (ret_total)
                *ret_total = hits.total;
        store_read_end(tx);
        return buf_str(&b);
}

static struct str find(struct testdb *t, const char *query)
{
        return find_in(t, "procedure", query, 0, false, 0, 100, NULL);
}

/* The index says what the table says. */
static void check_index(struct testdb *t)
{
        if (t->kind == DB_SQLITE)
                testdb_run(t, "insert into search_index (search_index, rank)"
                              " values ('integrity-check', 1)");
}

TEST(marks_are_optional)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                EXPECT_STR(find(&t, "dang ky ket hon"), "1 2 ");
                EXPECT_STR(find(&t, "ĐĂNG KÝ KẾT HÔN"), "1 2 ");
                EXPECT_STR(find(&t, "duong dinh le"), "8 ");
                EXPECT_STR(find(&t, "Đường Đinh Lễ"), "8 ");
                EXPECT_STR(find(&t, "le quan"), "8 ");  /* a long dash is no letter */
                EXPECT_STR(find(&t, "hòa bình"), "8 "); /* hoà and hòa are the same */
                EXPECT_STR(find(&t, "tre em"), "3 ");   /* the body too */
                EXPECT_STR(find(&t, ""), "");
                EXPECT_STR(find(&t, "?!… —"), "");
                testdb_close(&t);
        }
}

TEST(half_a_word_is_enough)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                EXPECT_STR(find(&t, "xay du"), "4 ");
                EXPECT_STR(find(&t, "ket h"), "1 2 ");
                EXPECT_STR(find(&t, "ây"), "");
                testdb_close(&t);
        }
}

TEST(right_marks_come_first)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                EXPECT_STR(find(&t, "đảng"), "5 1 3 2 6 ");
                EXPECT(str_starts(find(&t, "đăng"), STR("1 3 2 ")));
                testdb_close(&t);
        }
}

TEST(codes_are_found_whole_and_in_part)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                EXPECT_STR(find(&t, "1.000894"), "1 ");
                EXPECT_STR(find(&t, "1.0008"), "1 ");
                EXPECT_STR(find(&t, "000894"), "1 ");
                EXPECT_STR(find(&t, " 2.000806 "), "2 ");
                EXPECT_STR(find(&t, "1.00089499"), "");
                testdb_close(&t);
        }
}

TEST(only_the_kind_and_the_scope_asked_for)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                EXPECT_STR(find(&t, "noi bo"), "");
                EXPECT_STR(find_in(&t, "procedure", "noi bo", 77, false, 0, 9, NULL), "7 ");
                EXPECT_STR(find_in(&t, "procedure", "noi bo", 7, false, 0, 9, NULL), "");
                EXPECT_STR(find_in(&t, "procedure", "ket hon", 77, false, 0, 9, NULL), "1 2 7 ");
                EXPECT_STR(find_in(&t, "dossier", "ket hon", 0, false, 0, 9, NULL), "");
                testdb_close(&t);
        }
}

TEST(a_word_that_nothing_has_can_be_left_out)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                EXPECT_STR(find(&t, "ket hon online"), "");
                EXPECT_STR(find_in(&t, "procedure", "ket hon online", 0, true, 0, 9, NULL), "1 2 ");
                EXPECT_STR(find_in(&t, "procedure", "zzz yyy", 0, true, 0, 9, NULL), "");
                testdb_close(&t);
        }
}

TEST(the_signs_of_the_query_languages_mean_nothing)
{
        static const char *const queries[] = { "\"", "'", "\\", "O'Brien", "a\" OR \"b",
                "ket* hon:", "NEAR(ket hon)", "ket & !hon | (", "^ket -hon", "terms:ket",
                "#procedure", "@77", "' ':*", "ket\xcc\x80" };

        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                for (size_t i = 0; i < ARRAY_LEN(queries); i++)
                        EXPECT(!str_is(find(&t, queries[i]), "failed"));
                EXPECT_STR(find(&t, "O'Brien"), "8 ");
                EXPECT_STR(find(&t, "@77"), "");
                testdb_close(&t);
        }
}

TEST(pages_of_a_result)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 total;

                REQUIRE(begin(&t, kind));
                EXPECT_STR(find_in(&t, "procedure", "dang ky", 0, false, 1, 1, &total), "3 ");
                EXPECT_INT(total, 3);
                EXPECT_STR(find_in(&t, "procedure", "dang ky", 0, false, 9, 5, &total), "");
                testdb_close(&t);
        }
}

/* --- found by several, asked by several --- */

static int put_scoped(struct tx *tx, void *arg)
{
        static const i64 wards[] = { 41, -7 }, district[] = { 12, -7 };
        const struct search_doc list[] = {
                { STR("dossier"), 1, STR("Lê Thị Hoà"), STR("khai sinh"), 1, wards, 2 },
                { STR("dossier"), 2, STR("Lê Thị Hoà"), STR("kết hôn"), 1, district, 2 },
        };
        int r = 0;

        (void)arg;
        for (size_t i = 0; r == 0 && i < ARRAY_LEN(list); i++)
                r = search_put(tx, &list[i]);
        return r;
}

TEST(each_finds_what_one_of_their_scopes_may_find)
{
        TESTDB_EACH(kind)
        {
                static const i64 both[] = { 99, 12, 41 };
                struct search_ask ask = { .kind = STR("dossier"),
                        .query = STR("le thi hoa"),
                        .scopes = both,
                        .n_scopes = 3,
                        .newest = true,
                        .limit = 10 };
                struct search_hits hits;
                struct testdb t;
                struct tx *tx;

                REQUIRE(testdb_open(&t, kind) == 0);
                REQUIRE(store_write(t.store, t.arena, put_scoped, NULL) == 0);
                EXPECT_STR(find_in(&t, "dossier", "hoa", 41, false, 0, 9, NULL), "1 ");
                EXPECT_STR(find_in(&t, "dossier", "hoa", 12, false, 0, 9, NULL), "2 ");
                EXPECT_STR(find_in(&t, "dossier", "hoa", -7, false, 0, 9, NULL), "1 2 ");
                EXPECT_STR(find_in(&t, "dossier", "hoa", 7, false, 0, 9, NULL), "");
                EXPECT_STR(find_in(&t, "dossier", "hoa", 0, false, 0, 9, NULL), "");
                REQUIRE(store_read_begin(t.store, t.arena, &tx) == 0);
                REQUIRE(search_find(tx, &ask, &hits) == 0);
                REQUIRE(hits.n == 2);
                EXPECT_INT(hits.rows[0].object, 2);
                ask.most = 1;
                REQUIRE(search_find(tx, &ask, &hits) == 0);
                EXPECT_INT(hits.n, 1);
                store_read_end(tx);
                testdb_close(&t);
        }
}

enum { WARD_DOCS = 3000, MOST = 100 };

/* All have ward 7, "thửa đất"; each 25th "cầu", each 10th "đường" or "đường sắt", one "hẻm". */
static int put_ward(struct tx *tx, void *arg)
{
        static const i64 wards[] = { 7, -1 };
        int r = 0;

        (void)arg;
        for (i64 i = 1; r == 0 && i <= WARD_DOCS; i++)
                r = search_put(tx, &(struct search_doc){ STR("dossier"), i, STR("Thửa đất"),
                                           i == 3        ? STR("hẻm")
                                           : i % 25 == 1 ? STR("cầu")
                                           : i % 10 == 0 ? STR("đườngsắt")
                                           : i % 10 == 5 ? STR("đường")
                                                         : STR(""),
                                           1, wards, 2 });
        return r;
}

static void expect_newest(struct tx *tx, const char *query, i64 scope, i64 n, i64 first, i64 apart)
{
        const struct search_ask ask = { .kind = STR("dossier"),
                .query = str_of(query),
                .scopes = &scope,
                .n_scopes = 1,
                .scoped = true,
                .newest = true,
                .most = MOST,
                .limit = MOST };
        struct search_hits hits;

        REQUIRE(search_find(tx, &ask, &hits) == 0);
        EXPECT_INT(hits.total, n);
        for (size_t i = 0; i < hits.n; i++)
                EXPECT_INT(hits.rows[i].object, first - (i64)i * apart);
}

/* However a database gets at them: words that many have, that some have, that one has long ago. */
TEST(of_common_words_the_newest_are_found_of_rare_ones_all)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct tx *tx;

                REQUIRE(testdb_open(&t, kind) == 0);
                REQUIRE(store_write(t.store, t.arena, put_ward, NULL) == 0);
                REQUIRE(store_read_begin(t.store, t.arena, &tx) == 0);
                expect_newest(tx, "thua", -1, MOST, WARD_DOCS, 1);
                expect_newest(tx, "thửa đất", 7, MOST, WARD_DOCS, 1);
                expect_newest(tx, "dat thu", -1, MOST, WARD_DOCS, 1);
                expect_newest(tx, "cau", -1, MOST, 2976, 25);
                expect_newest(tx, "cau dat", 7, MOST, 2976, 25);
                expect_newest(
                        tx, "đường", 7, MOST, WARD_DOCS - 5, 10); /* whole, there are enough */
                expect_newest(tx, "hem", -1, 1, 3, 1);
                expect_newest(tx, "he", 7, 1, 3, 1);
                expect_newest(tx, "thua", 8, 0, 0, 0);
                expect_newest(tx, "khong", -1, 0, 0, 0);
                store_read_end(tx);
                testdb_close(&t);
        }
}

/* --- the index follows the rows --- */

static int change_docs(struct tx *tx, void *arg)
{
        struct search_doc doc = { STR("procedure"), 1, STR("Chứng thực chữ ký"), STR(""), 1, NULL,
                0 };
        int r = search_put(tx, &doc);

        if (r == 0)
                r = search_remove(tx, STR("procedure"), 3);
        if (r == 0)
                r = search_remove(tx, STR("procedure"), 4);
        doc.object = 4;
        doc.title = STR("Giấy phép xây dựng có thời hạn");
        if (r == 0)
                r = search_put(tx, &doc);
        if (r == 0)
                r = search_remove(tx, STR("procedure"), 4711);
        return r < 0 ? r : *(int *)arg;
}

TEST(the_index_follows_and_a_rolled_back_change_leaves_no_trace)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                int good = 0, bad = ERR_STATE;

                REQUIRE(begin(&t, kind));
                EXPECT_INT(store_write(t.store, t.arena, change_docs, &bad), ERR_STATE);
                check_index(&t);
                EXPECT_STR(find(&t, "ket hon"), "1 2 ");
                EXPECT_STR(find(&t, "chung thuc"), "");
                EXPECT_INT(store_write(t.store, t.arena, change_docs, &good), 0);
                check_index(&t);
                EXPECT_STR(find(&t, "ket hon"), "2 ");
                EXPECT_STR(find(&t, "chung thuc"), "1 ");
                EXPECT_STR(find(&t, "khai sinh"), "");
                EXPECT_STR(find(&t, "xay dung"), "4 ");
                EXPECT_STR(find(&t, "rieng le"), "");
                testdb_close(&t);
        }
}

/* --- many --- */

enum { MANY = 2500 };

static int put_many(struct tx *tx, void *arg)
{
        int r = 0;

        for (i64 i = 0; r == 0 && i < MANY; i++)
                r = search_put(tx, &(struct search_doc){ STR("dossier"), i + 1,
                                           str_fmt(tx->arena, "Hồ sơ số %d", (int)i),
                                           i % 50 ? STR("") : STR("hiếm"), 1 + i % 7, NULL, 0 });
        return r;
}

TEST(of_more_than_two_thousand_the_newest_are_ranked)
{
        struct str answers[DB_KIND_MAX] = { STR_NULL, STR_NULL };
        AUTO(arena_freep) struct arena *keep = arena_new(1 << 20);

        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 total;

                REQUIRE(testdb_open(&t, kind) == 0);
                REQUIRE(store_write(t.store, t.arena, put_many, NULL) == 0);
                check_index(&t);
                answers[kind] =
                        str_dup(keep, find_in(&t, "dossier", "ho so", 0, false, 0, 3000, &total));
                EXPECT_INT(total, 2000);
                EXPECT_STR(find_in(&t, "dossier", "ho so so 17", 0, false, 0, 1, NULL), "18 ");
                find_in(&t, "dossier", "hiem", 0, false, 0, 1, &total);
                EXPECT_INT(total, MANY / 50);
                EXPECT(str_find(answers[kind], STR(" 2500 ")) > 0);
                EXPECT(str_find(answers[kind], STR(" 499 ")) < 0);
                testdb_close(&t);
        }
        if (answers[DB_POSTGRES].ptr)
                EXPECT(str_eq(answers[DB_SQLITE], answers[DB_POSTGRES]));
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(marks_are_optional), RUN(half_a_word_is_enough),
                RUN(right_marks_come_first), RUN(codes_are_found_whole_and_in_part),
                RUN(only_the_kind_and_the_scope_asked_for),
                RUN(each_finds_what_one_of_their_scopes_may_find),
                RUN(of_common_words_the_newest_are_found_of_rare_ones_all),
                RUN(a_word_that_nothing_has_can_be_left_out),
                RUN(the_signs_of_the_query_languages_mean_nothing), RUN(pages_of_a_result),
                RUN(the_index_follows_and_a_rolled_back_change_leaves_no_trace),
                RUN(of_more_than_two_thousand_the_newest_are_ranked));
}
