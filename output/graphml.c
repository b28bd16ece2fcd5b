#include "output/graphml.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "output/text_file.h"

struct graphml {
    text_file file;
    const graphml_key *keys;
    const char *open; /* the element that attributes go to: "node", "edge", or null */
};

/* ---- Text ---- */

/* Bytes of the UTF-8 character that text begins with, 0 if it is none or one that XML cannot hold
 * (Unicode 15, table 3-7; XML 1.0, section 2.2). */
static size_t character_size(const unsigned char *text) {
    uint32_t first = text[0];
    if (first < 0x80)
        return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
    size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t code = first & (0x7FU >> size);
    for (size_t k = 1; k < size; k++) {
        if ((text[k] & 0xC0) != 0x80) /* also the end of the text */
            return 0;
        code = code << 6 | (text[k] & 0x3FU);
    }
    int is_good = first >= 0xC2 && code >= least[size] && code <= 0x10FFFF &&
                  (code < 0xD800 || code > 0xDFFF) && code != 0xFFFE && code != 0xFFFF;
    return is_good ? size : 0;
}

static void put_text(FILE *out, const char *text) {
    const unsigned char *next = (const unsigned char *)text;
    while (*next != '\0') {
        size_t size = character_size(next);
        if (size == 0)
            fputs("\xEF\xBF\xBD", out);
        else if (*next == '&')
            fputs("&amp;", out);
        else if (*next == '<')
            fputs("&lt;", out);
        else if (*next == '>')
            fputs("&gt;", out);
        else if (*next == '"')
            fputs("&quot;", out);
        else
            fwrite(next, 1, size, out);
        next += size > 0 ? size : 1;
    }
}

/* ---- The graph ---- */

static void close_element(graphml *g) {
    if (g->open != NULL)
        fprintf(g->file.out, "</%s>\n", g->open);
    g->open = NULL;
}

agglo_status graphml_create(const char *path, int may_replace, const graphml_key *keys,
                            size_t key_count, graphml **out, agglo_error *error) {
    *out = NULL;
    graphml *g = calloc(1, sizeof *g);
    if (g == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a graph");
    g->keys = keys;
    agglo_status status = text_file_create(path, may_replace, &g->file, error);
    if (status != AGGLO_OK) {
        free(g);
        return status;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"\n"
          "         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
          "         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
          "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
          g->file.out);
    for (size_t k = 0; k < key_count; k++)
        fprintf(g->file.out, "<key id=\"k%zu\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", k,
                keys[k].subject, keys[k].name, keys[k].type);
    fputs("<graph id=\"G\" edgedefault=\"directed\">\n", g->file.out);
    *out = g;
    return AGGLO_OK;
}

void graphml_node(graphml *g, const char *id) {
    close_element(g);
    fputs("<node id=\"", g->file.out);
    put_text(g->file.out, id);
    fputs("\">", g->file.out);
    g->open = "node";
}

void graphml_edge(graphml *g, const char *from, const char *to) {
    close_element(g);
    fputs("<edge source=\"", g->file.out);
    put_text(g->file.out, from);
    fputs("\" target=\"", g->file.out);
    put_text(g->file.out, to);
    fputs("\">", g->file.out);
    g->open = "edge";
}

static void put_data(graphml *g, size_t key, const char *text) {
    fprintf(g->file.out, "<data key=\"k%zu\">", key);
    put_text(g->file.out, text);
    fputs(g->open == NULL ? "</data>\n" : "</data>", g->file.out);
}

void graphml_text(graphml *g, size_t key, const char *text) {
    put_data(g, key, text);
}

void graphml_number(graphml *g, size_t key, double value) {
    char text[40];
    if (!isfinite(value))
        return;
    snprintf(text, sizeof text, "%.*g", strcmp(g->keys[key].type, "int") == 0 ? 15 : 9, value);
    put_data(g, key, text);
}

void graphml_flag(graphml *g, size_t key, int flag) {
    put_data(g, key, flag ? "true" : "false");
}

agglo_status graphml_close(graphml *g, agglo_status status, agglo_error *error) {
    close_element(g);
    fputs("</graph>\n</graphml>\n", g->file.out);
    status = text_file_close(&g->file, status, error);
    free(g);
    return status;
}
