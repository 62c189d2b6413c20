/*
 * src/web/router.c: a tree of path parts. At each node the constant parts (sorted), one ":name",
 * one ":rest*". Finding prefers them in this order and goes back when the verb is not there, so
 * that "GET /x/new" and "POST /x/:code" live side by side.
 */
#include "web/router.h"

#include <stdlib.h>

#include "base/log.h"

struct route_node {
        struct str part;
        struct route_node **fixed; /* children, sorted by part once built */
        size_t n_fixed;
        struct route_node *any, *rest;
        const struct route_entry *verbs[VERB_MAX];
};

const char *const verb_names[VERB_MAX] = { "?", "GET", "POST", "PUT", "DELETE", "PATCH" };

static struct route_node *fixed_child(struct arena *a, struct route_node *n, struct str part)
{
        struct route_node **grown;

        for (size_t i = 0; i < n->n_fixed; i++)
                if (str_eq(n->fixed[i]->part, part))
                        return n->fixed[i];
        grown = NEW_ARRAY(a, struct route_node *, n->n_fixed + 1);
        if (n->n_fixed)
                memcpy(grown, n->fixed, n->n_fixed * sizeof *grown);
        n->fixed = grown;
        n->fixed[n->n_fixed] = NEW(a, struct route_node);
        n->fixed[n->n_fixed]->part = part;
        return n->fixed[n->n_fixed++];
}

static struct route_node *child(struct arena *a, struct route_node *n, struct str part)
{
        struct route_node **place = str_ends(part, STR("*")) ? &n->rest : &n->any;

        if (!str_starts(part, STR(":")))
                return fixed_child(a, n, part);
        if (!*place)
                *place = NEW(a, struct route_node);
        return *place;
}

static bool has_file(const struct route *r)
{
        for (const struct field *f = r->fields; f && f->name; f++)
                if (f->kind == FIELD_FILE)
                        return true;
        return false;
}

/* What is wrong with the row, or NULL. */
static const char *row_fault(const struct route *r)
{
        bool writes = r->verb != GET || (r->flags & ROUTE_CALLBACK);

        if (r->verb <= VERB_NONE || r->verb >= VERB_MAX)
                return "has no verb";
        if (r->path[0] != '/')
                return "has a path that does not begin with a slash";
        if (r->permission == 0)
                return "names no permission";
        if (writes ? !r->apply || r->read : !r->read || r->apply)
                return "has the phases of another verb";
        if (writes && !r->answer && !(r->flags & ROUTE_API))
                return "is a page's write without an answer";
        if ((r->flags & ROUTE_CACHED) && (writes || !r->generations))
                return "is cached but writes or names no generations";
        if ((r->flags & ROUTE_CACHED) && (r->flags & ROUTE_READS_PERSON))
                return "is cached but reads a person's data";
        if (r->verb == PATCH && (!(r->flags & ROUTE_RESUME) || !has_file(r)))
                return "is a PATCH and takes no piece of a file";
        if ((r->flags & ROUTE_RESUME) && !(r->flags & ROUTE_API))
                return "takes pieces of files and is no route of the API";
        if (str_is(str_of(r->path), "/en") || str_starts(str_of(r->path), STR("/en/")))
                return "takes the address of the English pages";
        return NULL;
}

static const char *field_fault(const struct field *f, const struct field *all)
{
        if (f->kind >= FIELD_KIND_MAX)
                return "no such kind";
        if (f->kind == FIELD_CHOICE && !f->choices)
                return "no choices";
        if (f->name[0] == '_')
                return "a name that begins with '_' belongs to the dispatcher";
        for (const struct field *other = all; other < f; other++)
                if (!strcmp(other->name, f->name))
                        return "declared twice";
        return NULL;
}

static int check_row(const struct route *r)
{
        const char *fault = row_fault(r);

        if (fault) {
                log_error("web", "route %s %s %s", verb_names[r->verb < VERB_MAX ? r->verb : 0],
                        r->path, fault);
                return ERR_INVALID;
        }
        for (const struct field *f = r->fields; f && f->name; f++) {
                fault = field_fault(f, r->fields);
                if (fault) {
                        log_error("web", "route %s %s, field %s: %s", verb_names[r->verb], r->path,
                                f->name, fault);
                        return ERR_INVALID;
                }
        }
        return 0;
}

