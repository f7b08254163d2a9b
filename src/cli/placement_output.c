/* Files written beside and renamed. */
#include "cli/placement_output.h"

#include "cli/placement_certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUTPUT_ROWS = 1 << 14 };

struct result output_open(struct arena *arena, const char *path, struct output *out)
{
    *out = (struct output){.path = path, .part = arena_format(arena, "%s.%ld.part", path, (long)getpid())};
    out->file = fopen(out->part, "wbxe");
    return out->file == NULL ? result_invalid(path, "cli.error.file") : result_ok();
}

struct result output_settle(struct output *output)
{
    bool good = fflush(output->file) == 0 && ferror(output->file) == 0 && fsync(fileno(output->file)) == 0;
    return good ? result_ok() : result_fail(RESULT_BUSY, output->path, "cli.error.file", NULL);
}

struct result output_close(struct output *output, bool good)
{
    good = fclose(output->file) == 0 && good;
    if (good && rename(output->part, output->path) == 0) {
        return result_ok();
    }
    (void)unlink(output->part);
    return result_fail(RESULT_BUSY, output->path, "cli.error.file", NULL);
}

void placement_add_value(struct buffer *out, struct span value)
{
    bool plain = memchr(value.at, ',', value.length) == NULL && memchr(value.at, '"', value.length) == NULL;
    if (plain) {
        buffer_add(out, value.at, value.length);
        return;
    }
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] == '"') {
            buffer_add_byte(out, '"');
        }
        buffer_add_byte(out, value.at[i]);
    }
    buffer_add_byte(out, '"');
}

/* --- order of names ----------------------------------------------------------------------------------------------- */

static int compare_spans(struct span left, struct span right)
{
    size_t shorter = left.length < right.length ? left.length : right.length;
    int order = memcmp(left.at, right.at, shorter);
    return order != 0 ? order : (left.length > right.length) - (left.length < right.length);
}

static int compare_numbers(const void *left, const void *right, void *context)
{
    const struct bulk_names *names = context;
    const uint32_t *a = left;
    const uint32_t *b = right;
    return compare_spans(names->spans[*a], names->spans[*b]);
}

uint32_t *placement_sort_names(struct arena *arena, const struct bulk_names *names)
{
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, names->count);
    bool sorted = true;
    for (size_t i = 0; i < names->count; i++) {
        order[i] = (uint32_t)i;
        sorted = sorted && (i == 0 || compare_spans(names->spans[i - 1], names->spans[i]) < 0);
    }
    if (!sorted) {
        struct bulk_names copy = *names;
        qsort_r(order, names->count, sizeof *order, compare_numbers, &copy);
    }
    return order;
}

/* --- the files ------------------------------------------------------------------------------------------------------ */

const char *placement_method_name(enum placement_method method)
{
    return method == PLACEMENT_SERIAL ? "serial" : "deferred";
}

bool placement_print_allocation(const struct placement_files *files, const uint32_t *places, const uint32_t *order,
                                FILE *to)
{
    struct buffer rows;
    bool stopped = false;
    buffer_init(&rows);
    buffer_add_text(&rows, "applicant_id,seat_id\n");
    for (size_t i = 0; i < files->applicants.count && !stopped; i++) {
        placement_add_value(&rows, files->applicants.spans[order[i]]);
        buffer_add_byte(&rows, ',');
        if (places[order[i]] != PLACEMENT_NONE) {
            placement_add_value(&rows, files->seats.spans[places[order[i]]]);
        }
        buffer_add_byte(&rows, '\n');
        if (i % OUTPUT_ROWS == OUTPUT_ROWS - 1) {
            (void)fwrite(rows.bytes, 1, rows.length, to);
            buffer_clear(&rows);
            stopped = interruption_asked();
        }
    }
    (void)fwrite(rows.bytes, 1, rows.length, to);
    buffer_release(&rows);
    return !stopped && !interruption_asked();
}

struct writing {
    const struct placement_files *files;
    const struct placement_answer *answer;
    const uint32_t *order;
    struct output outputs[3];
    int output_count;
    bool interrupted;
};

static struct result begin(struct writing *writing, const char *path)
{
    struct result r = output_open(writing->files->arena, path, &writing->outputs[writing->output_count]);
    writing->output_count += !result_failed(r);
    return r;
}

static struct result write_certificate(struct writing *writing, struct span allocation, const struct buffer *cutoffs,
                                       const char *folder)
{
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
    json_t *document = placement_build_certificate(writing->files, placement_method_name(writing->answer->method),
                                                   writing->order, allocation, buffer_span(cutoffs));
    writing->interrupted = document == NULL;
    if (document != NULL) {
        (void)json_dumpf(document, writing->outputs[2].file, JSON_INDENT(2) | JSON_SORT_KEYS);
        (void)fputc('\n', writing->outputs[2].file);
        json_decref(document);
    }
    return result_ok();
}

/* The allocation is read back where it lies, for its digests. */
static struct result certify(struct writing *writing, const char *folder)
{
    const struct output *allocation = &writing->outputs[0];
    long length = ftell(allocation->file);
    int file = open(allocation->part, O_RDONLY | O_CLOEXEC);
    void *mapped = file < 0 || length <= 0 ? MAP_FAILED : mmap(NULL, (size_t)length, PROT_READ, MAP_PRIVATE, file, 0);
    if (file >= 0) {
        (void)close(file);
    }
    if (mapped == MAP_FAILED || (mkdir(folder, 0777) != 0 && errno != EEXIST)) {
        return result_invalid(folder, "cli.error.file");
    }
    struct buffer cutoffs;
    buffer_init(&cutoffs);
    placement_add_cutoffs(&cutoffs, writing->files, writing->answer->places);
    struct result r = write_certificate(writing, span_make(mapped, (size_t)length), &cutoffs, folder);
    buffer_release(&cutoffs);
    (void)munmap(mapped, (size_t)length);
    return r;
}

struct result placement_write(const struct placement_files *files, const struct placement_answer *answer,
                              const char *path, const char *folder, bool *interrupted)
{
    struct writing writing = {.files = files, .answer = answer};
    writing.order = placement_sort_names(files->arena, &files->applicants);
    struct result r = begin(&writing, path);
    if (result_failed(r)) {
        return r;
    }
    writing.interrupted = !placement_print_allocation(files, answer->places, writing.order, writing.outputs[0].file);
    r = output_settle(&writing.outputs[0]);
    if (!result_failed(r) && !writing.interrupted && folder != NULL) {
        r = certify(&writing, folder);
    }
    for (int i = 1; i < writing.output_count && !result_failed(r); i++) {
        r = output_settle(&writing.outputs[i]);
    }
    bool good = !result_failed(r) && !writing.interrupted;
    for (int i = writing.output_count - 1; i >= 0; i--) { /* the allocation last: where it is, the certificate is */
        struct result closed = output_close(&writing.outputs[i], good);
        r = result_failed(r) || !good ? r : closed;
    }
    *interrupted = writing.interrupted;
    return r;
}
