/* pairing solve: pairs and prices to their files, or why there can be none. */
#include "cli/pairing_job.h"

enum { OUTPUT_ROWS = 1 << 14 };

/* --- the files ---------------------------------------------------------------------------------------------------- */

static bool flush_rows(struct buffer *rows, size_t done, FILE *to)
{
    if (done % OUTPUT_ROWS != 0) {
        return true;
    }
    (void)fwrite(rows->bytes, 1, rows->length, to);
    buffer_clear(rows);
    return !interruption_asked();
}

static bool print_pairs(const struct pairing_job *job, const struct pairing_answer *answer, FILE *to)
{
    const struct pairing_files *files = &job->files;
    struct buffer rows;
    bool going = true;
    buffer_init(&rows);
    buffer_add_text(&rows, "helper_id,helped_id,points\n");
    for (size_t i = 0; i < answer->pair_count && going; i++) {
        struct pairing_pair pair = answer->pairs[i];
        output_add_value(&rows, files->ids[PAIRING_HELPER][pair.helper]);
        buffer_add_byte(&rows, ',');
        output_add_value(&rows, files->ids[PAIRING_HELPED][pair.helped]);
        buffer_add_format(&rows, ",%lld\n", (long long)pairing_points(&files->problem, pair));
        going = flush_rows(&rows, i + 1, to);
    }
    (void)fwrite(rows.bytes, 1, rows.length, to);
    buffer_release(&rows);
    return going && !interruption_asked();
}

static bool print_prices(const struct pairing_job *job, const struct pairing_answer *answer, FILE *to)
{
    const struct pairing_files *files = &job->files;
    struct buffer rows;
    bool going = true;
    buffer_init(&rows);
    buffer_add_text(&rows, "side,school_id,price\n");
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < files->problem.counts[side] && going; i++) {
            buffer_add_format(&rows, "%s,", pairing_side_names[side]);
            output_add_value(&rows, files->ids[side][i]);
            buffer_add_format(&rows, ",%lld\n", (long long)answer->prices[side][i]);
            going = flush_rows(&rows, i + 1, to);
        }
    }
    (void)fwrite(rows.bytes, 1, rows.length, to);
    buffer_release(&rows);
    return going && !interruption_asked();
}

/* Both or none; the pairs get their name last: where they are, the prices are. */
static struct result write_answer(struct pairing_job *job, const struct pairing_answer *answer, const char *path,
                                  bool *interrupted)
{
    struct arena *arena = &job->command->arena;
    struct output pairs, prices;
    struct result r = output_open(arena, path, &pairs);
    if (result_failed(r)) {
        return r;
    }
    r = output_open(arena, pairing_prices_path(job, path), &prices);
    if (result_failed(r)) {
        struct result closed = output_close(&pairs, false);
        (void)closed;
        return r;
    }
    *interrupted = !print_pairs(job, answer, pairs.file) || !print_prices(job, answer, prices.file);
    r = output_settle(&pairs);
    if (!result_failed(r)) {
        r = output_settle(&prices);
    }
    bool good = !result_failed(r) && !*interrupted;
    struct result closed = output_close(&prices, good);
    r = result_failed(r) || !good ? r : closed;
    closed = output_close(&pairs, good && !result_failed(closed));
    return result_failed(r) || !good ? r : closed;
}

/* --- what is said ------------------------------------------------------------------------------------------------- */

static size_t count_kept(const struct pairing_job *job, const struct pairing_answer *answer)
{
    const struct pairing_files *files = &job->files;
    size_t kept = 0;
    size_t at = 0;
    for (size_t i = 0; i < files->existing_count; i++) {
        struct pairing_pair old = files->existing[i];
        while (at < answer->pair_count &&
               (answer->pairs[at].helper < old.helper ||
                (answer->pairs[at].helper == old.helper && answer->pairs[at].helped < old.helped))) {
            at++;
        }
        kept +=
            at < answer->pair_count && answer->pairs[at].helper == old.helper && answer->pairs[at].helped == old.helped;
    }
    return kept;
}

static size_t count_alone(const struct pairing_job *job, const struct pairing_answer *answer, enum pairing_side side)
{
    size_t count = job->files.problem.counts[side];
    unsigned char *met = ARENA_ARRAY(&job->command->arena, unsigned char, count);
    size_t alone = count;
    for (size_t i = 0; i < answer->pair_count; i++) {
        uint32_t school = side == PAIRING_HELPER ? answer->pairs[i].helper : answer->pairs[i].helped;
        alone -= met[school] == 0;
        met[school] = 1;
    }
    return alone;
}

static const char *method_name(enum pairing_method method)
{
    return method == PAIRING_ASSIGNMENT ? "assignment" : "network";
}

