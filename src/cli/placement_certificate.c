/* Cut-offs, digests and the tree of wishes. */
#include "cli/placement_certificate.h"

#include "cli/bulk_blocks.h"
#include "cli/interruption.h"
#include "cli/placement_output.h"
#include "cli/placement_quotas.h"

enum { INTERRUPTION_LEAVES = 1 << 14 };

const char *placement_score_text(struct arena *arena, uint32_t score)
{
    if (score % 1000 == 0) {
        return arena_format(arena, "%u", score / 1000);
    }
    char *text = arena_format(arena, "%u.%03u", score / 1000, score % 1000);
    for (size_t last = strlen(text) - 1; text[last] == '0'; last--) {
        text[last] = '\0';
    }
    return text;
}

/* --- cut-offs ------------------------------------------------------------------------------------------------------- */

/* wide: with the three columns that quotas need. */
static void add_cutoff(struct buffer *out, const char *kind, struct span id, uint32_t capacity,
                       const struct placement_cutoff *cutoff, bool wide)
{
    struct arena arena;
    arena_init(&arena);
    buffer_add_text(out, kind);
    buffer_add_byte(out, ',');
    output_add_value(out, id);
    if (capacity == PLACEMENT_NO_TOTAL) {
        buffer_add_format(out, ",,%u,", cutoff->held);
    } else {
        buffer_add_format(out, ",%u,%u,", capacity, cutoff->held);
    }
    if (cutoff->full && cutoff->applicant != PLACEMENT_NONE) {
        buffer_add_format(out, "%s,%llu", placement_score_text(&arena, cutoff->score), (unsigned long long)cutoff->lot);
    } else {
        buffer_add_byte(out, ',');
    }
    buffer_add_text(out, !wide ? "\n" : cutoff->full ? ",,,yes\n" : ",,,no\n");
    arena_release(&arena);
}

uint32_t *placement_open_capacities(struct arena *arena, const struct placement_files *files)
{
    uint32_t *capacities = ARENA_ARRAY(arena, uint32_t, files->problem.seat_count);
    (void)memcpy(capacities, files->problem.capacities, files->problem.seat_count * sizeof *capacities);
    for (size_t i = 0; i < files->closed_count; i++) {
        capacities[files->closed[i]] = 0;
    }
    return capacities;
}

void placement_add_cutoffs(struct buffer *out, const struct placement_files *files, const uint32_t *places)
{
    struct placement_problem open = files->problem;
    const struct placement_problem *problem = &open;
    struct arena arena;
    struct placement_cutoffs cutoffs;
    arena_init(&arena);
    open.capacities = placement_open_capacities(&arena, files);
    placement_build_cutoffs(&arena, problem, places, &cutoffs);
    bool wide = problem->quotas != NULL;
    buffer_add_text(out, wide ? "kind,id,capacity,held,score,lot,school_id,group,full\n"
                              : "kind,id,capacity,held,score,lot\n");
    const uint32_t *order = bulk_names_sort(&arena, &files->seats);
    for (size_t i = 0; i < problem->seat_count; i++) {
        uint32_t s = order[i];
        add_cutoff(out, "seat", bulk_name(&files->seats, s), problem->capacities[s], &cutoffs.seats[s], wide);
    }
    if (cutoffs.enterprises != NULL) {
        order = bulk_names_sort(&arena, &files->enterprises);
        for (size_t i = 0; i < problem->enterprise_count; i++) {
            uint32_t e = order[i];
            add_cutoff(out, "enterprise", bulk_name(&files->enterprises, e), problem->totals[e],
                       &cutoffs.enterprises[e], wide);
        }
    }
    if (wide) {
        placement_add_quota_cutoffs(out, files, &cutoffs);
    }
    arena_release(&arena);
}

/* --- the tree of wishes --------------------------------------------------------------------------------------------- */

static void add_score(struct buffer *out, uint32_t score)
{
    char text[16];
    int length = snprintf(text, sizeof text, score % 1000 == 0 ? "%u" : "%u.%03u", score / 1000, score % 1000);
    while (score % 1000 != 0 && text[length - 1] == '0') {
        length--;
    }
    buffer_add(out, text, (size_t)length);
}

static void make_leaf(struct buffer *out, const struct placement_files *files, uint32_t applicant)
{
    const struct placement_problem *problem = &files->problem;
    struct span id = bulk_name(&files->applicants, applicant);
    buffer_clear(out);
    buffer_add(out, id.at, id.length);
    buffer_add_format(out, "\n%llu\n", (unsigned long long)problem->lots[applicant]);
    if (problem->quotas != NULL) {
        placement_add_leaf_groups(out, files, applicant);
    }
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        struct span seat = bulk_name(&files->seats, problem->wishes[w]);
        buffer_add(out, seat.at, seat.length);
        buffer_add_byte(out, '\t');
        add_score(out, problem->wish_scores == NULL ? problem->scores[applicant] : problem->wish_scores[w]);
        buffer_add_byte(out, '\n');
    }
}

