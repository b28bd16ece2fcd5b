#include "tools/agglo/report_page.h"

/* The file as it is; C17 has no #embed. The size is what the assembler counts. */
__asm__(".pushsection .rodata\n"
        ".balign 16\n"
        ".global report_page_text\n"
        "report_page_text:\n"
        ".incbin \"" AGGLO_REPORT_PAGE "\"\n"
        "0:\n"
        ".byte 0\n"
        ".balign 16\n"
        ".global report_page_size\n"
        "report_page_size:\n"
        ".quad 0b - report_page_text\n"
        ".popsection\n");
