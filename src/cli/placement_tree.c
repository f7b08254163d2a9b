/* Leaves, written by hand for their number: ten million applicants have a hundred million scores. */
#include "cli/placement_tree.h"

#include "base/check.h"
#include "cli/bulk_blocks.h"
#include "cli/bulk_plain.h"
#include "cli/interruption.h"
#include "cli/placement_quotas.h"

#include <stdlib.h>

enum { RUN_LEAVES = PLACEMENT_STRETCH, DIGITS_MOST = 24, SCORE_MOST = 16, FETCHED_BEFORE = 4 };

_Static_assert((RUN_LEAVES & (RUN_LEAVES - 1)) == 0, "the tree is parted at powers of two");

/* --- a leaf --------------------------------------------------------------------------------------------------------- */

static char *add_number(char *at, uint64_t number)
{
    char digits[DIGITS_MOST];
    size_t first = DIGITS_MOST;
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    (void)memcpy(at, digits + first, DIGITS_MOST - first);
    return at + (DIGITS_MOST - first);
}

/* As placement_score_text. */
static char *add_score(char *at, uint32_t score)
{
    at = add_number(at, score / 1000);
    uint32_t rest = score % 1000;
    if (rest > 0) {
        *at++ = '.';
    }
    for (uint32_t unit = 100; rest > 0; unit /= 10) {
        *at++ = (char)('0' + rest / unit);
        rest %= unit;
    }
    return at;
}

/* Names are short, and there are many: two words that may overlap in place of a call. */
static char *add_name(char *at, struct span name)
{
    if (name.length >= 8 && name.length <= 16) {
        uint64_t first, last;
        (void)memcpy(&first, name.at, 8);
        (void)memcpy(&last, name.at + name.length - 8, 8);
        (void)memcpy(at, &first, 8);
        (void)memcpy(at + name.length - 8, &last, 8);
    } else if (name.length >= 4 && name.length < 8) {
        uint32_t first, last;
        (void)memcpy(&first, name.at, 4);
        (void)memcpy(&last, name.at + name.length - 4, 4);
        (void)memcpy(at, &first, 4);
        (void)memcpy(at + name.length - 4, &last, 4);
    } else {
        (void)memcpy(at, name.at, name.length);
    }
    return at + name.length;
}

/* Room for sixteen bytes is there: what is too much is written over. */
static char *add_seat(char *at, const struct placement_tree *tree, uint32_t seat)
{
    const struct placement_seat_text *text = &tree->seats[seat];
    if (text->length > sizeof text->bytes) {
        return add_name(at, bulk_name(&tree->files->seats, seat));
    }
    (void)memcpy(at, text, sizeof *text);
    return at + text->length;
}

static void add_wishes(struct buffer *out, const struct placement_tree *tree, uint32_t applicant)
{
    const struct placement_problem *problem = &tree->files->problem;
    uint32_t first = problem->wish_starts[applicant];
    uint32_t end = problem->wish_starts[applicant + 1];
    buffer_reserve(out, (size_t)(end - first) * (BULK_ID_MOST + SCORE_MOST + 2) + sizeof(struct placement_seat_text));
    char common[SCORE_MOST] = {0}; /* the score, which all wishes have, and a line feed; copied in one go */
    char *at = out->bytes + out->length;
    size_t length = 0;
    if (problem->wish_scores == NULL) {
        char *tail = add_score(common, problem->scores[applicant]);
        *tail++ = '\n';
        length = (size_t)(tail - common);
    }
    for (uint32_t w = first; w < end; w++) {
        at = add_seat(at, tree, problem->wishes[w]);
        *at++ = '\t';
        if (problem->wish_scores == NULL) {
            (void)memcpy(at, common, SCORE_MOST);
            at += length;
        } else {
            at = add_score(at, problem->wish_scores[w]);
            *at++ = '\n';
        }
    }
    out->length = (size_t)(at - out->bytes);
}

void placement_tree_add_leaf(struct buffer *out, const struct placement_tree *tree, uint32_t applicant, struct span id)
{
    const struct placement_problem *problem = &tree->files->problem;
    buffer_reserve(out, BULK_ID_MOST + DIGITS_MOST + 2);
    char *at = add_name(out->bytes + out->length, id);
    *at++ = '\n';
    at = add_number(at, problem->lots[applicant]);
    *at++ = '\n';
    out->length = (size_t)(at - out->bytes);
    if (problem->quotas != NULL) {
        placement_add_leaf_groups(out, tree->files, applicant);
    }
    add_wishes(out, tree, applicant);
    out->bytes[out->length] = '\0';
}