/* False when interrupted. */
static bool build_tree(const struct placement_files *files, const uint32_t *order, uint64_t wanted,
                       struct merkle *merkle, unsigned char root[static DIGEST_SIZE])
{
    struct buffer leaf;
    bool stopped = false;
    buffer_init(&leaf);
    merkle_init(merkle, wanted);
    for (size_t i = 0; i < files->applicants.count && !stopped; i++) {
        make_leaf(&leaf, files, order[i]);
        merkle_add(merkle, buffer_span(&leaf));
        stopped = i % INTERRUPTION_LEAVES == 0 && interruption_asked();
    }
    buffer_release(&leaf);
    merkle_finish(merkle, root);
    return !stopped;
}

json_t *placement_build_proof(const struct placement_files *files, const uint32_t *order, uint32_t applicant)
{
    uint32_t index = 0;
    while (order[index] != applicant) {
        index++;
    }
    struct merkle merkle;
    unsigned char root[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    if (!build_tree(files, order, index, &merkle, root)) {
        return NULL;
    }
    json_t *path = json_array();
    for (int i = 0; i < merkle.path_length; i++) {
        (void)json_array_append_new(path, json_pack("{s:b,s:s}", "left", merkle.path[i].left, "sha256",
                                                    hash_text(merkle.path[i].digest, text)));
    }
    struct buffer leaf;
    buffer_init(&leaf);
    make_leaf(&leaf, files, applicant);
    json_t *proof = json_pack("{s:s%,s:I,s:I,s:o,s:s}", "leaf", leaf.bytes, leaf.length, "index", (json_int_t)index,
                              "leaves", (json_int_t)merkle.leaf_count, "path", path, "root", hash_text(root, text));
    buffer_release(&leaf);
    return proof;
}

/* --- digests -------------------------------------------------------------------------------------------------------- */

struct digested {
    struct span bytes;
    unsigned char sm3[DIGEST_SIZE], sha256[DIGEST_SIZE];
};

static json_t *build_digests(const struct digested *digested)
{
    char sm3[DIGEST_TEXT_SIZE];
    char sha256[DIGEST_TEXT_SIZE];
    return json_pack("{s:I,s:s,s:s}", "bytes", (json_int_t)digested->bytes.length, "sm3", hash_text(digested->sm3, sm3),
                     "sha256", hash_text(digested->sha256, sha256));
}

/* What can be computed side by side: both digests of each file, the longest (SM3) first, and the tree. */
struct work {
    const struct placement_files *files;
    const uint32_t *order;
    struct digested *digested;
    size_t count;
    struct merkle merkle;
    unsigned char root[DIGEST_SIZE];
    bool built;
};

static void do_part(void *context, size_t number)
{
    struct work *work = context;
    if (number < work->count) {
        hash_sm3(work->digested[number].bytes, work->digested[number].sm3);
    } else if (number == work->count) {
        work->built = build_tree(work->files, work->order, MERKLE_NO_LEAF, &work->merkle, work->root);
    } else {
        struct digested *digested = &work->digested[number - work->count - 1];
        hash_sha256(digested->bytes, digested->sha256);
    }
}

json_t *placement_build_certificate(const struct placement_files *files, const char *method, const uint32_t *order,
                                    struct span allocation, struct span cutoffs)
{
    struct digested digested[PLACEMENT_FILES_MOST + 2] = {{{NULL, 0}, {0}, {0}}};
    size_t count = (size_t)files->input_count;
    char text[DIGEST_TEXT_SIZE];
    for (size_t i = 0; i < count; i++) {
        digested[i].bytes = span_make(files->tables[i].bytes, files->tables[i].length);
    }
    digested[count].bytes = allocation;
    digested[count + 1].bytes = cutoffs;
    struct work work = {.files = files, .order = order, .digested = digested, .count = count + 2};
    bulk_share(files->threads, 2 * work.count + 1, do_part, &work);
    if (!work.built) {
        return NULL;
    }
    json_t *inputs = json_object();
    for (size_t i = 0; i < count; i++) {
        (void)json_object_set_new(inputs, files->tables[i].name, build_digests(&digested[i]));
    }
    json_t *closed = json_array();
    for (size_t i = 0; i < files->closed_count; i++) {
        struct span id = bulk_name(&files->seats, files->closed[i]);
        (void)json_array_append_new(closed, json_stringn(id.at, id.length));
    }
    return json_pack("{s:i,s:s,s:s?,s:o,s:I,s:o,s:o,s:o,s:{s:I,s:s}}", "version", files->problem.quotas == NULL ? 1 : 2,
                     "method", method, "seed", files->seed, "closed", closed, "applicants",
                     (json_int_t)files->applicants.count, "inputs", inputs, "allocation",
                     build_digests(&digested[count]), "cutoffs", build_digests(&digested[count + 1]), "wishes",
                     "leaves", (json_int_t)work.merkle.leaf_count, "sha256_root", hash_text(work.root, text));
}
