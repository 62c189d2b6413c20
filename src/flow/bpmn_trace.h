/*
 * src/flow/bpmn_trace.h: runs a process in memory on a virtual clock and writes down what it did,
 * for authors (`motcua flow run`) and for the outside suites of execution traces. Nothing is
 * stored.
 *
 * User tasks are done at once and without answers, service tasks without results. Scripts that are
 * markers of the suites (SCRIPT_task1, CREATE_MARKER_FILE, WAIT_TEN_SECONDS …) do what suites say
 * they do; others are FEEL. Messages and signals reach the other processes of the model: those that
 * they start, and those that a message flow leads into, which run beside the first.
 */
#ifndef FLOW_BPMN_TRACE_H
#define FLOW_BPMN_TRACE_H

#include "flow/bpmn_run.h"

/*
 * One token a line: Task1, MarkerExists, Increment, DataCorrect, ExecutionParallel,
 * RuntimeException (no flow could be taken), ErrorThrownErrorEvent (ended by an error that nothing
 * caught). ERR_NOT_FOUND: no such process. ERR_LIMIT: it does not come to an end; *ret_why then
 * says more.
 */
int bpmn_trace(struct arena *a, const struct bpmn_model *model, struct str process,
        const struct feel_value *variables, struct buf *out, struct str *ret_why);

/* The same, but every node that was entered and left, with the virtual moment, and the end. */
int bpmn_story(struct arena *a, const struct bpmn_model *model, struct str process,
        const struct feel_value *variables, struct buf *out, struct str *ret_why);

#endif
