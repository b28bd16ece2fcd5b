/* Development: every project on its way through the stages of this step. */
#include "sim/id.h"
#include "tests/twin/twin.h"

/* ---- agencies ---- */

static void serve_queues(twin *t) {
    const parameters *p = t->p;
    double g = pow(1 + p->location_growth, t->time), b = p->regulator_burst * g;
    int parts = (int)ceil(12 * t->years - 1e-9);
    double h = t->years / parts;
    for (int m = 0; m < MARKET_COUNT; m++) {
        twin_agency *a = &t->agencies[m];
        a->speed = 1;
        for (int r = 0; r < t->region_count; r++)
            if (t->scenario->regions[r].home_market == m)
                a->speed = fmax(a->speed, 1 + t->levers[r].review_speed);
        double c = p->regulator_capacity * g * a->speed;
        for (int k = 0; k < parts; k++) {
            double R = a->backlog + h * (p->regulator_background * g + a->arrivals), Q = R;
            for (int n = 0; n < 60; n++) /* Newton's method */
                Q -= (Q + h * c * Q / (Q + b) - R) / (1 + h * c * b / ((Q + b) * (Q + b)));
            a->backlog = Q;
        }
        a->wait = (a->backlog + b) / c;
    }
}

/* ---- one project ---- */

typedef struct {
    size_t firm, row;
    int region, is_two_stage;
    double k0, K0; /* running cost of this and of all projects of the owner, as the step began */
    double gamma;  /* share that grants pay */
    double trial_pays; /* share of clinical cost */
    int is_certified;  /* waits for no agency */
} work;

static double cost_now(const twin *t, const twin_project *k) {
    return k->stage < STAGE_COUNT ? twin_running_cost(t, k->device_class, k->device_type, k->stage)
                                  : 0;
}

/* cr: table years per year at full money, and *cc, the factor of cost. */
static double pace(const twin *t, const work *w, const twin_project *k, double *cc) {
    const observation *o = &t->observed[w->region];
    double help = t->firms.items[w->firm].size < 50 ? o->contracts.small : o->contracts.large;
    double years = twin_stage_years(t, k->device_class, k->device_type, k->stage);
    const twin_agency *a = &t->agencies[t->scenario->regions[w->region].home_market];
    double cr = 1;
    *cc = 1;
    switch (k->stage) {
    case STAGE_PROTOTYPE:
        *cc = 1 - t->p->cdmo_cost * help;
        return 1.15 * o->v_prototype * (1 + t->p->cdmo_speed * help);
    case STAGE_PRECLINICAL:
        return 1.3 * o->v_preclinical;
    case STAGE_CLINICAL:
        *cc = o->v_clinical < 0.6 ? 1.15 : 1;
        return 1.2 * o->v_clinical * (w->is_two_stage ? 2 : 1);
    case STAGE_REVIEW:
        cr = (1 + 0.15 * o->know) * (w->is_two_stage ? 1.5 : 1);
        if (k->device_class >= 2 && !w->is_certified)
            cr *= years / (years / sqrt(a->speed) + a->wait * (w->is_two_stage ? 0.5 : 1));
        return cr;
    case STAGE_REIMBURSEMENT:
        return 1 + 0.5 * t->levers[w->region].reimbursement;
    default:
        return 1;
    }
}

static double money(const twin *t, const work *w, double need, double years) {
    const twin_firm *f = &t->firms.items[w->firm];
    if (f->kind == KIND_STARTUP)
        return need > 0 ? fmin(1, fmax(0, f->cash) / (need * years)) : 1;
    return need > 0 ? fmin(1, (t->p->finance_rd_share * twin_sales(f) + 0.15) / need) : 1;
}

static int passes(const twin *t, const work *w, const twin_project *k) {
    const scenario_class *c = &t->scenario->world.classes[k->device_class];
    double P = k->device_type == TYPE_SAMD ? fmin(0.99, 1.1 * c->success) : c->success;
    double weight = c->failure_share[k->stage] *
                    exp(-t->p->pipeline_theta_effect * (k->quality - t->p->pipeline_theta_ref));
    if (k->stage == STAGE_REVIEW)
        weight *= 1 - 0.2 * t->observed[w->region].know;
    if (k->stage == STAGE_PRECLINICAL)
        weight *= 1 - t->p->preclinical_centre_success * fmin(1, t->levers[w->region].evaluation);
    if (w->is_two_stage && k->stage >= STAGE_PRECLINICAL)
        weight *= 0.6;
    return twin_u(t, k->id, RANDOM_ONCE, DRAW_STAGE, k->stage, 0) < pow(P, weight);
}

/* ---- ends ---- */

