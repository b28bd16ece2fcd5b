/* The pages of `agglo report` and `agglo studio` as they were built: HTML with its styles and
 * scripts, and the script that draws the studio's charts. Empty if the program was built without
 * them. */
#ifndef AGGLO_TOOLS_PAGES_H
#define AGGLO_TOOLS_PAGES_H

#include <stddef.h>

extern const char page_of_report[], page_of_studio[], charts_of_studio[];
extern const size_t page_of_report_size, page_of_studio_size, charts_of_studio_size;

/* Where the data go in the page of a report. */
#define PAGE_DATA_MARK "<!--agglo: data-->"

#endif
