/* Musts that cannot be: which rule or number each contradicts. What no single rule forbids, the solver's bound may still prove to
 * be too much together; and where neither does, that is said too. */
#include "cli/talks_job.h"

#include <stdlib.h>

static enum cli_exit tell(const struct talks_job *job, json_t *list)
{
    size_t count = json_array_size(list);
    if (count == 0) {
        json_decref(list);
        return CLI_DONE;
    }
    if (command_json(job->command)) {
        command_print(json_pack("{s:b,s:o}", "possible", 0, "conflicts", list));
    } else {
        json_decref(list);
    }
    command_say(job->command, stderr, "talks.must.none", NULL, NULL);
    return CLI_NO_SOLUTION;
}

/* One conflict: said, or put on the list. */
static void put(const struct talks_job *job, json_t *list, const char *kind, const char *who, const char *what)
{
    if (!command_json(job->command)) {
        command_say(job->command, stdout, arena_format(&job->command->arena, "talks.must.%s", kind), who, what);
    }
    (void)json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "kind", kind, "who", who, "what", what));
}

enum cli_exit talks_tell_conflicts(const struct talks_job *job)
{
    json_t *list = json_array();
    for (size_t k = 0; k < job->files.conflict_count; k++) {
        const struct talks_conflict *conflict = &job->files.conflicts[k];
        put(job, list, "against_no", talks_pair_text(job, conflict->left, conflict->right),
            arena_format(&job->command->arena, "wishes.csv:%llu, %s:%llu", (unsigned long long)conflict->must_line,
                         conflict->no_file, (unsigned long long)conflict->no_line));
    }
    return tell(job, list);
}

/* --- what numbers forbid ---------------------------------------------------------------------------------------------------- */

/* Slots in which a table is open; how many tables in all of them. */
static uint64_t useful_slots(const struct talks_problem *problem, uint64_t *tables)
{
    uint64_t useful = 0;
    *tables = 0;
    for (size_t t = 0; t < problem->table_count; t++) {
        useful |= problem->table_slots[t];
        *tables += (uint64_t)__builtin_popcountll(problem->table_slots[t]);
    }
    return useful;
}

struct couple {
    uint32_t one, other;
    size_t pair;
};

static int compare_couples(const void *left, const void *right)
{
    const struct couple *a = left;
    const struct couple *b = right;
    if (a->one != b->one) {
        return a->one < b->one ? -1 : 1;
    }
    if (a->other != b->other) {
        return a->other < b->other ? -1 : 1;
    }
    return (a->pair > b->pair) - (a->pair < b->pair);
}

/* Two organisations that must meet twice, by different delegates. */
static void put_organisations(const struct talks_job *job, json_t *list)
{
    const struct talks_problem *problem = &job->files.problem;
    const uint32_t *of = problem->organisations;
    size_t count = 0;
    if (of == NULL) {
        return;
    }
    struct couple *couples = ARENA_ARRAY(&job->command->arena, struct couple, problem->pair_count);
    for (size_t p = 0; p < problem->pair_count; p++) {
        uint32_t one = of[problem->pairs[p].left];
        uint32_t other = of[problem->pairs[p].right];
        if (problem->musts[p]) {
            couples[count++] = (struct couple){one < other ? one : other, one < other ? other : one, p};
        }
    }
    qsort(couples, count, sizeof *couples, compare_couples);
    for (size_t k = 1; k < count; k++) {
        const struct talks_pair *before = &problem->pairs[couples[k - 1].pair];
        const struct talks_pair *now = &problem->pairs[couples[k].pair];
        if (couples[k].one == couples[k - 1].one && couples[k].other == couples[k - 1].other) {
            put(job, list, "organisations", talks_pair_text(job, before->left, before->right),
                talks_pair_text(job, now->left, now->right));
        }
    }
}

static void put_people(const struct talks_job *job, json_t *list, const uint32_t *musts, uint64_t useful)
{
    const struct talks_problem *problem = &job->files.problem;
    for (uint32_t i = 0; i < problem->participant_count; i++) {
        uint32_t there = (uint32_t)__builtin_popcountll(problem->slots[i] & useful);
        uint32_t most = problem->mosts[i] < there ? problem->mosts[i] : there;
        if (musts[i] > most) {
            put(job, list, there < problem->mosts[i] ? "too_few_slots" : "over_max", talks_name(job, i),
                arena_format(&job->command->arena, "%u > %u", musts[i], most));
        }
    }
}

enum cli_exit talks_tell_impossible_musts(const struct talks_job *job)
{
    const struct talks_problem *problem = &job->files.problem;
    uint64_t tables = 0;
    uint64_t all = 0;
    uint64_t useful = useful_slots(problem, &tables);
    if (problem->musts == NULL) {
        return CLI_DONE;
    }
    json_t *list = json_array();
    uint32_t *musts = ARENA_ARRAY(&job->command->arena, uint32_t, problem->participant_count);
    for (size_t p = 0; p < problem->pair_count; p++) {
        const struct talks_pair *pair = &problem->pairs[p];
        if (!problem->musts[p]) {
            continue;
        }
        all++;
        musts[pair->left]++;
        musts[pair->right]++;
        if ((problem->slots[pair->left] & problem->slots[pair->right] & useful) == 0) {
            put(job, list, "never_both", talks_pair_text(job, pair->left, pair->right), "");
        }
    }
    put_people(job, list, musts, useful);
    put_organisations(job, list);
    if (all > tables) {
        put(job, list, "tables", "tables.csv",
            arena_format(&job->command->arena, "%llu > %llu", (unsigned long long)all, (unsigned long long)tables));
    }
    return tell(job, list);
}

/* --- what the solver could not do -------------------------------------------------------------------------------------------- */

enum cli_exit talks_tell_unmet(struct talks_job *job, const struct talks_answer *answer)
{
    struct command *command = job->command;
    const struct talks_problem *problem = &job->files.problem;
    bool proven = answer->proven || answer->bound_unmet > 0;
    uint64_t at_least = answer->proven ? answer->unmet : answer->bound_unmet;
    bool *met = ARENA_ARRAY(&command->arena, bool, problem->pair_count);
    json_t *list = json_array();
    for (size_t m = 0; m < answer->meeting_count; m++) {
        met[talks_find_pair(problem, answer->meetings[m].left, answer->meetings[m].right)] = true;
    }
    for (size_t p = 0; p < problem->pair_count; p++) {
        if (problem->musts[p] && !met[p]) {
            (void)json_array_append_new(
                list, json_string(talks_pair_text(job, problem->pairs[p].left, problem->pairs[p].right)));
        }
    }
    if (command_json(command)) {
        command_print(json_pack("{s:b,s:b,s:I,s:I,s:o}", "possible", 0, "proven", proven, "unmet_at_least",
                                (json_int_t)at_least, "unmet", (json_int_t)answer->unmet, "unmet_here", list));
        return CLI_NO_SOLUTION;
    }
    command_say(command, stderr, proven ? "talks.must.none" : "talks.must.not_found", NULL, NULL);
    if (proven) {
        command_say(command, stdout, answer->proven ? "talks.must.tried" : "talks.must.bound",
                    talks_count(job, at_least), NULL);
    }
    command_say(command, stdout, problem->kept_count > 0 ? "talks.must.unmet_kept" : "talks.must.unmet", NULL, NULL);
    for (size_t k = 0; k < json_array_size(list); k++) {
        (void)printf("  %s\n", json_string_value(json_array_get(list, k)));
    }
    json_decref(list);
    return CLI_NO_SOLUTION;
}
