/* Matching: firms look for seeds and needs that fit; projects begin. */
#include "sim/id.h"
#include "tests/twin/twin.h"

/* Options of an attempt are drawn two by block, of so many numbers an attempt has its own. */
enum { OPTIONS_APART = 64 };

typedef struct {
    double seed, need, quality; /* 0: there is none */
    double narrow;              /* quality without what anchors add to the reach */
    int is_regional;            /* the seed is one of the region's */
} option;

/* ---- how often ---- */

static double attempt_rate(const twin *t, const twin_firm *f) {
    static const double by_licence[] = {0.15, 0.4, 0.7, 1};
    const parameters *p = t->p;
    double grant = t->levers[f->region].grant, a0 = p->matching_a0;
    if (f->kind == KIND_STARTUP)
        return a0 * 4;
    double rate =
        a0 * pow(f->size / 50, p->matching_alpha) * t->scenario->world.kinds[f->kind].rd_intensity;
    if (f->kind == KIND_SUPPLIER)
        rate *= by_licence[f->licence];
    if (!twin_is(f, FIRM_HOME))
        rate *= 0.5;
    if (grant <= 0)
        return rate;
    double money = (1 - p->funding_research_share) * grant / fmax(20, t->observed[f->region].n);
    return rate * (1 + fmin(2, money / fmax(0.05, p->finance_rd_share * twin_sales(f))));
}

static int places(const twin_firm *f) {
    return f->kind == KIND_STARTUP ? 1 : 1 + (int)floor(sqrt(f->size / 25));
}

/* ---- options ---- */

/* Looks at option n of the firm's attempt; `improves`: the seed is the firm's own technology. */
static option look(const twin *t, const twin_firm *f, int attempt, int n, int improves) {
    const parameters *p = t->p;
    const twin_region *g = &t->regions[f->region];
    random_block b = random_draw(t->key, f->id, t->step, DRAW_OPTION,
                                 (uint32_t)(attempt * OPTIONS_APART + n / 2 * 2));
    double u = random_uniform(b, n % 2 * 2), v = random_uniform(b, n % 2 * 2 + 1);
    double S = twin_sum(g->seeds, BIN_COUNT), N = twin_sum(g->needs_seen, FIELD_COUNT);
    double has_seed = S / (S + p->matching_half_seeds), has_need = N / (N + p->matching_half_needs);
    double outside = p->matching_world_options, rest = (u - outside) / (1 - outside),
           x = f->technology;
    int bin;
    option o = {0};
    if (improves) {
        o.seed = twin_wrap(x + 0.02 * (2 * u - 1));
    } else if (u < outside) {
        o.seed = u / outside;
    } else if (rest < has_seed) {
        o.seed = twin_draw_place(g->seeds, BIN_COUNT, rest / has_seed, &bin);
        o.is_regional = 1;
    } else {
        return o;
    }
    if (!(v < has_need))
        return o;
    o.need = twin_draw_place(g->needs_seen, FIELD_COUNT, v / has_need, &bin);
    double apart = twin_circle(o.seed, o.need) / p->matching_sigma_m;
    double far = twin_circle(x, o.seed) / t->observed[f->region].width;
    double far_narrow = twin_circle(x, o.seed) / p->matching_sigma_a;
    o.quality = exp(-0.5 * far * far - 0.5 * apart * apart) * sqrt(f->capability);
    o.narrow = exp(-0.5 * far_narrow * far_narrow - 0.5 * apart * apart) * sqrt(f->capability);
    return o;
}

/* Which link's option it was. The number is shared out in the order of the links. */
static int origin(const twin *t, const twin_firm *f, double mean, double u) {
    const observation *o = &t->observed[f->region];
    double target = u * mean;
    if ((target -= 1) < 0)
        return 0;
    if ((target -= o->options_5) < 0)
        return 5;
    if ((target -= o->options_9) < 0)
        return 9;
    if ((target -= o->options_13) < 0)
        return 13;
    return (target -= o->options_16) < 0 ? 16 : 0;
}

/* ---- attempts ---- */

/* Established firms step down to a class that they can pay. */
static int affordable(const twin *t, const twin_firm *f, int class) {
    double money = 3 * (t->p->finance_rd_share * twin_sales(f) + 0.5);
    for (; class > 0; class --) {
        const scenario_class *c = &t->scenario->world.classes[class];
        if (c->cost / twin_sum(c->stage_years, STAGE_COUNT) * (1 + f->running) <= money)
            break;
    }
    return class;
}

