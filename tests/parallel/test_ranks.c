/* Ranks: sharing and messages, alone and (started by test_ranks_mpi.sh) under mpirun. */
#include "sim/ranks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static ranks_group *all;

/* Rank r has r blocks of 1000 bytes r + 1: the first has nothing to say. */
static void test_share(void **state) {
    (void)state;
    enum { BLOCK = 1000 };
    int own = ranks_own(all), count = ranks_count(all);
    size_t bytes = (size_t)own * BLOCK;
    char *mine = malloc(bytes + 1);
    assert_non_null(mine);
    memset(mine, own + 1, bytes);
    ranks_parts parts = {0};
    for (int repeat = 0; repeat < 3; repeat++) {
        assert_int_equal(ranks_share(all, mine, bytes, &parts, NULL), AGGLO_OK);
        size_t next = 0;
        for (int r = 0; r < count; r++) {
            assert_int_equal(parts.first[r], next);
            next += (size_t)r * BLOCK;
            assert_int_equal(parts.first[r + 1], next);
            for (size_t k = parts.first[r]; k < next; k++)
                assert_int_equal(parts.bytes[k], r + 1);
        }
    }
    free(mine);
    ranks_parts_free(&parts);
    ranks_parts_free(NULL);
}

/* Every other rank asks rank 0 a hundred times and gets its number back, plus one. */
static void answer_all(int askers) {
    for (int answered = 0; answered < 100 * askers;) {
        int from;
        ranks_message m;
        assert_int_equal(ranks_receive(all, &from, &m, NULL), AGGLO_OK);
        if (from < 0)
            continue;
        assert_int_equal(m.word[1], from);
        m.word[0]++;
        assert_int_equal(ranks_send(all, from, &m, NULL), AGGLO_OK);
        answered++;
    }
}

static void ask(void) {
    for (uint64_t k = 0; k < 100; k++) {
        ranks_message m = {{k, (uint64_t)ranks_own(all), 0, 0}};
        assert_int_equal(ranks_send(all, 0, &m, NULL), AGGLO_OK);
        int from = -1;
        while (from < 0)
            assert_int_equal(ranks_receive(all, &from, &m, NULL), AGGLO_OK);
        assert_int_equal(from, 0);
        assert_int_equal(m.word[0], k + 1);
    }
}

static void test_messages(void **state) {
    (void)state;
    if (ranks_own(all) == 0)
        answer_all(ranks_count(all) - 1);
    else
        ask();
}

static void test_nobody(void **state) {
    (void)state;
    assert_int_equal(ranks_count(NULL), 1);
    assert_int_equal(ranks_own(NULL), 0);
    ranks_close(NULL);
    const char *wanted = getenv("AGGLO_TEST_RANKS");
    assert_int_equal(ranks_count(all), wanted != NULL ? atoi(wanted) : 1);
    assert_true(ranks_own(all) >= 0 && ranks_own(all) < ranks_count(all));
}

int main(void) {
    agglo_error error = {0};
    if (ranks_open(&all, &error) != AGGLO_OK) {
        fprintf(stderr, "%s\n", error.what);
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_messages),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    ranks_close(all);
    return failures;
}
