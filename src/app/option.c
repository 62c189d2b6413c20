/*
 * src/app/option.c: reading a command's arguments: "--name VALUE", "--name=VALUE", operands.
 */
#include "app/app.h"

/* Options that stand alone; all others take the next argument. */
static bool is_flag(struct str name)
{
        static const char *const flags[] = { "help", "tree", "password-stdin", "batch", "trace",
                "continue", "dry-run", "apply" };

        for (size_t i = 0; i < ARRAY_LEN(flags); i++)
                if (str_is(name, flags[i]))
                        return true;
        return false;
}

/* How many arguments the option at i takes up; its name and value. 0: it is an operand. */
static int read_option(
        const struct control_call *c, int i, struct str *ret_name, struct str *ret_value)
{
        struct str arg = c->argv[i];
        ptrdiff_t eq;

        if (!str_starts(arg, STR("--")) || arg.len == 2)
                return 0;
        arg = str_sub(arg, 2, arg.len);
        eq = str_find_char(arg, '=');
        if (eq >= 0) {
                *ret_name = str_sub(arg, 0, (size_t)eq);
                *ret_value = str_sub(arg, (size_t)eq + 1, arg.len);
                return 1;
        }
        *ret_name = arg;
        *ret_value = STR("");
        if (is_flag(arg) || i + 1 >= c->argc)
                return 1;
        *ret_value = c->argv[i + 1];
        return 2;
}

struct str option(const struct control_call *c, const char *name)
{
        for (int i = 1, n; i < c->argc; i += n) {
                struct str found, value;

                n = read_option(c, i, &found, &value);
                if (n && str_is(found, name))
                        return value;
                n = MAX(n, 1);
        }
        return STR_NULL;
}

bool option_at(const struct control_call *c, int n, struct str *ret_name, struct str *ret_value)
{
        for (int i = 1, step; i < c->argc; i += MAX(step, 1)) {
                step = read_option(c, i, ret_name, ret_value);
                if (step && n-- == 0)
                        return true;
        }
        return false;
}

struct str operand(const struct control_call *c, int n)
{
        int seen = 0;

        for (int i = 0, step; i < c->argc; i += step) {
                struct str name, value;

                step = i == 0 ? 0 : read_option(c, i, &name, &value);
                if (step)
                        continue;
                if (seen++ == n)
                        return c->argv[i];
                step = 1;
        }
        return STR_NULL;
}

const char *client_path(struct control_call *c, struct str name)
{
        if (name.len && name.ptr[0] == '/')
                return str_c(c->arena, name);
        return str_c(c->arena, str_fmt(c->arena, "%.*s/%.*s", STRF(c->folder), STRF(name)));
}
