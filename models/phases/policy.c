/* Policy: which interventions act in this step, where, with what size. Levers start at zero in
 * every step; each active intervention adds to those of its regions; its public cost, and what of
 * that money has arrived, are noted for finance, which books them.
 * What a policy is and does stands in policies/.
 *
 * Money may be limited: an intervention by its own `limit` a year and `total`, several by a budget
 * that they share. Fixed parts are paid first, in the order of the scenario; who cannot pay the own
 * fixed part does not act in the step. Of what is left all that share a budget are cut alike:
 *
 *     size = asked size * min(1, (limit - fixed)/variable) * min(1, left in budget/asked from it)
 *
 * What is paid once is not limited by the year, but counts in the total. */
#include "models/phases/policy.h"

#include <math.h>
#include <string.h>

#include "models/births.h"
#include "models/causes.h"
#include "models/exchange.h"
#include "models/policy.h"
#include "models/population.h"
#include "models/world.h"

static const double tolerance = 1e-9; /* yr */

/* ---- conditions, ramps ---- */

/* The value that a condition asks for, as observed at the start of the last step: what has happened
 * in it is seen one step later. */
static double condition_value(const world *w, const scenario_intervention *order) {
    const regions *t = &w->regions;
    int r = order->when_region;
    const double values[INDEX_COUNT] = {t->innovation[r],    t->agglomeration[r],
                                        t->anchor_demand[r], t->entrepreneurship[r],
                                        t->reputation[r],    t->firm_count[r]};
    return values[order->when_index];
}

/* A condition holds for good once it has come true. Nothing is observed before the first step. */
static int condition_holds(world *w, const scenario_intervention *order, size_t row) {
    if (order->when_index < 0 || w->orders.condition_step[row] >= 0)
        return 1;
    if (w->step == 0)
        return 0;
    double value = condition_value(w, order);
    if (!((!isnan(order->when_above) && value > order->when_above) ||
          (!isnan(order->when_below) && value < order->when_below)))
        return 0;
    w->orders.condition_step[row] = w->step;
    return 1;
}

/* Full size, or less while it ramps up and before it ends. */
static double ramped_size(const world *w, const scenario_intervention *order, int32_t first_step) {
    double size = order->values[0];
    if (order->ramp_years <= 0)
        return size;
    double since = (w->step - first_step + 1) * w->step_years;
    double left = order->until - world_time(w);
    return size * fmin(1, fmin(since, left) / order->ramp_years);
}

/* ---- one intervention, region by region ---- */

/* An intervention in this step. Research money is given in trend units; what is booked has grown
 * with budgets everywhere. */
typedef struct {
    int number;
    const scenario_intervention *order;
    size_t first_row; /* of its regions in the table of orders */
    int type;
    double trend; /* what a unit of money is booked with */
} action;

static int is_active(const world *w, const scenario_intervention *order) {
    double t = world_time(w);
    return t >= order->from - tolerance && t < order->until - tolerance;
}

static action action_of(const world *w, int number) {
    const scenario_intervention *order = &w->scenario->interventions[number];
    double growth = order->type->is_research_money ? w->p->science_budget_growth : 0;
    return (action){.number = number,
                    .order = order,
                    .first_row = (size_t)number * (size_t)world_regions(w),
                    .type = policies_index(order->type),
                    .trend = pow(1 + growth, world_time(w))};
}

/* What is done with each call of an intervention; `pays`: its cost is booked. */
typedef agglo_status (*visit)(world *w, const action *a, const policy_call *call, int pays,
                              agglo_error *error);

/* Visits a region if the intervention acts there; `acts` says whether it does. */
static agglo_status visit_region(world *w, const action *a, policy_call call, int pays, visit go,
                                 int *acts, agglo_error *error) {
    size_t row = a->first_row + (size_t)call.region;
    *acts = condition_holds(w, a->order, row);
    if (!*acts)
        return AGGLO_OK;
    int32_t first = w->orders.first_step[row];
    call.order = a->order;
    call.is_first = first < 0;
    call.size = ramped_size(w, a->order, call.is_first ? w->step : first);
    call.step_years = w->step_years;
    return go(w, a, &call, pays, error);
}

