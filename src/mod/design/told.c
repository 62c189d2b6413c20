/*
 * src/mod/design/told.c: what the checks of src/flow find, in the author's language. Those checks
 * know no language but English, as their messages are for developers of models too; here each of
 * their sentences has a text. `%` stands for what changes in a sentence, the first of them is what
 * the text repeats. A sentence that is not here is shown as it is, marked as English.
 */
#include "mod/design/model.h"

static const struct {
        const char *pattern;
        enum text words;
} sentences[] = {
        { "not XML: %", T_DESIGN_TOLD_NOT_XML },
        { "a DOCTYPE is not accepted", T_DESIGN_TOLD_DOCTYPE_NOT_ACCEPTED },
        { "the model is too large", T_DESIGN_TOLD_MODEL_TOO_LARGE },
        { "the form is too large", T_DESIGN_TOLD_FORM_TOO_LARGE },
        { "the file is too large", T_DESIGN_TOLD_FILE_TOO_LARGE },
        { "the top element is not `definitions`", T_DESIGN_TOLD_TOP_ELEMENT_NOT_DEFINITIONS },
        { "not a model in BPMN 2.0", T_DESIGN_TOLD_NOT_MODEL_IN_BPMN_2_0 },
        { "not a decision model in DMN 1.1 to 1.5", T_DESIGN_TOLD_NOT_DECISION_MODEL_IN_DMN_1 },
        { "not a form: %", T_DESIGN_TOLD_NOT_FORM },
        { "no process is marked with isExecutable",
                T_DESIGN_TOLD_NO_PROCESS_MARKED_WITH_ISEXECUTABLE },
        { "nested too deep%", T_DESIGN_TOLD_NESTED_TOO_DEEP },
        { "more than % elements", T_DESIGN_TOLD_MORE_THAN_ELEMENTS },
        { "another element has this id, in line %", T_DESIGN_TOLD_ANOTHER_ELEMENT_THIS_ID_IN_LINE },
        { "a sequence flow leads from a flow node to another",
                T_DESIGN_TOLD_SEQUENCE_FLOW_LEADS_FROM_FLOW_NODE },
        { "a sequence flow does not cross the border of a sub-process or process",
                T_DESIGN_TOLD_SEQUENCE_FLOW_DOES_NOT_CROSS_BORDER },
        { "does not name the flow % as %", T_DESIGN_TOLD_DOES_NOT_NAME_FLOW_AS },
        { "names % as %, which is no such flow", T_DESIGN_TOLD_NAMES_AS_WHICH_NO_SUCH_FLOW },
        { "the default flow % does not leave it", T_DESIGN_TOLD_DEFAULT_FLOW_DOES_NOT_LEAVE },
        { "its condition is no formal expression",
                T_DESIGN_TOLD_ITS_CONDITION_NO_FORMAL_EXPRESSION },
        { "it has no condition", T_DESIGN_TOLD_NO_CONDITION },
        { "a conditional flow is not the only one out of its activity",
                T_DESIGN_TOLD_CONDITIONAL_FLOW_NOT_ONLY_ONE_OUT },
        { "who has a start event has an end event too",
                T_DESIGN_TOLD_WHO_START_EVENT_END_EVENT_TOO },
        { "beside a start event every node has an incoming flow",
                T_DESIGN_TOLD_BESIDE_START_EVENT_EVERY_NODE_INCOMING },
        { "no flow leads to a start event", T_DESIGN_TOLD_NO_FLOW_LEADS_START_EVENT },
        { "a start event has an outgoing flow", T_DESIGN_TOLD_START_EVENT_OUTGOING_FLOW },
        { "no flow leaves an end event", T_DESIGN_TOLD_NO_FLOW_LEAVES_END_EVENT },
        { "an end event has an incoming flow", T_DESIGN_TOLD_END_EVENT_INCOMING_FLOW },
        { "an intermediate event has an incoming flow",
                T_DESIGN_TOLD_INTERMEDIATE_EVENT_INCOMING_FLOW },
        { "an intermediate event has an outgoing flow",
                T_DESIGN_TOLD_INTERMEDIATE_EVENT_OUTGOING_FLOW },
        { "no flow leads to a boundary event", T_DESIGN_TOLD_NO_FLOW_LEADS_BOUNDARY_EVENT },
        { "a boundary event has an outgoing flow", T_DESIGN_TOLD_BOUNDARY_EVENT_OUTGOING_FLOW },
        { "a boundary event is attached to an activity",
                T_DESIGN_TOLD_BOUNDARY_EVENT_ATTACHED_ACTIVITY },
        { "no flow leads into or out of an event sub-process",
                T_DESIGN_TOLD_NO_FLOW_LEADS_INTO_OUT_EVENT },
        { "an event sub-process has one start event",
                T_DESIGN_TOLD_EVENT_SUB_PROCESS_ONE_START_EVENT },
        { "the start of an event sub-process waits for an event",
                T_DESIGN_TOLD_START_EVENT_SUB_PROCESS_WAITS_FOR },
        { "the start of a sub-process waits for no event",
                T_DESIGN_TOLD_START_SUB_PROCESS_WAITS_FOR_NO },
        { "an event-based gateway has two or more outgoing flows",
                T_DESIGN_TOLD_EVENT_BASED_GATEWAY_TWO_MORE_OUTGOING },
        { "behind an event-based gateway it has one incoming flow",
                T_DESIGN_TOLD_BEHIND_EVENT_BASED_GATEWAY_ONE_INCOMING },
        { "it leads to %, which is no catching event",
                T_DESIGN_TOLD_LEADS_WHICH_NO_CATCHING_EVENT },
        { "it is %, but has %", T_DESIGN_TOLD_BUT },
        { "a gateway that starts the process has no incoming flow",
                T_DESIGN_TOLD_GATEWAY_STARTS_PROCESS_NO_INCOMING_FLOW },
        { "a task that starts the process has no incoming flow",
                T_DESIGN_TOLD_TASK_STARTS_PROCESS_NO_INCOMING_FLOW },
        { "this kind of boundary event always interrupts",
                T_DESIGN_TOLD_THIS_KIND_BOUNDARY_EVENT_ALWAYS_INTERRUPTS },
        { "a cancel event is attached to a transaction only",
                T_DESIGN_TOLD_CANCEL_EVENT_ATTACHED_TRANSACTION_ONLY },
        { "only a transaction is cancelled", T_DESIGN_TOLD_ONLY_TRANSACTION_CANCELLED },
        { "it does not say what it waits for", T_DESIGN_TOLD_DOES_NOT_SAY_WHAT_WAITS_FOR },
        { "it does not say which message", T_DESIGN_TOLD_DOES_NOT_SAY_WHICH_MESSAGE },
        { "it does not say which signal", T_DESIGN_TOLD_DOES_NOT_SAY_WHICH_SIGNAL },
        { "what it throws has no %", T_DESIGN_TOLD_WHAT_THROWS_NO },
        { "a timer has a date, or a duration, or a cycle",
                T_DESIGN_TOLD_TIMER_DATE_DURATION_CYCLE },
        { "\"%\" is neither ISO 8601 nor a variable of this model",
                T_DESIGN_TOLD_NEITHER_ISO_8601_NOR_VARIABLE_THIS },
        { "no throwing event leads to this link", T_DESIGN_TOLD_NO_THROWING_EVENT_LEADS_THIS_LINK },
        { "no catching event takes this link", T_DESIGN_TOLD_NO_CATCHING_EVENT_TAKES_THIS_LINK },
        { "it refers to an event definition that does not stand by itself",
                T_DESIGN_TOLD_REFERS_EVENT_DEFINITION_DOES_NOT_STAND },
        { "an activity has one kind of loop only", T_DESIGN_TOLD_ACTIVITY_ONE_KIND_LOOP_ONLY },
        { "it says neither how many instances nor of which collection",
                T_DESIGN_TOLD_SAYS_NEITHER_HOW_MANY_INSTANCES_NOR },
        { "an executable process is not public", T_DESIGN_TOLD_EXECUTABLE_PROCESS_NOT_PUBLIC },
        { "what is executed has an id", T_DESIGN_TOLD_WHAT_EXECUTED_ID },
        { "this expression is not FEEL: %", T_DESIGN_TOLD_THIS_EXPRESSION_NOT_FEEL },
        { "this expression does not parse: %", T_DESIGN_TOLD_THIS_EXPRESSION_DOES_NOT_PARSE },
        { "this script is not FEEL", T_DESIGN_TOLD_THIS_SCRIPT_NOT_FEEL },
        { "the language \"%\" is no URI", T_DESIGN_TOLD_LANGUAGE_NO_URI },
        { "% has no expression", T_DESIGN_TOLD_NO_EXPRESSION },
        { "% is a value that is never true or false", T_DESIGN_TOLD_VALUE_NEVER_TRUE_FALSE },
        { "% is 1 or more", T_DESIGN_TOLD_1_MORE },
        { "several sources need a transformation",
                T_DESIGN_TOLD_SEVERAL_SOURCES_NEED_TRANSFORMATION },
        { "a sub-process has no data inputs and outputs",
                T_DESIGN_TOLD_SUB_PROCESS_NO_DATA_INPUTS_OUTPUTS },
        { "a message flow leads from one pool to another",
                T_DESIGN_TOLD_MESSAGE_FLOW_LEADS_FROM_ONE_POOL },
        { "a message flow has a source and a target", T_DESIGN_TOLD_MESSAGE_FLOW_SOURCE_TARGET },
        { "ad-hoc sub-processes are not executed: draw the order of the tasks",
                T_DESIGN_TOLD_AD_HOC_SUB_PROCESSES_ARE_NOT },
        { "a gateway that starts a process by several events together is not executed",
                T_DESIGN_TOLD_GATEWAY_STARTS_PROCESS_BY_SEVERAL_EVENTS },
        { "it names no operation", T_DESIGN_TOLD_NAMES_NO_OPERATION },
        { "it has one %, for its message", T_DESIGN_TOLD_ONE_FOR_ITS_MESSAGE },
        { "it has one %", T_DESIGN_TOLD_ONE },
        { "no % names it", T_DESIGN_TOLD_NO_NAMES },
        { "no flow leads to the catching end of a link",
                T_DESIGN_TOLD_NO_FLOW_LEADS_CATCHING_END_LINK },
        { "no flow leaves the throwing end of a link",
                T_DESIGN_TOLD_NO_FLOW_LEAVES_THROWING_END_LINK },
        { "no flow leaves a compensation event", T_DESIGN_TOLD_NO_FLOW_LEAVES_COMPENSATION_EVENT },
        { "an association leads from it to the activity that undoes",
                T_DESIGN_TOLD_ASSOCIATION_LEADS_FROM_ACTIVITY_UNDOES },
        { "nothing is sent from here, but a message flow leaves it",
                T_DESIGN_TOLD_NOTHING_SENT_FROM_HERE_BUT_MESSAGE },
        { "nothing is received here, but a message flow leads to it",
                T_DESIGN_TOLD_NOTHING_RECEIVED_HERE_BUT_MESSAGE_FLOW },
        { "a message flow leaves it, so it sends a message",
                T_DESIGN_TOLD_MESSAGE_FLOW_LEAVES_SO_SENDS_MESSAGE },
        { "the minimum is 0 or more, the maximum not below it",
                T_DESIGN_TOLD_MINIMUM_0_MORE_MAXIMUM_NOT_BELOW },
        { "the name \"%\" is not known here%", T_DESIGN_TOLD_NAME_NOT_KNOWN_HERE },
        { "the type \"%\" is not known", T_DESIGN_TOLD_TYPE_NOT_KNOWN },
        { "the type refers to itself", T_DESIGN_TOLD_TYPE_REFERS_ITSELF },
        { "there is no element \"%\"", T_DESIGN_TOLD_THERE_NO_ELEMENT },
        { "the imported model \"%\" is not given", T_DESIGN_TOLD_IMPORTED_MODEL_NOT_GIVEN },
        { "another element has the same name", T_DESIGN_TOLD_ANOTHER_ELEMENT_SAME_NAME },
        { "the decision requires itself", T_DESIGN_TOLD_DECISION_REQUIRES_ITSELF },
        { "the service has no output decision", T_DESIGN_TOLD_SERVICE_NO_OUTPUT_DECISION },
        { "there is no logic: the result is always null",
                T_DESIGN_TOLD_THERE_NO_LOGIC_RESULT_ALWAYS_NULL },
        { "the table has no rules", T_DESIGN_TOLD_TABLE_NO_RULES },
        { "the table has no outputs", T_DESIGN_TOLD_TABLE_NO_OUTPUTS },
        { "the rule has fewer entries than the table has columns",
                T_DESIGN_TOLD_RULE_FEWER_ENTRIES_THAN_TABLE_COLUMNS },
        { "rules % both match: %", T_DESIGN_TOLD_RULES_BOTH_MATCH },
        { "rule % can never match: %", T_DESIGN_TOLD_RULE_CAN_NEVER_MATCH },
        { "rule % never decides: %", T_DESIGN_TOLD_RULE_NEVER_DECIDES },
        { "no rule covers %", T_DESIGN_TOLD_NO_RULE_COVERS },
        { "only a collecting table aggregates", T_DESIGN_TOLD_ONLY_COLLECTING_TABLE_AGGREGATES },
        { "the hit policy orders by permitted outputs, but none are listed",
                T_DESIGN_TOLD_HIT_POLICY_ORDERS_BY_PERMITTED_OUTPUTS },
        { "output % is none of the permitted values", T_DESIGN_TOLD_OUTPUT_NONE_PERMITTED_VALUES },
        { "<%> without <%>", T_DESIGN_TOLD_WITHOUT },
        { "<%> is no expression that is known here", T_DESIGN_TOLD_NO_EXPRESSION_KNOWN_HERE },
        { "functions in % are not run", T_DESIGN_TOLD_FUNCTIONS_IN_ARE_NOT_RUN },
        { "expressions in % are not run", T_DESIGN_TOLD_EXPRESSIONS_IN_ARE_NOT_RUN },
        { "no label: nobody could tell what to answer",
                T_DESIGN_TOLD_NO_LABEL_NOBODY_COULD_TELL_WHAT },
        { "its answer “%” is that of “%” too", T_DESIGN_TOLD_ITS_ANSWER_TOO },
        { "an iframe shows pages of others and is refused",
                T_DESIGN_TOLD_IFRAME_SHOWS_PAGES_OTHERS_REFUSED },
        { "unknown type “%”", T_DESIGN_TOLD_UNKNOWN_TYPE },
        { "kind “%” is unknown", T_DESIGN_TOLD_KIND_UNKNOWN },
        { "kind “%” does not go with type %", T_DESIGN_TOLD_KIND_DOES_NOT_GO_WITH_TYPE },
        { "meaning “%” is no name of an answer%", T_DESIGN_TOLD_MEANING_NO_NAME_ANSWER },
        { "only a group at the top makes a page", T_DESIGN_TOLD_ONLY_GROUP_AT_TOP_MAKES_PAGE },
        { "a rule needs a rule.message", T_DESIGN_TOLD_RULE_NEEDS_RULE_MESSAGE },
        { "no values, valuesKey or valuesExpression",
                T_DESIGN_TOLD_NO_VALUES_VALUESKEY_VALUESEXPRESSION },
        { "value “%” is there twice", T_DESIGN_TOLD_VALUE_THERE_TWICE },
        { "an image without alt", T_DESIGN_TOLD_IMAGE_WITHOUT_ALT },
        { "a table without columns", T_DESIGN_TOLD_TABLE_WITHOUT_COLUMNS },
        { "a table without dataSource", T_DESIGN_TOLD_TABLE_WITHOUT_DATASOURCE },
        { "an expression field without expression",
                T_DESIGN_TOLD_EXPRESSION_FIELD_WITHOUT_EXPRESSION },
        { "a dynamic list without components", T_DESIGN_TOLD_DYNAMIC_LIST_WITHOUT_COMPONENTS },
        { "validate.pattern is no pattern", T_DESIGN_TOLD_VALIDATE_PATTERN_NO_PATTERN },
        { "% is not FEEL: %", T_DESIGN_TOLD_NOT_FEEL },
        { "% uses “%”, which no component has for a key",
                T_DESIGN_TOLD_USES_WHICH_NO_COMPONENT_FOR_KEY },
        { "the form's type is not “default”", T_DESIGN_TOLD_FORM_S_TYPE_NOT_DEFAULT },
        { "is not in the new model", T_DESIGN_TOLD_NOT_IN_NEW_MODEL },
        { "is of another kind in the new model", T_DESIGN_TOLD_OTHER_KIND_IN_NEW_MODEL },
        { "stands inside another sub-process in the new model", T_DESIGN_TOLD_OTHER_SUBPROCESS },
        { "waits for other events in the new model", T_DESIGN_TOLD_WAITS_FOR_OTHER_EVENTS },
        { "is repeated in one of the models only", T_DESIGN_TOLD_REPEATED_IN_ONE_ONLY },
        { "waits by a flow that is gone", T_DESIGN_TOLD_WAITS_BY_FLOW_GONE },
        { "its state does not fit the new model", T_DESIGN_TOLD_STATE_DOES_NOT_FIT },
        { "its state cannot be read", T_DESIGN_TOLD_STATE_CANNOT_BE_READ },
        { "has another name", T_DESIGN_TOLD_HAS_ANOTHER_NAME },
        { "has another form or role: the task that is there keeps its own",
                T_DESIGN_TOLD_HAS_ANOTHER_FORM_OR_ROLE },
        { "has other boundary events: they wait from the next time on",
                T_DESIGN_TOLD_HAS_OTHER_BOUNDARY_EVENTS },
        { "is left by other flows", T_DESIGN_TOLD_LEFT_BY_OTHER_FLOWS },
};

