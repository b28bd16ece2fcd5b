/* Draws of many agents at once: the same numbers as one by one, for a fraction of the time. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "sim/random.h"
#include "sim/vector.h"

/* ---- Philox ---- */

enum { MOST_LANES = 8 };

#if VECTOR_X86_64
#include <immintrin.h>

enum { INDEX_MASK = 0xFFFFFF }; /* as in random_draw */

/* Defines a function that draws for as many whole groups of `lanes` agents as there are and returns
 * for how many agents: Philox4x32 (Salmon et al. 2011, figure 2) with one agent in each 64-bit
 * lane. A word is the lower half of its lane; what is in the upper half has no meaning. multiply(a,
 * b) gives the whole products of lower halves; the two halves are those of a[0], b[0], a[1], ... */
#define DRAW_GROUPS(name, attribute, lanes, multiply, first_half, second_half)                     \
    attribute static size_t name(random_key key, const random_agents *of, random_block *out) {     \
        typedef uint64_t group __attribute__((vector_size(8 * (lanes))));                          \
        typedef uint32_t words __attribute__((vector_size(4 * (lanes))));                          \
        const group none = {0}, lower = none + UINT32_MAX;                                         \
        const group m0 = none + PHILOX_M4x32_0, m1 = none + PHILOX_M4x32_1;                        \
        size_t full = of->count - of->count % (lanes);                                             \
        for (size_t i = 0; i < full; i += (lanes)) {                                               \
            group c0, low, high;                                                                   \
            memcpy(&c0, of->ids + i, sizeof c0);                                                   \
            group c1 = c0 >> 32, c2 = none + (uint32_t)of->step, c3 = none + (of->purpose << 24);  \
            if (of->indices != NULL) {                                                             \
                words index;                                                                       \
                memcpy(&index, of->indices + i, sizeof index);                                     \
                c3 |= __builtin_convertvector(index & INDEX_MASK, group);                          \
            }                                                                                      \
            uint32_t k0 = key.word[0], k1 = key.word[1];                                           \
            _Pragma("GCC unroll 10") for (int round = 0; round < philox4x32_rounds; round++) {     \
                group p0 = multiply(c0, m0), p1 = multiply(c2, m1);                                \
                c0 = p1 >> 32 ^ c1 ^ (none + k0);                                                  \
                c1 = p1;                                                                           \
                c2 = p0 >> 32 ^ c3 ^ (none + k1);                                                  \
                c3 = p0;                                                                           \
                k0 += PHILOX_W32_0;                                                                \
                k1 += PHILOX_W32_1;                                                                \
            }                                                                                      \
            low = (c0 & lower) | c1 << 32;                                                         \
            high = (c2 & lower) | c3 << 32;                                                        \
            c0 = first_half(low, high);                                                            \
            c1 = second_half(low, high);                                                           \
            memcpy(out + i, &c0, sizeof c0);                                                       \
            memcpy(out + i + (lanes) / 2, &c1, sizeof c1);                                         \
        }                                                                                          \
        return full;                                                                               \
    }

#define FIRST_4(a, b)    __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define SECOND_4(a, b)   __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define FIRST_8(a, b)    __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define SECOND_8(a, b)   __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define MULTIPLY_4(a, b) (group) _mm256_mul_epu32((__m256i)(a), (__m256i)(b))
#define MULTIPLY_8(a, b) (group) _mm512_mul_epu32((__m512i)(a), (__m512i)(b))
DRAW_GROUPS(draw_fours, __attribute__((target("avx2"))), 4, MULTIPLY_4, FIRST_4, SECOND_4)
DRAW_GROUPS(draw_eights, __attribute__((target("avx512f"))), 8, MULTIPLY_8, FIRST_8, SECOND_8)
#endif

