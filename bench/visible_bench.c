/* How long until a new listing is in the fits of others?
 *
 *     visible_bench DATABASE      a database of `zhiqiao sample` (its scale is up to whoever made it)
 *
 * Two stores on one file, as two processes have them: one writes, the other answers from its index in memory. For
 * each of RUNS needs spread over the city an offer is stored that answers it word for word, and the ten best of the
 * need are asked for at once. The time is from before the write to the answer that has the new offer in it: write
 * and fsync, taking in the change, solving. An offer that the answer does not have is a failure of the bench.
 * The offers are taken out of the open ones afterwards, so that it can be run again.
 */
#include "areas/fit/service.h"
#include "base/check.h"
#include "base/day.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 200, TOP = 10, SCORE_MOST = 900 }; /* needs whose best offer leaves room above it, in tenths */

struct bench {
    struct arena arena; /* reset for each run */
    struct store *writing, *reading;
    const struct catalogue *catalogue;
    struct fit_service *service;
    int64_t region_id;
    struct listing need, offer;
    int64_t change_id;
    int64_t *ids; /* of all open needs */
    size_t id_count, id_room;
};

static void must(struct result result, const char *what)
{
    if (result_failed(result)) {
        (void)fprintf(stderr, "%s: %s %s\n", what, result.message, result.detail == NULL ? "" : result.detail);
        exit(1);
    }
}

