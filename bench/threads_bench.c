/* Timelines at a million events: 10,000 threads, of which one has every tenth event.
 *
 *     threads_bench DATABASE COUNT      makes COUNT events in DATABASE unless they are there, then measures
 *
 * The newest page (100 events) as its owner and as one of twenty parties reads it, and a page from the middle, with the search for
 * the thread and the document that the page shows. Medians of 101, warm.
 */
#include "bench/bench.h"

#include "areas/threads/threads.h"
#include "base/day.h"
#include "base/id.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REGION = 371500, BATCH = 1000, RUNS = 101, PAGE = 100, THREADS = 10000, LONG_THREAD = 1, PARTIES = 20 };
static const int64_t START_MS = INT64_C(1795500000000);

struct batch {
    int64_t first;
};

static struct result write_one(struct store_session *session, int64_t index)
{
    int64_t thread_id = index % 10 == 0 ? LONG_THREAD : 1 + index % THREADS;
    struct thread thread = {thread_id, "listing", thread_id, 1, "数控车工", START_MS};
    struct thread_event event = {.id = id_first_of(START_MS + index),
                                 .thread_id = thread_id,
                                 .party_id = index % 3 == 0 ? 0 : 2 + index % PARTIES,
                                 .actor_id = 5,
                                 .actor_name = "某某",
                                 .organisation_name = "临清博远轴承有限公司",
                                 .word = "threads.event.request_message",
                                 .content = "{\"day\":\"2026-12-08\"}",
                                 .url = "/requests/0000000000001",
                                 .at_ms = START_MS + index};
    struct result result = thread_start(session, REGION, &thread);
    return result_failed(result) ? result : thread_append(session, REGION, &event);
}

static struct result write_batch(struct store_session *session, void *context)
{
    const struct batch *batch = context;
    struct result result = result_ok();
    for (int64_t index = batch->first; index < batch->first + BATCH && !result_failed(result); index++) {
        result = write_one(session, index);
    }
    return result;
}

struct reading {
    struct arena arena;
    struct thread_question question;
    size_t count;
};

static struct result read_page(struct store_session *session, void *context)
{
    struct reading *reading = context;
    struct thread thread;
    struct thread_event *events = NULL;
    struct result result = thread_find(&reading->arena, session, REGION, reading->question.thread_id, &thread);
    if (!result_failed(result)) {
        result = thread_list_events(&reading->arena, session, REGION, &reading->question, &events, &reading->count);
    }
    if (!result_failed(result)) {
        json_decref(thread_document(&thread, events, reading->count));
    }
    return result;
}

static void time_page(struct store *store, const char *name, struct thread_question question)
{
    double times[RUNS];
    struct reading reading = {.question = question};
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        arena_init(&reading.arena);
        CHECK_OK(store_read(store, read_page, &reading));
        arena_release(&reading.arena);
        times[run] = now() - start;
    }
    qsort(times, RUNS, sizeof times[0], compare_doubles);
    (void)printf("timeline %-32s %4zu events  median %6.3f ms\n", name, reading.count, times[RUNS / 2] * 1e3);
}

static void measure(struct store *store, int64_t count)
{
    int64_t middle = id_first_of(START_MS + count / 2);
    time_page(store, "long, newest, owner", (struct thread_question){LONG_THREAD, 0, 0, PAGE});
    time_page(store, "long, newest, a party", (struct thread_question){LONG_THREAD, 4, 0, PAGE});
    time_page(store, "long, from the middle, a party", (struct thread_question){LONG_THREAD, 4, middle, PAGE});
    time_page(store, "short, newest, owner", (struct thread_question){1 + 777, 0, 0, PAGE});
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 3) {
        (void)fprintf(stderr, "threads_bench DATABASE COUNT\n");
        return 2;
    }
    struct store *store;
    int64_t count = strtoll(arguments[2], NULL, 10);
    FILE *there = fopen(arguments[1], "rb");
    CHECK_OK(store_open(arguments[1], &store));
    CHECK_OK(store_migrate(store));
    double start = now();
    for (int64_t first = 0; there == NULL && first < count; first += BATCH) {
        struct batch batch = {first};
        CHECK_OK(store_write(store, write_batch, &batch));
    }
    (void)printf("made     %" PRId64 " events in %.0f s\n", there == NULL ? count : 0, now() - start);
    if (there != NULL) {
        (void)fclose(there);
    }
    measure(store, count);
    store_close(store);
    return 0;
}
