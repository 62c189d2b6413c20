/*
 * src/flow/bpmn.h: process models in BPMN 2.0.2 (OMG, ISO/IEC 19510), read from XML once into a
 * compact read-only form. Deploying, storing and downloading keep the original bytes beside it:
 * nothing is written back from this form. What runs a model is bpmn_run.h.
 *
 *      struct bpmn_source s[] = { { STR("permit.bpmn"), text } };
 *      r = bpmn_load(a, s, 1, &model);           ERR_INVALID: not XML, or not BPMN
 *      if (bpmn_worst(model) <= BPMN_UNSUPPORTED) …  refuse it, and show bpmn_problems()
 *
 * A model with mistakes still loads, so that an author sees all of them at once. Extensions of
 * vendors and diagrams are left alone. Own extensions are attributes of the namespace BPMN_SPACE;
 * docs/flow.md lists them and what executes.
 *
 * Invariants: a model is read-only after loading: threads may share it. It lives on the arena it
 * was loaded to. Files are never read from here. No network, no entities, no DOCTYPE.
 */
#ifndef FLOW_BPMN_H
#define FLOW_BPMN_H

#include "base/str.h"

#define BPMN_SPACE "urn:motcua:bpmn"

struct bpmn_model;

struct bpmn_source {
        struct str name; /* a file's name, for messages */
        struct str text;
};

/* In the order of their weight. */
enum bpmn_severity {
        BPMN_ERROR,       /* breaks a rule of BPMN: never deployed */
        BPMN_UNSUPPORTED, /* good BPMN that this engine does not execute: not deployed either */
        BPMN_WARNING,     /* runs, but somebody should look */
        BPMN_FINE
};

struct bpmn_problem {
        enum bpmn_severity severity;
        struct str source, element; /* file; the element's id, or its kind when it has none */
        struct str rule, text;      /* the rule's name, as in docs/flow.md; what is wrong */
        int line;                   /* of the XML, 0 unknown */
        const struct bpmn_problem *next;
};

/*
 * ERR_INVALID, ERR_LIMIT (8 MiB a file, 50,000 elements, the arena's maximum): bpmn_problems() of
 * *ret_model, which is set, tells more. Calls and messages may lead from one source to another.
 */
int bpmn_load(struct arena *a, const struct bpmn_source *sources, size_t n,
        struct bpmn_model **ret_model);

/* In the order of files and lines. */
const struct bpmn_problem *bpmn_problems(const struct bpmn_model *model);
/* The gravest of the problems; BPMN_FINE without any. */
enum bpmn_severity bpmn_worst(const struct bpmn_model *model);

/* Id of the i-th process, in order; STR_NULL past the last. */
struct str bpmn_process_id(const struct bpmn_model *model, size_t i);

#endif
