/*
 * src/flow/dmn.h: decision models in DMN 1.1 to 1.5 (OMG), loaded from XML once, decided as often
 * as wanted. Every boxed expression, hit policy and aggregator is executed; boxed forms of 1.4 and
 * 1.5 too. A model that has a mistake in one place still loads: the place is listed as a problem
 * and answers null, so that an author sees all mistakes at once; whoever publishes a model refuses
 * one with problems of severity DMN_ERROR.
 *
 *      struct dmn_source s[] = { { STR("fee.dmn"), text } };
 *      if (dmn_load(a, s, 1, &model) < 0) …                     not XML, or not DMN
 *      const struct feel_value *fee = dmn_decide(run, model, STR("Lệ phí"), inputs);
 *
 * Invariants: a model is read-only after loading: threads may share it. It lives on the arena it
 * was loaded to. Files are never read from here: imports (DMN 1.5, 6.3.3) are served by the other
 * sources, found by namespace. No network, no entities, no DOCTYPE.
 */
#ifndef FLOW_DMN_H
#define FLOW_DMN_H

#include "flow/feel.h"

struct dmn_model;

struct dmn_source {
        struct str name; /* a file's name, for messages */
        struct str text;
};

enum dmn_severity { DMN_ERROR, DMN_WARNING };

struct dmn_problem {
        enum dmn_severity severity;
        struct str source, element, text; /* the element's name, or its id */
        int line;                         /* of the XML, 0 unknown */
        const struct dmn_problem *next;
};

enum dmn_kind { DMN_INPUT, DMN_DECISION, DMN_KNOWLEDGE, DMN_SERVICE };

/*
 * The first source is the main model. ERR_INVALID, ERR_LIMIT (8 MiB a file, 5,000 elements, the
 * arena's maximum): dmn_problems() of *ret_model, which is set, tells more.
 */
int dmn_load(
        struct arena *a, const struct dmn_source *sources, size_t n, struct dmn_model **ret_model);

/* In the order found. */
const struct dmn_problem *dmn_problems(const struct dmn_model *model);

/* The elements of the main model by kind; STR_NULL past the last. */
struct str dmn_name(const struct dmn_model *model, enum dmn_kind kind, size_t i);

/*
 * The value of a decision of the main model (DMN 1.5, 8.3, 10.4), never NULL. `inputs` is a context
 * of the input data by name; those of an imported model stand by their own name or in a context
 * named like the import. Values that do not conform to the type of an input are null with a note.
 */
const struct feel_value *dmn_decide(struct feel_run *run, const struct dmn_model *model,
        struct str decision, const struct feel_value *inputs);

/* Invoke a decision service (DMN 1.5, 6.3.10 and 10.4) with its inputs by name. */
const struct feel_value *dmn_service(struct feel_run *run, const struct dmn_model *model,
        struct str service, const struct feel_value *inputs);

/* An input of the main model as people are asked for it. */
struct dmn_input {
        struct str id, name, description; /* STR_NULL: none */
        enum feel_kind kind;              /* of its type; FEEL_NULL: any */
        const struct feel_value *allowed; /* texts that its type permits, in order; empty: any */
};
/* By number, in the order of the file; false past the last. */
bool dmn_input(
        struct feel_run *run, const struct dmn_model *model, size_t i, struct dmn_input *ret_input);
/* The project's own attribute `key` of an element by number; STR_NULL: none. */
#define DMN_SPACE "urn:motcua:dmn"
struct str dmn_own(const struct dmn_model *model, enum dmn_kind kind, size_t i, const char *key);

/* What knows more than evaluation needs: for authors. */

/*
 * Static checks of the main model: rules of a unique table that overlap, combinations of inputs
 * that no rule covers, rules that can never fire, names and types that are not known. Returns a
 * list of its own; dmn_problems() is not repeated.
 */
const struct dmn_problem *dmn_check(struct arena *a, const struct dmn_model *model);

#endif