static void fail_project(twin *t, const work *w) {
    twin_project *k = &t->projects.items[w->row];
    twin_firm *f = &t->firms.items[w->firm];
    double u = twin_u(t, k->id, RANDOM_ONCE, DRAW_LAUNCH, 0, 1);
    k->stage = STAGE_ENDED;
    if (f->kind == KIND_STARTUP && u < t->p->finance_project_fail_heart)
        f->flags |= FIRM_HEART_LOST;
    t->regions[w->region].knowledge[twin_bin(k->seed)] +=
        0.1 * t->scenario->world.classes[k->device_class].knowledge;
    t->flows[w->region].projects_failed++;
    twin_note(t, EVENT_PROJECT_FAILED, w->region, k->link, k->id);
}

static double peak_sales(const twin *t, const work *w, const twin_project *k, double years) {
    const parameters *p = t->p;
    const scenario_class *c = &t->scenario->world.classes[k->device_class];
    random_block b = random_draw(t->key, k->id, RANDOM_ONCE, DRAW_LAUNCH, 0);
    double late = years - c->nominal_years * (k->device_type == TYPE_SAMD ? 0.5 : 1);
    const levers *lever = &t->levers[w->region];
    double type = t->scenario->world.types[k->device_type].peak_factor;
    if (k->device_type == TYPE_SAMD && type < 1)
        type += fmin(1, lever->software_market) * (1 - type);
    double better = (k->quality - p->pipeline_theta_ref) / (1 - p->pipeline_theta_ref);
    double price = 1 + p->market_home_weight * 0.2 * lever->performance_price * better;
    double median = p->market_peak_II * c->market_factor * type * fmax(0.1, price) *
                    sqrt(k->quality / p->pipeline_theta_ref) *
                    pow(fmax(1, t->firms.items[w->firm].size) / 30, 0.12);
    double peak = twin_lognormal(random_uniform(b, 0), median, p->market_peak_sigma) *
                  fmin(1.5, fmax(0.4, exp(-p->market_late_loss * late)));
    return w->is_two_stage && random_uniform(b, 2) < 0.15 ? 0.2 * peak : peak;
}

/* The arc between two places that are stored as f32 is f32, too. */
static void drift(const twin *t, twin_firm *f, float seed) {
    float arc = seed - f->technology;
    if (arc > 0.5f)
        arc -= 1;
    if (arc < -0.5f)
        arc += 1;
    f->technology = twin_place(f->technology + t->p->matching_x_drift * arc);
}

static void launch(twin *t, const work *w) {
    twin_project *k = &t->projects.items[w->row];
    twin_firm *f = &t->firms.items[w->firm];
    twin_region *g = &t->regions[w->region];
    double years = (t->step - k->birth + 0.5) * t->years, *N = &g->needs[k->field];
    double knowledge = t->scenario->world.classes[k->device_class].knowledge;
    twin_product p = {.id = id_child(k->id, 0, ID_PRODUCT, 0),
                      .owner = (int32_t)w->firm,
                      .peak = (float)peak_sales(t, w, k, years),
                      .approval = (int16_t)t->step,
                      .field = k->field,
                      .device_class = k->device_class,
                      .device_type = k->device_type};
    for (int m = 0; m < MARKET_COUNT; m++)
        p.launch[m] = -1;
    p.launch[t->scenario->regions[w->region].home_market] = (int16_t)t->step;
    k->stage = STAGE_ENDED;
    if (f->kind == KIND_STARTUP)
        knowledge *= 1 + 2 * twin_gain(t, 13);
    g->knowledge[twin_bin(k->seed)] += knowledge;
    *N -= t->p->science_need_served * *N / (*N + 1);
    drift(t, f, k->seed);
    t->flows[w->region].approvals[k->device_class]++;
    t->flows[w->region].approval_years += years;
    twin_note(t, EVENT_APPROVAL, w->region, k->link, k->id);
    TWIN_ADD(t->products, p);
}

/* The stage's time is up. `reviews`: class III-IV projects that enter review, by home market. */
static void finish_stage(twin *t, const work *w, int reviews[MARKET_COUNT]) {
    twin_project *k = &t->projects.items[w->row];
    if (!passes(t, w, k)) {
        fail_project(t, w);
        return;
    }
    do
        k->stage++;
    while (k->stage < STAGE_COUNT &&
           twin_stage_years(t, k->device_class, k->device_type, k->stage) <= 0);
    if (k->stage == STAGE_COUNT) {
        launch(t, w);
        return;
    }
    if (k->stage == STAGE_REVIEW && k->device_class >= 2 && !w->is_certified)
        reviews[t->scenario->regions[w->region].home_market]++;
    k->time_left = twin_stage_years(t, k->device_class, k->device_type, k->stage);
}

