/* The table of reality checks. A rule looks at one record of one region; `total` holds the sums
 * from year 0 to that record. */
#include <math.h>
#include <string.h>

#include "models/reality/private.h"
#include "models/world.h"

/* What sums of doubles are rounded by; counts reach millions. */
static const double rounding = 1e-7;

static double margin(double left, double right) {
    return rounding * (1 + fabs(left) + fabs(right));
}

static int find(reality_finding *f, const char *what, double left, const char *relation,
                double right) {
    *f = (reality_finding){.what = what, .left = left, .right = right, .relation = relation};
    return 0;
}

static int equal(reality_finding *f, const char *what, double left, double right) {
    return fabs(left - right) <= margin(left, right) ? 1 : find(f, what, left, "=", right);
}

static int at_most(reality_finding *f, const char *what, double left, double right) {
    return left <= right + margin(left, right) ? 1 : find(f, what, left, "<=", right);
}

#define NOW(name)    (e->now[e->at.name])
#define BEFORE(name) (e->before[e->at.name])
#define FIRST(name)  (e->first[e->at.name])
#define FLOW(name)   (e->years * e->now[e->at.name]) /* since the record before */

static double flux(const reality_evidence *e, int link) {
    return e->years * e->now[e->at.flux + (size_t)link - 1];
}

static size_t width_of(const reality_variable *v) {
    return v->width > 0 ? (size_t)v->width : (size_t)policies_count();
}

static size_t place_of(const reality_evidence *e, const reality_variable *v) {
    size_t place;
    memcpy(&place, (const char *)&e->at + v->place, sizeof place);
    return place;
}

/* ---- numbers ---- */

static int numbers_are_finite(const reality_evidence *e, reality_finding *f) {
    double sum = 0;
    for (size_t k = 0; k < e->width; k++)
        sum += 0 * e->now[k];
    if (sum == 0)
        return 1;
    for (size_t v = 0; v < reality_variables_count; v++)
        for (size_t k = 0; k < width_of(&reality_variables[v]); k++) {
            double x = e->now[place_of(e, &reality_variables[v]) + k];
            if (!isfinite(x))
                return find(f, reality_variables[v].name, x, "<=", INFINITY);
        }
    return 1;
}

static int amounts_are_not_negative(const reality_evidence *e, reality_finding *f) {
    double least = 0;
    for (size_t k = 0; k < e->width; k++)
        least = e->now[k] < least ? e->now[k] : least;
    for (size_t v = 0; least < -rounding && v < reality_variables_count; v++)
        for (size_t k = 0; k < width_of(&reality_variables[v]); k++)
            if (e->now[place_of(e, &reality_variables[v]) + k] == least)
                return find(f, reality_variables[v].name, 0, "<=", least);
    return at_most(f, "reputation", NOW(reputation), 1);
}

static int counts_are_whole(const reality_evidence *e, reality_finding *f) {
    for (size_t v = 0; v < reality_variables_count; v++) {
        const reality_variable *variable = &reality_variables[v];
        if (variable->nature == NATURE_AMOUNT)
            continue;
        const double *x = e->now + place_of(e, variable);
        double years = variable->nature == NATURE_EVENTS ? e->years : 1;
        for (int k = 0; k < variable->width; k++) {
            double count = years * x[k], whole = (double)(int64_t)(count + 0.5);
            if (!equal(f, variable->name, count, whole))
                return 0;
        }
    }
    return 1;
}

static int years_begin_without_flows(const reality_evidence *e, reality_finding *f) {
    if (e->record > 0)
        return 1;
    double sum = NOW(approval_years) + NOW(venture_invested);
    for (size_t v = 0; v < reality_variables_count; v++)
        if (reality_variables[v].nature == NATURE_EVENTS || reality_variables[v].width == 0)
            for (size_t k = 0; k < width_of(&reality_variables[v]); k++)
                sum += e->now[place_of(e, &reality_variables[v]) + k];
    return equal(f, "flows of no time", sum, 0);
}

/* ---- firms ---- */

