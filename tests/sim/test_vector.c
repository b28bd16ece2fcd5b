/* Elementary functions of arrays: right to the last bits, and the same bits for any width of
 * vector, any place in an array and any length. */
#include "sim/vector.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <sleef.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/id.h"

enum { COUNT = 4099 }; /* not a multiple of any width */
static const int widths[] = {2, 4, 8};

/* Reproducible numbers in (0, 1). */
static double uniform(uint64_t k) {
    return ((double)(id_mix(k) >> 12) + 0.5) * 0x1p-52;
}

/* Arguments of growing range: most are near 0, some reach where exp overflows and vanishes. */
static void fill_exponents(double *x) {
    for (uint64_t k = 0; k < COUNT; k++)
        x[k] = (2 * uniform(k) - 1) * (k % 3 == 0 ? 1 : k % 3 == 1 ? 20 : 760);
    x[0] = 0;
    x[1] = -0.0;
}

static void fill_positives(double *x) {
    for (uint64_t k = 0; k < COUNT; k++)
        x[k] = exp((2 * uniform(k) - 1) * (k % 3 == 0 ? 0.1 : k % 3 == 1 ? 12 : 700));
    x[0] = 1;
    x[1] = DBL_MIN / 1024;
}

static void assert_same_bits(const double *a, const double *b, size_t n) {
    assert_memory_equal(a, b, n * sizeof *a);
}

/* Relative error against libm's long double functions, in units of 2^-53. */
static double error_of(double y, long double exact) {
    return (double)fabsl((y - exact) / exact) * 0x1p53;
}

static void test_accuracy(void **state) {
    (void)state;
    static double x[COUNT], y[COUNT];
    fill_exponents(x);
    vector_exp(x, y, COUNT);
    assert_true(y[0] == 1 && y[1] == 1);
    for (int k = 0; k < COUNT; k++) {
        if (fabs(x[k]) < 700)
            assert_true(error_of(y[k], expl(x[k])) <= 2);
        else
            assert_true(x[k] < 710 ? y[k] >= 0 && isfinite(y[k]) : y[k] == INFINITY);
    }
    fill_positives(x);
    vector_log(x, y, COUNT);
    assert_true(y[0] == 0);
    for (int k = 1; k < COUNT; k++)
        assert_true(error_of(y[k], logl(x[k])) <= 7);
}

/* All widths give what SLEEF gives for one number in plain C. */
static void test_widths(void **state) {
    (void)state;
    static double x[COUNT], y[COUNT], one[COUNT];
    for (size_t width = 0; width < sizeof widths / sizeof widths[0]; width++) {
        vector_limit_lanes(widths[width]);
        assert_true(vector_lanes() <= widths[width]);
        fill_exponents(x);
        vector_exp(x, y, COUNT);
        for (int k = 0; k < COUNT; k++)
            one[k] = Sleef_cinz_expd1_u10purec(x[k]);
        assert_same_bits(y, one, COUNT);
        fill_positives(x);
        vector_log(x, y, COUNT);
        for (int k = 0; k < COUNT; k++)
            one[k] = Sleef_cinz_logd1_u35purec(x[k]);
        assert_same_bits(y, one, COUNT);
    }
    vector_limit_lanes(8);
}

/* Any part of the array, computed alone or in place, has the bits that it has in the whole; nothing
 * beside it is written. */
static void check_places(void (*function)(const double *, double *, size_t), const double *x) {
    static double whole[COUNT];
    double part[24];
    function(x, whole, COUNT);
    for (size_t n = 0; n <= 20; n++) {
        for (size_t first = 0; first < 40; first++) {
            part[n] = -7;
            memcpy(part, x + first, n * sizeof *part);
            function(part, part, n);
            assert_same_bits(part, whole + first, n);
            assert_true(part[n] == -7);
        }
    }
}

static void test_places(void **state) {
    (void)state;
    static double x[COUNT];
    fill_exponents(x);
    check_places(vector_exp, x);
    fill_positives(x);
    check_places(vector_log, x);
}

/* ---- kernels ---- */

VECTOR_BODY(blend)(const double *x, const float *y, size_t n, double *z) {
#pragma omp simd
    for (size_t k = 0; k < n; k++)
        z[k] = (x[k] > 0.25 ? x[k] : 0.25) * (double)y[k] + sqrt(2) * x[k] - 1 / x[k];
}
VECTOR_KERNEL(blend, (const double *x, const float *y, size_t n, double *z), (x, y, n, z))

/* Products are not fused with sums, whatever the machine could do. */
static void test_kernel(void **state) {
    (void)state;
    static double x[COUNT], z[COUNT];
    static float y[COUNT];
    for (uint64_t k = 0; k < COUNT; k++) {
        x[k] = uniform(k);
        y[k] = (float)uniform(COUNT + k);
    }
    for (size_t width = 0; width < sizeof widths / sizeof widths[0]; width++) {
        vector_limit_lanes(widths[width]);
        blend(x, y, COUNT, z);
        for (int k = 0; k < COUNT; k++) {
            volatile double product = (x[k] > 0.25 ? x[k] : 0.25) * (double)y[k];
            volatile double second = sqrt(2) * x[k], sum = product + second;
            assert_true(z[k] == sum - 1 / x[k]);
        }
    }
    vector_limit_lanes(8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accuracy),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_kernel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
