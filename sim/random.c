#include "sim/random.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "sim/id.h"

random_key random_key_make(uint64_t seed, uint32_t replicate) {
    uint64_t bits = id_mix(id_mix(seed + UINT64_C(0x9E3779B97F4A7C15)) + replicate);
    return (random_key){{(uint32_t)bits, (uint32_t)(bits >> 32)}};
}

double random_normal(double u) {
    return gsl_cdf_ugaussian_Pinv(u);
}

double random_exponential(double u) {
    return -log1p(-u);
}

double random_lognormal(double u, double median, double sigma) {
    return median * exp(sigma * random_normal(u));
}

/* Above this mean exp(-mean) is so small that the sum of terms loses digits. */
static const double poisson_summed_below = 500;
/* Above this mean GSL's distribution function gives up, and the normal quantile with its correction
 * for skewness is right to a hundredth of a count. */
static const double poisson_exact_below = 1e6, poisson_most = 4e9;

static unsigned poisson_of_large_mean(double u, double mean) {
    double z = random_normal(u), m = fmin(mean, poisson_most);
    return (unsigned)fmin(poisson_most, floor(m + sqrt(m) * z + (z * z - 1) / 6 + 0.5));
}

unsigned random_poisson(double u, double mean) {
    if (u <= 1 - mean) /* P(0) = exp(-mean) >= 1 - mean: no exponential needed */
        return 0;
    if (mean > poisson_exact_below)
        return poisson_of_large_mean(u, mean);
    if (mean > poisson_summed_below) { /* the normal quantile, then steps to the exact one */
        double start = floor(mean + sqrt(mean) * random_normal(u));
        unsigned k = start > 0 ? (unsigned)start : 0;
        while (k > 0 && gsl_cdf_poisson_P(k - 1, mean) >= u)
            k--;
        while (gsl_cdf_poisson_P(k, mean) < u)
            k++;
        return k;
    }
    double term = exp(-mean), sum = term;
    unsigned k = 0;
    while (sum < u && term > 0) {
        k++;
        term *= mean / k;
        sum += term;
    }
    return k;
}

unsigned random_binomial(double u, double p, unsigned n) {
    if (p <= 0 || n == 0)
        return 0;
    if (p >= 1)
        return n;
    double start = n * p > 50 ? floor(n * p + sqrt(n * p * (1 - p)) * random_normal(u)) : 0;
    unsigned k = start < 0 ? 0 : start > n ? n : (unsigned)start;
    while (k > 0 && gsl_cdf_binomial_P(k - 1, p, n) >= u)
        k--;
    while (k < n && gsl_cdf_binomial_P(k, p, n) < u)
        k++;
    return k;
}

/* 1 - exp(-x) lies between x - x^2/2 and x, which leaves little to an exponential. */
int random_hazard_rare(double u, double x) {
    return u < x * (1 - 0.5 * x) || u < -expm1(-x);
}

static unsigned long stream_get(void *memory) {
    random_stream_state *s = memory;
    if (s->used == 4) {
        s->block = random_draw(s->key, s->agent, s->step, s->purpose, s->index++);
        s->used = 0;
    }
    return s->block.word[s->used++];
}

static double stream_get_double(void *memory) {
    return (double)stream_get(memory) * 0x1p-32;
}

static void stream_set(void *memory, unsigned long seed) {
    random_stream_state *s = memory;
    memset(s, 0, sizeof *s);
    s->agent = seed;
    s->used = 4;
}

static const gsl_rng_type stream_type = {
    .name = "philox4x32-10",
    .max = 0xFFFFFFFFu,
    .min = 0,
    .size = sizeof(random_stream_state),
    .set = stream_set,
    .get = stream_get,
    .get_double = stream_get_double,
};
const gsl_rng_type *const random_gsl_type = &stream_type;

void random_stream_begin(random_stream *stream, random_key key, uint64_t agent, int32_t step,
                         uint32_t purpose) {
    stream->state = (random_stream_state){
        .key = key, .agent = agent, .step = step, .purpose = purpose, .used = 4};
    stream->generator.type = random_gsl_type;
    stream->generator.state = &stream->state;
}
