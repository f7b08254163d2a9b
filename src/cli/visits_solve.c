/* visits solve: groups and routes to their files, with bounds and, after a change, what is different; or why there is no plan. */
#include "cli/visits_job.h"

/* --- the files -------------------------------------------------------------------------------------------------------------- */

static void print_groups(const struct visits_job *job, const struct visits_answer *answer, FILE *to)
{
    const struct visits_files *files = &job->files;
    const struct visits_problem *problem = &files->problem;
    struct buffer rows;
    uint8_t *goes = ARENA_ARRAY(&job->command->arena, uint8_t, problem->bus_count * problem->site_count);
    for (size_t s = 0; s < answer->stop_count; s++) {
        goes[answer->stops[s].bus * problem->site_count + answer->stops[s].site] = 1;
    }
    buffer_init(&rows);
    buffer_add_text(&rows, "delegate_id,bus_id,site_id,rank\n");
    for (uint32_t d = 0; d < problem->delegate_count; d++) {
        uint32_t bus = answer->buses[d];
        output_add_value(&rows, files->delegates.ids[d]);
        if (bus == VISITS_NONE) {
            buffer_add_text(&rows, ",,,\n");
            continue;
        }
        uint32_t rank = visits_rank(problem, d, &goes[bus * problem->site_count]);
        uint32_t wish = problem->wish_starts[d] + rank - 1;
        buffer_add_byte(&rows, ',');
        output_add_value(&rows, files->buses.ids[bus]);
        buffer_add_byte(&rows, ',');
        if (wish < problem->wish_starts[d + 1]) {
            output_add_value(&rows, files->sites.ids[problem->wishes[wish]]);
        }
        buffer_add_format(&rows, ",%u\n", rank);
    }
    (void)fwrite(rows.bytes, 1, rows.length, to);
    buffer_release(&rows);
}

static void add_edge(const struct visits_job *job, struct buffer *rows, uint32_t bus, size_t number, uint32_t time)
{
    const struct visits_files *files = &job->files;
    const char *clock = visits_clock(job, time);
    output_add_value(rows, files->buses.ids[bus]);
    buffer_add_format(rows, ",%zu,", number);
    output_add_value(rows, files->all_places.ids[files->problem.buses[bus].place]);
    buffer_add_format(rows, number == 0 ? ",,,%s\n" : ",%s,,\n", clock);
}

static void print_routes(const struct visits_job *job, const struct visits_answer *answer, FILE *to)
{
    const struct visits_files *files = &job->files;
    struct buffer rows;
    size_t number = 0;
    buffer_init(&rows);
    buffer_add_text(&rows, "bus_id,stop,place_id,arrive,begin,leave\n");
    for (size_t s = 0; s < answer->stop_count; s++) {
        const struct visits_stop *stop = &answer->stops[s];
        if (s == 0 || stop[-1].bus != stop->bus) {
            number = 0;
            add_edge(job, &rows, stop->bus, number, answer->trips[stop->bus].depart);
        }
        output_add_value(&rows, files->buses.ids[stop->bus]);
        buffer_add_format(&rows, ",%zu,", ++number);
        output_add_value(&rows, files->sites.ids[stop->site]);
        buffer_add_format(&rows, ",%s,%s,%s\n", visits_clock(job, stop->arrive), visits_clock(job, stop->begin),
                          visits_clock(job, stop->leave));
        if (s + 1 == answer->stop_count || stop[1].bus != stop->bus) {
            add_edge(job, &rows, stop->bus, number + 1, answer->trips[stop->bus].back);
        }
    }
    (void)fwrite(rows.bytes, 1, rows.length, to);
    buffer_release(&rows);
}