/* --- runs ----------------------------------------------------------------------------------------------------------- */

static void note_seats(struct placement_tree *tree)
{
    const struct bulk_names *names = &tree->files->seats;
    tree->seats = calloc(names->count + 1, sizeof *tree->seats);
    CHECK(tree->seats != NULL);
    for (size_t i = 0; i < names->count; i++) {
        struct span id = bulk_name(names, i);
        struct placement_seat_text *text = &tree->seats[i];
        text->length = (uint8_t)id.length; /* of a name: below 256 */
        (void)memcpy(text->bytes, id.at, id.length < sizeof text->bytes ? id.length : sizeof text->bytes);
    }
}

void placement_tree_init(struct placement_tree *tree, const struct placement_files *files, const uint32_t *order,
                         uint64_t wanted, atomic_bool *stopped)
{
    *tree = (struct placement_tree){.files = files, .order = order, .wanted = wanted, .stopped = stopped};
    tree->run_count = (files->applicants.count + RUN_LEAVES - 1) / RUN_LEAVES;
    tree->runs = calloc(tree->run_count + 1, sizeof *tree->runs);
    CHECK(tree->runs != NULL);
    note_seats(tree);
}

/* The seats that somebody farther on wishes for are fetched meanwhile. */
static void fetch_seats(const struct placement_tree *tree, uint32_t applicant)
{
    const struct placement_problem *problem = &tree->files->problem;
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        __builtin_prefetch(&tree->seats[problem->wishes[w]]);
    }
}

static uint32_t applicant_at(const struct placement_tree *tree, size_t place)
{
    return tree->order == NULL ? (uint32_t)place : tree->order[place];
}

/* *row: where the applicant's row begins, then where the next one does; NULL: the names are known. */
static struct span take_id(const struct placement_tree *tree, uint32_t applicant, const char **row)
{
    if (*row == NULL) {
        return bulk_name(&tree->files->applicants, applicant);
    }
    const struct bulk_table *table = tree->files->applicants_table;
    const char *end = table->bytes + table->length;
    const char *comma = plain_seek(*row, end, ',');
    struct span id = span_make(*row, (size_t)(comma - *row));
    *row = plain_seek(comma, end, '\n') + 1;
    return id;
}

static void add_leaves(struct placement_tree *tree, struct merkle *merkle, size_t first, size_t end)
{
    const char *start = tree->order != NULL || tree->files->applicant_rows == NULL
                            ? NULL
                            : tree->files->applicant_rows[first / PLACEMENT_STRETCH];
    const char *row = start;
    struct merkle_batch batch;
    merkle_batch_init(&batch);
    for (size_t i = first; i < end; i++) {
        if (i + FETCHED_BEFORE < end) {
            fetch_seats(tree, applicant_at(tree, i + FETCHED_BEFORE));
        }
        uint32_t applicant = applicant_at(tree, i);
        struct span id = take_id(tree, applicant, &row);
        placement_tree_add_leaf(merkle_batch_begin(&batch), tree, applicant, id);
        merkle_batch_end(&batch, merkle);
    }
    merkle_batch_flush(&batch, merkle);
    merkle_batch_release(&batch);
    if (start != NULL) {
        bulk_give_back(tree->files->applicants_table, start, row);
    }
}

void placement_tree_build(struct placement_tree *tree, size_t run)
{
    size_t first = run * RUN_LEAVES;
    size_t left = tree->files->applicants.count - first;
    size_t count = left < RUN_LEAVES ? left : RUN_LEAVES;
    bool here = tree->wanted >= first && tree->wanted < first + count;
    if (interruption_asked()) {
        atomic_store(tree->stopped, true);
    }
    if (atomic_load(tree->stopped)) {
        return;
    }
    merkle_init(&tree->runs[run], here ? tree->wanted - first : MERKLE_NO_LEAF);
    add_leaves(tree, &tree->runs[run], first, first + count);
}

void placement_tree_finish(const struct placement_tree *tree, struct merkle *out,
                           unsigned char root[static DIGEST_SIZE])
{
    merkle_init(out, MERKLE_NO_LEAF);
    for (size_t run = 0; run < tree->run_count; run++) {
        merkle_join(out, &tree->runs[run]);
    }
    merkle_finish(out, root);
}

void placement_tree_release(struct placement_tree *tree)
{
    free(tree->runs);
    free(tree->seats);
}
