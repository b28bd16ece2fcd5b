#include "sim/design.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/design_samples.h"

const char *const design_type_names[DESIGN_TYPES] = {
    "factorial", "one_at_a_time", "latin_hypercube", "sobol", "saltelli", "morris", "table"};

static const size_t points_most = (size_t)1 << 31;
enum { NO_LEVEL = -1 };

/* Grids are computed when asked for; `entries` has the rest: uniform numbers (Latin hypercube,
 * Sobol', Saltelli), positions (Morris) or values (table). */
struct design {
    design_spec spec;
    design_factor *factors;
    size_t points, block; /* block: points of a base sample or trajectory, else 1 */
    size_t rows, columns;
    double *entries;
    size_t *first; /* factorial: points from level to level of each factor; one at a time: the first
                      point of each factor */
};

/* ---- Factors ---- */

static int has_grid(design_type type) {
    return type == DESIGN_FACTORIAL || type == DESIGN_ONE_AT_A_TIME;
}

/* Levels of a factor in a design with a grid of them. */
static size_t grid_size(const design_factor *factor) {
    return factor->level_count > 0 ? factor->level_count : factor->steps;
}

static double grid_position(const design_factor *factor, size_t level) {
    if (factor->level_count > 0)
        return (double)level;
    return (double)level / (double)(factor->steps - 1);
}

static double range_position(const design_factor *factor, double value) {
    if (!(factor->low < factor->high))
        return 0;
    if (factor->scale == DESIGN_LOGARITHMIC)
        return (log(value) - log(factor->low)) / (log(factor->high) - log(factor->low));
    return (value - factor->low) / (factor->high - factor->low);
}

double design_value_at(const design_factor *factor, double position) {
    if (factor->level_count > 0)
        return position;
    if (position <= 0)
        return factor->low;
    if (position >= 1)
        return factor->high;
    double value = factor->scale == DESIGN_LOGARITHMIC
                       ? factor->low * pow(factor->high / factor->low, position)
                       : factor->low + position * (factor->high - factor->low);
    return fmin(value, factor->high);
}

static double base_position(const design_factor *factor) {
    if (factor->level_count > 0)
        return (double)factor->base_level;
    return isnan(factor->base) ? 0.5 : range_position(factor, factor->base);
}

/* The number of the level that is the base, or NO_LEVEL if it lies between two. */
static long base_level(const design_factor *factor) {
    if (factor->level_count > 0)
        return (long)factor->base_level;
    double place = base_position(factor) * (double)(factor->steps - 1), nearest = round(place);
    return fabs(place - nearest) < 1e-9 * (double)factor->steps ? (long)nearest : NO_LEVEL;
}

/* ---- Counting ---- */

/* Products and sums that stay within the limit; 0 is "too many" and stays so. */
static size_t times(size_t a, size_t b) {
    return a == 0 || b == 0 || a > points_most / b ? 0 : a * b;
}

static size_t count_points(const design_spec *spec) {
    size_t k = spec->factor_count, count = 1;
    switch (spec->type) {
    case DESIGN_FACTORIAL:
        for (size_t f = 0; f < k; f++)
            count = times(count, grid_size(&spec->factors[f]));
        return count;
    case DESIGN_ONE_AT_A_TIME:
        for (size_t f = 0; f < k && count > 0; f++) {
            size_t more = grid_size(&spec->factors[f]);
            more -= base_level(&spec->factors[f]) != NO_LEVEL;
            count = more > points_most - count ? 0 : count + more;
        }
        return count;
    case DESIGN_SALTELLI:
        return times(spec->n, (spec->second_order ? 2 * k : k) + 2);
    case DESIGN_MORRIS:
        return times(spec->n, k + 1);
    default:
        return times(spec->n, 1);
    }
}

/* ---- Checks ---- */

static void place(agglo_error *error, const char *list, size_t i) {
    char path[64];
    snprintf(path, sizeof path, "%s[%zu]", list, i);
    error_place(error, NULL, 0, path);
}

static agglo_status check_levels(const design_spec *spec, size_t i, agglo_error *error) {
    const design_factor *factor = &spec->factors[i];
    if (spec->type == DESIGN_ONE_AT_A_TIME && factor->base_level >= factor->level_count) {
        error_set(error, AGGLO_ERROR_USAGE, "the base is none of the levels");
        error_got(error, "level %zu of %zu, counted from 0", factor->base_level,
                  factor->level_count);
    } else if (spec->type == DESIGN_MORRIS && factor->level_count < 2) {
        error_set(error, AGGLO_ERROR_USAGE, "a factor of one level has no elementary effects");
        error_hint(error, "leave the factor out and set its value in the base scenario");
    } else {
        return AGGLO_OK;
    }
    place(error, "factors", i);
    return AGGLO_ERROR_USAGE;
}

