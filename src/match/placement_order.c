/* The order of the applicants, by lot or by score and lot.
 *
 * A record is the upper bits of score and lot, as many as fit into 32, above the applicant's number. Records are dealt
 * into parts by their topmost bits, so many that a part has one or two, and a part with more is dealt again by the bits
 * below; what is alike in all 32 bits is settled by looking up score and lot. So an ordinary instance is dealt once or
 * twice, in place of once for every 11 bits, and needs room beside the records only for its largest part.
 */
#include "match/placement_order.h"

#include <stdlib.h>

enum { DIGIT_BITS = 12, FEW = 24 };

struct range {
    uint64_t least;
    int bits; /* of the largest less the least */
};

struct sorting {
    const uint64_t *lots;
    const uint32_t *scores; /* NULL: lots alone */
    uint64_t least_lot;
    uint32_t largest_score;
    int lot_shift; /* bits of the lot that do not fit */
    int lot_bits;  /* that fit */
    int bits;      /* of the keys: lot_bits and those of the scores */
    uint64_t *spare;
};

static int bits_of(uint64_t number)
{
    return number == 0 ? 0 : 64 - __builtin_clzll(number);
}

static void find_ranges(struct sorting *sorting, size_t count)
{
    uint64_t least = UINT64_MAX;
    uint64_t largest = 0;
    uint32_t least_score = UINT32_MAX;
    uint32_t largest_score = 0;
    for (size_t a = 0; a < count; a++) {
        uint64_t lot = sorting->lots[a];
        least = lot < least ? lot : least;
        largest = lot > largest ? lot : largest;
    }
    for (size_t a = 0; sorting->scores != NULL && a < count; a++) {
        uint32_t score = sorting->scores[a];
        least_score = score < least_score ? score : least_score;
        largest_score = score > largest_score ? score : largest_score;
    }
    int score_bits = least_score > largest_score ? 0 : bits_of(largest_score - least_score);
    int lot_bits = least > largest ? 0 : bits_of(largest - least);
    sorting->least_lot = least;
    sorting->largest_score = largest_score;
    sorting->lot_bits = lot_bits < 32 - score_bits ? lot_bits : 32 - score_bits;
    sorting->lot_shift = lot_bits - sorting->lot_bits;
    sorting->bits = score_bits + sorting->lot_bits;
}

static uint32_t key_of(const struct sorting *sorting, size_t applicant)
{
    uint64_t lot = sorting->lots[applicant] - sorting->least_lot;
    lot = sorting->lot_bits == 0 ? 0 : lot >> sorting->lot_shift; /* a shift by 64 is none */
    uint64_t score = sorting->scores == NULL ? 0 : sorting->largest_score - sorting->scores[applicant];
    return (uint32_t)(score << sorting->lot_bits | lot);
}

static int compare_fully(const void *left, const void *right, void *context)
{
    const struct sorting *sorting = context;
    const uint64_t *records[] = {left, right};
    uint32_t a = (uint32_t)*records[0];
    uint32_t b = (uint32_t)*records[1];
    if (sorting->scores != NULL && sorting->scores[a] != sorting->scores[b]) {
        return sorting->scores[a] > sorting->scores[b] ? -1 : 1;
    }
    return (sorting->lots[a] > sorting->lots[b]) - (sorting->lots[a] < sorting->lots[b]);
}

static bool goes_before(struct sorting *sorting, uint64_t left, uint64_t right)
{
    if (left >> 32 != right >> 32) {
        return left < right;
    }
    return compare_fully(&left, &right, sorting) < 0;
}

static void insert_few(struct sorting *sorting, uint64_t *records, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t record = records[i];
        size_t at = i;
        for (; at > 0 && goes_before(sorting, record, records[at - 1]); at--) {
            records[at] = records[at - 1];
        }
        records[at] = record;
    }
}

/* So many bits that a part has one or two. */
static int digit_bits(size_t count, int bits_left)
{
    int wanted = bits_of(count);
    wanted = wanted > DIGIT_BITS ? DIGIT_BITS : wanted;
    return wanted < bits_left ? wanted : bits_left;
}

