#include "tools/agglo/compare/report.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
    NUMBER_SIZE = 32,
    ESTIMATE_SIZE = 80,
    WHERE_SIZE = 256,
    NAME_SIZE = 128,
    NAME_WIDTH = 19,
    NAME_MOST = 40,
    FEW = 20, /* replicates; of less a bootstrap knows too little */
    MOST_DECIMALS = 5
};

static const compare_arm *baseline_of(const compare_findings *found) {
    return &found->runs->arms->items[0];
}

static const compare_arm *policy_of(const compare_findings *found, size_t policy) {
    return &found->runs->arms->items[policy + 1];
}

static const measure *outcome_of(const compare_findings *found, size_t m) {
    return &baseline_of(found)->measures[m];
}

/* ---- Numbers ---- */

/* Decimals that show so many digits of `of`. */
static int decimals(double of, int digits) {
    if (!isfinite(of) || of == 0)
        return 0;
    int places = digits - 1 - (int)floor(log10(fabs(of)));
    return places < 0 ? 0 : places;
}

/* Of an interval's half one digit, or two if it begins with 1, 2 or 3. */
static int decimals_of_half(double half) {
    return decimals(half, half / pow(10, floor(log10(half))) < 3.5 ? 2 : 1);
}

/* Three digits, or all before the point. */
static const char *show_number(double value, char *text) {
    if (!isfinite(value))
        snprintf(text, NUMBER_SIZE, "-");
    else
        snprintf(text, NUMBER_SIZE, "%.*f", value == 0 ? 0 : decimals(value, 3), value);
    return text;
}

/* "61 [55, 67]", as many digits as the interval deserves; very small ones with powers of ten. */
static const char *show(intervals_estimate e, char *text) {
    double half = (e.high - e.low) / 2;
    int has_ends = isfinite(half);
    int places = has_ends && half > 0 ? decimals_of_half(half) : decimals(e.value, 3);
    if (has_ends && places > MOST_DECIMALS)
        snprintf(text, ESTIMATE_SIZE, "%.2g [%.2g, %.2g]", e.value, e.low, e.high);
    else if (has_ends)
        snprintf(text, ESTIMATE_SIZE, "%.*f [%.*f, %.*f]", places, e.value, places, e.low, places,
                 e.high);
    else if (isfinite(e.value))
        snprintf(text, ESTIMATE_SIZE, "%.3g [?]", e.value);
    else
        snprintf(text, ESTIMATE_SIZE, "-");
    return text;
}

/* A mean whose pairs are all alike has no interval. */
static const char *show_mean(const effects_finding *f, char *text) {
    char number[NUMBER_SIZE];
    if (f->changed == 0)
        snprintf(text, ESTIMATE_SIZE, "no pair differs");
    else if (f->mean.low < f->mean.high || !isfinite(f->mean.low))
        show(f->mean, text);
    else
        snprintf(text, ESTIMATE_SIZE, "%s in all pairs", show_number(f->mean.value, number));
    return text;
}

/* "93 % [86, 97]" */
static const char *show_share(intervals_estimate e, char *text) {
    if (isfinite(e.low) && isfinite(e.high))
        snprintf(text, ESTIMATE_SIZE, "%.0f %% [%.0f, %.0f]", 100 * e.value, 100 * e.low,
                 100 * e.high);
    else if (isfinite(e.value))
        snprintf(text, ESTIMATE_SIZE, "%.0f %%", 100 * e.value);
    else
        snprintf(text, ESTIMATE_SIZE, "-");
    return text;
}

const char *compare_unit(const compare_findings *found, size_t outcome, size_t place) {
    const measure *m = outcome_of(found, outcome);
    int is_many = found->places[place].kind != COMPARE_REGION && found->runs->arms->regions > 1;
    return m->kind == MEASURE_TAKEOFF && is_many ? "regions" : m->unit;
}

const char *compare_way_name(effects_way way) {
    static const char *const names[] = {"t", "bca", "newcombe"};
    return names[way];
}

/* ---- Head ---- */