static agglo_status check_range(const design_spec *spec, size_t i, agglo_error *error) {
    const design_factor *factor = &spec->factors[i];
    if (!(factor->low < factor->high) || !isfinite(factor->high - factor->low)) {
        error_set(error, AGGLO_ERROR_USAGE, "the range is empty, upside down or without end");
        error_got(error, "low %g, high %g", factor->low, factor->high);
        error_expected(error, "low < high");
    } else if (factor->scale == DESIGN_LOGARITHMIC &&
               !(factor->low > 0 && isfinite(factor->high / factor->low))) {
        error_set(error, AGGLO_ERROR_USAGE, "a range with a logarithmic scale must be positive");
        error_got(error, "low %g, high %g", factor->low, factor->high);
    } else if (has_grid(spec->type) && factor->steps < 2) {
        error_set(error, AGGLO_ERROR_USAGE, "a range needs steps in a %s design",
                  design_type_names[spec->type]);
        error_got(error, "%zu", factor->steps);
        error_expected(error, "2 or more");
        error_hint(error, "5 steps are the ends, the middle and two values between");
    } else if (spec->type == DESIGN_ONE_AT_A_TIME &&
               (factor->base < factor->low || factor->base > factor->high)) {
        error_set(error, AGGLO_ERROR_USAGE, "the base lies outside the range");
        error_got(error, "%g", factor->base);
        error_expected(error, "%g to %g", factor->low, factor->high);
        error_hint(error, "widen the range or name another base");
    } else {
        return AGGLO_OK;
    }
    place(error, "factors", i);
    return AGGLO_ERROR_USAGE;
}

static agglo_status check_factors(const design_spec *spec, agglo_error *error) {
    if ((unsigned)spec->type >= DESIGN_TYPES)
        return error_set(error, AGGLO_ERROR_USAGE, "there is no design of type %d",
                         (int)spec->type);
    if (spec->factor_count == 0 || spec->factors == NULL) {
        error_set(error, AGGLO_ERROR_USAGE, "a design needs a factor");
        error_place(error, NULL, 0, "factors");
        return AGGLO_ERROR_USAGE;
    }
    agglo_status status = AGGLO_OK;
    for (size_t i = 0; i < spec->factor_count && status == AGGLO_OK; i++) {
        if (spec->factors[i].level_count > 0)
            status = check_levels(spec, i, error);
        else if (spec->type != DESIGN_TABLE)
            status = check_range(spec, i, error);
    }
    return status;
}

static agglo_status check_columns(const design_spec *spec, agglo_error *error) {
    int is_saltelli = spec->type == DESIGN_SALTELLI;
    size_t most = is_saltelli ? DESIGN_COLUMNS_MOST / 2 : DESIGN_COLUMNS_MOST;
    if ((spec->type != DESIGN_SOBOL && !is_saltelli) || spec->factor_count <= most)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_USAGE,
              "the Sobol' sequence has %d columns%s: too few for these factors",
              DESIGN_COLUMNS_MOST, is_saltelli ? ", and this design takes two a factor" : "");
    error_place(error, NULL, 0, "factors");
    error_got(error, "%zu factors", spec->factor_count);
    error_expected(error, "at most %zu", most);
    error_hint(error, "screen the factors with a morris design, or take a latin_hypercube%s",
               is_saltelli ? " and its regression" : "");
    return AGGLO_ERROR_USAGE;
}

static size_t most_of(design_type type) {
    switch (type) {
    case DESIGN_SOBOL:
    case DESIGN_SALTELLI:
        return DESIGN_SOBOL_MOST;
    case DESIGN_LATIN_HYPERCUBE:
        return DESIGN_LATIN_MOST;
    default:
        return points_most;
    }
}

static agglo_status check_sizes(const design_spec *spec, agglo_error *error) {
    const char *path = "design.n";
    if (!has_grid(spec->type) && (spec->n == 0 || spec->n > most_of(spec->type))) {
        error_set(error, AGGLO_ERROR_USAGE, "a %s design cannot have this size",
                  design_type_names[spec->type]);
        error_got(error, "%zu", spec->n);
        error_expected(error, "1 to %zu", most_of(spec->type));
    } else if (spec->type == DESIGN_MORRIS && spec->levels % 2 != 0) {
        path = "design.levels";
        error_set(error, AGGLO_ERROR_USAGE, "the grid of a morris design needs an even number");
        error_got(error, "%zu levels", spec->levels);
        error_hint(error, "%d is usual", DESIGN_MORRIS_LEVELS);
    } else if (spec->type == DESIGN_LATIN_HYPERCUBE && spec->tries > INT32_MAX) {
        path = "design.tries";
        error_set(error, AGGLO_ERROR_USAGE, "too many candidates");
        error_got(error, "%zu", spec->tries);
    } else if (count_points(spec) == 0) {
        path = "design";
        error_set(error, AGGLO_ERROR_USAGE, "the design has more than %zu points", points_most);
        error_hint(error, "fewer factors, fewer steps, or a sampled design");
    } else {
        return AGGLO_OK;
    }
    error_place(error, NULL, 0, path);
    return AGGLO_ERROR_USAGE;
}