/* Share of a region in the merit of an intervention's regions; even where nobody has any. */
static double merit_share(const world *w, const scenario_intervention *order, int region) {
    double sum = 0;
    if (order->type->merit_param == 0 || !(order->values[order->type->merit_param] > 0))
        return 0;
    for (int k = 0; k < order->region_count; k++)
        sum += w->merit[order->regions[k]];
    return sum > 0 ? w->merit[region] / sum : 1.0 / order->region_count;
}

static agglo_status visit_regions(world *w, const action *a, visit go, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (int k = 0, acts; k < a->order->region_count && status == AGGLO_OK; k++) {
        int region = a->order->regions[k];
        policy_call call = {
            .region = region, .position = k, .merit = merit_share(w, a->order, region)};
        status = visit_region(w, a, call, 1, go, &acts, error);
    }
    return status;
}

/* In all regions with the home market of one that is named; a country pays once. */
static agglo_status visit_countries(world *w, const action *a, visit go, agglo_error *error) {
    const scenario_region *all = w->scenario->regions;
    int place[MARKET_COUNT] = {0}, is_paid[MARKET_COUNT] = {0}; /* place: 1...; 0: not named */
    for (int k = a->order->region_count; k > 0; k--)
        place[all[a->order->regions[k - 1]].home_market] = k;
    agglo_status status = AGGLO_OK;
    for (int r = 0; r < world_regions(w) && status == AGGLO_OK; r++) {
        int market = all[r].home_market, acts;
        if (place[market] == 0)
            continue;
        policy_call call = {.region = r, .position = place[market] - 1};
        status = visit_region(w, a, call, !is_paid[market], go, &acts, error);
        is_paid[market] |= acts;
    }
    return status;
}

static agglo_status visit_all(world *w, const action *a, visit go, agglo_error *error) {
    return a->order->type->scope == POLICY_NATIONAL ? visit_countries(w, a, go, error)
                                                    : visit_regions(w, a, go, error);
}

/* ---- limits ---- */

static agglo_status ask(world *w, const action *a, const policy_call *call, int pays,
                        agglo_error *error) {
    (void)error;
    order_money *money = &w->money[a->number];
    policy_price price = policies_price(call);
    money->fixed += pays ? price.fixed * a->trend : 0;
    money->variable += pays ? price.variable * a->trend : 0;
    return AGGLO_OK;
}

/* M$/yr that the intervention may cost in this step by its own limits. */
static double own_limit(const world *w, const action *a) {
    if (isinf(a->order->total))
        return a->order->limit;
    double left = a->order->total - w->spendings.spent[a->number];
    return fmin(a->order->limit, left / w->step_years);
}

static int budget_is_open(const world *w, const scenario_budget *budget) {
    double t = world_time(w);
    return t >= budget->from - tolerance && t < budget->until - tolerance;
}

/* Cuts the intervention to its own limits and pays its fixed part out of its budget. */
static void ration_own(world *w, const action *a) {
    order_money *money = &w->money[a->number];
    int budget = a->order->budget;
    double limit = own_limit(w, a), left = limit - money->fixed;
    if (budget >= 0)
        left = fmin(left, w->purses[budget].left - money->fixed);
    money->acts = left >= 0 && limit > 0 && (budget < 0 || w->purses[budget].left > 0);
    if (!money->acts)
        return;
    double allowed = limit - money->fixed;
    money->scale = money->variable > allowed ? allowed / money->variable : 1;
    if (budget >= 0) {
        w->purses[budget].left -= money->fixed;
        w->purses[budget].asked += money->variable * money->scale;
    }
}

static void ration_shared(world *w, const scenario_intervention *order, order_money *money) {
    if (!money->acts || order->budget < 0)
        return;
    const shared_purse *shared = &w->purses[order->budget];
    if (shared->asked > shared->left)
        money->scale *= shared->left / shared->asked;
}