static void step_project(twin *t, const work *w, int reviews[MARKET_COUNT]) {
    twin_project *k = &t->projects.items[w->row];
    twin_firm *f = &t->firms.items[w->firm];
    double r = t->years;
    while (r > 0 && k->stage != STAGE_ENDED) {
        double cost = cost_now(t, k), cc, cr = pace(t, w, k, &cc);
        double granted = w->gamma;
        if (k->stage == STAGE_CLINICAL)
            granted = 1 - (1 - w->gamma) * (1 - w->trial_pays);
        double share = money(t, w, (w->K0 - w->k0 + cost) * (1 - granted), r);
        double v = (k->stage >= STAGE_REVIEW ? fmax(0.5, share) : share) * cr;
        if (v < 1e-6)
            break;
        int is_done = v * r >= k->time_left;
        double way = is_done ? k->time_left : v * r;
        double used = is_done ? fmin(r, k->time_left / v) : r;
        float spent = (float)(cost * way * (1 - granted) * cc); /* money is booked as f32 */
        k->spent += spent;
        if (f->kind == KIND_STARTUP)
            f->cash -= spent;
        k->time_left = is_done ? 0 : k->time_left - way;
        r -= used;
        if (is_done)
            finish_stage(t, w, reviews);
    }
    const scenario_class *c = &t->scenario->world.classes[k->device_class];
    double limit = 3 * twin_sum(c->stage_years, STAGE_COUNT) + 2;
    if (k->stage != STAGE_ENDED && (t->step + 1 - k->birth) * t->years > limit)
        fail_project(t, w);
}

/* ---- all projects ---- */

static double clinical_cost(const twin *t, int r) {
    double sum = 0;
    for (size_t k = 0; k < t->projects.count; k++)
        if (t->firms.items[t->projects.items[k].owner].region == r &&
            t->projects.items[k].stage == STAGE_CLINICAL)
            sum += cost_now(t, &t->projects.items[k]);
    return sum;
}

/* Running projects of the region that pass a stage gate. */
static double good_projects(const twin *t, int r) {
    double count = 0;
    for (size_t k = 0; k < t->projects.count; k++)
        count += t->firms.items[t->projects.items[k].owner].region == r &&
                 t->projects.items[k].stage != STAGE_ENDED && t->projects.items[k].quality > 0.5;
    return count;
}

/* M$/yr of grants for the project: its part of what all get, and of what good ones get. */
static double granted_to(const twin *t, const twin_project *k, int r, double good) {
    const levers *lever = &t->levers[r];
    double grant = (lever->grant - lever->gated_grant) / fmax(1, t->observed[r].agents.projects);
    if (k->quality > 0.5)
        grant += lever->gated_grant / fmax(1, good);
    return (1 - t->p->funding_research_share) * grant;
}

/* What regions' projects have in common, as the step began. */
typedef struct {
    double *K0;              /* by firm */
    double *clinical, *good; /* by region */
} shared;

/* What the project's step depends on, all of it as the step began. */
static work work_of(const twin *t, size_t row, const shared *s) {
    const twin_project *k = &t->projects.items[row];
    int r = t->firms.items[k->owner].region;
    const levers *lever = &t->levers[r];
    work w = {.firm = (size_t)k->owner, .row = row, .region = r};
    w.is_two_stage = lever->two_stage_samd > 0 && k->device_type == TYPE_SAMD;
    w.k0 = cost_now(t, k);
    w.K0 = s->K0[k->owner];
    w.gamma = fmin(0.5, granted_to(t, k, r, s->good[r]) / fmax(0.01, w.k0));
    w.trial_pays = fmin(0.5, lever->trial / (s->clinical[r] + 1));
    w.is_certified =
        k->device_class == 2 && twin_u(t, k->id, RANDOM_ONCE, DRAW_LAUNCH, 0, 3) < lever->certified;
    return w;
}

void twin_development(twin *t) {
    int reviews[MARKET_COUNT] = {0};
    size_t count = (size_t)t->region_count;
    shared s = {calloc(t->firms.count + 1, sizeof *s.K0), calloc(count, sizeof *s.clinical),
                calloc(count, sizeof *s.good)};
    assert_true(s.K0 != NULL && s.clinical != NULL && s.good != NULL);
    serve_queues(t);
    for (int r = 0; r < t->region_count; r++) {
        s.clinical[r] = clinical_cost(t, r);
        s.good[r] = good_projects(t, r);
    }
    for (size_t k = 0; k < t->projects.count; k++)
        s.K0[t->projects.items[k].owner] += cost_now(t, &t->projects.items[k]);
    for (size_t k = 0; k < t->projects.count; k++)
        if (t->projects.items[k].stage != STAGE_ENDED) {
            work w = work_of(t, k, &s);
            step_project(t, &w, reviews);
        }
    for (int m = 0; m < MARKET_COUNT; m++)
        t->agencies[m].arrivals +=
            twin_chance(1, t->years) * (reviews[m] / t->years - t->agencies[m].arrivals);
    free(s.K0);
    free(s.clinical);
    free(s.good);
}
