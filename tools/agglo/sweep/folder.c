#include "tools/agglo/sweep/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/model.h"
#include "output/parts.h"

static const char manifest_name[] = "manifest.json";

void sweep_folder_name(const char *output, char *folder, size_t size) {
    size_t length = strlen(output);
    while (length > 1 && output[length - 1] == '/')
        length--;
    snprintf(folder, size, "%.*s.parts", (int)length, output);
}

static agglo_status folder_error(const char *folder, const char *purpose, agglo_error *error) {
    agglo_status status = error_set(error, AGGLO_ERROR_IO, "%s: %s", purpose, strerror(errno));
    error_place(error, folder, 0, NULL);
    return status;
}

static void manifest_path(const char *folder, char *path, size_t size) {
    snprintf(path, size, "%s/%s", folder, manifest_name);
}

/* ---- Writing ---- */

static int write_synced(const char *path, const char *text) {
    FILE *out = fopen(path, "wb");
    if (out == NULL)
        return 0;
    int is_written = fputs(text, out) >= 0 && fputc('\n', out) >= 0 && fflush(out) == 0 &&
                     fsync(fileno(out)) == 0;
    return fclose(out) == 0 && is_written;
}

static void sync_folder(const char *folder) {
    int handle = open(folder, O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return;
    if (fsync(handle) != 0)
        errno = 0; /* some file systems cannot; the manifest is written anew if it is lost */
    close(handle);
}

static char *manifest_text(const experiment *e) {
    static const char format[] =
        "{\"experiment\":%s,\"format\":1,\"identity\":\"%016" PRIx64 "\",\"model_version\":\"%s\"}";
    size_t size = strlen(e->text) + sizeof format + sizeof MODEL_VERSION + 32;
    char *text = malloc(size);
    if (text != NULL)
        snprintf(text, size, format, e->text, experiment_identity(e), MODEL_VERSION);
    return text;
}

/* Processes that begin at the same time write the same text under names of their own. */
static agglo_status write_manifest(const char *folder, const experiment *e, agglo_error *error) {
    char path[SWEEP_PATH_SIZE], temporary[SWEEP_PATH_SIZE], host[64] = "";
    char *text = manifest_text(e);
    if (text == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the manifest");
    gethostname(host, sizeof host - 1);
    manifest_path(folder, path, sizeof path);
    snprintf(temporary, sizeof temporary, "%s/.part-%s-%ld.tmp", folder, host, (long)getpid());
    int is_written = write_synced(temporary, text) && rename(temporary, path) == 0;
    free(text);
    if (!is_written)
        return folder_error(folder, "cannot write the manifest of the sweep", error);
    sync_folder(folder);
    return AGGLO_OK;
}

/* ---- Reading ---- */

/* The member `experiment` as text, and the identity; null if the manifest is not valid. */
static char *read_manifest(const char *folder, char identity[32], agglo_faults *faults) {
    char path[SWEEP_PATH_SIZE];
    config_document *document = NULL;
    char *text = NULL;
    manifest_path(folder, path, sizeof path);
    if (config_load(path, &document, faults) != AGGLO_OK)
        return NULL;
    config_node *root = config_root(document);
    config_node *own = config_member(root, "experiment"), *id = config_member(root, "identity");
    if (own != NULL && own->type == CONFIG_OBJECT && id != NULL && id->type == CONFIG_STRING) {
        config_document *copy = config_copy(own);
        text = copy != NULL ? config_print(copy) : NULL;
        snprintf(identity, 32, "%s", id->text);
        config_free(copy);
    } else {
        config_fault(faults, root, NULL, NULL, NULL, "this is no manifest of a sweep");
    }
    config_free(document);
    return text;
}

agglo_status sweep_folder_experiment(const char *folder, experiment **out, agglo_faults *faults) {
    char identity[32] = "", path[SWEEP_PATH_SIZE];
    *out = NULL;
    char *text = read_manifest(folder, identity, faults);
    if (text == NULL)
        return faults->count > 0 && faults->items[0].status != AGGLO_OK ? faults->items[0].status
                                                                        : AGGLO_ERROR_INPUT;
    manifest_path(folder, path, sizeof path);
    agglo_status status = experiment_parse(text, path, out, faults);
    free(text);
    return status;
}

/* ---- The folder ---- */

static int has_manifest(const char *folder) {
    char path[SWEEP_PATH_SIZE];
    manifest_path(folder, path, sizeof path);
    return access(path, F_OK) == 0;
}

static agglo_status check_manifest(const char *folder, const experiment *e, agglo_error *error) {
    char identity[32] = "", own[32];
    agglo_faults faults = {0};
    char *text = read_manifest(folder, identity, &faults);
    faults_free(&faults);
    snprintf(own, sizeof own, "%016" PRIx64, experiment_identity(e));
    int is_other = text == NULL || strcmp(own, identity) != 0;
    int is_same = text != NULL && !is_other && strcmp(text, e->text) == 0;
    free(text);
    if (is_same)
        return AGGLO_OK;
    if (!is_other)
        return write_manifest(folder, e, error);
    error_set(error, AGGLO_ERROR_EXISTS, "the folder holds runs of another experiment");
    error_place(error, folder, 0, NULL);
    error_hint(error, "base, factors' names, outcomes and seed must stay; --force discards the "
                      "runs, -o names another file");
    return AGGLO_ERROR_EXISTS;
}

agglo_status sweep_folder_prepare(const char *folder, const experiment *e, int is_forced,
                                  agglo_error *error) {
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return folder_error(folder, "cannot make the folder of parts", error);
    if (is_forced) {
        agglo_status status = parts_clear(folder, error);
        return status != AGGLO_OK ? status : write_manifest(folder, e, error);
    }
    return has_manifest(folder) ? check_manifest(folder, e, error)
                                : write_manifest(folder, e, error);
}

agglo_status sweep_folder_remove(const char *folder, agglo_error *error) {
    char path[SWEEP_PATH_SIZE];
    agglo_status status = parts_clear(folder, error);
    if (status != AGGLO_OK)
        return status;
    manifest_path(folder, path, sizeof path);
    if (unlink(path) != 0 && errno != ENOENT)
        return folder_error(folder, "cannot remove the manifest of the sweep", error);
    if (rmdir(folder) != 0 && errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST)
        return folder_error(folder, "cannot remove the folder of parts", error);
    return AGGLO_OK;
}
