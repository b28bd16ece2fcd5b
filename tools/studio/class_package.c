/* From the text of a package to a scenario, and what the package is going to cost. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/policy.h"
#include "tools/studio/class_private.h"

static const char source[] = "package";

/* ---- Cost ---- */

/* Full size, or less while it ramps up and before its end. */
static double size_at(const scenario_intervention *order, double time, double since) {
    if (order->ramp_years <= 0)
        return order->values[0];
    return order->values[0] * fmin(1, fmin(since, order->until - time) / order->ramp_years);
}

/* M$ that an intervention in one region (or country) costs over the run, as the policy phase books
 * it: conditions are taken to hold from the begin on, what is paid by use is not known. */
static double cost_of(const scenario *s, const scenario_intervention *order) {
    static const double tolerance = 1e-9; /* yr */
    double years = s->step_months / 12.0, spent = 0;
    double growth = order->type->is_research_money ? s->parameters.science_budget_growth : 0;
    int first = (int)ceil((order->from - tolerance) / years), has_begun = 0;
    for (int step = first; step < s->steps && step * years < order->until - tolerance; step++) {
        policy_call call = policies_call(order, 0);
        call.size = size_at(order, step * years, (step - first + 1) * years);
        call.is_first = !has_begun;
        call.step_years = years;
        policy_price price = policies_price(&call);
        double trend = pow(1 + growth, step * years);
        double limit = fmin(order->limit, (order->total - spent) / years);
        if (limit < price.fixed * trend || limit <= 0)
            continue;
        has_begun = 1;
        spent += fmin(limit, (price.fixed + price.variable) * trend) * years + price.once * trend;
    }
    return spent;
}

/* ---- The text ---- */

static void refuse_member(agglo_faults *faults, const config_node *node, const char *why) {
    config_fault(faults, node, NULL, NULL, "leave it out", "%s", why);
}

/* What a student may not say of an intervention: where it acts, which is the class's; a name, from
 * which the chances of what it creates follow; money of the scenario's own. */
static void check_order(config_node *order, agglo_faults *faults) {
    static const struct {
        const char *name, *why;
    } refused[] = {{"region", "the region is that of the class"},
                   {"name", "a package's interventions go by their types"},
                   {"comment", "a package has no remarks"},
                   {"budget", "a package has no budget but that of the class"}};
    char got[80];
    if (order->type != CONFIG_OBJECT) {
        config_fault(faults, order, config_show(order, got, sizeof got), "an object: { ... }", NULL,
                     "this is not an intervention");
        return;
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const config_node *node = config_member(order, refused[i].name);
        if (node != NULL)
            refuse_member(faults, node, refused[i].why);
    }
    const config_node *type = config_member(order, "type");
    const policy *known =
        type != NULL && type->type == CONFIG_STRING ? policies_find(type->text) : NULL;
    if (known != NULL && known->scope == POLICY_EVENT)
        config_fault(faults, type, known->type, "a policy", NULL,
                     "an event cannot be bought: nobody decides it");
}

/* Checks the shape of a package; its list of interventions, or null with faults. */
static config_node *check_shape(config_node *root, agglo_faults *faults) {
    static const char *const known[] = {"interventions"};
    size_t before = faults->errors;
    config_node *list = config_member(root, known[0]);
    char got[80], expected[80];
    snprintf(expected, sizeof expected, "\"interventions\": a list of 1 to %d", CLASS_MOST_ORDERS);
    config_report_unused(root, known, 1, faults);
    if (list == NULL || list->type != CONFIG_ARRAY || list->count == 0 ||
        list->count > CLASS_MOST_ORDERS) {
        const config_node *at = list != NULL ? list : root;
        config_fault(faults, at, config_show(at, got, sizeof got), expected, NULL,
                     "a package is a list of interventions");
        return NULL;
    }
    for (config_node *order = list->first; order != NULL; order = order->next)
        check_order(order, faults);
    return faults->errors == before ? list : NULL;
}

