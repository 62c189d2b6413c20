/*
 * src/net/mail.c: a mail in plain words: one recipient, UTF-8, no attachment. See net.h.
 */
#include "base/base64.h"
#include "base/clock.h"
#include "net/internal.h"

/* An address as SMTP and headers can both hold it: no control sign, space, bracket or quote. */
static bool is_address(struct str s)
{
        ptrdiff_t at = str_rfind_char(s, '@');

        if (at <= 0 || (size_t)at + 1 >= s.len || s.len > 254)
                return false;
        for (size_t i = 0; i < s.len; i++)
                if ((u8)s.ptr[i] <= ' ' || (u8)s.ptr[i] >= 127 || strchr("<>\"(),;:\\[]", s.ptr[i]))
                        return false;
        return true;
}

/* Where a word of at most `room` bytes ends without cutting a letter. */
static size_t word_end(struct str s, size_t from, size_t room)
{
        size_t end = MIN(from + room, s.len);

        while (end < s.len && end > from && ((u8)s.ptr[end] & 0xc0) == 0x80)
                end--;
        return end;
}

/* RFC 2047: words of at most 75 signs, each a line of its own. */
static void put_words(struct buf *b, struct str s)
{
        for (size_t from = 0, end; from < s.len; from = end) {
                end = word_end(s, from, 42);
                if (from)
                        buf_addc(b, "\r\n ");
                buf_addc(b, "=?UTF-8?B?");
                buf_add(b, base64(b->arena, str_sub(s, from, end - from)));
                buf_addc(b, "?=");
        }
}

static void put_date(struct buf *b, i64 at)
{
        static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
        static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
                "Aug", "Sep", "Oct", "Nov", "Dec" };
        struct civil c;

        time_civil(at, &c);
        buf_fmt(b, "Date: %s, %02d %s %d %02d:%02d:%02d +0700\r\n", days[c.weekday - 1], c.day,
                months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

static void put_body(struct buf *b, struct str text)
{
        struct str lines = base64(b->arena, str_replace(b->arena, text, STR("\n"), STR("\r\n")));

        for (size_t i = 0; i < lines.len; i += 76) {
                buf_add(b, str_sub(lines, i, 76));
                buf_addc(b, "\r\n");
        }
}

int net_mail_text(struct arena *a, const struct net_mail *m, struct str *ret_text)
{
        struct buf b;

        if (!is_address(m->from) || !is_address(m->to) || str_find_char(m->id, '\n') >= 0)
                return ERR_INVALID;
        buf_init(&b, a, 4 * (m->text.len + m->subject.len + m->from_name.len) + 4096);
        put_date(&b, m->at);
        buf_addc(&b, "From: ");
        put_words(&b, m->from_name);
        buf_fmt(&b, "%s<%.*s>\r\nTo: <%.*s>\r\n", m->from_name.len ? " " : "", STRF(m->from),
                STRF(m->to));
        buf_fmt(&b, "Message-ID: <%.*s@%.*s>\r\nSubject: ", STRF(m->id),
                STRF(str_sub(m->from, (size_t)str_rfind_char(m->from, '@') + 1, m->from.len)));
        put_words(&b, m->subject);
        buf_addc(&b, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=UTF-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n");
        put_body(&b, m->text);
        CHECK(!b.over);
        *ret_text = buf_str(&b);
        return 0;
}

struct reader {
        struct str left;
};

static size_t give(char *ptr, size_t size, size_t n, void *arg)
{
        struct reader *r = arg;
        struct str part = str_sub(r->left, 0, size * n);

        if (part.len)
                memcpy(ptr, part.ptr, part.len);
        r->left = str_sub(r->left, part.len, r->left.len);
        return part.len;
}

/* The last line that the server said before it said good-bye (221). */
static size_t hear(char *ptr, size_t size, size_t n, void *arg)
{
        struct buf *b = arg;

        if (str_starts(str_n(ptr, size * n), STR("221")))
                return size * n;
        b->len = 0;
        buf_add(b, str_trim(str_sub(str_n(ptr, size * n), 0, 300)));
        return size * n;
}

int net_mail(struct arena *a, const struct net_mail *m, struct str *ret_answer)
{
        AUTO(net__list_freep) struct curl_slist *to = NULL;
        AUTO(net__closep) CURL *c = NULL;
        char error[CURL_ERROR_SIZE];
        struct reader text;
        struct buf said;
        CURLcode code;
        long status = 0;
        int r = net_mail_text(a, m, &text.left);

        *ret_answer = STR("not an address");
        if (r < 0)
                return r;
        buf_init(&said, a, 400);
        c = net__open(a, m->url, "smtp,smtps", m->ca_file, 0, error);
        to = curl_slist_append(NULL, str_c(a, str_fmt(a, "<%.*s>", STRF(m->to))));
        CHECK(to != NULL);
        curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(m->plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
        if (!str_empty(m->user)) {
                curl_easy_setopt(c, CURLOPT_USERNAME, str_c(a, m->user));
                curl_easy_setopt(c, CURLOPT_PASSWORD, str_c(a, m->password));
        }
        curl_easy_setopt(c, CURLOPT_MAIL_FROM, str_c(a, str_fmt(a, "<%.*s>", STRF(m->from))));
        curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
        curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(c, CURLOPT_READDATA, &text);
        curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, hear);
        curl_easy_setopt(c, CURLOPT_HEADERDATA, &said);
        code = curl_easy_perform(c);
        curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
        *ret_answer = said.len ? buf_str(&said) : net__why(a, error, code);
        if (code == CURLE_OK)
                return 0;
        /* Below 550 it is our sign-in or our words that the server did not like. */
        if (code == CURLE_SEND_ERROR && status >= 550 && status < 560)
                return ERR_DENIED;
        *ret_answer = net__why(a, error, code);
        return ERR_IO;
}