/* All or none; the groups get their name last: where they are, the routes are. */
static struct result write_answer(struct visits_job *job, const struct visits_answer *answer, const char *path,
                                  bool *interrupted)
{
    static void (*const prints[])(const struct visits_job *, const struct visits_answer *,
                                  FILE *) = {print_groups, print_routes, visits_print_sheets};
    const char *paths[] = {path, visits_routes_path(job, path), command_option(job->command, "sheets")};
    struct output outputs[3];
    struct result r = result_ok();
    int count = 0;
    for (int k = 0; k < 3 && paths[k] != NULL && !result_failed(r); k++) {
        r = output_open(&job->command->arena, paths[k], &outputs[k]);
        count += !result_failed(r);
    }
    for (int k = 0; k < count && !result_failed(r); k++) {
        prints[k](job, answer, outputs[k].file);
        r = output_settle(&outputs[k]);
    }
    *interrupted = interruption_asked();
    for (int k = count - 1; k >= 0; k--) {
        struct result closed = output_close(&outputs[k], !result_failed(r) && !*interrupted);
        r = result_failed(r) || *interrupted ? r : closed;
    }
    return r;
}

/* --- why there is no plan ----------------------------------------------------------------------------------------------------- */

static enum cli_exit tell_conflict(const struct visits_job *job, const struct visits_conflict *conflict)
{
    static const char *const keys[] = {"visits.none.way", "visits.none.window", "visits.none.return",
                                       "visits.none.order", "visits.none.order_yet"};
    static const char *const names[] = {"no_way", "no_window", "no_return", "no_order", "no_order_found"};
    const struct visits_files *files = &job->files;
    const char *bus = visits_name(job, &files->buses, conflict->bus);
    const char *site = visits_name(job, &files->sites, conflict->site);
    const char *times = arena_format(&job->command->arena, "%s, %s", visits_clock(job, conflict->time),
                                     visits_clock(job, conflict->limit));
    if (command_json(job->command)) {
        command_print(json_pack("{s:s,s:s,s:o,s:s,s:s}", "reason", names[conflict->obstacle], "bus_id", bus, "site_id",
                                visits_json_name(&files->sites, conflict->site), "time",
                                visits_clock(job, conflict->time), "limit", visits_clock(job, conflict->limit)));
        return CLI_NO_SOLUTION;
    }
    bool timed = conflict->obstacle == VISITS_NO_WINDOW || conflict->obstacle == VISITS_NO_RETURN;
    const char *where = conflict->site == VISITS_NONE ? bus : arena_format(&job->command->arena, "%s — %s", bus, site);
    command_say(job->command, stdout, keys[conflict->obstacle], where,
                timed ? times : visits_clock(job, conflict->limit));
    return CLI_NO_SOLUTION;
}

/* What each bus that goes anywhere takes at most, and by which rule; so that one sees where places are missing. */
static void tell_rooms(const struct visits_job *job, const struct visits_answer *answer)
{
    const struct visits_problem *problem = &job->files.problem;
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        uint32_t room = problem->buses[b].seats;
        uint32_t site = VISITS_NONE;
        bool goes = false;
        for (size_t s = 0; s < answer->stop_count; s++) {
            const struct visits_window *window = &problem->windows[answer->stops[s].window];
            goes = goes || answer->stops[s].bus == b;
            if (answer->stops[s].bus == b && window->capacity < room) {
                room = window->capacity;
                site = window->site;
            }
        }
        const char *text = arena_format(&job->command->arena, "%s: %u", visits_name(job, &job->files.buses, b), room);
        command_say(job->command, stdout,
                    !goes                 ? "visits.none.idle"
                    : site == VISITS_NONE ? "visits.none.seats"
                                          : "visits.none.capacity",
                    goes ? text : visits_name(job, &job->files.buses, b), visits_name(job, &job->files.sites, site));
    }
}

