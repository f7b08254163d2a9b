/* The audit log at a million rows: appending and sealing, proving the whole chain, reading a page of it.
 *
 *     audit_bench DATABASE COUNT      makes COUNT sealed rows in DATABASE unless they are there, then measures
 *
 * Beside the proof stands SM3 alone over as many bytes, in the same run. Pages: medians of 41, warm.
 */
#include "bench/bench.h"

#include "areas/audit/audit.h"
#include "base/day.h"
#include "base/id.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REGION = 371500, BATCH = 1000, RUNS = 41, PAGE = 51 };

struct batch {
    int64_t first;
};

static struct result write_batch(struct store_session *session, void *context)
{
    static const char *const actions[] = {"listing.edit", "session.open", "listing.create", "organisation.edit",
                                          "import.run"};
    const struct batch *batch = context;
    struct result result = result_ok();
    for (int64_t index = batch->first; index < batch->first + BATCH && !result_failed(result); index++) {
        int64_t at_ms = INT64_C(1795500000000) + index;
        struct audit_entry entry = {.actor_id = 1 + index % 500,
                                    .actor_name = "王办事员",
                                    .action = actions[index % 5],
                                    .subject_kind = "listing",
                                    .subject_id = 1 + index % 100000,
                                    .organisation_id = 1 + index % 3000,
                                    .outcome = index % 50 == 0 ? "refused" : "done",
                                    .detail = "{\"status\":\"open\"}",
                                    .address = "192.0.2.1",
                                    .at_ms = at_ms};
        result = audit_append(session, REGION, id_first_of(at_ms), &entry);
    }
    return result;
}

static void fill(struct store *store, int64_t count)
{
    double start = now();
    double sealing = 0;
    for (int64_t first = 0; first < count; first += BATCH) {
        struct batch batch = {first};
        size_t sealed = 0;
        CHECK_OK(store_write(store, write_batch, &batch));
        double before = now();
        CHECK_OK(audit_seal(store, REGION, BATCH, &sealed));
        sealing += now() - before;
    }
    (void)printf("made        %" PRId64 " rows in %.0f s, of it sealing %.0f s: %.1f us a row\n", count, now() - start,
                 sealing, (now() - start) / (double)count * 1e6);
}

struct reading {
    struct arena arena;
    struct audit_filter filter;
    size_t count;
};

static struct result read_page(struct store_session *session, void *context)
{
    struct reading *reading = context;
    struct audit_row *rows;
    return audit_list(&reading->arena, session, REGION, &reading->filter, &rows, &reading->count);
}

static void time_page(struct store *store, const char *name, struct audit_filter filter)
{
    double times[RUNS];
    struct reading reading = {.filter = filter};
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        arena_init(&reading.arena);
        CHECK_OK(store_read(store, read_page, &reading));
        arena_release(&reading.arena);
        times[run] = now() - start;
    }
    qsort(times, RUNS, sizeof times[0], compare_doubles);
    (void)printf("page %-28s %4zu rows  median %6.3f ms\n", name, reading.count, times[RUNS / 2] * 1e3);
}

static double time_sm3(int64_t count)
{
    char row[230];
    unsigned char digest[DIGEST_SIZE];
    memset(row, 'x', sizeof row);
    double start = cpu();
    for (int64_t index = 0; index < count; index++) {
        memcpy(row, &index, sizeof index);
        hash_sm3(span_make(row, sizeof row), digest);
    }
    return cpu() - start;
}

int main(int argc, char **argv)
{
    struct store *store;
    struct audit_finding finding;
    int64_t count = argc > 2 ? atoll(argv[2]) : 1000000;
    if (argc < 2) {
        return 2;
    }
    CHECK_OK(store_open(argv[1], &store));
    CHECK_OK(store_migrate(store));
    CHECK_OK(audit_verify(store, REGION, 0, "", &finding));
    if (finding.sealed < count) {
        fill(store, count);
    }
    double start = now();
    double start_cpu = cpu();
    CHECK_OK(audit_verify(store, REGION, 0, "", &finding));
    double proof = now() - start;
    double proof_cpu = cpu() - start_cpu;
    double sm3 = time_sm3(finding.sealed);
    (void)printf("verify      %" PRId64
                 " rows, fault %d: %.2f s, CPU %.2f s (goal 3 s a million); SM3 alone %.2f s: ratio %.2f\n",
                 finding.sealed, (int)finding.fault, proof, proof_cpu, sm3, proof_cpu / sm3);
    time_page(store, "newest", (struct audit_filter){.action = "", .limit = PAGE});
    time_page(store, "of one action", (struct audit_filter){.action = "import.run", .limit = PAGE});
    time_page(store, "of one person", (struct audit_filter){.action = "", .actor_id = 77, .limit = PAGE});
    time_page(store, "about one thing", (struct audit_filter){.action = "", .subject_id = 4711, .limit = PAGE});
    time_page(store, "one organisation, one action",
              (struct audit_filter){.action = "session.open", .organisation_id = 77, .limit = PAGE});
    time_page(store, "one person, one action",
              (struct audit_filter){.action = "listing.edit", .actor_id = 76, .limit = PAGE});
    time_page(store, "a stretch of time",
              (struct audit_filter){
                  .action = "", .from_ms = INT64_C(1795500100000), .to_ms = INT64_C(1795500200000), .limit = PAGE});
    store_close(store);
    return finding.fault == AUDIT_SOUND ? 0 : 1;
}