static void print_head(const compare_findings *found, FILE *out) {
    const compare_runs *runs = found->runs;
    const compare_arms *arms = runs->arms;
    for (size_t a = 1; a < arms->count; a++)
        fprintf(out, "%s%s", a > 1 ? ", " : "", arms->items[a].name);
    fprintf(out, " against %s\n%zu %s of runs from %.0f to %.0f, seed %" PRIu64,
            arms->items[0].name, runs->pairs, runs->is_unpaired ? "(unrelated) pairs" : "pairs",
            compare_arms_year(arms, 0), compare_arms_year(arms, 1), arms->items[0].scenario->seed);
    if (runs->draws->count > 0)
        fprintf(out, "; %zu draws of %zu parameters, %zu pairs of each", runs->pairs / runs->block,
                compare_draws_parameters(runs->draws), runs->block);
    if (runs->options->discount > 0)
        fprintf(out, "; totals discounted at %g %%/yr", 100 * runs->options->discount);
    fputc('\n', out);
    if (found->is_interrupted)
        fputs("INTERRUPTED: less than was asked for; what is there is right but less precise\n",
              out);
    if (found->precision_count > 0)
        fprintf(out, "Precision asked for: %s, after %zu round%s\n",
                found->is_precise ? "reached" : "NOT reached", found->rounds,
                found->rounds == 1 ? "" : "s");
}

/* ---- In words ---- */

/* "raises firms in marginal by 22 [17, 32]"; what is lowered is told by positive numbers, too. */
static void print_change(const effects_finding *f, const char *outcome, const char *where,
                         FILE *out) {
    char effect[ESTIMATE_SIZE];
    effects_finding size = *f;
    int is_lower = f->mean.value < 0;
    if (is_lower) {
        size.mean.value = -f->mean.value;
        size.mean.low = -f->mean.high;
        size.mean.high = -f->mean.low;
    }
    fprintf(out, " %s %s %s by %s", is_lower ? "lowers" : "raises", outcome, where,
            show_mean(&size, effect));
}

static void print_sentence(const compare_findings *found, size_t policy, size_t place, size_t m,
                           FILE *out) {
    const effects_finding *f = compare_findings_at(found, policy, place, m);
    char effect[ESTIMATE_SIZE], better[ESTIMATE_SIZE], from[NUMBER_SIZE], to[NUMBER_SIZE];
    const char *name = policy_of(found, policy)->name, *outcome = outcome_of(found, m)->name;
    const char *unit = compare_unit(found, m, place), *at = found->places[place].name;
    int is_in =
        found->places[place].kind == COMPARE_REGION || found->places[place].kind == COMPARE_ALL;
    char where[WHERE_SIZE];
    snprintf(where, sizeof where, "%s%s", is_in ? "in " : "", at);
    fputs(name, out);
    if (f->changed == 0)
        fprintf(out, " does not change %s %s: no pair differs", outcome, where);
    else if (!(f->mean.low > 0) && !(f->mean.high < 0))
        fprintf(out, " has no effect on %s %s that differs from chance: %s", outcome, where,
                show_mean(f, effect));
    else
        print_change(f, outcome, where, out);
    if (strcmp(unit, "1") != 0 && f->changed > 0)
        fprintf(out, " %s", unit);
    fprintf(out, ",\n  from %s to %s on average; better in %s of pairs.\n",
            show_number(f->baseline_mean, from), show_number(f->policy_mean, to),
            show_share(f->better, better));
}

static void print_cost(const compare_findings *found, size_t policy, FILE *out) {
    const effects_finding *cost = &found->costs[policy];
    char text[ESTIMATE_SIZE];
    if (cost->changed == 0)
        fprintf(out, "No difference in public cost is booked.\n");
    else
        fprintf(out, "Added public cost, M$: %s.\n", show_mean(cost, text));
}

/* What is displaced: the first outcome that adds up over regions. */
static void print_displaced(const compare_findings *found, size_t policy, const size_t side[3],
                            size_t m, FILE *out) {
    const effects_finding *here = compare_findings_at(found, policy, side[0], m);
    const effects_finding *there = compare_findings_at(found, policy, side[1], m);
    char text[ESTIMATE_SIZE];
    int is_known = there->mean.low > 0 || there->mean.high < 0;
    fprintf(out, "Elsewhere %s change by %s", outcome_of(found, m)->name, show(there->mean, text));
    if (is_known && here->mean.low > 0 && there->mean.high < 0)
        fprintf(out, ": %.0f in 100 gained where it acts are displaced",
                -100 * there->mean.value / here->mean.value);
    else if (!is_known)
        fputs(": no displacement that differs from chance", out);
    fputs(".\n", out);
}

/* The places where the policy acts, elsewhere and all of them together; 0 if one is not told. */
static int find_sides(const compare_findings *found, size_t policy, size_t side[3]) {
    static const compare_place_kind kinds[] = {COMPARE_WHERE, COMPARE_ELSEWHERE, COMPARE_ALL};
    int count = 0;
    side[0] = side[1] = side[2] = 0;
    for (size_t i = 0; i < found->place_count; i++)
        for (int k = 0; k < 3; k++)
            if (found->places[i].kind == kinds[k] &&
                compare_findings_at(found, policy, i, 0)->pairs > 0) {
                side[k] = i;
                count++;
            }
    return count == 3;
}