/* ---- The scenario ---- */

/* Puts the region into all interventions; `place` holds it. */
static int insert_region(config_document *document, config_node *list, const config_node *place) {
    int is_done = 1;
    for (config_node *order = list->first; order != NULL && is_done; order = order->next)
        is_done = config_insert(document, order, "region", place);
    return is_done;
}

/* The list alone, as text. */
static char *print_list(const config_document *package) {
    static const char head[] = "{\"interventions\":";
    char *text = config_print(package);
    if (text == NULL)
        return NULL;
    size_t length = strlen(text) - (sizeof head - 1) - 1;
    memmove(text, text + sizeof head - 1, length);
    text[length] = '\0';
    return text;
}

/* Appends the package's interventions to those of the scenario. */
static agglo_status merge(const class_frame *frame, config_document *scenario_document,
                          const char *text, class_plan *out, config_document **package,
                          agglo_faults *faults) {
    const config_node place = {
        .type = CONFIG_STRING, .name = "region", .file = source, .path = "", .text = frame->region};
    const config_foreign given = {.text = text, .length = strlen(text), .name = source};
    agglo_status status = config_parse_foreign(&given, package, faults);
    if (status != AGGLO_OK)
        return status;
    config_node *list = check_shape(config_root(*package), faults);
    if (list == NULL)
        return AGGLO_ERROR_INPUT;
    out->orders = print_list(*package);
    if (out->orders == NULL || !insert_region(*package, list, &place))
        return AGGLO_ERROR_MEMORY;
    return config_merge(scenario_document, config_root(*package), faults);
}

/* The interventions of the class's scenario come first. */
static void add_up(class_plan *plan, int own) {
    const scenario *s = plan->scenario;
    class_price *price = &plan->price;
    for (int i = own; i < s->intervention_count && price->count < CLASS_MOST_ORDERS; i++) {
        double cost = cost_of(s, &s->interventions[i]);
        price->costs[price->count++] = cost;
        price->cost += cost;
        price->is_open |= s->interventions[i].type->pays_by_use;
    }
}

/* What the reader says of the scenario itself was said when the class was made. */
static void keep_own(const agglo_faults *from, const char *text, agglo_faults *to) {
    for (size_t i = 0; i < from->count; i++)
        if (text == NULL || strcmp(from->items[i].file, source) == 0)
            faults_add(to, &from->items[i]);
}

static void tell_memory(agglo_faults *faults) {
    agglo_error error;
    error_set(&error, AGGLO_ERROR_MEMORY, "no memory for a package");
    faults_add(faults, &error);
}

agglo_status class_plan_read(const class_frame *frame, const char *text, class_plan *out,
                             agglo_faults *faults) {
    config_document *document = NULL, *package = NULL;
    agglo_faults found = {0};
    size_t before = faults->errors;
    int own = 0;
    *out = (class_plan){0};
    agglo_status status =
        config_parse(frame->document, strlen(frame->document), frame->name, &document, &found);
    if (status == AGGLO_OK) {
        const config_node *list = config_member(config_root(document), "interventions");
        own = list != NULL ? (int)list->count : 0;
    }
    if (status == AGGLO_OK && text != NULL)
        status = merge(frame, document, text, out, &package, &found);
    if (status == AGGLO_OK)
        status = scenario_read(document, &out->scenario, &found);
    if (status == AGGLO_OK) {
        out->scenario->record_events = out->scenario->record_firms = 0;
        out->scenario->record_network = 0;
        add_up(out, own);
    }
    keep_own(&found, text, faults);
    if (status != AGGLO_OK && faults->errors == before)
        tell_memory(faults);
    if (status != AGGLO_OK)
        class_plan_free(out);
    config_free(document);
    config_free(package);
    faults_free(&found);
    return status;
}

void class_plan_free(class_plan *plan) {
    scenario_free(plan->scenario);
    free(plan->orders);
    *plan = (class_plan){0};
}
