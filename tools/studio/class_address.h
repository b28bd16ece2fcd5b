/* Where a class listens, and what students type to get there. */
#ifndef AGGLO_TOOLS_STUDIO_CLASS_ADDRESS_H
#define AGGLO_TOOLS_STUDIO_CLASS_ADDRESS_H

#include <stddef.h>

#include "sim/status.h"

enum {
    CLASS_ADDRESS_SIZE = 64,
    CLASS_ADDRESS_PORT = 8080, /* short to type; if it is taken and none was asked for, any */
    CLASS_ADDRESS_LINKS = 8,
    CLASS_ADDRESS_LINK = 100
};

typedef struct {
    char number[CLASS_ADDRESS_SIZE];
    int port; /* 0: none was asked for */
} class_address;

/* Reads "ADDRESS", "ADDRESS:PORT" or, for those with colons of their own, "[ADDRESS]:PORT". Errors:
 * usage. */
AGGLO_MUST_USE
agglo_status class_address_read(const char *text, class_address *out, agglo_error *error);

typedef struct {
    char texts[CLASS_ADDRESS_LINKS][CLASS_ADDRESS_LINK];
    const char *items[CLASS_ADDRESS_LINKS];
    size_t count;
} class_links;

/* Addresses of the page; of 0.0.0.0 and :: those of the machine's networks. `out` must stay where
 * it is.
 */
void class_address_links(const class_address *address, int port, class_links *out);

#endif
