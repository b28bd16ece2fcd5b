/* What the program says to people: messages on stderr, and the guarantee that results on stdout
 * arrived. One message is one line that begins with the program's name. */
#ifndef AGGLO_TOOLS_REPORT_H
#define AGGLO_TOOLS_REPORT_H

#include "sim/status.h"

/* Prints an error, or a warning, as one line. */
void report_error(const agglo_error *error);
/* Of several processes only the first speaks; the others tell nothing but why they failed. */
void report_as_process(int number);

void report_faults(const agglo_faults *faults);

/* Prints an error and returns the exit code of its status. */
int report_failure(const agglo_error *error);

/* A line that is neither: how to go on, what was found. */
void report_note(const char *format, ...) AGGLO_PRINTF(1, 2);

/* A fault of the command line: the sentence, then where help is. Returns exit code 64. `command` is
 * the subcommand, or empty. */
int report_usage(const char *command, const char *format, ...) AGGLO_PRINTF(2, 3);

/* Makes failures to write stdout (a closed pipe, a full disk) an error at exit, whatever wrote it.
 */
void report_guard_stdout(void);

/* Writes stdout out; an error if that fails. */
AGGLO_MUST_USE
agglo_status report_flush(agglo_error *error);

#endif