static void begin(twin *t, size_t firm, twin_project k) {
    twin_firm *f = &t->firms.items[firm];
    k.owner = (int32_t)firm;
    k.birth = t->step;
    twin_set_type(t, f->region, &k);
    twin_meet_partners(t, f, &k);
    k.time_left = twin_stage_years(t, k.device_class, k.device_type, STAGE_CONCEPT);
    f->running++;
    t->flows[f->region].projects_started++;
    if (k.link > 0)
        t->flows[f->region].flux[k.link - 1]++;
    twin_note(t, EVENT_PROJECT, f->region, k.link, k.id);
    TWIN_ADD(t->projects, k);
}

static void attempt(twin *t, size_t firm, int number, double mean) {
    const parameters *p = t->p;
    twin_firm *f = &t->firms.items[firm];
    random_block b = random_draw(t->key, f->id, t->step, DRAW_ATTEMPT_KIND, (uint32_t)number);
    int class = twin_class(t, f->kind, random_uniform(b, 0)), improves = 0;
    if (f->kind != KIND_STARTUP) {
        class = affordable(t, f, class);
        improves = class <= 1 && random_uniform(b, 1) < p->matching_p_improve;
    }
    double most = p->matching_max_options;
    int m = (int)fmin(most, 1 + twin_poisson(random_uniform(b, 2), fmin(mean - 1, most)));
    option best = {0};
    for (int n = 0; n < m; n++) {
        option o = look(t, f, number, n, improves);
        if (o.quality > best.quality)
            best = o;
    }
    if (!(best.quality > 0) || best.quality < p->matching_theta_min)
        return;
    twin_project k = {.id = id_child(f->id, t->step, ID_PROJECT, (uint32_t)number),
                      .quality = (float)best.quality,
                      .seed = twin_place(best.seed),
                      .need = twin_place(best.need),
                      .device_class = (uint8_t) class,
                      .field = (uint8_t)(best.need * FIELD_COUNT),
                      .uses_seed = best.is_regional};
    k.link = (uint8_t)origin(t, f, mean, random_uniform(b, 3));
    if (!improves && best.narrow < p->matching_theta_min)
        k.link = 9;
    begin(t, firm, k);
}

static void search(twin *t, size_t firm) {
    twin_firm *f = &t->firms.items[firm];
    const observation *o = &t->observed[f->region];
    double u = twin_u(t, f->id, t->step, DRAW_STEP, 0, WORD_ATTEMPTS);
    unsigned attempts = twin_poisson(u, attempt_rate(t, f) * t->years);
    double mean = 1 + o->options_5 + o->options_9 + o->options_13 + o->options_16 +
                  o->options_network +
                  t->p->matching_c_ties * ((double)f->trust_university + f->trust_hospital) / 2;
    for (unsigned k = 0; k < attempts && t->firms.items[firm].running < places(f); k++)
        attempt(t, firm, (int)k, mean);
}

static void use_seeds(twin *t, size_t first_project) {
    for (int r = 0; r < t->region_count; r++) {
        double used[BIN_COUNT] = {0}, *S = t->regions[r].seeds;
        for (size_t k = first_project; k < t->projects.count; k++) {
            const twin_project *p = &t->projects.items[k];
            if (t->firms.items[p->owner].region == r && p->uses_seed)
                used[twin_bin(p->seed)]++;
        }
        for (int b = 0; b < BIN_COUNT; b++)
            S[b] *= exp(-used[b] / (S[b] + 1));
    }
}

void twin_matching(twin *t) {
    size_t before = t->projects.count;
    for (size_t i = 0; i < t->firms.count; i++) {
        twin_firm *f = &t->firms.items[i];
        const levers *lever = &t->levers[f->region];
        double leaving = t->p->ties_rotation / (1 + lever->retention);
        double kept = exp(-(t->p->ties_forgetting + leaving) / (1 + lever->tie_care) * t->years);
        f->trust_university = (float)(f->trust_university * kept);
        f->trust_hospital = (float)(f->trust_hospital * kept);
    }
    twin_look_up(t);
    for (size_t i = 0; i < t->firms.count; i++)
        search(t, i);
    use_seeds(t, before);
}
