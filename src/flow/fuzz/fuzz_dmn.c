/*
 * src/flow/fuzz/fuzz_dmn.c: any bytes are loaded as a decision model; what loads is checked and its
 * decisions are made, within small limits.
 */
#include "base/fuzz/fuzz.h"
#include "flow/dmn.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        static const struct feel_limits limits = { 20000, 200, 4 << 20 };
        AUTO(arena_freep) struct arena *a = arena_new(128 << 20);
        struct dmn_source source = { STR("fuzz.dmn"), str_n((const char *)data, size) };
        struct dmn_model *model;
        struct str name;

        if (dmn_load(a, &source, 1, &model) < 0) {
                CHECK(dmn_problems(model) != NULL);
                return 0;
        }
        dmn_check(a, model);
        for (size_t i = 0; i < 20 && (name = dmn_name(model, DMN_DECISION, i)).ptr; i++)
                dmn_decide(feel_run_new(a, &limits), model, name, NULL);
        for (size_t i = 0; i < 20 && (name = dmn_name(model, DMN_SERVICE, i)).ptr; i++)
                dmn_service(feel_run_new(a, &limits), model, name, NULL);
        return 0;
}
