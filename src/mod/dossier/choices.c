/*
 * src/mod/dossier/choices.c: what a version of a procedure may name: processes that are in force,
 * by id, with what their drawing calls them; forms, by code.
 */
#include "flow/xml.h"
#include "mod/dossier/dossier.h"

#define CHOICES_MAX 500
#define SOURCE_MAX  ((size_t)4 << 20)

/* The name in the drawing; the id when it has none or cannot be read. */
static int title_of(struct tx *tx, const struct flow_model_head *m, struct str *ret_title)
{
        struct flow_model_bytes bytes;
        struct str why, name = STR_NULL;
        xmlDoc *doc;
        int line, r = flow_model_source(tx, m->id, &bytes);

        if (r < 0)
                return r;
        if (flow_xml_read(tx->arena, bytes.source, SOURCE_MAX, &doc, &line, &why) == 0)
                XML_EACH(x, xmlDocGetRootElement(doc))
        if (flow_xml_is(x, "process") && str_eq(flow_xml_attr(tx->arena, x, "id"), m->process))
                name = flow_xml_attr(tx->arena, x, "name");
        *ret_title = str_empty(name) ? m->process : name;
        return 0;
}

int dossier_processes(struct tx *tx, const struct dossier_choice **ret_list, size_t *ret_n)
{
        struct flow_model_head_rows rows;
        struct dossier_choice *list;
        size_t n = 0;
        int r = flow_models(tx, STR(""), CHOICES_MAX, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(tx->arena, struct dossier_choice, rows.n + 1);
        for (size_t i = 0; i < rows.n && r == 0; i++) {
                bool newest =
                        i + 1 == rows.n || !str_eq(rows.rows[i].process, rows.rows[i + 1].process);

                if (!newest)
                        continue;
                list[n].code = rows.rows[i].process;
                r = title_of(tx, &rows.rows[i], &list[n++].name);
        }
        *ret_list = list;
        *ret_n = n;
        return r;
}

int dossier_forms(struct tx *tx, const struct dossier_choice **ret_list, size_t *ret_n)
{
        struct form_use_row_rows rows;
        struct dossier_choice *list;
        int r = form_codes(tx, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(tx->arena, struct dossier_choice, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                list[i] = (struct dossier_choice){ rows.rows[i].form_code, rows.rows[i].form_code };
        *ret_list = list;
        *ret_n = rows.n;
        return 0;
}