static agglo_status check_spec(const design_spec *spec, agglo_error *error) {
    agglo_status status = check_factors(spec, error);
    if (status == AGGLO_OK)
        status = check_columns(spec, error);
    return status == AGGLO_OK ? check_sizes(spec, error) : status;
}

/* ---- Making ---- */

static agglo_status no_memory(const design *plan, agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY,
                     "no memory for a design of %zu points and %zu factors", plan->points,
                     plan->spec.factor_count);
}

/* What is wrong with a value of a table, or null. */
static const char *table_fault(const design_factor *factor, double value) {
    if (!isfinite(value))
        return "this is no number";
    if (factor->level_count > 0)
        return value >= 0 && value < (double)factor->level_count && value == floor(value)
                   ? NULL
                   : "this is none of the factor's levels";
    return factor->scale == DESIGN_LOGARITHMIC && value <= 0
               ? "a factor with a logarithmic scale must be positive"
               : NULL;
}

/* Checks a column of a table and finds its range. */
static agglo_status take_column(design *plan, size_t f, agglo_error *error) {
    design_factor *factor = &plan->factors[f];
    factor->low = INFINITY;
    factor->high = -INFINITY;
    for (size_t i = 0; i < plan->rows; i++) {
        double value = plan->entries[i * plan->columns + f];
        const char *fault = table_fault(factor, value);
        if (fault != NULL) {
            error_set(error, AGGLO_ERROR_USAGE, "point %zu of the table: %s", i, fault);
            place(error, "factors", f);
            error_got(error, "%g", value);
            return AGGLO_ERROR_USAGE;
        }
        factor->low = fmin(factor->low, value);
        factor->high = fmax(factor->high, value);
    }
    return AGGLO_OK;
}

static agglo_status take_table(design *plan, const double *table, agglo_error *error) {
    if (table == NULL)
        return error_set(error, AGGLO_ERROR_USAGE, "the design's table is missing");
    memcpy(plan->entries, table, plan->rows * plan->columns * sizeof *table);
    agglo_status status = AGGLO_OK;
    for (size_t f = 0; f < plan->spec.factor_count && status == AGGLO_OK; f++)
        status = take_column(plan, f, error);
    return status;
}

static void number_grid(design *plan) {
    size_t k = plan->spec.factor_count, stride = 1, point = 1;
    if (plan->spec.type == DESIGN_FACTORIAL)
        for (size_t f = k; f-- > 0;) {
            plan->first[f] = stride;
            stride *= grid_size(&plan->factors[f]);
        }
    else
        for (size_t f = 0; f < k; f++) {
            plan->first[f] = point;
            point += grid_size(&plan->factors[f]) - (base_level(&plan->factors[f]) != NO_LEVEL);
        }
}

static agglo_status fill(design *plan, const double *table, agglo_error *error) {
    const design_spec *spec = &plan->spec;
    switch (spec->type) {
    case DESIGN_LATIN_HYPERCUBE:
        return design_sample_latin(spec, plan->entries, error);
    case DESIGN_SOBOL:
    case DESIGN_SALTELLI:
        return design_sample_sobol(spec->seed, plan->rows, plan->columns, plan->entries, error);
    case DESIGN_MORRIS:
        return design_sample_morris(spec, plan->entries, error);
    case DESIGN_TABLE:
        return take_table(plan, table, error);
    default:
        number_grid(plan);
        return AGGLO_OK;
    }
}

