#include "tools/agglo/pages.h"

/* The file as it is; C17 has no #embed. The size is what the assembler counts. */
#define EMBED(name, file)                                                                          \
    __asm__(".pushsection .rodata\n"                                                               \
            ".balign 16\n"                                                                         \
            ".global " #name "\n" #name ":\n"                                                      \
            ".incbin \"" AGGLO_PAGES_FOLDER "/" file "\"\n"                                        \
            "0:\n"                                                                                 \
            ".byte 0\n"                                                                            \
            ".balign 16\n"                                                                         \
            ".global " #name "_size\n" #name "_size:\n"                                            \
            ".quad 0b - " #name "\n"                                                               \
            ".popsection\n")

EMBED(page_of_report, "report.html");
EMBED(page_of_studio, "studio.html");
EMBED(charts_of_studio, "studio_charts.js");
