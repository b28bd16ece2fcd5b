#include "tests/output/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- The schema ---- */

static const double times[FIXTURE_TIMES] = {
    2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033, 2034,  2035,
    2036, 2037, 2038, 2039, 2040, 2041, 2042, 2043, 2044, 2045, 2046, 2047, 2048, 2049, 2050.5};
static const char *const regions[FIXTURE_REGIONS] = {"Kōbe", "Minneapolis_St_Paul",
                                                     "l'Arc `id` $(id)"};
static const char *const kinds[FIXTURE_KINDS] = {"major",    "niche", "technology",
                                                 "supplier", "cdmo",  "start_up"};
static const double latitudes[FIXTURE_REGIONS] = {34.69, 44.98, 47.2};

static const schema_dimension dimensions[] = {
    {"replicate", FIXTURE_REPLICATES, NULL, NULL, "", "replicate"},
    {"time", FIXTURE_TIMES, times, NULL, "year", "calendar year"},
    {"region", FIXTURE_REGIONS, NULL, regions, "", "region"},
    {"kind", FIXTURE_KINDS, NULL, kinds, "", "kind of firm"},
};
static const schema_variable variables[] = {
    {"firms", "1", "firms", 3, {0, 1, 2}, 0, 1},
    {"knowledge", "1", "stock of knowledge", 3, {0, 1, 2}, 1, 1},
    {"firms_by_kind", "1", "firms by kind", 4, {0, 1, 2, 3}, 2, FIXTURE_KINDS},
};
static const schema_constant constants[] = {
    {"latitude", "degrees_north", "latitude", 2, latitudes, NULL},
    {"region_label", "", "name for people", 2, NULL, regions},
};
static const schema_attribute attributes[] = {
    {"title", "a test", 0},
    {"empty", "", 0},
    {"seed", NULL, 42},
};
static const char *const event_types[] = {"founding", "spin off", "failure"};

const schema fixture_schema = {
    .dimensions = dimensions,
    .dimension_count = 4,
    .variables = variables,
    .variable_count = 3,
    .constants = constants,
    .constant_count = 2,
    .attributes = attributes,
    .attribute_count = 3,
    .row_width = FIXTURE_WIDTH,
    .event_types = event_types,
    .event_type_count = 3,
};

/* ---- The numbers ---- */

double fixture_value(size_t replicate, size_t time, size_t region, size_t column) {
    double spread = 0.3 * ((double)replicate - 2);
    return 5 + 10 * (double)region + (double)column + (1 + spread) * (double)time / 10;
}

double *fixture_rows(size_t replicate) {
    double *rows = malloc(sizeof *rows * FIXTURE_TIMES * FIXTURE_REGIONS * FIXTURE_WIDTH);
    assert_non_null(rows);
    size_t i = 0;
    for (size_t t = 0; t < FIXTURE_TIMES; t++)
        for (size_t r = 0; r < FIXTURE_REGIONS; r++)
            for (size_t c = 0; c < FIXTURE_WIDTH; c++)
                rows[i++] = fixture_value(replicate, t, r, c);
    return rows;
}

size_t fixture_event_count(size_t replicate) {
    return FIXTURE_EVENTS + replicate;
}

schema_event fixture_event(size_t replicate, size_t i) {
    return (schema_event){.step = (int32_t)(i / 10),
                          .region = (int16_t)((int)(i % 4) - 1),
                          .type = (uint8_t)(i % 3),
                          .link = (uint8_t)(i % 19),
                          .agent = UINT64_C(0xF000000000000000) + i,
                          .cause = (uint64_t)replicate * 100000 + i};
}

/* ---- Writing ---- */

/* Sends events [from, from + piece) of a replicate; 1 when all have been sent. */
static int send_events(writer *out, size_t replicate, size_t from, size_t piece) {
    agglo_error error;
    size_t total = fixture_event_count(replicate);
    size_t count = from >= total ? 0 : total - from < piece ? total - from : piece;
    schema_event *events = calloc(count + 1, sizeof *events);
    assert_non_null(events);
    for (size_t i = 0; i < count; i++)
        events[i] = fixture_event(replicate, from + i);
    assert_int_equal(writer_events(out, replicate, events, count, &error), AGGLO_OK);
    free(events);
    if (from + count < total)
        return 0;
    assert_int_equal(writer_events_end(out, replicate, &error), AGGLO_OK);
    return 1;
}

static void send_rows(writer *out, size_t replicate) {
    agglo_error error;
    double *rows = fixture_rows(replicate);
    assert_int_equal(writer_replicate(out, replicate, rows, &error), AGGLO_OK);
    free(rows);
}

/* All replicates grow together, a piece each, and rows come in between. */
static void send_interleaved(writer *out, const size_t *order, size_t piece) {
    int is_done[FIXTURE_REPLICATES] = {0};
    size_t open = FIXTURE_REPLICATES;
    for (size_t from = 0; open > 0; from += piece)
        for (size_t i = 0; i < FIXTURE_REPLICATES; i++) {
            if (is_done[i])
                continue;
            if (from / piece == i)
                send_rows(out, order[i]);
            is_done[i] = send_events(out, order[i], from, piece);
            open -= (size_t)is_done[i];
            if (is_done[i] && from / piece < i)
                send_rows(out, order[i]);
        }
}

void fixture_write(const char *path, unsigned flags, const size_t *order, size_t piece,
                   int is_interleaved) {
    agglo_error error;
    writer *out = NULL;
    assert_int_equal(writer_create(path, &fixture_schema, flags, &out, &error), AGGLO_OK);
    if (is_interleaved) {
        send_interleaved(out, order, piece);
    } else {
        for (size_t i = 0; i < FIXTURE_REPLICATES; i++) {
            send_rows(out, order[i]);
            for (size_t from = 0; !send_events(out, order[i], from, piece);)
                from += piece;
        }
    }
    schema_attribute hash = {"state_hash", "0123456789abcdef", 0};
    assert_int_equal(writer_attribute(out, &hash, &error), AGGLO_OK);
    assert_int_equal(writer_finish(out, &error), AGGLO_OK);
}

/* ---- Files ---- */

static char home[1024];

int fixture_enter(void **state) {
    static char place[] = "/tmp/agglo-output-XXXXXX";
    strcpy(place + sizeof place - 7, "XXXXXX");
    if (getcwd(home, sizeof home) == NULL || mkdtemp(place) == NULL || chdir(place) != 0)
        return -1;
    *state = place;
    return 0;
}

int fixture_leave(void **state) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
    return chdir(home) != 0 || system(command) != 0 ? -1 : 0;
}

int fixture_exists(const char *path) {
    return access(path, F_OK) == 0;
}

unsigned char *fixture_bytes(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

void fixture_truncate(const char *from, const char *to, size_t size) {
    size_t whole;
    unsigned char *bytes = fixture_bytes(from, &whole);
    assert_true(size <= whole);
    FILE *file = fopen(to, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    free(bytes);
}
