/* The page of `agglo report` as it was built: HTML with its styles and scripts, and a mark where
 * the data go. Empty if the program was built without it. */
#ifndef AGGLO_TOOLS_REPORT_PAGE_H
#define AGGLO_TOOLS_REPORT_PAGE_H

#include <stddef.h>

extern const char report_page_text[];
extern const size_t report_page_size;

#define REPORT_PAGE_MARK "<!--agglo: data-->"

#endif