static int add(struct arena *a, struct router *t, struct route_entry *e)
{
        struct str rest = str_of(e->route->path + 1), part;
        struct route_node *n = t->root;

        while (rest.len && str_cut(&rest, '/', &part)) {
                if (str_starts(part, STR(":"))) {
                        struct str name = str_sub(part, 1, part.len);

                        if (str_ends(name, STR("*")))
                                name.len--;
                        if (e->n_parts == ROUTE_PARTS || !name.len) {
                                log_error("web", "route %s: bad parts", e->route->path);
                                return ERR_INVALID;
                        }
                        e->parts[e->n_parts++] = name;
                }
                n = child(a, n, part);
        }
        if (n->verbs[e->route->verb]) {
                log_error("web", "route %s %s clashes with %s", verb_names[e->route->verb],
                        e->route->path, n->verbs[e->route->verb]->route->path);
                return ERR_INVALID;
        }
        n->verbs[e->route->verb] = e;
        return 0;
}

static int by_part(const void *x, const void *y)
{
        const struct route_node *const *a = x, *const *b = y;

        return str_cmp((*a)->part, (*b)->part);
}

static void sort_nodes(struct route_node *n)
{
        if (!n)
                return;
        if (n->n_fixed)
                qsort(n->fixed, n->n_fixed, sizeof(struct route_node *), by_part);
        for (size_t i = 0; i < n->n_fixed; i++)
                sort_nodes(n->fixed[i]);
        sort_nodes(n->any);
        sort_nodes(n->rest);
}

int router_build(struct arena *a, const struct route *const *tables, struct router *ret_router)
{
        struct router t = { .root = NEW(a, struct route_node) };
        int n = 0, r = 0;

        for (const struct route *const *table = tables; *table; table++)
                for (const struct route *row = *table; row->path; row++)
                        n++;
        t.entries = NEW_ARRAY(a, struct route_entry, (size_t)MAX(n, 1));
        for (const struct route *const *table = tables; *table; table++) {
                for (const struct route *row = *table; row->path; row++) {
                        struct route_entry *e = &t.entries[t.n];

                        e->route = row;
                        e->index = t.n++;
                        if (check_row(row) < 0 || add(a, &t, e) < 0)
                                r = ERR_INVALID;
                }
        }
        sort_nodes(t.root);
        if (r == 0)
                *ret_router = t;
        return r;
}

struct search {
        enum verb verb;
        unsigned allowed;
        struct str values[ROUTE_PARTS];
        int n;
};

static const struct route_entry *at_node(const struct route_node *n, struct search *s)
{
        for (int v = VERB_NONE + 1; v < VERB_MAX; v++)
                if (n->verbs[v])
                        s->allowed |= 1u << v;
        return n->verbs[s->verb];
}

static const struct route_node *find_fixed(const struct route_node *n, struct str part)
{
        size_t lo = 0, hi = n->n_fixed;

        while (lo < hi) {
                size_t mid = (lo + hi) / 2;
                int c = str_cmp(part, n->fixed[mid]->part);

                if (c == 0)
                        return n->fixed[mid];
                if (c < 0)
                        hi = mid;
                else
                        lo = mid + 1;
        }
        return NULL;
}

/* `path`: what is left, without its leading slash; STR_NULL at the end. */
static const struct route_entry *walk(const struct route_node *n, struct str path, struct search *s)
{
        const struct route_entry *e = NULL;
        const struct route_node *fixed;
        struct str all = path, part;
        int taken = s->n;

        if (!str_cut(&path, '/', &part))
                return at_node(n, s);
        fixed = find_fixed(n, part);
        if (fixed)
                e = walk(fixed, path, s);
        if (!e && n->any && part.len && taken < ROUTE_PARTS) {
                s->values[taken] = part;
                s->n = taken + 1;
                e = walk(n->any, path, s);
        }
        if (!e && n->rest && all.len && taken < ROUTE_PARTS) {
                s->values[taken] = all;
                s->n = taken + 1;
                e = at_node(n->rest, s);
        }
        if (!e)
                s->n = taken;
        return e;
}

const struct route_entry *router_find(const struct router *r, struct arena *a, enum verb verb,
        struct str path, struct path_value **ret_values, unsigned *ret_allowed)
{
        struct search s = { .verb = verb };
        const struct route_entry *e;
        struct path_value *values;

        path = path.len > 1 ? str_sub(path, 1, path.len) : STR_NULL;
        e = walk(r->root, path, &s);
        *ret_allowed = s.allowed;
        *ret_values = NULL;
        if (!e || !e->n_parts)
                return e;
        values = NEW_ARRAY(a, struct path_value, (size_t)e->n_parts);
        for (int i = 0; i < e->n_parts; i++)
                values[i] = (struct path_value){ e->parts[i], s.values[i],
                        i + 1 < e->n_parts ? &values[i + 1] : NULL };
        *ret_values = values;
        return e;
}
