/*
 * src/mod/population/test/test_packet.c: the packet of service "037": what is sent is XML whatever
 * stands in a name, what comes back is read or refused.
 */
#include "flow/xml.h"
#include "mod/population/packet.h"
#include "test/test.h"

#define HEAD                                                                                       \
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"               \
        "<n:R xmlns:n=\"http://dancuquocgia.bca\"><CongdanCollection>"
#define TAIL "</CongdanCollection></n:R></s:Body></s:Envelope>"
#define ONE                                                                                        \
        "<CongDan><SoDinhDanh>038094000217</SoDinhDanh><HoVaTen><Ho>Lê</Ho><ChuDem>Văn</ChuDem>" \
        "<Ten> Hùng </Ten></HoVaTen><GioiTinh>1</GioiTinh><NgayThangNamSinh><NgayThangNam>"       \
        "19940312</NgayThangNam></NgayThangNamSinh><DanToc>Kinh</DanToc><ThuongTru>"               \
        "<MaPhuongXa>14785</MaPhuongXa><ChiTiet>Số 12</ChiTiet></ThuongTru></CongDan>"

static struct arena *a;

static int read_packet(const char *xml, struct population_said *ret_said)
{
        return packet_read(a, str_of(xml), ret_said);
}

TEST(what_is_sent_says_who_asks_about_whom_and_for_what)
{
        const struct packet_head head = { STR("H56-20220720-ABCD"), STR("H56.18"), STR("tk") };
        const struct population_ask ask = { .identity = STR("038094000217"),
                .name = STR("Lê <Văn> & \"Hùng\""),
                .birth_day = day_make(1994, 3, 12),
                .procedure = STR("1.004616"),
                .login = STR("canbo01") };
        struct str xml, why, name = STR_NULL;
        xmlDoc *doc;
        int line;

        a = arena_new(1 << 20);
        xml = packet_write(a, &head, &ask);
        REQUIRE(flow_xml_read(a, xml, PACKET_MAX, &doc, &line, &why) == 0);
        EXPECT(str_find(xml, STR("<dancu:MaTichHop>037<")) > 0);
        EXPECT(str_find(xml, STR("<dancu:MaDVC>1.004616<")) > 0);
        EXPECT(str_find(xml, STR("<dancu:MaCanBo>canbo01<")) > 0);
        EXPECT(str_find(xml, STR("<dancu:NgayThangNam>19940312<")) > 0);
        XML_EACH(body, xmlDocGetRootElement(doc))
        for (xmlNode *op = body->children; op; op = op->next)
                name = flow_xml_text(a, flow_xml_child(op, "HoVaTen"));
        EXPECT_STR(name, "Lê <Văn> & \"Hùng\"");
        arena_free(a);
}

TEST(the_secret_is_sent_as_a_hash_with_the_moment)
{
        a = arena_new(1 << 20);
        /* printf %s 'http://xuser1655600000000secret' | sha256sum */
        EXPECT_STR(
                packet_authorization(a, STR("http://x"), STR("user"), STR("secret"), 1655600000000),
                "Authorization: Basic "
                "dXNlcjozMWFjNWY5OGNmMGYwODRkMGNhNjBiYThmYjBiNjg3YjI5ZTY4OTJh"
                "N2QxNDE2YjNjYjMzYjllMWQ3YTI2NWFl");
        arena_free(a);
}

TEST(one_person_is_read_and_no_more_than_is_said)
{
        struct population_said s;

        a = arena_new(1 << 20);
        REQUIRE(read_packet(HEAD ONE TAIL, &s) == 0);
        EXPECT_STR(s.name, "Lê Văn Hùng");
        EXPECT_STR(s.identity, "038094000217");
        EXPECT_INT(s.birth_day, day_make(1994, 3, 12));
        EXPECT_STR(s.sex, "male");
        EXPECT_STR(s.address, "Số 12");
        EXPECT_STR(s.commune_code, "14785");
        EXPECT(!s.nationality.ptr);
        REQUIRE(read_packet(HEAD "<CongDan><SoDinhDanh>1</SoDinhDanh><HoVaTen>Lê A</HoVaTen>"
                                 "<NgayThangNamSinh><NgayThangNam>19940231</NgayThangNam>"
                                 "</NgayThangNamSinh></CongDan>" TAIL,
                        &s) == 0);
        EXPECT_STR(s.name, "Lê A");
        EXPECT_INT(s.birth_day, I64_NULL); /* there is no such day */
        arena_free(a);
}

TEST(nobody_a_fault_and_nonsense_are_told_apart)
{
        struct population_said s;

        a = arena_new(1 << 20);
        EXPECT_INT(read_packet(HEAD TAIL, &s), ERR_NOT_FOUND);
        EXPECT_INT(read_packet("<Envelope><Body><Fault/></Body></Envelope>", &s), ERR_DENIED);
        EXPECT_INT(read_packet("<Envelope><Body/></Envelope>", &s), ERR_INVALID);
        EXPECT_INT(read_packet("<html>login</html>", &s), ERR_INVALID);
        EXPECT_INT(read_packet("", &s), ERR_INVALID);
        EXPECT_INT(read_packet(HEAD "<CongDan/>" TAIL, &s), ERR_INVALID);
        EXPECT_INT(read_packet("<!DOCTYPE x [<!ENTITY e \"y\">]>" HEAD ONE TAIL, &s), ERR_INVALID);
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_is_sent_says_who_asks_about_whom_and_for_what),
                RUN(the_secret_is_sent_as_a_hash_with_the_moment),
                RUN(one_person_is_read_and_no_more_than_is_said),
                RUN(nobody_a_fault_and_nonsense_are_told_apart));
}
