/* Counter-based random numbers: a number is a function of (seed, replicate, agent, step, purpose).
 *
 * No generator has a state that threads could race for, so results do not depend on the order in
 * which agents are visited, and scenarios that share agents share draws. Philox4x32-10 from
 * Random123 (Salmon et al. 2011, doi:10.1145/2063384.2063405).
 *
 * One block holds four 32-bit words. Code that needs several numbers for one agent and step takes
 * one block and gives each word a meaning; that is the cheap way. GSL's distributions draw from a
 * random_stream. All functions are pure or touch only what the caller owns: thread-safe. */
#ifndef AGGLO_SIM_RANDOM_H
#define AGGLO_SIM_RANDOM_H

#include <Random123/philox.h>
#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t word[2];
} random_key;

typedef struct {
    uint32_t word[4];
} random_block;

/* The key of one replicate of one seed. */
random_key random_key_make(uint64_t seed, uint32_t replicate);

/* Numbers that no replicate has: keys of what else is drawn from a seed. Judging a finished
 * comparison and ordering the players of an explanation share one, as nothing does both. */
#define RANDOM_DESIGNS     UINT32_MAX
#define RANDOM_SENSITIVITY (UINT32_MAX - 1)
#define RANDOM_JUDGEMENT   (UINT32_MAX - 2)

/* The block of an agent. `purpose` < 256 and unique in its model; `index` < 2^24 counts the blocks
 * of one purpose. What is drawn once in an agent's life is drawn at step RANDOM_ONCE. */
enum { RANDOM_ONCE = -1 };
static inline random_block random_draw(random_key key, uint64_t agent, int32_t step,
                                       uint32_t purpose, uint32_t index) {
    philox4x32_key_t k = {{key.word[0], key.word[1]}};
    philox4x32_ctr_t c = {{(uint32_t)agent, (uint32_t)(agent >> 32), (uint32_t)step,
                           purpose << 24 | (index & 0xFFFFFFu)}};
    philox4x32_ctr_t r = philox4x32(c, k);
    return (random_block){{r.v[0], r.v[1], r.v[2], r.v[3]}};
}

/* Uniform in (0, 1), never 0 or 1, from word w of a block (resolution 2^-32). */
static inline double random_uniform(random_block block, int w) {
    return ((double)block.word[w] + 0.5) * 0x1p-32;
}

/* Uniform in (0, 1) from half-word h = 0...7 of a block (resolution 2^-16): enough to decide
 * whether an event of a few per cent happens, and eight for the price of one block. */
static inline double random_uniform16(random_block b, int h) {
    return ((b.word[h / 2] >> (16 * (h % 2)) & 0xFFFFu) + 0.5) * 0x1p-16;
}

/* Transformations of one uniform. They are monotone in u, so two scenarios that share u but differ
 * in the parameter get draws that are as close as they can be. */
double random_normal(double u);      /* standard normal (GSL's inverse) */
double random_exponential(double u); /* mean 1 */
double random_lognormal(double u, double median, double sigma);
unsigned random_poisson(double u, double mean); /* inverse of the distribution function */
unsigned random_binomial(double u, double p, unsigned n);

/* True with probability 1 - exp(-x), x = hazard times step. 1 - exp(-x) <= x, hence the cheap
 * comparison first: the common case costs no exponential. */
int random_hazard_rare(double u, double x);
static inline int random_hazard(double u, double x) {
    return u < x && random_hazard_rare(u, x);
}

/* Decides one event of probability p by the uniform *u and leaves in *u what is left of it: again a
 * uniform in (0, 1), independent of the decision. One number so serves a row of rare decisions
 * (each that comes true costs log2(1/p) of its bits); if it is no less than the sum of their
 * probabilities, none of them comes true, which callers may test first. */
static inline int random_decide(double *u, double p) {
    if (*u < p) {
        *u /= p;
        return 1;
    }
    if (p > 0)
        *u = p < 1 ? (*u - p) / (1 - p) : 0.5;
    return 0;
}

/* ---- Many at once ---- */

/* Agents that draw a block of one purpose in one step each: block `indices[i]`, or block 0 if that
 * is null. */
typedef struct {
    const uint64_t *ids;
    size_t count;
    int32_t step;
    uint32_t purpose;
    const uint32_t *indices;
} random_agents;

/* out[i] = random_draw(key, of->ids[i], of->step, of->purpose, index of i), i < of->count. */
void random_draw_many(random_key key, const random_agents *of, random_block *out);

/* z[i] = random_normal(random_uniform(blocks[i], word)), i < n, but for a relative error below
 * 2e-7: GSL's inverse is interpolated. It stays odd about u = 1/2, continuous and monotone. */
void random_normal_many(const random_block *blocks, int word, size_t n, double *z);

/* ---- Streams ---- */

/* A stream of blocks for GSL: `random_stream_begin`, then any gsl_ran_… with `random_stream_gsl`.
 * The stream is the caller's and is on the stack; nothing is to be freed. */
typedef struct {
    random_key key;
    uint64_t agent;
    int32_t step;
    uint32_t purpose, index;
    random_block block;
    int used; /* words of the block already given out */
} random_stream_state;

typedef struct {
    random_stream_state state;
    gsl_rng generator; /* points into this struct: do not copy a stream */
} random_stream;

void random_stream_begin(random_stream *stream, random_key key, uint64_t agent, int32_t step,
                         uint32_t purpose);
static inline gsl_rng *random_stream_gsl(random_stream *stream) {
    return &stream->generator;
}

/* The generator type itself (gsl_rng_alloc works too: seed s is agent s of key 0). */
extern const gsl_rng_type *const random_gsl_type;

#endif