static void tell_answer(struct pairing_job *job, const struct pairing_answer *answer, const char *path)
{
    struct command *command = job->command;
    const struct pairing_files *files = &job->files;
    size_t kept = count_kept(job, answer);
    if (command_json(command)) {
        command_print(json_pack("{s:s,s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o}", "out", path, "prices",
                                pairing_prices_path(job, path), "method", method_name(answer->method), "helpers",
                                (json_int_t)files->problem.counts[0], "helped", (json_int_t)files->problem.counts[1],
                                "points", (json_int_t)answer->points, "existing", (json_int_t)files->existing_count,
                                "kept", (json_int_t)kept, "helpers_without",
                                (json_int_t)count_alone(job, answer, PAIRING_HELPER), "helped_without",
                                (json_int_t)count_alone(job, answer, PAIRING_HELPED), "pairs",
                                pairing_json_pairs(job, answer->pairs, answer->pair_count)));
        return;
    }
    char one[64], two[64];
    (void)snprintf(one, sizeof one, "%zu", answer->pair_count);
    (void)snprintf(two, sizeof two, "%lld", (long long)answer->points);
    command_say(command, stdout, "pairing.solve.made", one, two);
    command_say(command, stdout, "pairing.solve.written", path, pairing_prices_path(job, path));
    command_say(command, stdout,
                answer->method == PAIRING_ASSIGNMENT ? "pairing.solve.assignment" : "pairing.solve.network", NULL,
                NULL);
    if (files->existing_count > 0) {
        (void)snprintf(one, sizeof one, "%zu", kept);
        (void)snprintf(two, sizeof two, "%zu", files->existing_count);
        command_say(command, stdout, "pairing.solve.kept", one, two);
    }
    (void)snprintf(one, sizeof one, "%zu", count_alone(job, answer, PAIRING_HELPER));
    (void)snprintf(two, sizeof two, "%zu", count_alone(job, answer, PAIRING_HELPED));
    command_say(command, stdout, "pairing.solve.alone", one, two);
}

static json_t *list_schools(const struct pairing_job *job, enum pairing_side side, const uint32_t *schools,
                            size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(list, pairing_json_name(job, side, schools[i]));
    }
    return list;
}

static void say_schools(const struct pairing_job *job, enum pairing_side side, const uint32_t *schools, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(stdout, "  %s\n", pairing_name(job, side, schools[i]));
    }
}

/* The proof that there is no answer, counted again by the checker before it is told. */
static enum cli_exit tell_shortage(struct pairing_job *job, const struct pairing_shortage *shortage)
{
    struct command *command = job->command;
    enum pairing_side other = shortage->side == PAIRING_HELPER ? PAIRING_HELPED : PAIRING_HELPER;
    if (!pairing_shortage_holds(&command->arena, &job->files.problem, shortage)) {
        return command_fail(command, result_internal("pairing: a shortage that does not hold"));
    }
    if (command_json(command)) {
        command_print(json_pack("{s:b,s:s,s:I,s:I,s:I,s:I,s:o,s:o}", "possible", 0, "side",
                                pairing_side_names[shortage->side], "need", (json_int_t)shortage->need, "offer",
                                (json_int_t)shortage->offer, "places", (json_int_t)shortage->places, "outside",
                                (json_int_t)shortage->outside, "needing",
                                list_schools(job, shortage->side, shortage->needing, shortage->needing_count),
                                "offering", list_schools(job, other, shortage->offering, shortage->offering_count)));
        return CLI_NO_SOLUTION;
    }
    char one[32], two[32];
    bool helpers = shortage->side == PAIRING_HELPER;
    (void)snprintf(one, sizeof one, "%llu", (unsigned long long)shortage->need);
    (void)snprintf(two, sizeof two, "%llu", (unsigned long long)shortage->offer);
    command_say(command, stderr, "pairing.shortage.none", NULL, NULL);
    command_say(command, stdout, helpers ? "pairing.shortage.helpers" : "pairing.shortage.helped", one, two);
    say_schools(job, shortage->side, shortage->needing, shortage->needing_count);
    (void)snprintf(one, sizeof one, "%llu", (unsigned long long)shortage->places);
    command_say(command, stdout, helpers ? "pairing.shortage.places_helped" : "pairing.shortage.places_helpers", one,
                NULL);
    say_schools(job, other, shortage->offering, shortage->offering_count);
    (void)snprintf(one, sizeof one, "%llu", (unsigned long long)shortage->outside);
    command_say(command, stdout, "pairing.shortage.outside", one, NULL);
    return CLI_NO_SOLUTION;
}

/* Neither over what is read nor over each other. */
static bool may_write(const struct pairing_job *job, const char *path, enum cli_exit *exit)
{
    static const char *const inputs[] = {"helpers.csv", "helped.csv",    "scores.csv",   "strengths.csv",
                                         "needs.csv",   "forbidden.csv", "existing.csv", NULL};
    const struct command *command = job->command;
    const char *prices = pairing_prices_path(job, path);
    if (strcmp(path, prices) == 0) {
        *exit = pairing_usage(command, "cli.error.out_twice", path);
        return false;
    }
    return output_is_free(command, path, command->arguments[1], inputs, exit) &&
           output_is_free(command, prices, command->arguments[1], inputs, exit);
}

enum cli_exit pairing_run_solve(struct pairing_job *job)
{
    struct command *command = job->command;
    const char *path = command_option(command, "out");
    enum cli_exit exit = CLI_DONE;
    struct pairing_answer answer;
    struct pairing_shortage shortage;
    if (path == NULL || command->argument_count != 2) {
        return pairing_usage(command, "pairing.error.solve_usage", NULL);
    }
    if (!may_write(job, path, &exit) || !pairing_open_job(job, &exit)) {
        return exit;
    }
    struct result r = pairing_solve(&command->arena, &job->files.problem, &answer, &shortage);
    interruption_look(&job->interruption);
    bool stopped = interruption_asked();
    if (!stopped && r.code == RESULT_CONFLICT) {
        return tell_shortage(job, &shortage);
    }
    if (!result_failed(r) && !stopped) {
        r = write_answer(job, &answer, path, &stopped);
    }
    if (stopped) {
        return pairing_interrupted(job);
    }
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    tell_answer(job, &answer, path);
    return CLI_DONE;
}
