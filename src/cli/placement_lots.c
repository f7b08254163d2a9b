/* Lots: drawn from a seed, and that no two are the same. */
#include "base/hash.h"
#include "cli/bulk_blocks.h"
#include "cli/placement_reading.h"

#include <stdlib.h>

uint64_t placement_lot(const char *seed, struct span applicant_id)
{
    char text[256 + BULK_ID_MOST + 1];
    size_t length = strlen(seed);
    length = length < 256 ? length : 256;
    (void)memcpy(text, seed, length);
    text[length++] = '\n';
    (void)memcpy(text + length, applicant_id.at, applicant_id.length);
    unsigned char digest[DIGEST_SIZE];
    hash_sha256(span_make(text, length + applicant_id.length), digest);
    uint64_t lot = 0;
    for (int i = 0; i < 8; i++) {
        lot = lot << 8 | digest[i];
    }
    return lot;
}

/* --- are two the same? --------------------------------------------------------------------------------------------- */

enum { BITS_EACH = 16, SUSPECTS = 8, MIXED_BITS = 22, AT_ONCE = 32 };

static int compare_numbers(const void *left, const void *right)
{
    const uint64_t *a = left;
    const uint64_t *b = right;
    return (*a > *b) - (*a < *b);
}

static uint64_t mix(uint64_t lot)
{
    lot = (lot ^ lot >> 32) * UINT64_C(0xff51afd7ed558ccd);
    return (lot ^ lot >> 29) * UINT64_C(0x9e3779b97f4a7c15);
}

static bool mark(uint64_t *bits, uint64_t place)
{
    uint64_t before = bits[place / 64];
    bits[place / 64] = before | UINT64_C(1) << place % 64;
    return (before >> place % 64 & 1) != 0;
}

/* Those that fall into a place where one is already. More than `most`: there were too many to note. The places are asked
 * for some at a time, before they are looked at. */
static size_t find_suspects(const uint64_t *lots, size_t count, uint64_t *suspects, size_t most)
{
    struct arena arena;
    arena_init(&arena);
    int width = 12;
    while ((UINT64_C(1) << width) / BITS_EACH < count) {
        width++;
    }
    uint64_t *bits = ARENA_ARRAY(&arena, uint64_t, (size_t)1 << (width - 6));
    size_t found = 0;
    for (size_t first = 0; first < count && found <= most; first += AT_ONCE) {
        uint64_t places[AT_ONCE];
        size_t here = count - first < AT_ONCE ? count - first : AT_ONCE;
        for (size_t i = 0; i < here; i++) {
            places[i] = mix(lots[first + i]) >> (64 - width);
            __builtin_prefetch(&bits[places[i] / 64], 1);
        }
        for (size_t i = 0; i < here; i++) {
            if (mark(bits, places[i]) && found++ < most) {
                suspects[found - 1] = lots[first + i];
            }
        }
    }
    arena_release(&arena);
    return found;
}

/* Does a suspect stand there twice? */
static bool is_there_twice(struct arena *arena, const uint64_t *lots, size_t count, uint64_t *suspects, size_t found)
{
    uint64_t *bits = ARENA_ARRAY(arena, uint64_t, (size_t)1 << (MIXED_BITS - 6));
    unsigned char *seen = ARENA_ARRAY(arena, unsigned char, found);
    qsort(suspects, found, sizeof *suspects, compare_numbers);
    for (size_t i = 0; i < found; i++) {
        (void)mark(bits, mix(suspects[i]) >> (64 - MIXED_BITS));
    }
    for (size_t a = 0; a < count; a++) {
        uint64_t place = mix(lots[a]) >> (64 - MIXED_BITS);
        if ((bits[place / 64] >> place % 64 & 1) == 0) {
            continue;
        }
        const uint64_t *suspect = bsearch(&lots[a], suspects, found, sizeof *suspects, compare_numbers);
        if (suspect != NULL && seen[suspect - suspects]++ > 0) {
            return true;
        }
    }
    return false;
}

/* Nearly always no, and without sorting all of them. */
static bool some_may_be_equal(const uint64_t *lots, size_t count)
{
    bool ascending = true;
    for (size_t a = 1; a < count && ascending; a++) {
        ascending = lots[a] > lots[a - 1];
    }
    if (ascending) {
        return false;
    }
    struct arena arena;
    arena_init(&arena);
    size_t most = count / SUSPECTS + 64;
    uint64_t *suspects = ARENA_ARRAY(&arena, uint64_t, most);
    size_t found = find_suspects(lots, count, suspects, most);
    bool equal = found > most || (found > 0 && is_there_twice(&arena, lots, count, suspects, found));
    arena_release(&arena);
    return equal;
}

struct numbered_lot {
    uint64_t lot;
    uint32_t applicant;
};

static int compare_lots(const void *left, const void *right)
{
    const struct numbered_lot *a = left;
    const struct numbered_lot *b = right;
    return (a->lot > b->lot) - (a->lot < b->lot);
}

/* Equal lots decide nothing. Said with both ids, for no line is more at fault than the other. */
bool placement_lots_differ(struct placement_files *files, const char *file, const uint64_t *lots)
{
    size_t count = files->applicants.count;
    if (!some_may_be_equal(lots, count)) {
        return true;
    }
    struct arena arena;
    arena_init(&arena);
    struct numbered_lot *sorted = ARENA_ARRAY(&arena, struct numbered_lot, count);
    bool ascending = true;
    for (size_t a = 0; a < count; a++) {
        sorted[a] = (struct numbered_lot){lots[a], (uint32_t)a};
        ascending = ascending && (a == 0 || lots[a] > lots[a - 1]);
    }
    if (!ascending) {
        qsort(sorted, count, sizeof *sorted, compare_lots);
    }
    for (size_t i = 1; i < count; i++) {
        if (sorted[i].lot == sorted[i - 1].lot) {
            struct span other = bulk_name(&files->applicants, sorted[i].applicant);
            char *more = arena_copy(&arena, other);
            if (!bulk_problem(&files->problems, file, 0, 0, "placement.problem.lots_equal",
                              bulk_name(&files->applicants, sorted[i - 1].applicant), more)) {
                break;
            }
        }
    }
    arena_release(&arena);
    return files->problems.here == 0;
}

/* --- drawn ---------------------------------------------------------------------------------------------------------- */

enum { DRAWN_AT_ONCE = 1 << 14 };

struct drawing {
    const struct placement_files *files;
    uint64_t *lots;
};

static void draw(void *context, size_t number)
{
    const struct drawing *drawing = context;
    const struct placement_files *files = drawing->files;
    size_t end = (number + 1) * DRAWN_AT_ONCE;
    end = end < files->applicants.count ? end : files->applicants.count;
    for (size_t a = number * DRAWN_AT_ONCE; a < end; a++) {
        drawing->lots[a] = placement_lot(files->seed, bulk_name(&files->applicants, a));
    }
}

bool placement_make_lots(struct placement_files *files)
{
    size_t count = files->applicants.count;
    struct drawing drawing = {files, ARENA_ARRAY(files->arena, uint64_t, count)};
    files->problems.here = 0;
    bulk_share(files->threads, count / DRAWN_AT_ONCE + 1, draw, &drawing);
    files->problem.lots = drawing.lots;
    return true; /* two equal ones among 64 bits: the solver would notice */
}
