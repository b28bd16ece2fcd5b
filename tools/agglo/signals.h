/* Requests to stop: the first SIGINT, SIGTERM, SIGHUP or SIGUSR1 asks the work to end in good
 * order, a second one ends the process at once. */
#ifndef AGGLO_TOOLS_SIGNALS_H
#define AGGLO_TOOLS_SIGNALS_H

/* Failed writes become errors instead of deaths by SIGPIPE and SIGXFSZ. For every command. */
void signals_ignore_write_failures(void);

/* From now on the first request is noted instead of obeyed. For long work. */
void signals_catch(void);

/* The number of the signal that asked to stop, or 0. Any thread may call it. */
int signals_requested(void);

#endif
