/* A socket that listens at an address of this machine. */
#ifndef AGGLO_TOOLS_STUDIO_LISTENER_H
#define AGGLO_TOOLS_STUDIO_LISTENER_H

#include "sim/status.h"

typedef struct {
    int socket; /* the caller's */
    int port;
    int is_loopback, is_any; /* only this machine, or all addresses that it has */
} listener;

/* `address`: a number, as "127.0.0.1" or "::1"; `port` 0: any free one. Errors: AGGLO_ERROR_IO. */
AGGLO_MUST_USE
agglo_status listener_open(const char *address, int port, listener *out, agglo_error *error);

#endif
