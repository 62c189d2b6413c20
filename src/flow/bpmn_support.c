/*
 * src/flow/bpmn_support.c: what is good BPMN, but not executed by this engine, is said at once and
 * not when an instance comes to it. docs/flow.md lists the same.
 */
#include "flow/bpmn_model.h"
#include "flow/xml.h"

static void say(const struct bpmn_node *n, const char *what)
{
        bpmn__problem(n->file->model, BPMN_UNSUPPORTED, n->file, n->xml, "support", "%s", what);
}

static void check_node(const struct bpmn_node *n)
{
        if (n->kind == BPMN_AD_HOC)
                say(n, "ad-hoc sub-processes are not executed: draw the order of the tasks");
        if (n->kind == BPMN_EVENT_BASED && n->instantiate &&
                str_is(flow_xml_attr(n->file->model->arena, n->xml, "eventGatewayType"),
                        "Parallel"))
                say(n, "a gateway that starts a process by several events together is not executed");
        if (n->kind == BPMN_CALL_ACTIVITY && !n->called)
                bpmn__problem(n->file->model, BPMN_WARNING, n->file, n->xml, "called-element",
                        "what is called is not in these files");
}

static bool is_executable(const struct bpmn_node *n)
{
        while (n->parent)
                n = n->parent;
        return n->executable;
}

void bpmn__check_support(struct bpmn_model *m)
{
        for (size_t i = 0; i < m->n_nodes; i++)
                if (is_executable(m->nodes[i]))
                        check_node(m->nodes[i]);
}
