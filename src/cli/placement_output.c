/* The allocation and its certificate. */
#include "cli/placement_output.h"

#include "cli/placement_allocation.h"
#include "cli/placement_certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- the files ------------------------------------------------------------------------------------------------------ */

const char *placement_method_name(enum placement_method method)
{
    return method == PLACEMENT_SERIAL ? "serial" : "deferred";
}

struct writing {
    const struct placement_files *files;
    const struct placement_answer *answer;
    const struct placement_target *target;
    const uint32_t *order; /* of the ids; NULL: as they come, and no certificate */
    struct output outputs[3];
    int output_count;
    bool made_folder; /* of the certificate */
    bool interrupted;
};

static struct result begin(struct writing *writing, const char *path)
{
    struct result r = output_open(writing->files->arena, path, &writing->outputs[writing->output_count]);
    writing->output_count += !result_failed(r);
    return r;
}

static struct result write_certificate(struct writing *writing, struct span allocation, const struct buffer *cutoffs)
{
    const char *folder = writing->target->folder;
    struct arena *arena = writing->files->arena;
    struct result r = begin(writing, arena_format(arena, "%s/cutoffs.csv", folder));
    if (result_failed(r)) {
        return r;
    }
    (void)fwrite(cutoffs->bytes, 1, cutoffs->length, writing->outputs[1].file);
    r = begin(writing, arena_format(arena, "%s/certificate.json", folder));
    if (result_failed(r)) {
        return r;
    }
    json_t *document = placement_certify(writing->target->certifying, placement_method_name(writing->answer->method),
                                         allocation, buffer_span(cutoffs));
    writing->interrupted = document == NULL;
    if (document != NULL) {
        (void)json_dumpf(document, writing->outputs[2].file, JSON_INDENT(2) | JSON_SORT_KEYS);
        (void)fputc('\n', writing->outputs[2].file);
        json_decref(document);
    }
    return result_ok();
}

/* The allocation is read back where it lies, for its digests. */
static struct result certify(struct writing *writing)
{
    const char *folder = writing->target->folder;
    const struct output *allocation = &writing->outputs[0];
    long length = ftell(allocation->file);
    int file = open(allocation->part, O_RDONLY | O_CLOEXEC);
    void *mapped = file < 0 || length <= 0 ? MAP_FAILED : mmap(NULL, (size_t)length, PROT_READ, MAP_PRIVATE, file, 0);
    if (file >= 0) {
        (void)close(file);
    }
    writing->made_folder = mapped != MAP_FAILED && mkdir(folder, 0777) == 0;
    if (mapped == MAP_FAILED || (!writing->made_folder && errno != EEXIST)) {
        return result_invalid(folder, "cli.error.file");
    }
    struct buffer cutoffs;
    buffer_init(&cutoffs);
    placement_add_cutoffs(&cutoffs, writing->files, writing->answer->places);
    struct result r = write_certificate(writing, span_make(mapped, (size_t)length), &cutoffs);
    buffer_release(&cutoffs);
    (void)munmap(mapped, (size_t)length);
    return r;
}

struct result placement_write(const struct placement_files *files, const struct placement_answer *answer,
                              const struct placement_target *target, bool *interrupted)
{
    struct writing writing = {.files = files, .answer = answer, .target = target};
    writing.order = target->certifying == NULL ? NULL : placement_certify_order(target->certifying);
    bool as_they_come = files->applicant_rows != NULL && files->applicants.by_bytes;
    if (writing.order == NULL && !as_they_come) {
        writing.order = bulk_names_sort(files->arena, &files->applicants);
    }
    struct result r = begin(&writing, target->path);
    if (result_failed(r)) {
        return r;
    }
    r = placement_write_allocation(files, answer->places, writing.order, &writing.outputs[0], &writing.interrupted);
    r = result_failed(r) ? r : output_settle(&writing.outputs[0]);
    if (!result_failed(r) && !writing.interrupted && target->certifying != NULL) {
        r = certify(&writing);
    }
    for (int i = 1; i < writing.output_count && !result_failed(r); i++) {
        r = output_settle(&writing.outputs[i]);
    }
    bool good = !result_failed(r) && !writing.interrupted;
    for (int i = writing.output_count - 1; i >= 0; i--) { /* the allocation last: where it is, the certificate is */
        struct result closed = output_close(&writing.outputs[i], good);
        r = result_failed(r) || !good ? r : closed;
    }
    if (writing.made_folder && (result_failed(r) || !good)) {
        (void)rmdir(target->folder);
    }
    *interrupted = writing.interrupted;
    return r;
}
