/*
 * src/mod/notice/channels.c: the ways out of the portal, one table of functions each. Mail by SMTP;
 * SMS in the shape of eSMS ("SmsType 2", a named sender); chat in that of Zalo's notification
 * service (ZNS), whose texts stand in a template there and get only what changes.
 */
#include "base/json.h"
#include "base/utf8.h"
#include "base/viet.h"
#include "core/setting.h"
#include "mod/notice/internal.h"
#include "net/net.h"
#include "web/texts.h"

#define SMS_LETTERS 160

static bool is_set(enum setting_id id)
{
        return !str_empty(setting_str(id));
}

/* Mail. */

static bool mail_ready(void)
{
        return is_set(SETTING_MAIL_URL) && is_set(SETTING_MAIL_FROM);
}

static struct str mail_address(const struct notice_contact *c)
{
        return c->email;
}

static struct str mail_body(struct arena *a, const struct notice_message *m)
{
        struct str about = STR(""), link = STR("");

        if (!str_empty(m->code))
                about = s_NOTICE_MAIL_ABOUT(a, m->lang, m->code, m->usual);
        if (!str_empty(m->link))
                link = s_NOTICE_MAIL_LINK(a, m->lang, m->link);
        return str_fmt(a, "%.*s.\n\n%.*s\n\n%.*s%s%.*s%s%.*s\n", STRF(m->title), STRF(m->lead),
                STRF(about), str_empty(about) ? "" : "\n", STRF(link),
                str_empty(link) ? "" : "\n\n",
                STRF(s_NOTICE_MAIL_FOOT(a, m->lang, setting_str(SETTING_PROVINCE_NAME))));
}

static int mail_send(struct arena *a, const struct notice_message *m, struct str *ret_answer)
{
        const struct net_mail mail = { .url = setting_str(SETTING_MAIL_URL),
                .user = setting_str(SETTING_MAIL_USER),
                .password = setting_secret(a, SETTING_MAIL_PASSWORD),
                .plain = setting_bool(SETTING_MAIL_PLAIN),
                .ca_file = setting_str(SETTING_NET_CA_FILE),
                .from = setting_str(SETTING_MAIL_FROM),
                .from_name = s_NOTICE_MAIL_NAME(a, m->lang, setting_str(SETTING_PROVINCE_NAME)),
                .to = m->address,
                .subject = str_empty(m->code)
                                   ? m->title
                                   : str_fmt(a, "%.*s: %.*s", STRF(m->code), STRF(m->title)),
                .text = mail_body(a, m),
                .id = str_fmt(a, "%lld", (long long)m->delivery),
                .at = m->at };
        int r = net_mail(a, &mail, ret_answer);

        return r == ERR_INVALID ? ERR_DENIED : r;
}

/* SMS and chat: JSON over HTTP. */

static struct str phone_address(const struct notice_contact *c)
{
        return c->phone;
}

/* 0912… as gateways want it: 84912…. */
static struct str abroad(struct arena *a, struct str phone)
{
        return str_starts(phone, STR("0")) ? str_cat(a, STR("84"), str_sub(phone, 1, phone.len))
                                           : phone;
}

static int post(struct arena *a, enum setting_id url, struct str body, struct str header,
        const struct json **ret_json, struct str *ret_answer)
{
        const struct net_request rq = { .url = setting_str(url),
                .type = "application/json",
                .body = body,
                .headers = &header,
                .n_headers = str_empty(header) ? 0 : 1,
                .ca_file = setting_str(SETTING_NET_CA_FILE) };
        struct net_answer ans = { 0 };
        int r = net_http(a, &rq, &ans);

        *ret_answer = r == ERR_IO ? ans.why : str_of(r < 0 ? err_name(r) : "");
        if (r < 0)
                return r;
        *ret_answer = str_fmt(a, "HTTP %d", ans.status);
        if (ans.status != 200)
                return ERR_IO;
        r = json_parse(a, ans.body, ret_json, NULL);
        return r < 0 ? ERR_IO : 0;
}

static bool sms_ready(void)
{
        return is_set(SETTING_SMS_URL);
}

struct str notice__sms(struct arena *a, const struct notice_message *m)
{
        struct str text = viet_ascii(a, m->title), tail = STR("");

