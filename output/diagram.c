#include "output/diagram.h"

#include "output/program.h"
#include "output/storage.h"

void diagram_escape(FILE *script, const char *text) {
    for (const char *c = text; *c != '\0'; c++)
        if (*c == '<')
            fputs("&lt;", script);
        else if (*c == '>')
            fputs("&gt;", script);
        else if (*c == '&') /* would begin an entity */
            fputs("&amp;", script);
        else if (*c == '\\') /* would begin an escape such as \N */
            fputs("\\\\", script);
        else
            fputc((unsigned char)*c < ' ' ? ' ' : *c, script);
}

static void begin(FILE *script, const figure_page *page, figure_format format,
                  const char *temporary) {
    (void)page, (void)temporary; /* what is drawn goes to standard output */
    fputs("digraph {\ngraph [charset=\"UTF-8\" outputorder=edgesfirst splines=line pad=0.2 "
          "bgcolor=white",
          script);
    if (format == FIGURE_PNG)
        fputs(" dpi=120", script);
    fputs("]\n", script);
}

static void end(FILE *script) {
    fputs("}\n", script);
}

/* neato with -n2 leaves nodes where they are and routes edges. */
static agglo_status run(FILE *script, figure_format format, const char *temporary,
                        agglo_error *error) {
    static const char *const arguments[][3] = {
        {"-n2", "-Tpng", NULL}, {"-n2", "-Tsvg", NULL}, {"-n2", "-Tpdf", NULL}};
    FILE *file = fopen(temporary, "wb");
    if (file == NULL)
        return storage_system_error(error, temporary, "cannot write the figure");
    const program neato = {"neato", arguments[format], "graphviz", file};
    agglo_status status = program_run(&neato, script, error);
    if (fclose(file) != 0 && status == AGGLO_OK)
        return storage_system_error(error, temporary, "cannot write the figure");
    return status;
}

agglo_status diagram_draw(const figure_page *page, figure_writer write, void *context,
                          agglo_error *error) {
    static const figure_program by_graphviz = {begin, end, run};
    return figure_draw_with(&by_graphviz, page, write, context, error);
}
