/* Any bytes as the files of a placement folder. Each is read twice: as it is, by the fast readers where they take it, and
 * with an empty line behind the header, which they do not take, so that the ordinary ones read it. Both must refuse it for
 * as many reasons, or give the same arrays. Parts of the input, separated by 0xff: seats, applicants, lots, preferences,
 * an allocation. */
#define FUZZED "bulk"
#include "tests/fuzz/source.h"

#include "cli/placement_files.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { PARTS = 5, ALLOCATION = 4 };

static const char *const names[PARTS] = {"seats.csv", "applicants.csv", "lots.csv", "preferences.csv",
                                         "allocation.csv"};

static void put_part(size_t part, const uint8_t *at, size_t length, bool empty_line)
{
    const uint8_t *header = length == 0 ? NULL : memchr(at, '\n', length);
    size_t before = header == NULL ? length : (size_t)(header - at) + 1;
    (void)unlink(path_of(part));
    FILE *file = fopen(path_of(part), "wb");
    CHECK(file != NULL && fwrite(at, 1, before, file) == before);
    if (header != NULL && empty_line) {
        (void)fputc('\n', file);
    }
    CHECK(fwrite(at + before, 1, length - before, file) == length - before && fclose(file) == 0);
}

static void put_parts(const uint8_t *bytes, size_t size, bool empty_line)
{
    const uint8_t *at = bytes;
    const uint8_t *end = bytes + size;
    for (size_t i = 0; i < PARTS; i++) {
        const uint8_t *stop = at == end ? NULL : memchr(at, 0xff, (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        put_part(i, at, (size_t)(stop - at), empty_line && i > 0);
        at = stop == end ? end : stop + 1;
    }
}

struct reading {
    struct arena arena;
    struct placement_files files;
    uint32_t *places;
    bool opened, placed;
};

static void read_folder(struct reading *reading)
{
    FILE *loud = stderr;
    arena_init(&reading->arena);
    stderr = silent;
    reading->opened = placement_files_open(&reading->arena, command, folder, NULL, &reading->files);
    reading->placed =
        reading->opened && placement_files_read_allocation(&reading->files, path_of(ALLOCATION), &reading->places);
    stderr = loud;
}

static void forget(struct reading *reading)
{
    placement_files_close(&reading->files);
    arena_release(&reading->arena);
}

static bool same(const void *left, const void *right, size_t count, size_t size)
{
    return count == 0 || memcmp(left, right, count * size) == 0;
}

static void compare(const struct reading *left, const struct reading *right)
{
    const struct placement_problem *a = &left->files.problem;
    const struct placement_problem *b = &right->files.problem;
    CHECK(left->opened == right->opened && left->placed == right->placed);
    CHECK(left->files.problems.all == right->files.problems.all);
    if (!left->opened) {
        return;
    }
    size_t people = a->applicant_count;
    CHECK(people == b->applicant_count && left->files.without_wishes == right->files.without_wishes);
    for (size_t i = 0; i < people; i++) {
        CHECK(span_equal(bulk_name(&left->files.applicants, i), bulk_name(&right->files.applicants, i)));
    }
    CHECK(same(a->scores, b->scores, people, sizeof *a->scores) && same(a->lots, b->lots, people, sizeof *a->lots));
    CHECK(same(a->wish_starts, b->wish_starts, people + 1, sizeof *a->wish_starts));
    CHECK(same(a->wishes, b->wishes, a->wish_starts[people], sizeof *a->wishes));
    CHECK(!left->placed || same(left->places, right->places, people, sizeof *left->places));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct reading fast, ordinary;
    if (command == NULL) {
        source_open(names, PARTS);
    }
    put_parts(bytes, size, false);
    read_folder(&fast);
    put_parts(bytes, size, true);
    read_folder(&ordinary);
    compare(&fast, &ordinary);
    forget(&ordinary);
    forget(&fast);
    return 0;
}
