/* agglo studio: a page on which scenarios run, are changed and compared; served to this machine
 * alone. What it answers stands in tools/studio/. */
#define _DEFAULT_SOURCE /* mkstemps */
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/agglo/json.h"
#include "tools/agglo/options.h"
#include "tools/agglo/pages.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"
#include "tools/studio/class_routes.h"
#include "tools/studio/routes.h"
#include "tools/studio/secret.h"

enum { KEY_JSON = 256, KEY_PORT, KEY_OPEN, KEY_SCENARIOS, KEY_LISTEN, OPENER_SIZE = 256 };

typedef struct {
    const char *scenario, *folder, *listen;
    int port, threads, is_opening, is_json;
} studio_options;

static const struct argp_option option_table[] = {
    {"port", KEY_PORT, "P", 0, "Port of 127.0.0.1 (default: a free one)", 0},
    {"open", KEY_OPEN, NULL, 0, "Open the page in the browser", 0},
    {"scenarios", KEY_SCENARIOS, "DIR", 0, "Folder of scenarios (default: the shipped ones)", 0},
    {"listen", KEY_LISTEN, "ADDRESS", 0,
     "Let browsers of the local network join classes that the page starts, at this address of the "
     "machine, for instance 192.168.1.20 or 192.168.1.20:8000",
     0},
    {"threads", 't', "T", 0,
     "Threads of bands and classes (default: all processors); results do not depend on it", 0},
    {"json", KEY_JSON, NULL, 0, "Print address and token as JSON", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    studio_options *o = state->input;
    switch (key) {
    case KEY_PORT:
        o->port = (int)options_integer(state, "--port", argument, 1, 65535);
        break;
    case 't':
        o->threads = (int)options_integer(state, "--threads", argument, 1, 4096);
        break;
    case KEY_OPEN:
        o->is_opening = 1;
        break;
    case KEY_SCENARIOS:
        o->folder = argument;
        break;
    case KEY_LISTEN:
        o->listen = argument;
        break;
    case KEY_JSON:
        o->is_json = 1;
        break;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "too many arguments: '%s'", argument);
        o->scenario = argument;
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "[SCENARIO]",
    .doc =
        "Opens a page on which a scenario runs, step by step, beside another one: pause, go back, "
        "change a policy, see what follows. Prints its address; a program that does not know "
        "the token in it gets no answer. Only this machine is served; students of a class get a "
        "page of their own if --listen says where. What the page saves runs with 'agglo run' to "
        "the same hash."
        "\vEnds with SIGINT (Ctrl-C) or SIGTERM, code 0.\n\n"
        "Examples:\n"
        "  agglo studio\n"
        "  agglo studio scenarios/hubs/nuremberg.json --open\n"
        "  agglo studio --listen 192.168.1.20\n\n" OPTIONS_EXIT_CODES,
};

/* ---- serving ---- */

/* After fork. The browser has a session of its own, so that Ctrl-C does not end it too, and none of
 * the studio's streams, whose readers wait for their end. */
static void become_opener(const char *file) {
    int nothing = open("/dev/null", O_RDWR);
    if (setsid() >= 0 && nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
        dup2(nothing, STDOUT_FILENO) >= 0 && dup2(nothing, STDERR_FILENO) >= 0)
        execlp("xdg-open", "xdg-open", file, (char *)NULL);
    _exit(127);
}

/* Opens the page as desktops do; where there is no browser, the address has been printed. All users
 * can read command lines: the token goes through a file that only this user can read. Its name
 * stays in `file` until the studio ends. */
static void open_page(const char *address, char file[OPENER_SIZE]) {
    const char *place = getenv("TMPDIR");
    snprintf(file, OPENER_SIZE, "%s/agglo-studio-XXXXXX.html",
             place != NULL && place[0] == '/' && strlen(place) < OPENER_SIZE - 64 ? place : "/tmp");
    int descriptor = mkstemps(file, 5);
    if (descriptor < 0) {
        file[0] = '\0';
        return;
    }
    dprintf(descriptor,
            "<!DOCTYPE html><meta charset=\"utf-8\"><title>agglo studio</title>"
            "<meta http-equiv=\"refresh\" content=\"0;url=%s\"><a href=\"%s\">agglo studio</a>\n",
            address, address);
    close(descriptor);
    if (fork() == 0)
        become_opener(file);
}

static agglo_status tell_address(const studio_options *o, int port, const char *token,
                                 char opener[OPENER_SIZE], agglo_error *error) {
    char address[128];
    json j;
    snprintf(address, sizeof address, "http://127.0.0.1:%d/#token=%s", port, token);
    if (o->is_json) {
        json_begin(&j, stdout);
        json_object(&j, NULL);
        json_text(&j, "address", address);
        json_integer(&j, "port", port);
        json_text(&j, "token", token);
        json_close(&j);
    } else {
        printf("%s\n", address);
        fflush(stdout);
        report_note("the studio is open at this address until Ctrl-C");
    }
    if (o->is_opening)
        open_page(address, opener);
    return report_flush(error);
}

static agglo_status serve(const studio_options *o, session *s, class_routes *class,
                          agglo_error *error) {
    char token[SECRET_TOKEN_SIZE], opener[OPENER_SIZE] = "";
    http_server *server = NULL;
    agglo_status status = secret_draw_token(token, error);
    http_route *routes = malloc((routes_count + CLASS_ROUTES_OF_OWNER) * sizeof *routes);
    if (status == AGGLO_OK && routes == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for the studio");
    if (status == AGGLO_OK) {
        memcpy(routes, routes_all, routes_count * sizeof *routes);
        class_routes_of_owner(class, routes + routes_count);
    }
    const http_options options = {.address = "127.0.0.1",
                                  .port = o->port,
                                  .token = token,
                                  .routes = routes,
                                  .route_count = routes_count + CLASS_ROUTES_OF_OWNER,
                                  .context = s};
    if (status == AGGLO_OK)
        status = http_start(&options, &server, error);
    if (status == AGGLO_OK) {
        signals_catch();
        status = tell_address(o, http_port(server), token, opener, error);
        if (status == AGGLO_OK)
            works_serve(&s->works);
    }
    works_end(&s->works);
    if (opener[0] != '\0')
        unlink(opener);
    http_stop(server);
    free(routes);
    return status;
}

static agglo_status open_scenario(const studio_options *o, session *s, agglo_error *error) {
    agglo_faults faults = {0};
    const session_choice choice = {.file = o->scenario};
    session_side *side = session_find(s, "A");
    agglo_status status = session_choose(s, side, &choice, &faults);
    report_faults(&faults);
    if (status != AGGLO_OK)
        error_set(error, status, "the scenario is not valid");
    faults_free(&faults);
    return status;
}

static agglo_status run_studio(const studio_options *o, agglo_error *error) {
    catalogue shipped = {0};
    session s;
    class_routes *class = NULL;
    if (page_of_studio_size == 0) {
        error_set(error, AGGLO_ERROR_IO, "this program was built without the page of the studio");
        error_hint(error, "install nodejs and npm, then run cmake and build again");
        return AGGLO_ERROR_IO;
    }
    agglo_status status = catalogue_create(o->folder, &shipped, error);
    if (status != AGGLO_OK)
        return status;
    status = session_init(&s, &shipped, o->threads, error);
    if (status == AGGLO_OK && o->scenario != NULL)
        status = open_scenario(o, &s, error);
    const class_routes_options for_class = {o->listen, o->threads, &shipped, &s.works};
    if (status == AGGLO_OK)
        status = class_routes_create(&for_class, &class, error);
    if (status == AGGLO_OK)
        status = serve(o, &s, class, error);
    class_routes_free(class);
    session_free(&s);
    catalogue_free(&shipped);
    return status;
}

int command_studio(int argc, char **argv) {
    studio_options options = {.threads = omp_get_max_threads()};
    agglo_error error = {0};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    gsl_set_error_handler_off(); /* what fails in GSL is told, not aborted */
    signal(SIGCHLD, SIG_DFL);    /* who started the studio may not wait for children: it does */
    return run_studio(&options, &error) == AGGLO_OK ? 0 : report_failure(&error);
}