static agglo_status allocate(design *plan, const design_factor *given, agglo_error *error) {
    size_t k = plan->spec.factor_count;
    plan->rows = plan->spec.type == DESIGN_MORRIS ? plan->points : plan->spec.n;
    plan->columns = plan->spec.type == DESIGN_SALTELLI ? 2 * k : k;
    plan->factors = calloc(k, sizeof *plan->factors);
    if (plan->factors == NULL)
        return no_memory(plan, error);
    memcpy(plan->factors, given, k * sizeof *given);
    plan->spec.factors = plan->factors;
    if (has_grid(plan->spec.type)) {
        plan->first = calloc(k, sizeof *plan->first);
        return plan->first != NULL ? AGGLO_OK : no_memory(plan, error);
    }
    /* calloc refuses a product that does not fit. */
    if (k < SIZE_MAX / sizeof *plan->entries / 2)
        plan->entries = calloc(plan->rows, plan->columns * sizeof *plan->entries);
    return plan->entries != NULL ? AGGLO_OK : no_memory(plan, error);
}

agglo_status design_create(const design_spec *spec, design **out, agglo_error *error) {
    *out = NULL;
    agglo_status status = check_spec(spec, error);
    if (status != AGGLO_OK)
        return status;
    design *plan = calloc(1, sizeof *plan);
    if (plan == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a design");
    size_t k = spec->factor_count;
    plan->spec = *spec;
    plan->spec.table = NULL; /* the caller's */
    if (plan->spec.levels == 0)
        plan->spec.levels = DESIGN_MORRIS_LEVELS;
    if (plan->spec.tries == 0)
        plan->spec.tries = 1;
    plan->points = count_points(spec);
    plan->block = spec->type == DESIGN_SALTELLI ? (spec->second_order ? 2 * k : k) + 2
                  : spec->type == DESIGN_MORRIS ? k + 1
                                                : 1;
    status = allocate(plan, spec->factors, error);
    if (status == AGGLO_OK)
        status = fill(plan, spec->table, error);
    if (status != AGGLO_OK) {
        design_free(plan);
        return status;
    }
    plan->spec.table = spec->type == DESIGN_TABLE ? plan->entries : NULL;
    *out = plan;
    return AGGLO_OK;
}

void design_free(design *plan) {
    if (plan == NULL)
        return;
    free(plan->factors);
    free(plan->entries);
    free(plan->first);
    free(plan);
}

/* ---- Asking ---- */

size_t design_points(const design *plan) {
    return plan->points;
}

size_t design_factors(const design *plan) {
    return plan->spec.factor_count;
}

size_t design_block(const design *plan) {
    return plan->block;
}

const design_spec *design_specification(const design *plan) {
    return &plan->spec;
}

/* Of the one-at-a-time design's other levels of a factor, that of a point. */
static double moved_position(const design *plan, size_t point, size_t f) {
    const design_factor *factor = &plan->factors[f];
    long base = base_level(factor);
    size_t others = grid_size(factor) - (base != NO_LEVEL);
    if (point < plan->first[f] || point - plan->first[f] >= others)
        return base_position(factor);
    size_t level = point - plan->first[f];
    if (base != NO_LEVEL && level >= (size_t)base)
        level++;
    return grid_position(factor, level);
}

/* A_B^i is A with factor i from B; B_A^i the other way. */
static double saltelli_entry(const design *plan, size_t point, size_t f) {
    size_t k = plan->spec.factor_count;
    size_t base = point / plan->block, member = point % plan->block;
    int is_from_b = member == 1 || member >= 2 + k;
    if (member >= 2 && (member - 2) % k == f)
        is_from_b = !is_from_b;
    return plan->entries[base * plan->columns + (is_from_b ? k + f : f)];
}

double design_position(const design *plan, size_t point, size_t factor) {
    const design_factor *asked = &plan->factors[factor];
    double u;
    switch (plan->spec.type) {
    case DESIGN_FACTORIAL:
        return grid_position(asked, point / plan->first[factor] % grid_size(asked));
    case DESIGN_ONE_AT_A_TIME:
        return moved_position(plan, point, factor);
    case DESIGN_SALTELLI:
        u = saltelli_entry(plan, point, factor);
        break;
    case DESIGN_MORRIS:
        return plan->entries[point * plan->columns + factor];
    case DESIGN_TABLE:
        u = plan->entries[point * plan->columns + factor];
        return asked->level_count > 0 ? u : range_position(asked, u);
    default:
        u = plan->entries[point * plan->columns + factor];
    }
    return asked->level_count > 0 ? (double)design_level(u, asked->level_count) : u;
}

double design_value(const design *plan, size_t point, size_t factor) {
    const design_factor *asked = &plan->factors[factor];
    if (plan->spec.type == DESIGN_TABLE)
        return plan->entries[point * plan->columns + factor];
    double position = design_position(plan, point, factor);
    if (plan->spec.type == DESIGN_ONE_AT_A_TIME && position == base_position(asked) &&
        asked->level_count == 0 && !isnan(asked->base))
        return asked->base; /* as it was given, not as it comes back from its position */
    return design_value_at(asked, position);
}
