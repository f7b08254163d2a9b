/* Files written beside and renamed. */
#include "cli/placement_output.h"

#include <stdlib.h>
#include <unistd.h>

enum { INTERRUPTION_ROWS = 1 << 15 };

struct result output_open(struct arena *arena, const char *path, struct output *out)
{
    *out = (struct output){.path = path, .part = arena_format(arena, "%s.%ld.part", path, (long)getpid())};
    out->file = fopen(out->part, "wbxe");
    return out->file == NULL ? result_invalid(path, "cli.error.file") : result_ok();
}

struct result output_close(struct output *output, bool good)
{
    good = good && fflush(output->file) == 0 && ferror(output->file) == 0 && fsync(fileno(output->file)) == 0;
    good = fclose(output->file) == 0 && good;
    if (good && rename(output->part, output->path) == 0) {
        return result_ok();
    }
    (void)unlink(output->part);
    return result_fail(RESULT_BUSY, output->path, "cli.error.file", NULL);
}

void output_value(struct output *output, struct span value)
{
    bool plain = true;
    for (size_t i = 0; i < value.length; i++) {
        plain = plain && value.at[i] != ',' && value.at[i] != '"';
    }
    if (plain) {
        (void)fwrite(value.at, 1, value.length, output->file);
        return;
    }
    (void)fputc('"', output->file);
    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] == '"') {
            (void)fputc('"', output->file);
        }
        (void)fputc(value.at[i], output->file);
    }
    (void)fputc('"', output->file);
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

struct result placement_write_allocation(const struct placement_files *files, const uint32_t *places,
                                         const uint32_t *order, const char *path, bool *interrupted)
{
    struct output output;
    struct result r = output_open(files->arena, path, &output);
    if (result_failed(r)) {
        return r;
    }
    bool stopped = false;
    (void)fputs("applicant_id,seat_id\n", output.file);
    for (size_t i = 0; i < files->applicants.count && !stopped; i++) {
        output_value(&output, files->applicants.spans[order[i]]);
        (void)fputc(',', output.file);
        if (places[order[i]] != PLACEMENT_NONE) {
            output_value(&output, files->seats.spans[places[order[i]]]);
        }
        (void)fputc('\n', output.file);
        stopped = i % INTERRUPTION_ROWS == 0 && interruption_asked();
    }
    stopped = stopped || interruption_asked();
    r = output_close(&output, !stopped);
    *interrupted = stopped;
    return stopped ? result_ok() : r;
}