/* Does it go like the pattern? The first part that changes is *ret_detail. */
static bool goes_like(struct str text, struct str pattern, struct str *ret_detail)
{
        struct str piece, detail = STR_NULL;
        bool first = true;

        while (str_cut(&pattern, '%', &piece)) {
                ptrdiff_t at = first         ? 0
                               : pattern.ptr ? str_find(text, piece)
                                             : (ptrdiff_t)text.len - (ptrdiff_t)piece.len;

                if (at < 0 || (size_t)at > text.len ||
                        !str_starts(str_sub(text, (size_t)at, text.len), piece))
                        return false;
                if (!first && !detail.ptr)
                        detail = str_sub(text, 0, (size_t)at);
                text = str_sub(text, (size_t)at + piece.len, text.len);
                first = false;
        }
        *ret_detail = detail;
        return text.len == 0;
}

void design__told(struct design_problem *p)
{
        struct str detail;

        for (size_t i = 0; i < ARRAY_LEN(sentences); i++)
                if (goes_like(p->text, str_of(sentences[i].pattern), &detail)) {
                        p->words = sentences[i].words;
                        p->detail = detail;
                        return;
                }
}

struct str design__words_of(struct arena *a, enum lang lang, struct str text)
{
        struct design_problem p = { .text = text };

        design__told(&p);
        return design_problem_words(a, lang, &p);
}

struct str design_problem_words(struct arena *a, enum lang lang, const struct design_problem *p)
{
        return p->words == T_NONE ? p->text : text_plain(a, lang, p->words, p->detail);
}