static enum cli_exit tell_left_out(const struct visits_job *job, const struct visits_answer *answer)
{
    const struct visits_problem *problem = &job->files.problem;
    json_t *list = json_array();
    size_t shown = 0;
    for (uint32_t d = 0; d < problem->delegate_count && shown < 100; d++) {
        if (answer->buses[d] == VISITS_NONE) {
            shown++;
            (void)json_array_append_new(list, visits_json_name(&job->files.delegates, d));
        }
    }
    if (command_json(job->command)) {
        command_print(json_pack("{s:s,s:I,s:I,s:o}", "reason", "left_out", "count", (json_int_t)answer->left_out,
                                "bound", (json_int_t)answer->bound_left_out, "delegates", list));
        return CLI_NO_SOLUTION;
    }
    command_say(job->command, stdout, "visits.none.left_out", visits_count(job, answer->left_out),
                visits_count(job, answer->bound_left_out));
    for (size_t k = 0; k < json_array_size(list); k++) {
        (void)printf("  %s\n", json_string_value(json_array_get(list, k)));
    }
    json_decref(list);
    tell_rooms(job, answer);
    command_say(job->command, stdout, "visits.none.hint", NULL, NULL);
    return CLI_NO_SOLUTION;
}

/* --- what is different -------------------------------------------------------------------------------------------------------- */

static bool has_stop(const struct visits_stop *stops, size_t count, uint32_t bus, uint32_t site)
{
    for (size_t s = 0; s < count; s++) {
        if (stops[s].bus == bus && stops[s].site == site) {
            return true;
        }
    }
    return false;
}

static void add_stop_changes(const struct visits_job *job, const struct visits_answer *answer, json_t *list)
{
    const struct visits_files *files = &job->files;
    for (int turn = 0; turn < 2; turn++) {
        const struct visits_stop *stops = turn == 0 ? job->old.stops : answer->stops;
        size_t count = turn == 0 ? job->old.stop_count : answer->stop_count;
        const struct visits_stop *others = turn == 0 ? answer->stops : job->old.stops;
        size_t other_count = turn == 0 ? answer->stop_count : job->old.stop_count;
        for (size_t s = 0; s < count; s++) {
            if (!has_stop(others, other_count, stops[s].bus, stops[s].site)) {
                (void)json_array_append_new(list,
                                            json_pack("{s:s,s:o,s:o}", "change", turn == 0 ? "stop_gone" : "stop_new",
                                                      "bus_id", visits_json_name(&files->buses, stops[s].bus),
                                                      "site_id", visits_json_name(&files->sites, stops[s].site)));
            }
        }
    }
}

/* Visits of both plans whose times differ. */
static void add_time_changes(const struct visits_job *job, const struct visits_answer *answer, json_t *list)
{
    const struct visits_files *files = &job->files;
    for (size_t s = 0; s < answer->stop_count; s++) {
        const struct visits_stop *now = &answer->stops[s];
        for (size_t k = 0; k < job->old.stop_count; k++) {
            const struct visits_stop *old = &job->old.stops[k];
            if (old->bus == now->bus && old->site == now->site &&
                (old->begin != now->begin || old->leave != now->leave)) {
                (void)json_array_append_new(list, json_pack("{s:s,s:o,s:o,s:s,s:s}", "change", "time", "bus_id",
                                                            visits_json_name(&files->buses, now->bus), "site_id",
                                                            visits_json_name(&files->sites, now->site), "before",
                                                            visits_clock(job, old->begin), "now",
                                                            visits_clock(job, now->begin)));
            }
        }
    }
}

static json_t *list_changes(const struct visits_job *job, const struct visits_answer *answer)
{
    const struct visits_files *files = &job->files;
    json_t *list = json_array();
    add_stop_changes(job, answer, list);
    add_time_changes(job, answer, list);
    for (uint32_t d = 0; d < files->problem.delegate_count; d++) {
        if (answer->buses[d] != job->old.buses[d]) {
            (void)json_array_append_new(list, json_pack("{s:s,s:o,s:o,s:o}", "change", "rider", "delegate_id",
                                                        visits_json_name(&files->delegates, d), "before",
                                                        visits_json_name(&files->buses, job->old.buses[d]), "now",
                                                        visits_json_name(&files->buses, answer->buses[d])));
        }
    }
    return list;
}

static const char *text_of(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text == NULL ? "—" : text;
}

