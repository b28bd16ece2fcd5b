/* Where the scenarios are that are shipped with the program. */
#ifndef AGGLO_TOOLS_SHIPPED_H
#define AGGLO_TOOLS_SHIPPED_H

enum { SHIPPED_SIZE = 4096 };

/* The folder of scenarios beside the program as it is installed, or above it as it is built; false
 * if neither is there. */
int shipped_scenarios(char folder[SHIPPED_SIZE]);

#endif
