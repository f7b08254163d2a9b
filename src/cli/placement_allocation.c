/* Rows of an allocation. */
#include "cli/placement_allocation.h"

#include "cli/bulk_blocks.h"
#include "cli/bulk_plain.h"
#include "cli/interruption.h"

#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

enum { ENDING_MOST = 15, ROW_MOST = 4 * BULK_ID_MOST + 8 + 16, AHEAD = 64 };

/* A row after its id, where it is short: a comma, the seat, a line feed. In one place, for they are looked at here and there. */
struct ending {
    char text[ENDING_MOST];
    unsigned char length; /* 0: too long, or to be quoted */
};

struct rows {
    const struct placement_files *files;
    const uint32_t *places, *order;
    struct ending *endings; /* of the seats */
    int file;
    atomic_size_t next, made; /* stretches */
    size_t length;            /* of those made; belongs to the one whose turn it is */
    atomic_bool failed, interrupted;
};

static const char header[] = "applicant_id,seat_id\n";

static void make_endings(struct arena *arena, struct rows *all)
{
    const struct bulk_names *seats = &all->files->seats;
    all->endings = ARENA_ARRAY(arena, struct ending, seats->count);
    for (size_t s = 0; s < seats->count; s++) {
        struct span seat = bulk_name(seats, s);
        struct ending *ending = &all->endings[s];
        if (seats->plain && seat.length + 2 <= ENDING_MOST) {
            ending->text[0] = ',';
            memcpy(ending->text + 1, seat.at, seat.length);
            ending->text[seat.length + 1] = '\n';
            ending->length = (unsigned char)(seat.length + 2);
        }
    }
}

/* There is room for sixteen bytes more than it takes, and the id lies in a table. */
static char *copy_plain(char *to, struct span id)
{
    for (size_t at = 0; at < id.length; at += 8) {
        memcpy(to + at, id.at + at, 8);
    }
    return to + id.length;
}

/* NULL for none. */
static const struct ending *ending_of(const struct rows *all, uint32_t applicant)
{
    uint32_t seat = all->places[applicant];
    return seat == PLACEMENT_NONE ? NULL : &all->endings[seat];
}

static void add_row(const struct rows *all, struct buffer *out, struct span id, const struct ending *ending)
{
    buffer_reserve(out, ROW_MOST);
    if (all->files->applicants.plain) {
        out->length = (size_t)(copy_plain(out->bytes + out->length, id) - out->bytes);
    } else {
        output_add_value(out, id);
    }
    if (ending != NULL && ending->length > 0) {
        memcpy(out->bytes + out->length, ending, sizeof *ending);
        out->length += ending->length;
        return;
    }
    buffer_add_byte(out, ',');
    if (ending != NULL) {
        output_add_value(out, bulk_name(&all->files->seats, (size_t)(ending - all->endings)));
    }
    buffer_add_byte(out, '\n');
}

/* In the order of the rows, whose ids are read where they lie: names may be forgotten. */
static void add_as_they_come(const struct rows *all, struct buffer *out, size_t first, size_t end)
{
    const struct bulk_table *table = all->files->applicants_table;
    const char *table_end = table->bytes + table->length;
    const char *start = all->files->applicant_rows[first / PLACEMENT_STRETCH];
    const char *at = start;
    for (size_t a = first; a < end; a++) {
        const char *comma = plain_seek(at, table_end, ',');
        if (a + AHEAD <
            all->files->applicants.count) { /* where one seat stands has nothing to do with where the next does */
            __builtin_prefetch(ending_of(all, (uint32_t)a + AHEAD));
        }
        add_row(all, out, span_make(at, (size_t)(comma - at)), ending_of(all, (uint32_t)a));
        at = plain_seek(comma, table_end, '\n') + 1;
    }
    bulk_give_back(table, start, at);
}

static void add_in_order(const struct rows *all, struct buffer *out, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        uint32_t applicant = all->order[i];
        add_row(all, out, bulk_name(&all->files->applicants, applicant), ending_of(all, applicant));
    }
}

static void fill_stretch(const struct rows *all, struct buffer *out, size_t number)
{
    size_t first = number * PLACEMENT_STRETCH;
    size_t count = all->files->applicants.count;
    size_t end = first + PLACEMENT_STRETCH < count ? first + PLACEMENT_STRETCH : count;
    buffer_clear(out);
    if (number == 0) {
        buffer_add_text(out, header);
    }
    if (first < end) {
        (all->order == NULL ? add_as_they_come : add_in_order)(all, out, first, end);
    }
}

/* The disk begins at once: what it has taken by the end need not be waited for. */
static bool write_all(int file, struct span bytes, size_t at)
{
    size_t start = at;
    size_t length = bytes.length;
    while (bytes.length > 0) {
        ssize_t written = pwrite(file, bytes.at, bytes.length, (off_t)at);
        if (written <= 0) {
            return false;
        }
        bytes = span_make(bytes.at + written, bytes.length - (size_t)written);
        at += (size_t)written;
    }
    (void)sync_file_range(file, (off_t)start, (off_t)length, SYNC_FILE_RANGE_WRITE);
    return true;
}

/* One thread, with its own buffer. */
static void write_stretches(void *context, size_t number)
{
    struct rows *all = context;
    size_t stretches = all->files->applicants.count / PLACEMENT_STRETCH + 1;
    struct buffer out;
    (void)number;
    buffer_init(&out);
    for (size_t stretch; (stretch = atomic_fetch_add(&all->next, 1)) < stretches;) {
        bool stopped = atomic_load(&all->failed) || atomic_load(&all->interrupted);
        if (!stopped) {
            fill_stretch(all, &out, stretch);
        }
        while (atomic_load_explicit(&all->made, memory_order_acquire) != stretch) {
            (void)sched_yield();
        }
        size_t at = all->length;
        all->length += out.length;
        atomic_store_explicit(&all->made, stretch + 1, memory_order_release);
        if (interruption_asked()) {
            atomic_store(&all->interrupted, true);
        } else if (!stopped && !write_all(all->file, buffer_span(&out), at)) {
            atomic_store(&all->failed, true);
        }
    }
    buffer_release(&out);
}

struct result placement_write_allocation(const struct placement_files *files, const uint32_t *places,
                                         const uint32_t *order, struct output *output, bool *interrupted)
{
    struct arena arena;
    arena_init(&arena);
    struct rows all = {.files = files, .places = places, .order = order, .file = fileno(output->file)};
    make_endings(&arena, &all);
    bulk_share(files->threads, files->threads, write_stretches, &all);
    arena_release(&arena);
    *interrupted = atomic_load(&all.interrupted);
    bool good = !atomic_load(&all.failed) && fseek(output->file, 0, SEEK_END) == 0;
    return good ? result_ok() : result_fail(RESULT_BUSY, output->path, "cli.error.file", NULL);
}