/* Counts into where each value starts; the last entry is the end. Returns the largest. */
static uint32_t add_up(uint32_t *counts, size_t values)
{
    uint32_t start = 0;
    uint32_t largest = 0;
    for (size_t value = 0; value <= values; value++) {
        uint32_t here = counts[value];
        counts[value] = start;
        start += here;
        largest = here > largest ? here : largest;
    }
    return largest;
}

/* Deals the records by `digit` bits of the upper half, the lowest of them `shift`; `ends` becomes where each value ends. */
static uint32_t deal(const struct sorting *sorting, uint64_t *records, size_t count, int shift, int digit,
                     uint32_t *ends)
{
    size_t values = (size_t)1 << digit;
    memset(ends, 0, (values + 1) * sizeof *ends);
    for (size_t i = 0; i < count; i++) {
        ends[records[i] >> (32 + shift) & (values - 1)]++;
    }
    uint32_t largest = add_up(ends, values);
    for (size_t i = 0; i < count; i++) {
        sorting->spare[ends[records[i] >> (32 + shift) & (values - 1)]++] = records[i];
    }
    memcpy(records, sorting->spare, count * sizeof *records);
    return largest;
}

static void sort_part(struct sorting *sorting, uint64_t *records, size_t count, int bits_left)
{
    if (count <= FEW) {
        insert_few(sorting, records, count);
        return;
    }
    if (bits_left == 0) {
        qsort_r(records, count, sizeof *records, compare_fully, sorting);
        return;
    }
    uint32_t ends[(1 << DIGIT_BITS) + 1];
    int digit = digit_bits(count, bits_left);
    if (deal(sorting, records, count, bits_left - digit, digit, ends) <= FEW) {
        insert_few(sorting, records, count); /* nobody leaves the own part */
        return;
    }
    for (size_t value = 0, start = 0; value < (size_t)1 << digit; start = ends[value++]) {
        sort_part(sorting, records + start, ends[value] - start, bits_left - digit);
    }
}

/* The first dealing makes the records as well. */
static void sort_all(struct sorting *sorting, uint64_t *records, size_t count)
{
    struct arena arena;
    uint32_t ends[(1 << DIGIT_BITS) + 1] = {0};
    int digit = digit_bits(count, sorting->bits);
    int bits_left = sorting->bits - digit;
    for (size_t a = 0; a < count; a++) {
        ends[key_of(sorting, a) >> bits_left]++;
    }
    uint32_t largest = add_up(ends, (size_t)1 << digit);
    for (size_t a = 0; a < count; a++) {
        uint64_t key = key_of(sorting, a);
        records[ends[key >> bits_left]++] = key << 32 | a;
    }
    if (largest <= FEW) {
        insert_few(sorting, records, count);
        return;
    }
    arena_init(&arena);
    sorting->spare = ARENA_ARRAY(&arena, uint64_t, largest);
    for (size_t value = 0, start = 0; value < (size_t)1 << digit; start = ends[value++]) {
        sort_part(sorting, records + start, ends[value] - start, bits_left);
    }
    arena_release(&arena);
}

bool placement_sort_people(const struct placement_problem *problem, const uint32_t *scores, uint64_t *records)
{
    struct sorting sorting = {.lots = problem->lots, .scores = scores};
    find_ranges(&sorting, problem->applicant_count);
    sort_all(&sorting, records, problem->applicant_count);
    for (size_t i = 1; i < problem->applicant_count; i++) {
        if (records[i - 1] >> 32 == records[i] >> 32 && compare_fully(&records[i - 1], &records[i], &sorting) == 0) {
            return false;
        }
    }
    return true;
}

struct result placement_rank_lots(const struct placement_problem *problem, uint32_t *ranks)
{
    struct arena arena;
    arena_init(&arena);
    uint64_t *records = ARENA_ARRAY(&arena, uint64_t, problem->applicant_count);
    bool distinct = placement_sort_people(problem, NULL, records);
    for (size_t i = 0; distinct && i < problem->applicant_count; i++) {
        ranks[(uint32_t)records[i]] = (uint32_t)i;
    }
    arena_release(&arena);
    return distinct ? result_ok() : result_invalid("lots", "placement.error.lots_equal");
}
