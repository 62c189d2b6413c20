/*
 * src/base/typed.c: identity, telephone, tax, insurance numbers, e-mail, money, land plots as
 * people type them. Only the shape is judged; fields of requests and of forms both stand on this.
 */
#include "base/typed.h"

/* Without the characters in `drop`. */
static struct str without(struct arena *a, struct str s, const char *drop)
{
        char *out = arena_raw(a, s.len + 1);
        size_t n = 0;

        for (size_t i = 0; i < s.len; i++)
                if (!s.ptr[i] || !strchr(drop, s.ptr[i]))
                        out[n++] = s.ptr[i];
        out[n] = 0;
        return str_n(out, n);
}

static bool all_digits(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (s.ptr[i] < '0' || s.ptr[i] > '9')
                        return false;
        return s.len > 0;
}

int typed_identity(struct arena *a, struct str s, struct str *ret_s)
{
        s = without(a, s, " .");
        if (!all_digits(s) || (s.len != 12 && s.len != 9))
                return ERR_INVALID;
        *ret_s = s;
        return 0;
}

/* Mobile: 0 and nine digits, the second 3 5 7 8 9. Fixed: 02, then eight or nine digits. */
static bool is_phone(struct str s)
{
        if (!all_digits(s) || s.len < 10 || s.ptr[0] != '0')
                return false;
        if (s.ptr[1] == '2')
                return s.len <= 11;
        return s.len == 10 && strchr("35789", s.ptr[1]);
}

int typed_phone(struct arena *a, struct str s, struct str *ret_s)
{
        static const char *const countries[] = { "+84", "0084", "84" };

        s = without(a, s, " .-()");
        for (size_t i = 0; i < ARRAY_LEN(countries); i++)
                if (str_starts(s, str_of(countries[i]))) {
                        s = str_sub(s, strlen(countries[i]), s.len);
                        s = str_starts(s, STR("0")) ? s : str_cat(a, STR("0"), s);
                        break;
                }
        if (!is_phone(s))
                return ERR_INVALID;
        *ret_s = s;
        return 0;
}

/* Labels of letters, digits and inner hyphens; at least two of them. */
static bool is_domain(struct str s)
{
        struct str label;
        int labels = 0;

        while (str_cut(&s, '.', &label)) {
                if (!label.len || label.len > 63 || !str_only(label, "-") || label.ptr[0] == '-' ||
                        label.ptr[label.len - 1] == '-')
                        return false;
                labels++;
        }
        return labels >= 2;
}

int typed_email(struct arena *a, struct str s, struct str *ret_s)
{
        ptrdiff_t at = str_rfind_char(s, '@');
        struct str local = str_sub(s, 0, at < 0 ? 0 : (size_t)at);
        struct str domain = str_sub(s, (size_t)(at + 1), s.len);

        if (!local.len || local.len > 64 || s.len > 254 ||
                !str_only(local, ".!#$%&'*+/=?^_`{|}~-") || local.ptr[0] == '.' ||
                local.ptr[local.len - 1] == '.' || str_find(local, STR("..")) >= 0 ||
                !is_domain(domain))
                return ERR_INVALID;
        *ret_s = str_fmt(a, "%.*s@%.*s", STRF(local), STRF(str_lower_ascii(a, domain)));
        return 0;
}

int typed_money(struct arena *a, struct str s, i64 *ret_n)
{
        static const char *const units[] = { "đồng", "đ", "VND", "VNĐ", "vnd", "₫" };
        struct buf digits;
        size_t group = 0;
        bool grouped = false;

        for (size_t i = 0; i < ARRAY_LEN(units); i++)
                if (str_ends(s, str_of(units[i]))) {
                        s = str_trim(str_sub(s, 0, s.len - strlen(units[i])));
                        break;
                }
        buf_init(&digits, a, 64);
        for (size_t i = 0; i < s.len; i++) {
                if (s.ptr[i] != '.' && s.ptr[i] != ' ') {
                        buf_byte(&digits, s.ptr[i]);
                        group++;
                        continue;
                }
                if (grouped ? group != 3 : group < 1 || group > 3)
                        return ERR_INVALID;
                grouped = true;
                group = 0;
        }
        if ((grouped && group != 3) || str_starts(s, STR("-")) || digits.over)
                return ERR_INVALID;
        return str_to_i64(buf_str(&digits), ret_n);
}

/* The tenth digit answers for the nine before it. */
static bool tax_digit_fits(struct str s)
{
        static const int weights[9] = { 31, 29, 23, 19, 17, 13, 7, 5, 3 };
        int sum = 0;

        for (int i = 0; i < 9; i++)
                sum += weights[i] * (s.ptr[i] - '0');
        return 10 - sum % 11 == s.ptr[9] - '0';
}

int typed_tax_code(struct arena *a, struct str s, struct str *ret_s)
{
        s = without(a, s, " .-");
        if (!all_digits(s) || (s.len != 10 && s.len != 12 && s.len != 13) ||
                (s.len != 12 && !tax_digit_fits(s)))
                return ERR_INVALID;
        *ret_s = s.len == 13 ? str_fmt(a, "%.10s-%.3s", s.ptr, s.ptr + 10) : s;
        return 0;
}

int typed_insurance(struct arena *a, struct str s, struct str *ret_s)
{
        s = without(a, s, " .-");
        if (s.len == 10 ? all_digits(s)
                        : s.len == 15 && str_only(str_sub(s, 0, 2), "") &&
                                  !all_digits(str_sub(s, 0, 1)) && !all_digits(str_sub(s, 1, 1)) &&
                                  all_digits(str_sub(s, 2, 13))) {
                *ret_s = s;
                return 0;
        }
        return ERR_INVALID;
}

int typed_land_plot(struct arena *a, struct str s, struct str *ret_s)
{
        struct str rest = without(a, s, " "), plot, sheet;

        if (!str_cut(&rest, '/', &plot) || !str_cut(&rest, '/', &sheet) || rest.ptr ||
                !all_digits(plot) || !all_digits(sheet) || plot.len > 6 || sheet.len > 4 ||
                plot.ptr[0] == '0' || sheet.ptr[0] == '0')
                return ERR_INVALID;
        *ret_s = str_fmt(a, "%.*s/%.*s", STRF(plot), STRF(sheet));
        return 0;
}