static void print_changes(const struct visits_job *job, const json_t *list)
{
    size_t count = json_array_size(list);
    command_say(job->command, stdout, count == 0 ? "visits.solve.unchanged" : "visits.solve.changes",
                visits_count(job, count), NULL);
    for (size_t k = 0; k < count; k++) {
        const json_t *row = json_array_get(list, k);
        const char *kind = text_of(row, "change");
        if (strcmp(kind, "rider") == 0) {
            (void)printf("~ %s\t%s → %s\n", text_of(row, "delegate_id"), text_of(row, "before"), text_of(row, "now"));
        } else if (strcmp(kind, "time") == 0) {
            (void)printf("~ %s\t%s\t%s → %s\n", text_of(row, "bus_id"), text_of(row, "site_id"), text_of(row, "before"),
                         text_of(row, "now"));
        } else {
            (void)printf("%s %s\t%s\n", strcmp(kind, "stop_gone") == 0 ? "-" : "+", text_of(row, "bus_id"),
                         text_of(row, "site_id"));
        }
    }
}

/* --- what is said ------------------------------------------------------------------------------------------------------------- */

static json_t *list_trips(const struct visits_job *job, const struct visits_answer *answer)
{
    const struct visits_problem *problem = &job->files.problem;
    json_t *list = json_array();
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        json_int_t stops = 0;
        json_int_t riders = 0;
        const struct visits_trip *trip = &answer->trips[b];
        for (size_t s = 0; s < answer->stop_count; s++) {
            stops += answer->stops[s].bus == b;
        }
        for (size_t d = 0; d < problem->delegate_count; d++) {
            riders += answer->buses[d] == b;
        }
        (void)json_array_append_new(
            list, json_pack("{s:o,s:I,s:I,s:s,s:s,s:b,s:s,s:I}", "bus_id", visits_json_name(&job->files.buses, b),
                            "stops", stops, "riders", riders, "depart", visits_clock(job, trip->depart), "back",
                            visits_clock(job, trip->back), "proven", trip->proven, "bound",
                            visits_clock(job, trip->bound), "gap_minutes", (json_int_t)trip->back - trip->bound));
    }
    return list;
}

static void print_trips(const struct visits_job *job, const struct visits_answer *answer)
{
    json_t *list = list_trips(job, answer);
    for (size_t k = 0; k < json_array_size(list); k++) {
        const json_t *row = json_array_get(list, k);
        long long stops = json_integer_value(json_object_get(row, "stops"));
        long long gap = json_integer_value(json_object_get(row, "gap_minutes"));
        bool proven = json_is_true(json_object_get(row, "proven"));
        if (stops == 0) {
            command_say(job->command, stdout, "visits.solve.home", text_of(row, "bus_id"), NULL);
            continue;
        }
        const char *text =
            arena_format(&job->command->arena, "%s: %s – %s; %s %lld; %s %lld", text_of(row, "bus_id"),
                         text_of(row, "depart"), text_of(row, "back"), visits_words(job, "visits.solve.stops"), stops,
                         visits_words(job, "visits.solve.riders"), json_integer_value(json_object_get(row, "riders")));
        const char *bound = arena_format(&job->command->arena, "%s (%lld)", text_of(row, "bound"), gap);
        command_say(job->command, stdout, proven ? "visits.solve.trip" : "visits.solve.trip_bound", text, bound);
    }
    json_decref(list);
}

static void tell_bounds(const struct visits_job *job, const struct visits_answer *answer)
{
    bool lots = job->files.problem.aim == VISITS_STABLE;
    const char *key = lots             ? "visits.solve.lots"
                      : answer->best   ? "visits.solve.cost_best"
                      : answer->proven ? "visits.solve.cost"
                                       : "visits.solve.cost_open";
    command_say(job->command, stdout, key, visits_count(job, answer->bound_cost),
                visits_count(job, answer->bound_left_out));
    if (lots || !answer->best) {
        command_say(job->command, stdout, "visits.solve.floor", visits_count(job, answer->floor_cost),
                    visits_count(job, answer->floor_left_out));
    }
}

