#include "output/analysis/shapley.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "sim/random.h"

static shapley_coalition only(size_t player) {
    return (shapley_coalition)1 << player;
}

shapley_coalition shapley_all(size_t players) {
    return players < SHAPLEY_PLAYERS_MOST ? only(players) - 1 : ~(shapley_coalition)0;
}

size_t shapley_runs(const shapley_plan *plan) {
    return plan->is_exact ? (size_t)1 << plan->players : 2 * plan->players;
}

/* ---- Coalitions ---- */

static void draw_order(const shapley_plan *plan, size_t sample, size_t *order) {
    random_stream stream;
    random_stream_begin(&stream, random_key_make(plan->seed, RANDOM_JUDGEMENT), sample, 0, 0);
    for (size_t i = 0; i < plan->players; i++)
        order[i] = i;
    gsl_ran_shuffle(random_stream_gsl(&stream), order, plan->players, sizeof *order);
}

/* With k players: none; the first 1 … k-1 of the order; the last 1 … k-1 of it; all. */
void shapley_coalitions(const shapley_plan *plan, size_t sample, shapley_coalition *coalitions) {
    size_t k = plan->players, order[SHAPLEY_PLAYERS_MOST];
    if (plan->is_exact) {
        for (size_t c = 0; c < shapley_runs(plan); c++)
            coalitions[c] = c;
        return;
    }
    draw_order(plan, sample, order);
    shapley_coalition first = 0, last = 0;
    coalitions[0] = 0;
    for (size_t i = 0; i + 1 < k; i++) {
        first |= only(order[i]);
        last |= only(order[k - 1 - i]);
        coalitions[1 + i] = first;
        coalitions[k + i] = last;
    }
    coalitions[2 * k - 1] = shapley_all(k);
}

/* ---- Contributions ---- */

/* A player who comes to s others does so in s! (k-s-1)! of k! orders: 1/k over C(k-1, s). */
static void contribute_exactly(const shapley_plan *plan, const double *values,
                               double *contributions) {
    size_t k = plan->players;
    double weights[SHAPLEY_EXACT_MOST];
    for (size_t s = 0; s < k; s++)
        weights[s] = 1 / ((double)k * gsl_sf_choose((unsigned)k - 1, (unsigned)s));
    for (size_t i = 0; i < k; i++) {
        contributions[i] = 0;
        for (shapley_coalition c = 0; c <= shapley_all(k); c++)
            if ((c & only(i)) == 0)
                contributions[i] +=
                    weights[__builtin_popcountll(c)] * (values[c | only(i)] - values[c]);
    }
}

void shapley_contributions(const shapley_plan *plan, size_t sample, const double *values,
                           double *contributions) {
    size_t k = plan->players, order[SHAPLEY_PLAYERS_MOST];
    if (plan->is_exact) {
        contribute_exactly(plan, values, contributions);
        return;
    }
    draw_order(plan, sample, order);
    double none = values[0], all = values[2 * k - 1];
    for (size_t i = 0; i < k;
         i++) { /* as number i + 1 of the order, as number k - i of the other */
        double before = i > 0 ? values[i] : none, with = i + 1 < k ? values[1 + i] : all;
        double later = i + 1 < k ? values[2 * k - 2 - i] : none;
        double latest = i > 0 ? values[2 * k - 1 - i] : all;
        contributions[order[i]] = 0.5 * (with - before) + 0.5 * (latest - later);
    }
}

/* ---- Estimates ---- */

double shapley_half_width(double error, size_t count) {
    return count > 1 ? error * gsl_cdf_tdist_Pinv(0.5 + 0.5 * SHAPLEY_CONFIDENCE, (double)count - 1)
                     : NAN;
}

shapley_estimate shapley_estimate_of(const double *x, size_t stride, const double *whole,
                                     size_t count) {
    shapley_estimate e = {NAN, NAN, NAN, NAN, NAN, NAN};
    if (count == 0)
        return e;
    double n = (double)count, variance = NAN;
    e.value = gsl_stats_mean(x, stride, count);
    if (count > 1) {
        variance = gsl_stats_variance(x, stride, count);
        e.error = sqrt(variance / n);
        e.low = e.value - shapley_half_width(e.error, count);
        e.high = e.value + shapley_half_width(e.error, count);
    }
    double sum = whole != NULL ? gsl_stats_mean(whole, 1, count) : 0;
    if (sum == 0)
        return e;
    e.part = e.value / sum;
    if (count > 1) { /* the variance of x - part * whole */
        double rest = variance - 2 * e.part * gsl_stats_covariance(x, stride, whole, 1, count) +
                      e.part * e.part * gsl_stats_variance(whole, 1, count);
        e.part_error = sqrt(fmax(rest, 0) / n) / fabs(sum);
    }
    return e;
}
