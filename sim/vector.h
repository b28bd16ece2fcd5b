/* Elementary functions of whole arrays, and loops compiled for the vectors of the machine that runs
 * them.
 *
 * Guarantee: an element's result depends on that element only, not on its place in the array, on
 * the length of the array, on the number of threads or on the machine. The functions are SLEEF's
 * deterministic ones without fused multiply-add ("cinz"; Shibata and Petrogalli 2020,
 * doi:10.1109/TPDS.2019.2960333), which have the same bits for any vector length on any processor;
 * what is left over at the end of an array is padded to a full vector. Kernels are our own loops:
 * they are never contracted to fused multiply-adds (CMakeLists.txt) and must hold no sum over
 * elements, so that wider vectors change their speed only. Thread-safe. */
#ifndef AGGLO_SIM_VECTOR_H
#define AGGLO_SIM_VECTOR_H

#include <stddef.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define VECTOR_X86_64 1
#else
#define VECTOR_X86_64 0
#endif

/* y[i] = exp(x[i]), i < n, error below 1 ulp. x and y may be the same array. */
void vector_exp(const double *x, double *y, size_t n);

/* y[i] = ln(x[i]) for x[i] > 0, error below 3.5 ulp. x and y may be the same array. */
void vector_log(const double *x, double *y, size_t n);

/* Doubles in the widest vector that is used here: 8 (AVX-512), 4 (AVX2) or 2; 1 if it is not known
 * that the machine has any. */
int vector_lanes(void);

/* Uses at most so many lanes from now on, to compare widths; not while other threads compute. */
void vector_limit_lanes(int most);

/* VECTOR_KERNEL(name, (type a, type b), (a, b)) defines the function `name`, which does what
 * VECTOR_BODY(name)(type a, type b) {…} before it does, compiled for the machine's vectors. Loops
 * to be vectorised are marked with `#pragma omp simd`. */
#if VECTOR_X86_64
#define VECTOR_BODY(name) static inline __attribute__((always_inline)) void name##_body
#define VECTOR_KERNEL(name, parameters, arguments)                                                 \
    static                                                                                         \
        __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) void name##_8 parameters {   \
        name##_body arguments;                                                                     \
    }                                                                                              \
    static __attribute__((target("avx2"))) void name##_4 parameters {                              \
        name##_body arguments;                                                                     \
    }                                                                                              \
    static void name##_2 parameters {                                                              \
        name##_body arguments;                                                                     \
    }                                                                                              \
    static void name parameters {                                                                  \
        int lanes = vector_lanes();                                                                \
        (lanes == 8 ? name##_8 : lanes == 4 ? name##_4 : name##_2) arguments;                      \
    }
#else
#define VECTOR_BODY(name) static inline void name##_body
#define VECTOR_KERNEL(name, parameters, arguments)                                                 \
    static void name parameters {                                                                  \
        name##_body arguments;                                                                     \
    }
#endif

#endif
