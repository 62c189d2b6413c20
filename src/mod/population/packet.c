/*
 * src/mod/population/packet.c: see packet.h. Which namespace the elements of an answer stand in
 * differs from one installation of the service to another, so they are found by their names.
 */
#include "mod/population/packet.h"

#include "base/base64.h"
#include "base/utf8.h"
#include "crypto/hash.h"
#include "flow/xml.h"

#define SERVICE "037"
#define DEPTH   12

/* ---- Out ------------------------------------------------------------------------------------- */

static void put(struct buf *b, const char *name, struct str value)
{
        buf_fmt(b, "<dancu:%s>", name);
        for (size_t i = 0; i < value.len; i++) {
                char c = value.ptr[i];

                if (c == '&' || c == '<' || c == '>')
                        buf_addc(b, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
                else if ((u8)c >= ' ')
                        buf_byte(b, c);
        }
        buf_fmt(b, "</dancu:%s>", name);
}

struct str packet_write(
        struct arena *a, const struct packet_head *head, const struct population_ask *ask)
{
        struct str day = str_replace(a, day_iso(a, ask->birth_day), STR("-"), STR(""));
        struct buf b;

        buf_init(&b, a, PACKET_MAX);
        buf_addc(&b,
                "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" "
                "xmlns:dancu=\"http://dancuquocgia.bca\"><soapenv:Body>"
                "<dancu:TraCuuThongTinCongDan>");
        put(&b, "MaYeuCau", head->number);
        put(&b, "MaDVC", ask->procedure);
        put(&b, "MaTichHop", STR(SERVICE));
        put(&b, "MaCanBo", ask->login);
        put(&b, "MaDonVi", head->unit);
        put(&b, "TaiKhoan", head->account);
        put(&b, "SoDinhDanh", ask->identity);
        put(&b, "HoVaTen", ask->name);
        buf_addc(&b, "<dancu:NgayThangNamSinh>");
        put(&b, "NgayThangNam", day);
        buf_addc(&b, "</dancu:NgayThangNamSinh></dancu:TraCuuThongTinCongDan>"
                     "</soapenv:Body></soapenv:Envelope>");
        return buf_str(&b);
}

struct str packet_authorization(
        struct arena *a, struct str url, struct str user, struct str secret, i64 now)
{
        struct str all =
                str_fmt(a, "%.*s%.*s%lld%.*s", STRF(url), STRF(user), (long long)now, STRF(secret));
        u8 hash[HASH_SIZE];

        hash_str(all, hash);
        return str_cat(a, STR("Authorization: Basic "),
                base64(a,
                        str_fmt(a, "%.*s:%.*s", STRF(user), STRF(str_hex(a, hash, sizeof hash)))));
}

/* ---- In -------------------------------------------------------------------------------------- */

static bool named(const xmlNode *n, const char *name)
{
        return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static const xmlNode *child(const xmlNode *parent, const char *name)
{
        for (const xmlNode *n = parent ? parent->children : NULL; n; n = n->next)
                if (named(n, name))
                        return n;
        return NULL;
}

/* The first of that name below, wherever it stands. */
static const xmlNode *below(const xmlNode *parent, const char *name, int depth)
{
        const xmlNode *found = NULL;

        for (const xmlNode *n = parent->children; n && !found && depth; n = n->next)
                found = named(n, name) ? n : below(n, name, depth - 1);
        return found;
}

/* NFC, trimmed; STR_NULL when there is none or it says nothing. */
static struct str words(struct arena *a, const xmlNode *n)
{
        struct str s = n ? flow_xml_text(a, n) : STR_NULL;

        if (utf8_clean(a, s, false, &s) < 0 || s.len > 500)
                return STR_NULL;
        return s.len ? s : STR_NULL;
}

/* Ho, ChuDem, Ten, or the name as one text. */
static struct str name_of(struct arena *a, const xmlNode *n)
{
        static const char *const parts[] = { "Ho", "ChuDem", "Ten" };
        struct str said[3];
        size_t k = 0;

        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                struct str s = words(a, child(n, parts[i]));

                if (s.ptr)
                        said[k++] = s;
        }
        return k ? str_join(a, said, k, STR(" ")) : words(a, n);
}

static i64 day_of_birth(struct arena *a, const xmlNode *n)
{
        struct str s = words(a, child(n, "NgayThangNam"));
        i64 all;

        if (!s.ptr)
                s = words(a, n);
        if (s.len != 8 || str_to_i64(s, &all) < 0 ||
                !day_valid((int)(all / 10000), (int)(all / 100 % 100), (int)(all % 100)))
                return I64_NULL;
        return day_make((int)(all / 10000), (int)(all / 100 % 100), (int)(all % 100));
}

static struct str sex_of(struct str code)
{
        return str_is(code, "1") ? STR("male") : str_is(code, "2") ? STR("female") : STR_NULL;
}

int packet_read(struct arena *a, struct str xml, struct population_said *ret_said)
{
        const xmlNode *root, *one, *home;
        struct population_said said = { 0 };
        struct str why;
        xmlDoc *doc;
        int line, r = flow_xml_read(a, xml, PACKET_MAX, &doc, &line, &why);

        if (r < 0)
                return r;
        root = xmlDocGetRootElement(doc);
        if (!root || !named(root, "Envelope"))
                return ERR_INVALID;
        if (below(root, "Fault", DEPTH))
                return ERR_DENIED;
        one = below(root, "CongdanCollection", DEPTH);
        if (!one)
                return ERR_INVALID;
        one = child(one, "CongDan");
        if (!one)
                return ERR_NOT_FOUND;
        home = child(one, "ThuongTru");
        said.identity = words(a, child(one, "SoDinhDanh"));
        said.name = name_of(a, child(one, "HoVaTen"));
        said.sex = sex_of(words(a, child(one, "GioiTinh")));
        said.birth_day = day_of_birth(a, child(one, "NgayThangNamSinh"));
        said.ethnic = words(a, child(one, "DanToc"));
        said.nationality = words(a, child(one, "QuocTich"));
        said.address = words(a, child(home, "ChiTiet"));
        said.commune_code = words(a, child(home, "MaPhuongXa"));
        if (!said.identity.ptr || !said.name.ptr)
                return ERR_INVALID;
        *ret_said = said;
        return 0;
}
