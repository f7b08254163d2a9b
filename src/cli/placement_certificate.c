/* Cut-offs, and the document that pins down what was decided upon. */
#include "cli/placement_certificate.h"

#include "base/check.h"
#include "cli/bulk_blocks.h"
#include "cli/background.h"
#include "cli/placement_digest.h"
#include "cli/placement_output.h"
#include "cli/placement_quotas.h"
#include "cli/placement_tree.h"

#include <stdlib.h>

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

/* --- the document --------------------------------------------------------------------------------------------------- */

struct placement_certifying {
    const struct placement_files *files;
    const uint32_t *order;
    int version;
    atomic_bool stopped;
    struct placement_digests inputs;
    struct placement_tree tree;
    struct background *background; /* NULL: ended */
};

static const uint32_t *order_of(const struct placement_files *files)
{
    return files->applicants.by_bytes ? NULL : bulk_names_sort(files->arena, &files->applicants);
}

/* The chains first, for they are the longest; then runs of the tree; then pieces. */
static void do_part(void *context, size_t number)
{
    struct placement_certifying *certifying = context;
    size_t chains = certifying->inputs.count;
    size_t runs = certifying->tree.run_count;
    if (number >= chains && number < chains + runs) {
        placement_tree_build(&certifying->tree, number - chains);
    } else {
        placement_digests_do(&certifying->inputs, number < chains ? number : number - runs);
    }
}

struct placement_certifying *placement_certify_begin(const struct placement_files *files, int version)
{
    struct placement_certifying *certifying = calloc(1, sizeof *certifying);
    struct placement_digest inputs[PLACEMENT_FILES_MOST] = {0};
    CHECK(certifying != NULL);
    for (int i = 0; i < files->input_count; i++) {
        inputs[i].bytes = span_make(files->tables[i].bytes, files->tables[i].length);
        inputs[i].mapped = true;
    }
    certifying->files = files;
    certifying->version = version;
    certifying->order = order_of(files);
    placement_digests_init(&certifying->inputs, inputs, (size_t)files->input_count, version < PLACEMENT_VERSION,
                           &certifying->stopped);
    placement_tree_init(&certifying->tree, files, certifying->order, MERKLE_NO_LEAF, &certifying->stopped);
    certifying->background = background_start(
        files->threads, certifying->inputs.part_count + certifying->tree.run_count, do_part, certifying);
    return certifying;
}

const uint32_t *placement_certify_order(const struct placement_certifying *certifying)
{
    return certifying->order;
}

static void digest_part(void *context, size_t part)
{
    placement_digests_do(context, part);
}

/* What there is only in the end: the allocation, and cutoffs.csv. */
static void digest_outputs(struct placement_certifying *certifying, struct span allocation, struct span cutoffs,
                           struct placement_digests *outputs)
{
    const struct placement_digest files[] = {{.bytes = allocation, .mapped = true}, {.bytes = cutoffs}};
    placement_digests_init(outputs, files, 2, certifying->inputs.whole, &certifying->stopped);
    bulk_share(certifying->files->threads, outputs->part_count, digest_part, outputs);
    placement_digests_finish(outputs);
}

static json_t *build_document(struct placement_certifying *certifying, const char *method,
                              const struct placement_digests *outputs)
{
    const struct placement_files *files = certifying->files;
    struct merkle merkle;
    unsigned char root[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    placement_digests_finish(&certifying->inputs);
    placement_tree_finish(&certifying->tree, &merkle, root);
    json_t *inputs = json_object();
    for (size_t i = 0; i < certifying->inputs.count; i++) {
        (void)json_object_set_new(inputs, files->tables[i].name, placement_digests_build(&certifying->inputs, i));
    }
    json_t *closed = json_array();
    for (size_t i = 0; i < files->closed_count; i++) {
        struct span id = bulk_name(&files->seats, files->closed[i]);
        (void)json_array_append_new(closed, json_stringn(id.at, id.length));
    }
    return json_pack("{s:i,s:s,s:s?,s:o,s:I,s:o,s:o,s:o,s:{s:I,s:s}}", "version", certifying->version, "method", method,
                     "seed", files->seed, "closed", closed, "applicants", (json_int_t)files->applicants.count, "inputs",
                     inputs, "allocation", placement_digests_build(outputs, 0), "cutoffs",
                     placement_digests_build(outputs, 1), "wishes", "leaves", (json_int_t)merkle.leaf_count,
                     "sha256_root", hash_text(root, text));
}

json_t *placement_certify(struct placement_certifying *certifying, const char *method, struct span allocation,
                          struct span cutoffs)
{
    struct placement_digests outputs;
    background_finish(certifying->background);
    certifying->background = NULL;
    digest_outputs(certifying, allocation, cutoffs, &outputs);
    json_t *document = atomic_load(&certifying->stopped) ? NULL : build_document(certifying, method, &outputs);
    placement_digests_release(&outputs);
    return document;
}

void placement_certify_end(struct placement_certifying *certifying)
{
    if (certifying == NULL) {
        return;
    }
    if (certifying->background != NULL) {
        atomic_store(&certifying->stopped, true);
        background_finish(certifying->background);
    }
    placement_digests_release(&certifying->inputs);
    placement_tree_release(&certifying->tree);
    free(certifying);
}

/* --- one applicant's part -------------------------------------------------------------------------------------------- */

static void build_run(void *context, size_t run)
{
    placement_tree_build(context, run);
}

static json_t *build_proof(const struct placement_tree *tree, uint32_t applicant)
{
    struct merkle merkle;
    unsigned char root[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    placement_tree_finish(tree, &merkle, root);
    json_t *path = json_array();
    for (int i = 0; i < merkle.path_length; i++) {
        (void)json_array_append_new(path, json_pack("{s:b,s:s}", "left", merkle.path[i].left, "sha256",
                                                    hash_text(merkle.path[i].digest, text)));
    }
    struct buffer leaf;
    buffer_init(&leaf);
    placement_tree_add_leaf(&leaf, tree, applicant, bulk_name(&tree->files->applicants, applicant));
    json_t *proof =
        json_pack("{s:s%,s:I,s:I,s:o,s:s}", "leaf", leaf.bytes, leaf.length, "index", (json_int_t)tree->wanted,
                  "leaves", (json_int_t)merkle.leaf_count, "path", path, "root", hash_text(root, text));
    buffer_release(&leaf);
    return proof;
}

json_t *placement_build_proof(const struct placement_files *files, uint32_t applicant)
{
    const uint32_t *order = order_of(files);
    uint32_t index = order == NULL ? applicant : 0;
    while (order != NULL && order[index] != applicant) {
        index++;
    }
    atomic_bool stopped = false;
    struct placement_tree tree;
    placement_tree_init(&tree, files, order, index, &stopped);
    bulk_share(files->threads, tree.run_count, build_run, &tree);
    json_t *proof = atomic_load(&stopped) ? NULL : build_proof(&tree, applicant);
    placement_tree_release(&tree);
    return proof;
}