/* How far each intervention is cut in this step. */
static agglo_status ration(world *w, agglo_error *error) {
    const scenario *s = w->scenario;
    agglo_status status = AGGLO_OK;
    for (int b = 0; b < s->budget_count; b++)
        w->purses[b] =
            (shared_purse){.left = budget_is_open(w, &s->budgets[b]) ? s->budgets[b].per_year : 0};
    for (int k = 0; k < s->intervention_count && status == AGGLO_OK; k++) {
        w->money[k] = (order_money){.scale = 1, .acts = 1};
        if (!scenario_is_limited(&s->interventions[k]) || !is_active(w, &s->interventions[k]))
            continue;
        action a = action_of(w, k);
        status = visit_all(w, &a, ask, error);
        ration_own(w, &a);
    }
    for (int k = 0; k < s->intervention_count && status == AGGLO_OK; k++)
        ration_shared(w, &s->interventions[k], &w->money[k]);
    return status;
}

/* ---- acting ---- */

static agglo_status note_start(world *w, const scenario_intervention *order, int region,
                               agglo_error *error) {
    schema_event event = {
        w->step, (int16_t)region, EVENT_POLICY_START, 0, identity_intervention(order->name, region),
        0};
    return world_log_common(w, &event, error);
}

/* What of a call's money has arrived, M$/yr: the growth of the levers that it pays for, at their
 * prices, or the budget of its research site. Seen from the side that receives, so that it can be
 * held against what is booked. Venture matching and fees arrive in later phases. */
static double received(const world *w, const policy_call *call, const levers *before) {
    const policy *type = call->order->type;
    policy_purchase bought[POLICY_MAX_PURCHASES];
    double sum = 0;
    for (int k = policies_purchases(type, bought) - 1; k >= 0; k--) {
        size_t at = (size_t)bought[k].lever * sizeof(double);
        double had = lever_at(before, at), has = lever_at(&w->levers[call->region], at);
        sum += bought[k].price * (bought[k].is_factor ? (1 + has) / (1 + had) - 1 : has - had);
    }
    if (type->is_site)
        sum += births_university_budget(w, call->region, policy_cause(call));
    return sum;
}

/* Years' budgets that the buildings of a site are worth, in its first step. */
static double received_once(const world *w, const policy_call *call) {
    static const double building_years = 2;
    if (!call->order->type->is_site || !call->is_first)
        return 0;
    return building_years * births_university_budget(w, call->region, policy_cause(call));
}

/* Finance books the step's accounts: what is recorded in between are the years before this step. */
static void book(world *w, const action *a, const policy_call *call, const levers *before) {
    policy_price price = policies_price(call);
    policy_account *account = &w->accounts[call->region * policies_count() + a->type];
    double years = w->step_years;
    double cost = ((price.fixed + price.variable) * years + price.once) * a->trend;
    account->cost += cost;
    account->received += (received(w, call, before) * years + received_once(w, call)) * a->trend;
    if (w->spendings.table.count > 0)
        w->spendings.spent[a->number] += cost;
}

static agglo_status act(world *w, const action *a, const policy_call *asked, int pays,
                        agglo_error *error) {
    policy_call call = *asked;
    levers before = w->levers[call.region];
    if (w->money != NULL)
        call.size *= w->money[a->number].scale;
    if (call.is_first) {
        w->orders.first_step[a->first_row + (size_t)call.region] = w->step;
        agglo_status status = note_start(w, a->order, call.region, error);
        if (status != AGGLO_OK)
            return status;
    }
    agglo_status status = policies_apply(w, &call, &w->levers[call.region], error);
    if (status == AGGLO_OK && causes_wanted(w))
        status = causes_note_levers(w, a->number, call.region, &before, error);
    if (status == AGGLO_OK && pays)
        book(w, a, &call, &before);
    return status;
}

