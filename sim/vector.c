#include "sim/vector.h"

#include <sleef.h>
#include <string.h>

static int most_lanes = 8;

void vector_limit_lanes(int most) {
    most_lanes = most;
}

/* Defines a loop over full vectors of `lanes` doubles; the rest is padded with ones. */
#define LOOP(name, attribute, lanes, load, store, function)                                        \
    attribute static void name(const double *x, double *y, size_t n) {                             \
        size_t full = n - n % (lanes);                                                             \
        for (size_t i = 0; i < full; i += (lanes))                                                 \
            store(y + i, function(load(x + i)));                                                   \
        if (full < n) {                                                                            \
            double rest[lanes];                                                                    \
            for (size_t i = 0; i < (lanes); i++)                                                   \
                rest[i] = full + i < n ? x[full + i] : 1;                                          \
            store(rest, function(load(rest)));                                                     \
            memcpy(y + full, rest, (n - full) * sizeof *rest);                                     \
        }                                                                                          \
    }

#if VECTOR_X86_64

#define AVX    __attribute__((target("avx")))
#define AVX512 __attribute__((target("avx512f")))

/* sleef.h declares these to files only that are compiled for AVX or AVX-512 as a whole. */
#ifndef __AVX__
AVX __m256d Sleef_cinz_expd4_u10avx(__m256d x);
AVX __m256d Sleef_cinz_logd4_u35avx(__m256d x);
#endif
#ifndef __AVX512F__
AVX512 __m512d Sleef_cinz_expd8_u10avx512fnofma(__m512d x);
AVX512 __m512d Sleef_cinz_logd8_u35avx512fnofma(__m512d x);
#endif

LOOP(exp_2, , 2, _mm_loadu_pd, _mm_storeu_pd, Sleef_cinz_expd2_u10sse2)
LOOP(log_2, , 2, _mm_loadu_pd, _mm_storeu_pd, Sleef_cinz_logd2_u35sse2)
LOOP(exp_4, AVX, 4, _mm256_loadu_pd, _mm256_storeu_pd, Sleef_cinz_expd4_u10avx)
LOOP(log_4, AVX, 4, _mm256_loadu_pd, _mm256_storeu_pd, Sleef_cinz_logd4_u35avx)
LOOP(exp_8, AVX512, 8, _mm512_loadu_pd, _mm512_storeu_pd, Sleef_cinz_expd8_u10avx512fnofma)
LOOP(log_8, AVX512, 8, _mm512_loadu_pd, _mm512_storeu_pd, Sleef_cinz_logd8_u35avx512fnofma)

int vector_lanes(void) {
    if (most_lanes >= 8 && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return 8;
    return most_lanes >= 4 && __builtin_cpu_supports("avx2") ? 4 : 2;
}

void vector_exp(const double *x, double *y, size_t n) {
    int lanes = vector_lanes();
    (lanes == 8 ? exp_8 : lanes == 4 ? exp_4 : exp_2)(x, y, n);
}

void vector_log(const double *x, double *y, size_t n) {
    int lanes = vector_lanes();
    (lanes == 8 ? log_8 : lanes == 4 ? log_4 : log_2)(x, y, n);
}

#else

int vector_lanes(void) {
    return 1;
}

void vector_exp(const double *x, double *y, size_t n) {
    for (size_t i = 0; i < n; i++)
        y[i] = Sleef_cinz_expd1_u10purec(x[i]);
}

void vector_log(const double *x, double *y, size_t n) {
    for (size_t i = 0; i < n; i++)
        y[i] = Sleef_cinz_logd1_u35purec(x[i]);
}

#endif