static void tell_answer(const struct visits_job *job, const struct visits_answer *answer, const char *path)
{
    struct command *command = job->command;
    bool lots = job->files.problem.aim == VISITS_STABLE;
    uint64_t riders = job->files.problem.delegate_count - answer->left_out;
    json_t *changes = job->keeps ? list_changes(job, answer) : NULL;
    if (command_json(command)) {
        json_t *document =
            json_pack("{s:s,s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:b,s:I,s:I,s:b,s:o}", "out", path, "routes",
                      visits_routes_path(job, path), "by", lots ? "stable" : "cost", "riders", (json_int_t)riders,
                      "left_out", (json_int_t)answer->left_out, "ranks", (json_int_t)answer->cost, "bound_left_out",
                      (json_int_t)answer->bound_left_out, "bound_ranks", (json_int_t)answer->bound_cost, "proven",
                      answer->proven, "floor_left_out", (json_int_t)answer->floor_left_out, "floor_ranks",
                      (json_int_t)answer->floor_cost, "best", answer->best, "buses", list_trips(job, answer));
        if (changes != NULL) {
            (void)json_object_set_new(document, "changes", changes);
        }
        command_print(document);
        return;
    }
    command_say(command, stdout, "visits.solve.made", visits_count(job, riders), visits_count(job, answer->cost));
    command_say(command, stdout, "visits.solve.written", path, visits_routes_path(job, path));
    if (command_option(command, "sheets") != NULL) {
        command_say(command, stdout, "visits.solve.sheets", command_option(command, "sheets"), NULL);
    }
    tell_bounds(job, answer);
    if (answer->left_out > 0) {
        command_say(command, stdout, "visits.solve.left_out", visits_count(job, answer->left_out), NULL);
    }
    print_trips(job, answer);
    if (changes != NULL) {
        print_changes(job, changes);
        json_decref(changes);
    }
}

/* Neither over what is read nor over each other. */
static bool may_write(const struct visits_job *job, const char *path, enum cli_exit *exit)
{
    static const char *const inputs[] = {"delegates.csv", "preferences.csv", "sites.csv", "buses.csv",
                                         "travel.csv",    "rules.csv",       "tours.csv", NULL};
    const struct command *command = job->command;
    const char *routes = visits_routes_path(job, path);
    const char *sheets = command_option(command, "sheets");
    if (strcmp(path, routes) == 0 || (sheets != NULL && (strcmp(sheets, path) == 0 || strcmp(sheets, routes) == 0))) {
        *exit = visits_usage(command, "cli.error.out_twice", strcmp(path, routes) == 0 ? path : sheets);
        return false;
    }
    return output_is_free(command, path, command->arguments[1], inputs, exit) &&
           output_is_free(command, routes, command->arguments[1], inputs, exit) &&
           (sheets == NULL || output_is_free(command, sheets, command->arguments[1], inputs, exit));
}

enum cli_exit visits_run_solve(struct visits_job *job)
{
    struct command *command = job->command;
    const char *path = command_option(command, "out");
    enum cli_exit exit = CLI_DONE;
    struct visits_answer answer;
    struct visits_conflict conflict = {VISITS_NO_WAY, VISITS_NONE, VISITS_NONE, 0, 0};
    bool interrupted = false;
    if (path == NULL || command->argument_count != 2) {
        return visits_usage(command, "visits.error.solve_usage", NULL);
    }
    if (!may_write(job, path, &exit) || !visits_open_job(job, &exit)) {
        return exit;
    }
    struct result r = visits_solve(&command->arena, &job->files.problem, &answer, &conflict);
    interruption_look(&job->interruption);
    if (interruption_asked()) {
        return visits_interrupted(job);
    }
    if (r.code == RESULT_CONFLICT) {
        return tell_conflict(job, &conflict);
    }
    if (!result_failed(r) && answer.left_out > 0 &&
        (!command_flag(command, "leave-out") || answer.left_out == job->files.problem.delegate_count)) {
        return tell_left_out(job, &answer);
    }
    if (!result_failed(r)) {
        r = write_answer(job, &answer, path, &interrupted);
    }
    if (interrupted) {
        return visits_interrupted(job);
    }
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    tell_answer(job, &answer, path);
    return CLI_DONE;
}