static int firms_conserve(const reality_evidence *e, reality_finding *f) {
    if (e->before == NULL)
        return 1;
    double came = FLOW(foundings) + FLOW(entries) + FLOW(entries_other_industries);
    return equal(f, "opening + founded + come - closed", BEFORE(firms) + came - FLOW(closures),
                 NOW(firms));
}

static int kinds_sum(const reality_evidence *e, reality_finding *f) {
    double sum = 0;
    for (size_t k = 0; k < KIND_COUNT; k++)
        sum += e->now[e->at.firms_by_kind + k];
    return equal(f, "firms by kind", sum, NOW(firms)) &&
           equal(f, "established + start-ups", NOW(established_firms) + NOW(startups),
                 NOW(firms)) &&
           equal(f, "start-ups by kind", e->now[e->at.firms_by_kind + KIND_STARTUP],
                 NOW(startups)) &&
           at_most(f, "anchors", NOW(anchors), NOW(established_firms));
}

static int origins_sum(const reality_evidence *e, reality_finding *f) {
    double sum = NOW(spinouts) + NOW(spinoffs) + NOW(supplier_foundings) + NOW(refoundings) +
                 NOW(fellow_foundings);
    return equal(f, "foundings by origin", sum, NOW(foundings));
}

static int closures_sum(const reality_evidence *e, reality_finding *f) {
    double sum = NOW(exits_failed) + NOW(exits_moved) + NOW(exits_dissolved);
    return equal(f, "failed + moved + sold and dissolved", sum, NOW(closures)) &&
           at_most(f, "sold and dissolved", NOW(exits_dissolved), NOW(exits_acquired));
}

/* Spin-offs may be start-ups or not, failures those of start-ups or not: two bounds. */
static int startups_conserve(const reality_evidence *e, reality_finding *f) {
    const reality_totals *sum = &e->total;
    double now = NOW(startups), first = FIRST(startups);
    return at_most(f, "start-ups + graduated + moved", now + sum->left, first + sum->ventures) &&
           at_most(f, "founded - graduated - moved - sold - closed",
                   first + sum->born - sum->left - sum->sold - sum->closed, now);
}

static int nothing_without_firms(const reality_evidence *e, reality_finding *f) {
    double output = NOW(employment) + NOW(sales) + NOW(exports);
    return NOW(firms) > 0 ? at_most(f, "exports", NOW(exports), NOW(sales))
                          : equal(f, "employment and sales of no firm", output, 0);
}

static int demand_needs_anchors(const reality_evidence *e, reality_finding *f) {
    return NOW(anchors) > 0 || equal(f, "anchors' demand without anchors", NOW(anchor_demand), 0);
}

/* ---- ventures ---- */

static int sold_once(const reality_evidence *e, reality_finding *f) {
    return at_most(f, "sold and floated", e->total.sold, FIRST(startups) + e->total.ventures);
}

static int money_before_exit(const reality_evidence *e, reality_finding *f) {
    return e->total.invested > 0 || equal(f, "exits before any venture round", e->total.sold, 0);
}

/* A fund that comes and ends between two records would need ten years. */
static int capital_before_rounds(const reality_evidence *e, reality_finding *f) {
    static const double fund_years = 10;
    if (e->before == NULL || e->scenario->parameters.finance_world_pool > 0 ||
        BEFORE(venture_funds) + NOW(venture_funds) > 0 || e->years >= fund_years)
        return 1;
    return equal(f, "venture rounds without fund or pool", NOW(venture_invested), 0);
}

static int dry_powder_needs_funds(const reality_evidence *e, reality_finding *f) {
    return NOW(venture_funds) > 0 || equal(f, "dry powder of no fund", NOW(dry_powder), 0);
}

/* ---- projects and products ---- */

static int projects_conserve(const reality_evidence *e, reality_finding *f) {
    return at_most(f, "running + failed + launched", NOW(projects_running) + e->total.ended,
                   FIRST(projects_running) + e->total.started + e->total.ventures);
}

static int approval_before_sales(const reality_evidence *e, reality_finding *f) {
    if (e->total.launched > 0)
        return 1;
    double sales = NOW(exports) + (NOW(established_firms) > 0 ? 0 : NOW(sales));
    return equal(f, "product sales before any approval", sales, 0);
}

