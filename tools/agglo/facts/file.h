/* A result file as the stylised facts see it: its dimensions, the regions that a fact is about, the
 * years after the burn-in, and variables on demand. */
#ifndef AGGLO_TOOLS_FACTS_FILE_H
#define AGGLO_TOOLS_FACTS_FILE_H

#include "output/reader.h"
#include "output/result_table.h"

enum { FACTS_WORDS = 200 };

/* Which results, and which of their regions, a fact is about. */
typedef enum {
    FACTS_ANY,       /* all regions, if they have 100 firms together at the end */
    FACTS_JAPAN,     /* regions whose home market is Japan */
    FACTS_US,        /* regions whose home market is the United States */
    FACTS_SPACE,     /* at least ten Japanese regions */
    FACTS_PROGRAMME, /* Japanese regions while a programme of grants pays there */
    FACTS_MARGINAL   /* a Japanese region alone in its world */
} facts_setting;

typedef struct {
    const char *path;
    reader *in;
    result_table *events, *snapshots; /* null: not in the file */
    size_t replicates, records, regions;
    reader_coordinate time, markets;
    double start, step_years;  /* calendar year of year 0; length of a step */
    int steps;                 /* in the whole run */
    double burn_in;            /* yr */
    unsigned char *inside;     /* by region: of the setting at hand */
    char missing[FACTS_WORDS]; /* what a measure lacked; "" if nothing */
} facts_file;

AGGLO_MUST_USE
agglo_status facts_file_open(const char *path, double burn_in, facts_file *out, agglo_error *error);
void facts_file_close(facts_file *file);

/* Marks the regions of a setting; false if the file is of another kind. */
AGGLO_MUST_USE
agglo_status facts_file_enter(facts_file *file, facts_setting setting, int *applies,
                              agglo_error *error);

/* The first record whose flows lie after the burn-in, and the step at which it ends. */
size_t facts_file_first_record(const facts_file *file);
int facts_file_first_step(const facts_file *file);

/* The record whose flows hold what happens in a step. */
size_t facts_file_record_of(const facts_file *file, int step);

/* Reads a variable over replicate, time and region; if there is none, notes that it is missing and
 * gives one without values. */
AGGLO_MUST_USE
agglo_status facts_file_variable(facts_file *file, const char *name, reader_variable *out,
                                 agglo_error *error);

/* Its value, summed over the fourth dimension. */
double facts_file_value(const reader_variable *variable, size_t replicate, size_t record,
                        size_t region);

/* Yearly public cost of programmes of grants in a region, M$/yr. */
AGGLO_MUST_USE
agglo_status facts_file_grants(facts_file *file, double **out, agglo_error *error);

/* Notes what a measure lacks; the first note stands. */
void facts_file_miss(facts_file *file, const char *what);

#endif