/* Draws for the first agents, as many as are fast with such vectors; returns for how many. */
static size_t draw_groups(random_key key, const random_agents *of, random_block *out) {
#if VECTOR_X86_64
    int lanes = vector_lanes();
    return lanes == 8 ? draw_eights(key, of, out) : lanes == 4 ? draw_fours(key, of, out) : 0;
#else
    (void)key, (void)of, (void)out;
    return 0;
#endif
}

/* Fewer agents than a group: the group is filled up, with no more than that many. */
static void draw_rest(random_key key, const random_agents *of, size_t from, random_block *out) {
    uint64_t ids[MOST_LANES] = {0};
    uint32_t indices[MOST_LANES] = {0};
    random_block blocks[MOST_LANES];
    size_t rest = of->count - from;
    memcpy(ids, of->ids + from, rest * sizeof *ids);
    if (of->indices != NULL)
        memcpy(indices, of->indices + from, rest * sizeof *indices);
    random_agents filled = {ids, MOST_LANES, of->step, of->purpose, indices};
    draw_groups(key, &filled, blocks);
    memcpy(out + from, blocks, rest * sizeof *blocks);
}

void random_draw_many(random_key key, const random_agents *of, random_block *out) {
    size_t drawn = draw_groups(key, of, out), rest = of->count - drawn;
    if (rest > 1 && vector_lanes() >= 4) {
        draw_rest(key, of, drawn, out);
        return;
    }
    for (size_t i = drawn; i < of->count; i++)
        out[i] = random_draw(key, of->ids[i], of->step, of->purpose,
                             of->indices != NULL ? of->indices[i] : 0);
}

/* ---- normal numbers ---- */

/* The lower tail of the inverse normal distribution over x = 2^32 p, 0.5 <= x < 2^31, in cells that
 * cut every octave of x in 16: a cell's number stands in the first bits of x as a double. In a cell
 * the cubic polynomial in x - (start of the cell) that has GSL's values and slopes at both ends. */
enum { CELL_BITS = 48, FIRST_CELL = 0x3FE0 /* of x = 0.5 */, CELLS = 32 * 16 };
#define CELL_MASK (UINT64_MAX << CELL_BITS)
static double normal_cells[CELLS][4];
static pthread_once_t normal_cells_once = PTHREAD_ONCE_INIT;

static double double_of(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static void make_normal_cells(void) {
    for (uint64_t k = 0; k < CELLS; k++) {
        double start = double_of((FIRST_CELL + k) << CELL_BITS);
        double h = double_of((FIRST_CELL + k + 1) << CELL_BITS) - start;
        double z = gsl_cdf_ugaussian_Pinv(start * 0x1p-32);
        double next = gsl_cdf_ugaussian_Pinv((start + h) * 0x1p-32);
        double slope = 0x1p-32 / gsl_ran_ugaussian_pdf(z);
        double next_slope = 0x1p-32 / gsl_ran_ugaussian_pdf(next);
        double chord = (next - z) / h;
        normal_cells[k][0] = z;
        normal_cells[k][1] = slope;
        normal_cells[k][2] = (3 * chord - 2 * slope - next_slope) / h;
        normal_cells[k][3] = (slope + next_slope - 2 * chord) / (h * h);
    }
}

/* No branches: the sign is a coin, which no processor foresees. */
void random_normal_many(const random_block *blocks, int word, size_t n, double *z) {
    static const double sign[] = {1, -1};
    pthread_once(&normal_cells_once, make_normal_cells);
    for (size_t i = 0; i < n; i++) {
        uint32_t u = blocks[i].word[word], upper = u >> 31;
        double x = (double)(int32_t)(u ^ (0 - upper)) + 0.5;
        uint64_t bits = bits_of(x);
        const double *cell = normal_cells[(bits >> CELL_BITS) - FIRST_CELL];
        double d = x - double_of(bits & CELL_MASK);
        z[i] = sign[upper] * (cell[0] + d * (cell[1] + d * (cell[2] + d * cell[3])));
    }
}