/* No launch takes less than half a step; projects are given up at three times the table's time and
 * two years. */
static int launches_take_time(const reality_evidence *e, reality_finding *f) {
    const scenario *s = e->scenario;
    double launches = 0, most = 0, step = s->step_months / 12.0;
    for (size_t c = 0; c < CLASS_COUNT; c++) {
        double table = 0, count = e->years * e->now[e->at.approvals + c];
        for (int stage = 0; stage < STAGE_COUNT; stage++)
            table += s->world.classes[c].stage_years[stage];
        launches += count;
        most += count * (3 * table + 2 + step);
    }
    return at_most(f, "least time to market", launches * step / 2, FLOW(approval_years)) &&
           at_most(f, "time to market", FLOW(approval_years), most);
}

/* ---- links ---- */

static int links_count(const reality_evidence *e, reality_finding *f) {
    double options = flux(e, 5) + flux(e, 9) + flux(e, 13) + flux(e, 16);
    return equal(f, "flux 3", flux(e, 3), FLOW(spinouts)) &&
           equal(f, "flux 7", flux(e, 7), FLOW(spinoffs)) &&
           equal(f, "flux 11", flux(e, 11), FLOW(supplier_foundings)) &&
           equal(f, "flux 14", flux(e, 14), FLOW(graduations)) &&
           equal(f, "flux 6", flux(e, 6), nearbyint(flux(e, 6))) &&
           at_most(f, "projects by links", options, FLOW(projects_started));
}

static int links_off_do_nothing(const reality_evidence *e, reality_finding *f) {
    for (int link = 1; link <= LINK_COUNT; link++)
        if (e->scenario->gains[link - 1] == 0 && flux(e, link) != 0)
            return find(f, "flux of a link without gain", flux(e, link), "=", 0);
    return 1;
}

/* Nobody comes because of a link who is not looking for a site. */
static int entrants_are_few(const reality_evidence *e, reality_finding *f) {
    const parameters *p = &e->scenario->parameters;
    double year = (double)e->record * e->years, growth = 1 + p->location_growth;
    double most = fmax(pow(growth, year), pow(growth, year - e->years));
    double looking = e->years * p->location_lambda_out * most;
    if (e->record == 0)
        return 1;
    return at_most(f, "flux 1", flux(e, 1), looking) &&
           at_most(f, "flux 10", flux(e, 10), looking) &&
           at_most(f, "flux 17", flux(e, 17), looking);
}

/* ---- stocks ---- */

static int fades(const reality_evidence *e, reality_finding *f, const char *what, size_t place,
                 double decay) {
    return at_most(f, what, e->before[place] * exp(-decay * e->years), e->now[place]);
}

static int stocks_fade_slowly(const reality_evidence *e, reality_finding *f) {
    const parameters *p = &e->scenario->parameters;
    if (e->before == NULL)
        return 1;
    return fades(e, f, "reputation left", e->at.reputation, p->reputation_decay) &&
           fades(e, f, "knowledge left", e->at.knowledge, p->science_K_decay) &&
           fades(e, f, "talent left", e->at.talent, p->science_T_decay + p->talent_mobility) &&
           fades(e, f, "mentors left", e->at.mentors, p->mentors_decay);
}

/* Where links 4, 8, 12 and 15 bring nothing, reputation decays as a pure exponential. At 1 they
 * have no flux, whatever they bring. */
static int reputation_has_sources(const reality_evidence *e, reality_finding *f) {
    if (e->before == NULL || BEFORE(reputation) >= 1 ||
        flux(e, 4) + flux(e, 8) + flux(e, 12) + flux(e, 15) > 0)
        return 1;
    double left = BEFORE(reputation) * exp(-e->scenario->parameters.reputation_decay * e->years);
    return equal(f, "reputation without sources", NOW(reputation), left);
}