        if (!str_empty(m->code))
                tail = str_fmt(a, " (%.*s)", STRF(m->code));
        if (!str_empty(m->link))
                tail = str_fmt(a, "%.*s. %.*s", STRF(tail), STRF(m->link));
        tail = viet_ascii(a, tail);
        if (tail.len >= SMS_LETTERS)
                return str_sub(text, 0, SMS_LETTERS);
        return str_cat(a, str_sub(text, 0, SMS_LETTERS - tail.len), tail);
}

/* What a gateway says of a number that no message will ever reach, or of words it will not send. */
static bool sms_never(struct str code)
{
        return str_is(code, "99") || str_is(code, "118");
}

static int sms_send(struct arena *a, const struct notice_message *m, struct str *ret_answer)
{
        const struct json *ans;
        struct json_writer w;
        struct str code;
        struct buf b;
        int r;

        buf_init(&b, a, 4000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "ApiKey", setting_str(SETTING_SMS_KEY));
        json_put_str(&w, "SecretKey", setting_secret(a, SETTING_SMS_SECRET));
        json_put_str(&w, "Brandname", setting_str(SETTING_SMS_BRAND));
        json_put_str(&w, "SmsType", STR("2"));
        json_put_str(&w, "IsUnicode", STR("0"));
        json_put_str(&w, "Phone", abroad(a, m->address));
        json_put_str(&w, "Content", notice__sms(a, m));
        json_put_str(&w, "RequestId", str_fmt(a, "%lld", (long long)m->delivery));
        json_close(&w, '}');
        r = post(a, SETTING_SMS_URL, buf_str(&b), STR_NULL, &ans, ret_answer);
        if (r < 0)
                return r;
        code = json_str(json_get(ans, "CodeResult"));
        if (str_is(code, "100")) {
                *ret_answer = str_fmt(a, "100 %.*s", STRF(json_str(json_get(ans, "SMSID"))));
                return 0;
        }
        *ret_answer =
                str_fmt(a, "%.*s %.*s", STRF(code), STRF(json_str(json_get(ans, "ErrorMessage"))));
        return sms_never(code) ? ERR_DENIED : ERR_IO;
}

static bool chat_ready(void)
{
        return is_set(SETTING_CHAT_URL);
}

/* -108: no such number; -114, -118, -119: the account takes no such messages. */
static bool chat_never(i64 error)
{
        return error == -108 || error == -114 || error == -118 || error == -119;
}

static struct str chat_body(struct arena *a, const struct notice_message *m)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 8000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "phone", abroad(a, m->address));
        json_put_str(&w, "template_id", setting_str(SETTING_CHAT_TEMPLATE));
        json_open(&w, "template_data", '{');
        json_put_str(&w, "title", m->title);
        json_put_str(&w, "lead", m->lead);
        json_put_str(&w, "code", m->code.ptr ? m->code : STR(""));
        json_put_str(&w, "link", m->link.ptr ? m->link : STR(""));
        json_close(&w, '}');
        json_put_str(&w, "tracking_id", str_fmt(a, "%lld", (long long)m->delivery));
        json_close(&w, '}');
        return buf_str(&b);
}

static int chat_send(struct arena *a, const struct notice_message *m, struct str *ret_answer)
{
        struct str header =
                str_cat(a, STR("access_token: "), setting_secret(a, SETTING_CHAT_TOKEN));
        const struct json *ans;
        i64 error;
        int r = post(a, SETTING_CHAT_URL, chat_body(a, m), header, &ans, ret_answer);

        if (r < 0)
                return r;
        error = json_i64(json_get(ans, "error"), -1);
        *ret_answer = str_fmt(a, "%lld %.*s", (long long)error,
                STRF(json_str(error ? json_get(ans, "message")
                                    : json_get(json_get(ans, "data"), "msg_id"))));
        return error == 0 ? 0 : chat_never(error) ? ERR_DENIED : ERR_IO;
}

const struct notice_channel notice_channels[] = {
        { "mail", T_NOTICE_MAIL, mail_ready, mail_address, mail_send },
        { "sms", T_NOTICE_SMS, sms_ready, phone_address, sms_send },
        { "chat", T_NOTICE_CHAT, chat_ready, phone_address, chat_send },
        { 0 },
};

const struct notice_channel *notice__channel(struct str name)
{
        for (const struct notice_channel *c = notice_channels; c->name; c++)
                if (str_is(name, c->name))
                        return c;
        return NULL;
}

int notice_channel_text(struct str channel)
{
        const struct notice_channel *c = notice__channel(channel);

        return c ? c->text : T_NONE;
}
