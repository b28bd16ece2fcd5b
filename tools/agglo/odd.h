/* The generated tables of models/README.md (its ODD document), in Markdown. */
#ifndef AGGLO_TOOLS_ODD_H
#define AGGLO_TOOLS_ODD_H

#include <stdio.h>

/* One section's tables; 0 if there is no section of that name. */
int odd_print_section(const char *name, FILE *out);

/* All sections between their markers, as they stand in the document. */
void odd_print(FILE *out);

/* Names of the sections: a null-terminated list. */
extern const char *const odd_sections[];

#endif
