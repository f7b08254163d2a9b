/* Any bytes as the files of a pairing folder: what is refused is told, what is read is solved, and what is solved is proved by
 * the checker or by a shortage. Parts of the input, separated by 0xff: helpers, helped, scores, strengths, needs,
 * forbidden, existing, pairs, prices; an empty part is a file that is not there. */
#define FUZZED "pairing"
#include "tests/fuzz/source.h"

#include "cli/pairing_files.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { PARTS = 9, PAIRS = 7, PRICES = 8 };

static const char *const names[PARTS] = {"helpers.csv",   "helped.csv",   "scores.csv", "strengths.csv", "needs.csv",
                                         "forbidden.csv", "existing.csv", "pairs.csv",  "prices.csv"};

static uint64_t count_faults(struct arena *arena, const struct pairing_problem *problem,
                             const struct pairing_claim *claim, struct pairing_findings *findings)
{
    uint64_t all = 0;
    CHECK(!result_failed(pairing_check(arena, problem, claim, 10, findings)));
    for (int kind = 0; kind < PAIRING_FAULT_KINDS; kind++) {
        all += findings->counts[kind];
    }
    return all;
}

/* Pairs and prices of anybody: sound ones are worth as much as ours. */
static void check_given(struct arena *arena, struct pairing_files *files, const struct pairing_answer *answer)
{
    struct pairing_pair *pairs;
    size_t count;
    int64_t *prices[2];
    struct pairing_findings findings;
    const char *one = arena_format(arena, "%s/%s", folder, names[PAIRS]);
    const char *other = arena_format(arena, "%s/%s", folder, names[PRICES]);
    if (access(one, F_OK) == 0 && pairing_files_read_pairs(files, one, &pairs, &count) &&
        pairing_files_read_prices(files, other, prices)) {
        struct pairing_claim claim = {pairs, count, {prices[0], prices[1]}};
        bool sound = count_faults(arena, &files->problem, &claim, &findings) == 0;
        CHECK(!sound || findings.points == answer->points);
    }
}

static void solve_and_check(struct arena *arena, struct pairing_files *files)
{
    struct pairing_answer answer, other;
    struct pairing_shortage shortage;
    struct pairing_findings findings;
    struct pairing_explanation why;
    const struct pairing_problem *problem = &files->problem;
    struct result r = pairing_solve(arena, problem, &answer, &shortage);
    if (result_failed(r)) {
        CHECK(r.code == RESULT_CONFLICT && pairing_shortage_holds(arena, problem, &shortage));
        return;
    }
    struct pairing_claim claim = pairing_claim_of(&answer);
    CHECK(count_faults(arena, problem, &claim, &findings) == 0);
    CHECK(!result_failed(pairing_solve_by(arena, problem, PAIRING_NETWORK, &other, NULL)));
    CHECK(other.points == answer.points);
    struct pairing_pair pair = {(uint32_t)(problem->counts[0] / 2), (uint32_t)(problem->counts[1] / 2)};
    CHECK(!result_failed(pairing_explain(arena, problem, &claim, pair, &why)));
    CHECK(!why.possible || why.forbidden || why.cost >= 0);
    check_given(arena, files, &answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct pairing_files files;
    FILE *heard = stderr;
    if (command == NULL) {
        source_open(names, PARTS);
    }
    source_put_parts(bytes, size);
    arena_init(&arena);
    stderr = silent;
    bool read = pairing_files_open(&arena, command, folder, -1, 0, &files);
    CHECK(read == (files.problems.all == 0));
    if (read) {
        solve_and_check(&arena, &files);
    }
    stderr = heard;
    pairing_files_close(&files);
    arena_release(&arena);
    return 0;
}
