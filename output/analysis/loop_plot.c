#include "output/analysis/loop_plot.h"

#include <gsl/gsl_math.h>
#include <math.h>

#include "output/diagram.h"

enum { LEGEND_COLUMNS = 3 };

/* Points. Arrows are led through their labels, which stand to the right of the straight way, so
 * that the arrow back passes on the other side. */
static const double radius = 300, aside = 42, title_above = 75, legend_below = 140;
static const double thin = 0.8, thick = 13, most = 0.6; /* width of an arrow; part of the thick */
static const char *const colours[] = {"#0072B2", "#D55E00", "#8C8C8C"};
typedef enum { ARROW_ADDS, ARROW_TAKES, ARROW_UNKNOWN } arrow_kind;

typedef struct {
    double x, y;
} point;

/* The first state on top, the others clockwise. */
static point place_of(const loop_figure *drawn, size_t state) {
    double angle = 2 * M_PI * (double)state / (double)drawn->state_count;
    return (point){radius * 1.15 * sin(angle), radius * cos(angle)};
}

static arrow_kind kind_of(const loop_arrow *arrow) {
    if (!isfinite(arrow->part) || !(fabs(arrow->part) > 2 * arrow->error))
        return ARROW_UNKNOWN;
    return arrow->part > 0 ? ARROW_ADDS : ARROW_TAKES;
}

static double width_of(const loop_arrow *arrow) {
    if (kind_of(arrow) == ARROW_UNKNOWN)
        return thin;
    return thin + (thick - thin) * fmin(fabs(arrow->part), most) / most;
}

static point label_place(const loop_figure *drawn, const loop_arrow *arrow) {
    point a = place_of(drawn, arrow->from), b = place_of(drawn, arrow->to);
    double length = hypot(b.x - a.x, b.y - a.y);
    return (point){0.5 * (a.x + b.x) + aside * (b.y - a.y) / length,
                   0.5 * (a.y + b.y) - aside * (b.x - a.x) / length};
}

static void write_states(FILE *script, const loop_figure *drawn) {
    fputs("node [shape=box style=\"rounded,filled\" fillcolor=\"#F2F2F2\" color=\"#333333\" "
          "fontname=\"DejaVu Sans\" fontsize=15 margin=\"0.16,0.1\"]\n",
          script);
    for (size_t i = 0; i < drawn->state_count; i++) {
        point at = place_of(drawn, i);
        fprintf(script, "s%zu [pos=\"%.1f,%.1f\" label=<<b>", i, at.x, at.y);
        diagram_escape(script, drawn->states[i].number);
        fputs("</b><br/>", script);
        diagram_escape(script, drawn->states[i].name);
        fputs(">]\n", script);
    }
}

/* "7" in bold and what it carries. Browsers drop a plain space where a text of an SVG begins. */
static void write_label(FILE *script, const loop_figure *drawn, size_t i) {
    const loop_arrow *arrow = &drawn->arrows[i];
    const char *colour = colours[kind_of(arrow)];
    point at = label_place(drawn, arrow);
    fprintf(script, "l%zu [pos=\"%.1f,%.1f\" color=\"%s\" fontcolor=\"%s\" label=<<b>%d</b>", i,
            at.x, at.y, colour, kind_of(arrow) == ARROW_UNKNOWN ? "#666666" : colour,
            arrow->number);
    if (isfinite(arrow->part))
        fprintf(script, "&#160;%.0f %%", round(100 * arrow->part) + 0.0);
    fputs(">]\n", script);
}

static void write_arrow(FILE *script, const loop_figure *drawn, size_t i) {
    const loop_arrow *arrow = &drawn->arrows[i];
    double width = width_of(arrow);
    fprintf(script,
            "edge [color=\"%s\" penwidth=%.2f arrowsize=%.2f style=%s]\n"
            "s%zu -> l%zu [dir=none]\nl%zu -> s%zu\n",
            colours[kind_of(arrow)], width, 0.7 + 0.055 * width,
            kind_of(arrow) == ARROW_UNKNOWN ? "dashed" : "solid", arrow->from, i, i, arrow->to);
}

/* ---- Title and legend ---- */

static void write_title(FILE *script, const loop_figure *drawn) {
    fprintf(script,
            "title [shape=plaintext style=\"\" pos=\"0,%.1f\" label=<<font point-size=\"19\">",
            radius + title_above);
    diagram_escape(script, drawn->title);
    fputs("</font><br/><font point-size=\"6\">&#160;</font><br/>"
          "<font point-size=\"14\" color=\"#555555\">",
          script);
    diagram_escape(script, drawn->remark);
    fputs("</font>>]\n", script);
}

static void write_names(FILE *script, const loop_figure *drawn) {
    size_t rows = (drawn->arrow_count + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
    for (size_t row = 0; row < rows; row++) {
        fputs("<tr>", script);
        for (size_t i = row; i < drawn->arrow_count; i += rows) {
            fprintf(script, "<td align=\"right\">  <b>%d</b></td><td align=\"left\">",
                    drawn->arrows[i].number);
            diagram_escape(script, drawn->arrows[i].name);
            fputs("</td>", script);
        }
        fputs("</tr>", script);
    }
}

static void write_legend(FILE *script, const loop_figure *drawn) {
    fprintf(script,
            "legend [shape=plaintext style=\"\" fontsize=13 pos=\"0,%.1f\" label=<<table "
            "border=\"0\" cellborder=\"0\" cellspacing=\"2\"><tr><td colspan=\"%d\">"
            "An arrow is as thick as its share of the whole: "
            "<font color=\"%s\"><b>blue adds</b></font>, "
            "<font color=\"%s\"><b>orange takes away</b></font>, "
            "<font color=\"#666666\">dashed: not told from zero</font></td></tr>",
            place_of(drawn, drawn->state_count / 2).y - legend_below, 2 * LEGEND_COLUMNS,
            colours[ARROW_ADDS], colours[ARROW_TAKES]);
    write_names(script, drawn);
    fputs("</table>>]\n", script);
}

/* A figure_writer. */
static agglo_status write_graph(FILE *script, void *context, agglo_error *error) {
    (void)error;
    const loop_figure *drawn = context;
    write_states(script, drawn);
    fputs("node [shape=box style=filled fillcolor=white penwidth=0.8 fontsize=13 "
          "margin=\"0.05,0.03\" width=0 height=0]\n",
          script);
    for (size_t i = 0; i < drawn->arrow_count; i++)
        write_label(script, drawn, i);
    for (size_t i = 0; i < drawn->arrow_count; i++)
        write_arrow(script, drawn, i);
    write_title(script, drawn);
    write_legend(script, drawn);
    return AGGLO_OK;
}

agglo_status loop_plot(const loop_figure *drawn, agglo_error *error) {
    loop_figure copy = *drawn;
    figure_page paper = {.output = drawn->output};
    return diagram_draw(&paper, write_graph, &copy, error);
}

agglo_status loop_plot_check(const char *output, agglo_error *error) {
    figure_format format;
    return figure_find_format(output, &format, error);
}
