/* Posterior files: what is written comes back to the bit, nothing half-written is ever found under
 * the name, and files that hold something else are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/posterior.h"
#include "output/reader.h"
#include "tests/output/fixture.h"

enum { SAMPLES = 4, PARAMETERS = 2 };
static char *names[] = {"spinoff.half_A", "births.seed_rate"}, *units[] = {"1", "1/yr"};
static double values[SAMPLES * PARAMETERS] = {0.25, 1, 0.5, 2, 1.0 / 3, 3, 0.75, 1e-300};
static double weights[SAMPLES] = {0.1, 0.2, 0.3, 0.4};
static const posterior sample = {SAMPLES, PARAMETERS, names, units, values, weights};
static const schema_attribute attributes[] = {{"name", "Nürnberg", 0}, {"seed", NULL, 7}};

static agglo_status write_sample(const char *path, const posterior *p, agglo_error *error) {
    posterior_document document = {
        .sample = p, .attributes = attributes, .attribute_count = 2, .is_complete = 1};
    return posterior_write_document(path, &document, error);
}

static void test_round_trip(void **state) {
    (void)state;
    agglo_error error;
    posterior back;
    assert_int_equal(write_sample("p.h5", &sample, &error), AGGLO_OK);
    assert_false(fixture_exists("p.h5.writing"));
    assert_int_equal(posterior_read("p.h5", &back, &error), AGGLO_OK);
    assert_int_equal(back.samples, SAMPLES);
    assert_int_equal(back.parameters, PARAMETERS);
    assert_memory_equal(back.values, values, sizeof values);
    assert_memory_equal(back.weights, weights, sizeof weights);
    for (size_t p = 0; p < PARAMETERS; p++) {
        assert_string_equal(back.names[p], names[p]);
        assert_string_equal(back.units[p], units[p]);
    }
    posterior_free(&back);
    posterior_free(&back);
    posterior_free(NULL);
}

static void test_netcdf(void **state) {
    (void)state;
    agglo_error error;
    assert_int_equal(write_sample("n.h5", &sample, &error), AGGLO_OK);
    if (system("command -v ncdump >/dev/null 2>&1") != 0)
        skip();
    assert_int_equal(system("ncdump n.h5 > n.txt && grep -q 'posterior(sample, parameter)' n.txt &&"
                            " grep -q 'weight(sample)' n.txt && grep -q 'sample = 4' n.txt &&"
                            " grep -q 'Nürnberg' n.txt && ! grep -q 'not a netCDF' n.txt"),
                     0);
}

static void test_document(void **state) {
    (void)state;
    agglo_error error;
    static const char *const labels[] = {"firms", "startups", "sales"};
    const double numbers[6] = {1, 2, NAN, 4, 5, 6};
    posterior_dimension dimension = {"target", "target", 3, labels};
    posterior_variable variables[] = {
        {"check", "1", "a number by parameter and target", 2, {"parameter", "target"}, numbers, 0},
        {"verdict", "1", "a text by target", 1, {"target"}, NULL, labels},
    };
    posterior_document document = {&sample, attributes, 2, &dimension, 1, variables, 2, 0};
    posterior back;
    reader *in;
    assert_int_equal(posterior_write_document("d.h5", &document, &error), AGGLO_OK);
    assert_int_equal(posterior_read("d.h5", &back, &error), AGGLO_ERROR_INPUT); /* unfinished */
    document.is_complete = 1;
    assert_int_equal(posterior_write_document("d.h5", &document, &error), AGGLO_OK);
    assert_int_equal(posterior_read("d.h5", &back, &error), AGGLO_OK);
    posterior_free(&back);
    assert_int_equal(reader_open("d.h5", 0, &in, &error), AGGLO_OK);
    reader_variable read;
    assert_int_equal(reader_variable_get(in, "check", &read, &error), AGGLO_OK);
    assert_string_equal(read.dimension[1], "target");
    assert_true(isnan(read.values[2]) && read.values[5] == 6);
    reader_variable_free(&read);
    reader_close(in);
    variables[0].dimensions[1] = "targets";
    assert_int_equal(posterior_write_document("d.h5", &document, &error), AGGLO_ERROR_USAGE);
    assert_true(fixture_exists("d.h5")); /* the old one */
    assert_false(fixture_exists("d.h5.writing"));
}

static void test_refusals(void **state) {
    (void)state;
    agglo_error error;
    posterior back, wrong = sample;
    double heavy[SAMPLES] = {0.5, 0.5, 0.5, 0.5}, strange[SAMPLES * PARAMETERS] = {NAN};
    wrong.weights = heavy;
    assert_int_equal(write_sample("w.h5", &wrong, &error), AGGLO_ERROR_USAGE);
    wrong = sample;
    wrong.values = strange;
    assert_int_equal(write_sample("w.h5", &wrong, &error), AGGLO_ERROR_USAGE);
    wrong.samples = 0;
    assert_int_equal(write_sample("w.h5", &wrong, &error), AGGLO_ERROR_USAGE);
    assert_false(fixture_exists("w.h5"));
    assert_int_equal(write_sample("none/w.h5", &sample, &error), AGGLO_ERROR_IO);
    assert_int_equal(posterior_read("none.h5", &back, &error), AGGLO_ERROR_IO);
    static const size_t order[FIXTURE_REPLICATES] = {0, 1, 2, 3, 4};
    fixture_write("result.h5", WRITER_PLAIN, order, 5000, 0);
    assert_int_equal(posterior_read("result.h5", &back, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(write_sample("p.h5", &sample, &error), AGGLO_OK);
    size_t size;
    free(fixture_bytes("p.h5", &size));
    fixture_truncate("p.h5", "cut.h5", size / 2);
    assert_int_equal(posterior_read("cut.h5", &back, &error), AGGLO_ERROR_INPUT);
    assert_null(back.values);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_netcdf),
        cmocka_unit_test(test_document),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, fixture_enter, fixture_leave);
}