/* ---- firms that an event takes away ---- */

/* They count as closed, and the intervention is the cause. */
static agglo_status log_departures(world *w, const char *name, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (int r = w->own_first; r < w->own_end; r++)
        for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1] && status == AGGLO_OK; i++)
            if (w->gone[i]) {
                schema_event event = {w->step, (int16_t)r,     EVENT_DEPARTURE,
                                      0,       w->firms.id[i], identity_intervention(name, r)};
                w->flows.exits_failed[r]++;
                status = world_log(w, &event, error);
            }
    return status == AGGLO_OK ? world_log_section(w, error) : status;
}

/* Events whose firms leave come last in the step's phase, each by itself. */
static agglo_status depart(world *w, const action *a, agglo_error *error) {
    memset(w->gone, 0, w->firms.table.count * sizeof *w->gone);
    agglo_status status = visit_all(w, a, act, error);
    if (status == AGGLO_OK)
        status = world_log_section(w, error);
    if (status == AGGLO_OK)
        status = log_departures(w, a->order->name, error);
    return status == AGGLO_OK ? population_close_firms(w, error) : status;
}

/* ---- merit ---- */

/* Approvals of the last five years, and one, times the mean quality of running projects. */
static double merit_of(const world *w, int r) {
    static const double years = 5;
    const projects *t = &w->projects;
    int32_t first = w->firm_first[r], last = w->firm_first[r + 1];
    double approvals = 1, quality = 0, running = 0;
    for (int32_t k = w->product_first[first]; k < w->product_first[last]; k++)
        approvals += (w->step - w->products.approval[k]) * w->step_years <= years;
    for (int32_t k = w->project_first[first]; k < w->project_first[last]; k++)
        if (t->stage[k] != STAGE_ENDED) {
            quality += t->quality[k];
            running++;
        }
    return running > 0 ? approvals * quality / running : 0;
}

static int asks_for_merit(const world *w) {
    for (int k = 0; k < w->scenario->intervention_count; k++) {
        const scenario_intervention *order = &w->scenario->interventions[k];
        int row = order->type->merit_param;
        if (row > 0 && order->values[row] > 0 && is_active(w, order))
            return 1;
    }
    return 0;
}

static agglo_status measure_merit(world *w, agglo_error *error) {
    if (!asks_for_merit(w))
        return AGGLO_OK;
    for (int r = w->own_first; r < w->own_end; r++)
        w->merit[r] = merit_of(w, r);
    return exchange_regions(w, w->merit, sizeof *w->merit, error);
}

/* ---- the phase ---- */

typedef enum { TURN_FIRST, TURN_MIDDLE, TURN_DEPARTURES, TURN_COUNT } turn;

static turn turn_of(const policy *type) {
    return type->goes_first ? TURN_FIRST : type->departs ? TURN_DEPARTURES : TURN_MIDDLE;
}

static agglo_status take_turn(world *w, turn now, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < w->scenario->intervention_count && status == AGGLO_OK; k++) {
        const scenario_intervention *order = &w->scenario->interventions[k];
        if (turn_of(order->type) != now || !is_active(w, order) ||
            (w->money != NULL && !w->money[k].acts))
            continue;
        action a = action_of(w, k);
        status = now == TURN_DEPARTURES ? depart(w, &a, error) : visit_all(w, &a, act, error);
    }
    return status;
}

agglo_status phase_policy(world *w, agglo_error *error) {
    size_t count = (size_t)world_regions(w);
    memset(w->levers, 0, count * sizeof *w->levers);
    memset(w->accounts, 0, count * (size_t)policies_count() * sizeof *w->accounts);
    causes_forget_levers(w);
    agglo_status status = measure_merit(w, error);
    if (status == AGGLO_OK && w->money != NULL)
        status = ration(w, error);
    for (turn now = 0; now < TURN_COUNT && status == AGGLO_OK; now++)
        status = take_turn(w, now, error);
    return status == AGGLO_OK ? world_log_section(w, error) : status;
}