static void print_words(const compare_findings *found, size_t policy, FILE *out) {
    const compare_arm *of = policy_of(found, policy);
    size_t side[3];
    int is_told = 0;
    for (size_t i = 0; i < found->place_count; i++) {
        const compare_place *place = &found->places[i];
        int acts = place->kind == COMPARE_REGION && (of->reach == 0 || of->acts[place->region]);
        if (acts || (place->kind == COMPARE_ALL && !is_told)) {
            print_sentence(found, policy, i, 0, out);
            is_told = 1;
        }
    }
    if (find_sides(found, policy, side) && !outcome_of(found, 0)->is_mean)
        print_displaced(found, policy, side, 0, out);
    print_cost(found, policy, out);
}

/* ---- Tables ---- */

/* "sales M$/yr" */
static int show_name(const compare_findings *found, size_t m, size_t place, char *text) {
    const char *unit = compare_unit(found, m, place);
    int has_unit = strcmp(unit, "1") != 0;
    return snprintf(text, NAME_SIZE, "%s%s%s", outcome_of(found, m)->name, has_unit ? " " : "",
                    has_unit ? unit : "");
}

/* Of the first column: of all tables the same. */
static int name_width(const compare_findings *found) {
    char text[NAME_SIZE];
    int width = NAME_WIDTH;
    for (size_t i = 0; i < found->place_count; i++) {
        int length = (int)strlen(found->places[i].name);
        width = length > width ? length : width;
        for (size_t m = 0; m < found->runs->arms->outcomes; m++) {
            length = show_name(found, m, i, text);
            width = length > width ? length : width;
        }
    }
    return width < NAME_MOST ? width : NAME_MOST;
}

static void print_first(const compare_findings *found, const char *text, FILE *out) {
    int width = name_width(found);
    fprintf(out, "%-*.*s", width, width, text);
}

static void print_name(const compare_findings *found, size_t m, size_t place, FILE *out) {
    char text[NAME_SIZE];
    show_name(found, m, place, text);
    print_first(found, text, out);
}

static void print_row(const effects_finding *f, FILE *out) {
    char one[ESTIMATE_SIZE], other[ESTIMATE_SIZE], share[ESTIMATE_SIZE], number[NUMBER_SIZE];
    fprintf(out, " %8s", show_number(f->baseline_mean, number));
    if (f->changed == 0) {
        fprintf(out, "   no pair differs\n");
        return;
    }
    fprintf(out, "  %-23s %-23s %-15s", show_mean(f, one), show(f->median, other),
            show_share(f->better, share));
    if (isfinite(f->factor))
        fprintf(out, " %4.*f", f->factor < 9.95 ? 1 : 0, f->factor);
    fputc('\n', out);
}

static void print_table(const compare_findings *found, size_t policy, size_t place, FILE *out) {
    fputc('\n', out);
    print_first(found, found->places[place].name, out);
    fprintf(out, " %8s  %-23s %-23s %-15s %4s\n", "baseline", "mean effect", "median effect",
            "better", "runs");
    for (size_t m = 0; m < found->runs->arms->outcomes; m++) {
        print_name(found, m, place, out);
        print_row(compare_findings_at(found, policy, place, m), out);
    }
}

static void print_per_cost(const compare_findings *found, size_t policy, size_t place, FILE *out) {
    char text[ESTIMATE_SIZE];
    fputc('\n', out);
    print_first(found, found->places[place].name, out);
    fputs(" mean effect per M$ of public cost\n", out);
    for (size_t m = 0; m < found->runs->arms->outcomes; m++) {
        const effects_finding *f = compare_findings_at(found, policy, place, m);
        if (f->changed == 0)
            continue;
        print_name(found, m, place, out);
        fprintf(out, " %s\n", show(f->per_cost, text));
    }
}

/* Displacement: what is gained where the policy acts and lost elsewhere, side by side. */
static void print_sides(const compare_findings *found, size_t policy, const size_t side[3],
                        FILE *out) {
    static const int widths[] = {25, 29, 0}; /* elsewhere effects are small: more decimals */
    char text[ESTIMATE_SIZE];
    fputc('\n', out);
    print_first(found, "mean effects", out);
    fprintf(out, "  %-*s %-*s %s\n", widths[0], found->places[side[0]].name, widths[1],
            found->places[side[1]].name, found->places[side[2]].name);
    for (size_t m = 0; m < found->runs->arms->outcomes; m++) {
        print_name(found, m, side[2], out);
        for (int k = 0; k < 3; k++) {
            const effects_finding *f = compare_findings_at(found, policy, side[k], m);
            fprintf(out, "%s%-*s", k == 0 ? "  " : " ", widths[k], show_mean(f, text));
        }
        fputc('\n', out);
    }
}