static double ms_now(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static struct result find_region(struct store_session *session, void *context)
{
    struct bench *bench = context;
    struct store_rows *rows;
    struct result result = store_query(session, "cli_list_regions", STORE_VALUES(store_integer(0)), &rows);
    while (!result_failed(result) && store_rows_next(rows)) {
        bench->region_id = store_rows_integer(rows, 0);
    }
    return result_failed(result) ? result : store_rows_close(rows);
}

static struct result note_need(const struct listing *listing, void *context)
{
    struct bench *bench = context;
    if (strcmp(listing->side, "need") != 0 || strcmp(listing->kind, "talent") != 0) {
        return result_ok();
    }
    if (bench->id_count == bench->id_room) {
        bench->id_room = bench->id_room == 0 ? 4096 : bench->id_room * 2;
        bench->ids = realloc(bench->ids, bench->id_room * sizeof *bench->ids);
        CHECK(bench->ids != NULL);
    }
    bench->ids[bench->id_count++] = listing->id;
    return result_ok();
}

static struct result list_needs(struct store_session *session, void *context)
{
    struct bench *bench = context;
    bench->id_count = 0;
    return listing_each_open(session, bench->region_id, 0, note_need, bench);
}

static struct result find_need(struct store_session *session, void *context)
{
    struct bench *bench = context;
    return listing_find(&bench->arena, session, bench->region_id, bench->need.id, &bench->need);
}

static struct result insert_offer(struct store_session *session, void *context)
{
    struct bench *bench = context;
    const struct actor actor = {.name = "bench", .login = ""};
    return listing_insert(&bench->arena, session, bench->region_id, &bench->offer, &actor, bench->change_id);
}

static struct result close_offer(struct store_session *session, void *context)
{
    struct bench *bench = context;
    const struct actor actor = {.name = "bench", .login = ""};
    const struct listing_step step = {"closed", "bench", &actor, time_now_ms()};
    return listing_set_status(&bench->arena, session, bench->region_id, &bench->offer, &step, bench->change_id);
}

/* What answers the need word for word. */
static struct listing build_offer(struct bench *bench)
{
    struct listing offer = bench->need;
    offer.id = store_next_id(bench->writing);
    offer.thread_id = offer.id;
    offer.side = "offer";
    offer.kind = "graduates";
    offer.title = arena_format(&bench->arena, "%s %lld", bench->need.title, (long long)offer.id);
    offer.version = 1;
    offer.created_ms = offer.updated_ms = time_now_ms();
    offer.source = "form";
    return offer;
}

static bool has_room(struct bench *bench)
{
    struct fit_match *matches;
    size_t count = 0;
    must(fit_service_solve(&bench->arena, bench->service, &bench->need, TOP, &matches, &count), "solve");
    return count == TOP && matches[0].score.total <= SCORE_MOST;
}

static bool is_among(struct bench *bench, size_t most)
{
    struct fit_match *matches;
    size_t count = 0;
    must(fit_service_solve(&bench->arena, bench->service, &bench->need, most, &matches, &count), "solve");
    bool seen = false;
    for (size_t index = 0; index < count; index++) {
        seen = seen || matches[index].id == bench->offer.id;
    }
    return seen;
}

/* Milliseconds, or below 0 when this need is not one to measure with. */
static double run_once(struct bench *bench, int64_t need_id, bool *seen)
{
    arena_reset(&bench->arena);
    bench->need = (struct listing){.id = need_id};
    must(store_read(bench->reading, find_need, bench), "need");
    if (!has_room(bench)) {
        return -1;
    }
    bench->offer = build_offer(bench);
    bench->change_id = store_next_id(bench->writing);
    double before = ms_now();
    must(store_write(bench->writing, insert_offer, bench), "insert");
    must(fit_service_refresh(bench->service), "refresh");
    *seen = is_among(bench, TOP);
    double passed = ms_now() - before;
    /* Taken in, but ten others are better all the same: this need says nothing either way. */
    bool outdone = !*seen && is_among(bench, SCORE_MOST * TOP);
    bench->change_id = store_next_id(bench->writing);
    must(store_write(bench->writing, close_offer, bench), "close");
    return outdone ? -1 : passed;
}

static int by_size(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;
    return difference < 0 ? -1 : difference > 0;
}

static bool measure(struct bench *bench)
{
    double times[RUNS];
    size_t runs = 0;
    size_t unseen = 0;
    size_t step = bench->id_count / (RUNS * 2) + 1;
    for (size_t at = 0; at < bench->id_count && runs < RUNS; at += step) {
        bool seen = false;
        double passed = run_once(bench, bench->ids[at], &seen);
        if (passed >= 0) {
            times[runs++] = passed;
            unseen += seen ? 0 : 1;
        }
    }
    if (runs == 0) {
        (void)printf("no need of this city leaves room to measure with\n");
        return false;
    }
    qsort(times, runs, sizeof times[0], by_size);
    (void)printf(
        "new offer to the fits of a need, two processes' stores: median %.2f ms, 95 of 100 %.2f ms, worst %.2f ms"
        " (%zu runs; goal 100 ms: ratio of the worst %.3f); not seen %zu\n",
        times[runs / 2], times[runs * 95 / 100], times[runs - 1], runs, times[runs - 1] / 100, unseen);
    return unseen == 0;
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    if (argc != 2) {
        (void)fprintf(stderr, "usage: visible_bench DATABASE\n");
        return 2;
    }
    struct arena whole;
    arena_init(&whole);
    arena_init(&bench.arena);
    must(store_open(argv[1], &bench.writing), "open");
    must(store_migrate(bench.writing), "migrate");
    must(store_open(argv[1], &bench.reading), "open");
    must(store_read(bench.reading, find_region, &bench), "region");
    must(catalogue_load(&whole, &bench.catalogue), "catalogue");
    double before = ms_now();
    must(fit_service_open(bench.reading, bench.catalogue, bench.region_id, &bench.service), "service");
    double loaded = ms_now() - before;
    size_t needs = 0;
    size_t offers = 0;
    must(fit_service_counts(bench.service, &needs, &offers), "counts");
    (void)printf("%zu needs, %zu offers: read into the index in %.1f s\n", needs, offers, loaded / 1e3);
    must(store_read(bench.reading, list_needs, &bench), "needs");
    bool good = measure(&bench);
    fit_service_close(bench.service);
    store_close(bench.reading);
    store_close(bench.writing);
    free(bench.ids);
    arena_release(&bench.arena);
    arena_release(&whole);
    return good ? 0 : 1;
}