/* Two indices by their definition, two by the parts of it that are recorded and never negative. */
static int indices_follow(const reality_evidence *e, reality_finding *f) {
    static const double mature_firms = 500, reference_population = 3.5; /* M */
    double room = e->scenario->regions[e->region].population / reference_population;
    double crowded = fmax(0, NOW(firms) / mature_firms / room - 1);
    double capital =
        (NOW(dry_powder) / 1000 + NOW(support_businesses) / 40 + NOW(mentors) / 50) / 4;
    double known = log1p(NOW(knowledge) / e->scenario->parameters.indices_K_0) / 2.5;
    return equal(f, "established firms of a mature hub", mature_firms * NOW(agglomeration),
                 NOW(established_firms)) &&
           at_most(f, "congestion", NOW(congestion), crowded) &&
           at_most(f, "capital, support and mentors", capital, NOW(entrepreneurship)) &&
           at_most(f, "knowledge", known, NOW(innovation));
}

/* ---- public money ---- */

static int money_conserves(const reality_evidence *e, reality_finding *f) {
    static const reality_overhead none;
    size_t count = (size_t)policies_count();
    size_t row = (e->record * (size_t)e->scenario->region_count + (size_t)e->region) * count;
    for (size_t k = 0; k < count; k++) {
        const reality_overhead *due = e->overhead != NULL ? &e->overhead[row + k] : &none;
        double booked = e->years * e->now[e->at.public_cost + k];
        double arrived = e->years * e->now[e->at.public_received + k];
        const char *type = policies_all[k]->type;
        if (due->acting <= 0 && booked == 0 && arrived == 0)
            continue; /* nearly all */
        if (due->acting <= 0)
            return find(f, type, booked + arrived, "=", 0);
        if (!at_most(f, type, arrived + due->least, booked) ||
            !at_most(f, type, booked, arrived + due->most))
            return 0;
    }
    return 1;
}

/* The public part of a round is at most a half. */
static int rounds_have_private_money(const reality_evidence *e, reality_finding *f) {
    const policy *matching = policies_find("vc_matching");
    if (matching == NULL)
        return 1;
    double paid = e->now[e->at.public_received + (size_t)policies_index(matching)];
    return at_most(f, "public part of rounds", paid, NOW(venture_invested) / 2);
}

/* ---- events ---- */