static void print_parts(const compare_findings *found, size_t policy, size_t place, FILE *out) {
    char a[ESTIMATE_SIZE], b[ESTIMATE_SIZE], c[ESTIMATE_SIZE];
    fputc('\n', out);
    print_first(found, found->places[place].name, out);
    fprintf(out, " %-22s %-27s %s\n", "share of parameters", "expected, by parameters",
            "one world");
    for (size_t m = 0; m < found->runs->arms->outcomes; m++) {
        const effects_finding *f = compare_findings_at(found, policy, place, m);
        if (f->changed == 0)
            continue;
        print_name(found, m, place, out);
        fprintf(out, " %-22s %-27s %s\n", show_share(f->parts.share, a), show(f->expected, b),
                show(f->single, c));
    }
}

/* ---- Notes ---- */

static void print_notes(const compare_findings *found, FILE *out) {
    const compare_runs *runs = found->runs;
    int has_draws = runs->draws->count > 0, is_block = runs->block > 1;
    int is_t =
        found->options.method == EFFECTS_T || runs->pairs / runs->block > EFFECTS_BOOTSTRAP_MOST;
    fprintf(out, "\n[%g %% intervals] means: %s%s%s;\nmedians: %s; better: %s; ratios: %s.\n",
            100 * found->options.confidence, is_t ? "paired t" : "BCa bootstrap of pairs",
            is_block ? ", by draws" : "",
            is_block ? "" : "; take-off of a region: Newcombe's for paired shares",
            is_block ? "percentiles of a bootstrap" : "between order statistics",
            is_block ? "t over draws" : "Wilson's", is_t ? "Fieller's" : "BCa bootstrap");
    fputs(
        "better: share of pairs in which the policy has more (of burdens such as closures: less),\n"
        "ties half.\n"
        "runs: how many times as many runs would be needed without common random numbers.\n",
        out);
    if (runs->pairs / runs->block < FEW)
        fprintf(out, "FEW %s: these intervals are too narrow; take %d or more.\n",
                is_block ? "DRAWS" : "PAIRS", FEW);
    if (has_draws && runs->block > 1)
        fputs("share of parameters: of the effect's variance, the rest is chance (random effects; "
              "below 0: 0).\nexpected, by parameters: median and middle of the effects expected "
              "of single draws.\none world: median and middle of all pairs.\n",
              out);
    else if (has_draws)
        fputs("Shares of parameters need --per-draw of two or more.\n", out);
    if (found->rounds > 1)
        fprintf(out,
                "Replicates grew in %zu rounds until precise: such intervals hold the truth a "
                "little less often.\n",
                found->rounds);
}

/* The place whose gains are held against the cost: all regions, or the first one told. */
static size_t place_of_cost(const compare_findings *found) {
    for (size_t i = 0; i < found->place_count; i++)
        if (found->places[i].kind == COMPARE_ALL)
            return i;
    return 0;
}

static void print_policy(const compare_findings *found, size_t policy, FILE *out) {
    size_t side[3], cost = place_of_cost(found);
    int has_sides = find_sides(found, policy, side);
    print_words(found, policy, out);
    for (size_t i = 0; i < found->place_count; i++) {
        int is_side = has_sides && found->places[i].kind != COMPARE_REGION;
        if (compare_findings_at(found, policy, i, 0)->pairs == 0)
            continue;
        if (!is_side)
            print_table(found, policy, i, out);
        if (found->runs->block > 1 && (!is_side || found->places[i].kind == COMPARE_ALL))
            print_parts(found, policy, i, out);
    }
    if (has_sides)
        print_sides(found, policy, side, out);
    if (found->costs[policy].mean.value > 0 &&
        compare_findings_at(found, policy, cost, 0)->pairs > 0)
        print_per_cost(found, policy, cost, out);
}

void compare_print(const compare_findings *found, FILE *out) {
    size_t policies = found->runs->arms->count - 1;
    print_head(found, out);
    for (size_t p = 0; p < policies; p++) {
        fputc('\n', out);
        print_policy(found, p, out);
    }
    print_notes(found, out);
}
