/* visits solve --sheets: the plan as people on the day use it, to be printed: for each bus when it is where and who rides, for
 * each site which groups come when. The same plan as in groups and routes, in the language of the messages. */
#include "cli/visits_job.h"

#include <stdlib.h>

/* Delegates by bus, organisation and id; those without a bus last. */
struct rider {
    uint32_t bus, organisation, delegate;
};

struct sheets {
    const struct visits_job *job;
    const struct visits_answer *answer;
    struct rider *riders;
    size_t *starts; /* bus + 2 */
    FILE *to;
};

static int compare_riders(const void *left, const void *right)
{
    const struct rider *a = left;
    const struct rider *b = right;
    if (a->bus != b->bus) {
        return a->bus < b->bus ? -1 : 1;
    }
    if (a->organisation != b->organisation) {
        return a->organisation < b->organisation ? -1 : 1;
    }
    return (a->delegate > b->delegate) - (a->delegate < b->delegate);
}

static void sort_riders(struct sheets *sheets)
{
    struct arena *arena = &sheets->job->command->arena;
    const struct visits_problem *problem = &sheets->job->files.problem;
    size_t n = problem->delegate_count;
    sheets->riders = ARENA_ARRAY(arena, struct rider, n);
    sheets->starts = ARENA_ARRAY(arena, size_t, problem->bus_count + 2);
    for (uint32_t d = 0; d < n; d++) {
        uint32_t bus = sheets->answer->buses[d];
        bus = bus == VISITS_NONE ? (uint32_t)problem->bus_count : bus;
        sheets->riders[d] = (struct rider){bus, problem->organisations[d], d};
        sheets->starts[bus + 1]++;
    }
    for (size_t b = 0; b <= problem->bus_count; b++) {
        sheets->starts[b + 1] += sheets->starts[b];
    }
    qsort(sheets->riders, n, sizeof *sheets->riders, compare_riders);
}

static void say(const struct sheets *sheets, const char *key, const char *value, const char *more)
{
    command_say(sheets->job->command, sheets->to, key, value, more);
}

/* A line for each organisation: who, or how many. */
static void print_riders(const struct sheets *sheets, uint32_t bus, bool names)
{
    const struct visits_files *files = &sheets->job->files;
    for (size_t k = sheets->starts[bus]; k < sheets->starts[bus + 1];) {
        uint32_t organisation = sheets->riders[k].organisation;
        struct span name = files->organisations.ids[organisation];
        size_t begin = k;
        (void)fprintf(sheets->to, "    %.*s:", (int)name.length, name.at);
        for (; k < sheets->starts[bus + 1] && sheets->riders[k].organisation == organisation; k++) {
            struct span id = files->delegates.ids[sheets->riders[k].delegate];
            if (names) {
                (void)fprintf(sheets->to, "%s %.*s", k == begin ? "" : ",", (int)id.length, id.at);
            }
        }
        if (!names) {
            (void)fprintf(sheets->to, " %zu", k - begin);
        }
        (void)fprintf(sheets->to, "\n");
    }
}

static const char *count_riders(const struct sheets *sheets, uint32_t bus)
{
    return visits_count(sheets->job, sheets->starts[bus + 1] - sheets->starts[bus]);
}

static void print_bus(const struct sheets *sheets, uint32_t bus, size_t first, size_t end)
{
    const struct visits_job *job = sheets->job;
    const struct visits_files *files = &job->files;
    const struct visits_trip *trip = &sheets->answer->trips[bus];
    const char *place = visits_name(job, &files->all_places, files->problem.buses[bus].place);
    (void)fprintf(sheets->to, "\n%s\n", visits_name(job, &files->buses, bus));
    say(sheets, "visits.sheets.seats", visits_count(job, files->problem.buses[bus].seats),
        visits_count(job, files->guides[bus]));
    if (files->languages[bus].length > 0) {
        say(sheets, "visits.sheets.languages", arena_copy(&job->command->arena, files->languages[bus]), NULL);
    }
    say(sheets, "visits.sheets.leaves", visits_clock(job, trip->depart), place);
    for (size_t s = first; s < end; s++) {
        const struct visits_stop *stop = &sheets->answer->stops[s];
        const char *visit = arena_format(&job->command->arena, "%s – %s", visits_clock(job, stop->begin),
                                         visits_clock(job, stop->leave));
        say(sheets, "visits.sheets.arrives", visits_clock(job, stop->arrive),
            visits_name(job, &files->sites, stop->site));
        say(sheets, "visits.sheets.visit", visit, NULL);
    }
    say(sheets, "visits.sheets.back", visits_clock(job, trip->back), place);
    say(sheets, "visits.sheets.riders", count_riders(sheets, bus), NULL);
    print_riders(sheets, bus, true);
}

static int compare_stops(const void *left, const void *right)
{
    const struct visits_stop *a = left;
    const struct visits_stop *b = right;
    const uint32_t one[3] = {a->site, a->begin, a->bus};
    const uint32_t two[3] = {b->site, b->begin, b->bus};
    for (int k = 0; k < 3; k++) {
        if (one[k] != two[k]) {
            return one[k] < two[k] ? -1 : 1;
        }
    }
    return 0;
}

static void print_sites(const struct sheets *sheets)
{
    const struct visits_job *job = sheets->job;
    size_t count = sheets->answer->stop_count;
    struct visits_stop *stops = ARENA_ARRAY(&job->command->arena, struct visits_stop, count + 1);
    for (size_t s = 0; s < count; s++) {
        stops[s] = sheets->answer->stops[s];
    }
    qsort(stops, count, sizeof *stops, compare_stops);
    for (size_t s = 0; s < count; s++) {
        const char *visit =
            arena_format(&job->command->arena, "%s – %s  %s", visits_clock(job, stops[s].begin),
                         visits_clock(job, stops[s].leave), visits_name(job, &job->files.buses, stops[s].bus));
        if (s == 0 || stops[s - 1].site != stops[s].site) {
            (void)fprintf(sheets->to, "\n%s\n", visits_name(job, &job->files.sites, stops[s].site));
        }
        say(sheets, "visits.sheets.comes", visit, count_riders(sheets, stops[s].bus));
        say(sheets, "visits.sheets.there", visits_clock(job, stops[s].arrive), NULL);
        print_riders(sheets, stops[s].bus, false);
    }
}

void visits_print_sheets(const struct visits_job *job, const struct visits_answer *answer, FILE *to)
{
    struct sheets sheets = {.job = job, .answer = answer, .to = to};
    uint32_t buses = (uint32_t)job->files.problem.bus_count;
    sort_riders(&sheets);
    say(&sheets, "visits.sheets.buses", NULL, NULL);
    size_t s = 0;
    for (uint32_t b = 0; b < buses; b++) {
        size_t first = s;
        while (s < answer->stop_count && answer->stops[s].bus == b) {
            s++;
        }
        if (s > first) {
            print_bus(&sheets, b, first, s);
        }
    }
    if (sheets.starts[buses + 1] > sheets.starts[buses]) {
        (void)fprintf(to, "\n");
        say(&sheets, "visits.sheets.nowhere", count_riders(&sheets, buses), NULL);
        print_riders(&sheets, buses, true);
    }
    (void)fprintf(to, "\n");
    say(&sheets, "visits.sheets.sites", NULL, NULL);
    print_sites(&sheets);
}