static const struct {
    int type, other; /* other: of another type that counts, too; -1: none */
    size_t place;    /* of the flow in reality_places */
    const char *name;
} counted[] = {
#define COUNTED(type, other, name)                                                                 \
    { type, other, offsetof(reality_places, name), #name }
    COUNTED(EVENT_ENTRY, EVENT_ANCHOR_ENTRY, entries),
    COUNTED(EVENT_INDUSTRY_ENTRY, -1, entries_other_industries),
    COUNTED(EVENT_SPINOUT, -1, spinouts),
    COUNTED(EVENT_SPINOFF, -1, spinoffs),
    COUNTED(EVENT_SUPPLIER_FOUNDING, -1, supplier_foundings),
    COUNTED(EVENT_FELLOW_FOUNDING, -1, fellow_foundings),
    COUNTED(EVENT_REFOUNDING, -1, refoundings),
    COUNTED(EVENT_PROJECT, -1, projects_started),
    COUNTED(EVENT_PROJECT_FAILED, -1, projects_failed),
    COUNTED(EVENT_FAILED, EVENT_DEPARTURE, exits_failed),
    COUNTED(EVENT_ACQUIRED, -1, exits_acquired),
    COUNTED(EVENT_FLOATED, -1, exits_floated),
    COUNTED(EVENT_MOVED, -1, exits_moved),
    COUNTED(EVENT_GRADUATION, -1, graduations),
};

static int events_agree(const reality_evidence *e, reality_finding *f) {
    for (size_t k = 0; k < sizeof counted / sizeof counted[0]; k++) {
        size_t place;
        memcpy(&place, (const char *)&e->at + counted[k].place, sizeof place);
        double logged = reality_events(e, counted[k].type);
        if (counted[k].other >= 0)
            logged += reality_events(e, counted[k].other);
        if (!equal(f, counted[k].name, logged, e->years * e->now[place]))
            return 0;
    }
    double launches = 0;
    for (size_t c = 0; c < CLASS_COUNT; c++)
        launches += e->years * e->now[e->at.approvals + c];
    return equal(f, "approvals", reality_events(e, EVENT_APPROVAL), launches) &&
           equal(f, "promotions", reality_events(e, EVENT_PROMOTION), flux(e, 6));
}

/* Rounds are of 1, 5, 15 or 30 M$. */
static int rounds_have_sizes(const reality_evidence *e, reality_finding *f) {
    double rounds = reality_events(e, EVENT_ROUND);
    return at_most(f, "rounds at the least size", rounds, FLOW(venture_invested)) &&
           at_most(f, "venture money", FLOW(venture_invested), 30 * rounds);
}

static int funds_come_by_events(const reality_evidence *e, reality_finding *f) {
    return at_most(f, "venture funds", NOW(venture_funds),
                   BEFORE(venture_funds) + reality_events(e, EVENT_FUND));
}

/* Anchors are promoted, enter or are there from the start; those that close or are demoted go. */
static int anchors_come_by_events(const reality_evidence *e, reality_finding *f) {
    double come = reality_events(e, EVENT_PROMOTION) + reality_events(e, EVENT_ANCHOR_ENTRY);
    return at_most(f, "anchors", NOW(anchors) + reality_events(e, EVENT_DEMOTION),
                   BEFORE(anchors) + come);
}

/* ---- agents ---- */

static int agents_are_counted(const reality_evidence *e, reality_finding *f) {
    const world *w = e->world;
    int32_t first = w->firm_first[e->region], end = w->firm_first[e->region + 1];
    double size = 0;
    for (int32_t i = first; i < end; i++)
        size += w->firms.size[i];
    return equal(f, "firms in the table", end - first, NOW(firms)) &&
           equal(f, "employees in the table", size, NOW(employment));
}

static int backed_by_rounds(const reality_evidence *e, reality_finding *f) {
    const world *w = e->world;
    for (int32_t i = w->firm_first[e->region]; i < w->firm_first[e->region + 1]; i++) {
        int is_backed = firm_is(w, i, FIRM_BACKED);
        if (is_backed != (w->firms.round[i] > 0))
            return find(f, "rounds of a venture-backed firm", w->firms.round[i], "=", is_backed);
        if (is_backed && e->total.invested <= 0)
            return find(f, "venture-backed firms without venture money", 1, "=", 0);
    }
    return 1;
}

static int sales_come_of_products(const reality_evidence *e, reality_finding *f) {
    const world *w = e->world;
    double sales = 0;
    if (e->total.launched > 0)
        return 1;
    for (int32_t i = w->firm_first[e->region]; i < w->firm_first[e->region + 1]; i++)
        sales += w->firms.product_revenue[i];
    return equal(f, "product revenue before any approval", sales, 0);
}

/* ---- the table ---- */

const reality_rule reality_rules[] = {
    {"finite", "all recorded numbers are finite", "", REALITY_ROWS, numbers_are_finite},
    {"not_negative", "no recorded number is negative, and reputation is at most 1", "",
     REALITY_ROWS, amounts_are_not_negative},
    {"whole", "agents and events come in whole numbers", "", REALITY_ROWS, counts_are_whole},
    {"no_flows_at_start", "nothing has flowed before year 0", "", REALITY_ROWS,
     years_begin_without_flows},
    {"firms_conserve",
     "opening + foundings + entries + entries from other industries - closures = closing",
     "firms foundings entries entries_other_industries closures", REALITY_ROWS, firms_conserve},
    {"kinds_sum",
     "firms by kind sum to firms, established firms and start-ups too; anchors are established",
     "firms firms_by_kind established_firms startups anchors", REALITY_ROWS, kinds_sum},
    {"origins_sum", "foundings by origin sum to foundings",
     "foundings spinouts spinoffs supplier_foundings refoundings fellow_foundings", REALITY_ROWS,
     origins_sum},
    {"closures_sum", "failed + moved + sold and dissolved = closures",
     "exits_failed exits_moved exits_dissolved exits_acquired closures", REALITY_ROWS,
     closures_sum},
    {"startups_conserve",
     "start-ups are founded, and go by failure, graduation, move or sale: as many as that allows",
     "startups spinouts spinoffs refoundings fellow_foundings graduations exits_moved exits_failed "
     "exits_acquired exits_floated",
     REALITY_ROWS, startups_conserve},
    {"no_firms_no_output", "without firms no employees and sales; exports are part of sales",
     "employment sales exports", REALITY_ROWS, nothing_without_firms},
    {"anchors_bring_demand", "without anchors no demand of anchors", "anchors anchor_demand",
     REALITY_ROWS, demand_needs_anchors},
    {"sold_once", "no more ventures are sold or floated than were founded",
     "exits_acquired exits_floated", REALITY_ROWS, sold_once},
    {"money_before_exit", "nothing is sold or floated before the first venture round",
     "exits_acquired exits_floated venture_invested", REALITY_ROWS, money_before_exit},
    {"capital_before_rounds", "without fund and world pool no venture round",
     "venture_invested venture_funds", REALITY_ROWS, capital_before_rounds},
    {"funds_hold_powder", "without funds no capital of funds", "venture_funds dry_powder",
     REALITY_ROWS, dry_powder_needs_funds},
    {"projects_conserve",
     "running + failed + launched projects are at most those started and those of founders",
     "projects_running projects_started projects_failed approvals", REALITY_ROWS,
     projects_conserve},
    {"approval_before_sales", "no product is sold before the first approval",
     "exports sales approvals", REALITY_ROWS, approval_before_sales},
    {"launches_take_time", "times to market lie between half a step and the time to give up",
     "approvals approval_years", REALITY_ROWS, launches_take_time},
    {"links_count",
     "fluxes of links 3, 7, 11 and 14 are what was founded or graduated; options of links 5, 9, 13 "
     "and 16 became at most all projects",
     "flux spinouts spinoffs supplier_foundings graduations projects_started", REALITY_ROWS,
     links_count},
    {"links_off", "a link without gain has no flux", "flux", REALITY_ROWS, links_off_do_nothing},
    {"entrants_look", "no more come because of a link than look for a site", "flux", REALITY_ROWS,
     entrants_are_few},
    {"stocks_fade",
     "reputation, knowledge, talent and mentors fade no faster than they decay and move",
     "reputation knowledge talent mentors", REALITY_ROWS, stocks_fade_slowly},
    {"reputation_has_sources", "without links 4, 8, 12 and 15 reputation only decays",
     "reputation flux", REALITY_ROWS, reputation_has_sources},
    {"indices_follow", "A, E, I and congestion are what they are defined as, of what is recorded",
     "innovation agglomeration entrepreneurship congestion established_firms dry_powder "
     "support_businesses mentors knowledge",
     REALITY_ROWS, indices_follow},
    {"money_conserves",
     "what a policy costs = what arrives + its stated overhead; where none acts nothing is booked",
     "public_cost public_received", REALITY_ROWS, money_conserves},
    {"rounds_are_shared", "public money is at most half of the venture rounds",
     "public_received venture_invested", REALITY_ROWS, rounds_have_private_money},
    {"events_agree", "events by type are as many as the recorded flows",
     "entries entries_other_industries spinouts spinoffs supplier_foundings fellow_foundings "
     "refoundings projects_started projects_failed exits_failed exits_acquired exits_floated "
     "exits_moved graduations approvals flux",
     REALITY_EVENTS, events_agree},
    {"rounds_have_sizes", "a venture round is of 1 to 30 M$", "venture_invested", REALITY_EVENTS,
     rounds_have_sizes},
    {"funds_by_events", "venture funds come by events only", "venture_funds", REALITY_EVENTS,
     funds_come_by_events},
    {"anchors_by_events", "anchors come by promotion or entry only", "anchors", REALITY_EVENTS,
     anchors_come_by_events},
    {"agents_counted", "firms and employees are those of the tables", "firms employment",
     REALITY_WORLD, agents_are_counted},
    {"backed_by_rounds", "a venture-backed firm has had a round, and none has without money",
     "venture_invested", REALITY_WORLD, backed_by_rounds},
    {"sales_of_products", "no firm sells products before the region's first approval", "approvals",
     REALITY_WORLD, sales_come_of_products},
};
const size_t reality_rules_count = sizeof reality_rules / sizeof reality_rules[0];
