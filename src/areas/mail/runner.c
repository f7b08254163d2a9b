/* The runner: one thread that takes what is due from the queue and sends it.
 *
 * A message is this runner's for LEASE_MS; what a crashed one had taken comes up again by itself. Sending happens outside of
 * any transaction, so a slow server holds nobody up.
 */
#include "areas/mail/store.h"

#include "base/check.h"
#include "base/day.h"
#include "base/log.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_EVERY_S = 5, AT_ONCE = 10, OWNER_SIZE = 64 };

/* Ten messages of at most a minute each, and some. */
static const int64_t LEASE_MS = 15 * 60 * 1000;
static const int64_t FIRST_WAIT_MS = 60 * 1000;
static const int64_t LONGEST_WAIT_MS = 4 * 60 * 60 * 1000;
static const int64_t KEEP_SENT_MS = INT64_C(90) * 24 * 60 * 60 * 1000;

struct mail_runner {
    struct mail_world world;
    char owner[OWNER_SIZE];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool awake; /* guarded by lock */
    _Atomic bool stop;
};

int64_t mail_retry_ms(int attempts)
{
    int64_t wait_ms = FIRST_WAIT_MS;
    for (int attempt = 1; attempt < attempts && wait_ms < LONGEST_WAIT_MS; attempt++) {
        wait_ms *= 2;
    }
    return wait_ms < LONGEST_WAIT_MS ? wait_ms : LONGEST_WAIT_MS;
}

/* --- one message -------------------------------------------------------------------------------------------------- */

static const char *fill(struct arena *arena, const struct words *words, enum language language, const char *key,
                        const json_t *values)
{
    const char *text = words_find(words, language, key);
    return text == NULL ? NULL : words_fill(arena, span_of(text), values);
}

/* "lines": one for each of "items", which says what is to be done in the reader's language. */
static void set_lines(struct arena *arena, const struct words *words, enum language language, json_t *values)
{
    size_t index;
    json_t *item;
    const char *lines = "";
    json_array_foreach(json_object_get(values, "items"), index, item)
    {
        const char *word = json_string_value(json_object_get(item, "word"));
        const char *what = word == NULL ? NULL : words_find(words, language, word);
        json_object_set_new(item, "what", json_string(what == NULL ? "" : what));
        const char *line = fill(arena, words, language, "mail.item", item);
        lines = arena_format(arena, "%s%s\n", lines, line == NULL ? "" : line);
    }
    if (json_object_get(values, "items") != NULL) {
        json_object_set_new(values, "lines", json_string(lines));
    }
}

/* False: the words or the values are not there; it can never be sent. */
static bool build(struct arena *arena, const struct mail_world *world, const struct mail_row *row,
                  struct mail_message *out)
{
    json_t *values = json_loads(row->content, 0, NULL);
    if (!json_is_object(values)) {
        json_decref(values);
        return false;
    }
    enum language language = LANGUAGE_ZH_CN;
    (void)language_parse(span_of(row->language), &language);
    set_lines(arena, world->words, language, values);
    const char *path = json_string_value(json_object_get(values, "path"));
    json_object_set_new(values, "site", json_string(world->region_name));
    if (row->name[0] != '\0') {
        json_object_set_new(values, "name", json_string(row->name));
    }
    if (path != NULL) {
        json_object_set_new(values, "link", json_string(arena_format(arena, "%s%s", world->settings->site_url, path)));
    }
    const char *subject_key = arena_format(arena, "mail.template.%s.subject", row->template);
    const char *body_key = arena_format(arena, "mail.template.%s.body", row->template);
    out->subject = fill(arena, world->words, language, subject_key, values);
    out->body = fill(arena, world->words, language, body_key, values);
    out->to = row->address;
    json_decref(values);
    return out->subject != NULL && out->body != NULL && !result_failed(mail_address_check(row->address));
}

struct ending {
    struct mail_runner *runner;
    struct mail_end end;
};

static struct result write_end(struct store_session *session, void *context)
{
    struct ending *ending = context;
    return mail_set_end(session, ending->runner->world.region_id, &ending->end);
}

static void send_one(struct mail_runner *runner, struct arena *arena, const struct mail_row *row, int64_t now_ms)
{
    struct mail_message message = {.id = row->id, .now_ms = now_ms};
    struct ending ending = {runner, {row->id, now_ms, runner->owner, "sent", ""}};
    bool for_good = false;
    if (!build(arena, &runner->world, row, &message)) {
        ending.end.status = "failed";
        ending.end.error = "no address, no words or no values";
    } else {
        struct result sent = mail_send(arena, runner->world.settings, &message, &for_good);
        if (result_failed(sent)) {
            int attempts = row->attempts + 1;
            ending.end.status = for_good || attempts >= MAIL_ATTEMPTS ? "failed" : "queued";
            ending.end.error = sent.detail;
            ending.end.at_ms = now_ms + mail_retry_ms(attempts);
            log_write(LOG_WARNING, "mail not sent: %s", sent.detail);
        }
    }
    struct result result = store_write(runner->world.store, write_end, &ending);
    if (result_failed(result)) {
        log_write(LOG_WARNING, "mail: the outcome could not be stored; it is sent once more when the lease is over");
    }
}

/* --- what is due ---------------------------------------------------------------------------------------------------- */

struct taking {
    struct mail_runner *runner;
    struct arena *arena;
    int64_t now_ms;
    struct mail_row rows[AT_ONCE];
    size_t count;
};

static struct result take_due(struct store_session *session, void *context)
{
    struct taking *taking = context;
    struct mail_runner *runner = taking->runner;
    int64_t region_id = runner->world.region_id;
    struct mail_claim claim = {region_id, taking->now_ms, taking->now_ms + LEASE_MS, runner->owner, AT_ONCE};
    struct result result = mail_delete_sent(session, region_id, taking->now_ms - KEEP_SENT_MS);
    return result_failed(result) ? result
                                 : mail_claim_due(taking->arena, session, &claim, taking->rows, &taking->count);
}

struct result mail_runner_send_due(struct mail_runner *runner, int64_t now_ms, size_t *tried)
{
    *tried = 0;
    if (runner == NULL || runner->world.settings == NULL) {
        return result_ok();
    }
    struct arena arena;
    struct result result;
    size_t taken;
    do {
        arena_init(&arena);
        struct taking taking = {.runner = runner, .arena = &arena, .now_ms = now_ms};
        result = store_write(runner->world.store, take_due, &taking);
        taken = result_failed(result) ? 0 : taking.count;
        for (size_t index = 0; index < taken && !runner->stop; index++) {
            send_one(runner, &arena, &taking.rows[index], now_ms);
        }
        *tried += taken;
        arena_release(&arena);
    } while (taken == AT_ONCE && !runner->stop);
    return result;
}

/* --- the thread ----------------------------------------------------------------------------------------------------- */

struct looking {
    int64_t region_id, now_ms;
    bool due;
};

static struct result look_for_due(struct store_session *session, void *context)
{
    struct looking *looking = context;
    struct store_rows *rows;
    struct result result = store_query(
        session, "mail_is_due", STORE_VALUES(store_integer(looking->region_id), store_integer(looking->now_ms)), &rows);
    if (result_failed(result)) {
        return result;
    }
    looking->due = store_rows_next(rows);
    return store_rows_close(rows);
}

/* A look costs no write: an idle site commits nothing, and the cached pages stay good. */
static bool is_due(struct mail_runner *runner)
{
    struct looking looking = {runner->world.region_id, time_now_ms(), false};
    struct result result = store_read(runner->world.store, look_for_due, &looking);
    return !result_failed(result) && looking.due;
}

static void wait_for_work(struct mail_runner *runner)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LOOK_EVERY_S;
    CHECK(pthread_mutex_lock(&runner->lock) == 0);
    int waited = 0;
    while (!runner->awake && !runner->stop && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&runner->woken, &runner->lock, &until);
    }
    runner->awake = false;
    CHECK(pthread_mutex_unlock(&runner->lock) == 0);
}

static void *run(void *context)
{
    struct mail_runner *runner = context;
    while (!runner->stop) {
        size_t tried = 0;
        if (is_due(runner)) {
            struct result result = mail_runner_send_due(runner, time_now_ms(), &tried);
            if (result_failed(result)) {
                log_write(LOG_WARNING, "mail: the queue could not be read: %s",
                          result.detail == NULL ? "" : result.detail);
            }
        }
        wait_for_work(runner);
    }
    return NULL;
}

struct result mail_runner_open(const struct mail_world *world, struct mail_runner **out)
{
    struct mail_runner *runner = calloc(1, sizeof *runner);
    CHECK(runner != NULL);
    runner->world = *world;
    (void)snprintf(runner->owner, sizeof runner->owner, "mail-%ld-%lld", (long)getpid(),
                   (long long)store_next_id(world->store));
    if (world->settings != NULL) {
        CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
        CHECK(pthread_mutex_init(&runner->lock, NULL) == 0);
        CHECK(pthread_cond_init(&runner->woken, NULL) == 0);
        if (pthread_create(&runner->thread, NULL, run, runner) != 0) {
            free(runner);
            return result_internal("no thread for the mail runner");
        }
    }
    *out = runner;
    return result_ok();
}

void mail_runner_wake(struct mail_runner *runner)
{
    if (!mail_runner_sends(runner)) {
        return;
    }
    CHECK(pthread_mutex_lock(&runner->lock) == 0);
    runner->awake = true;
    CHECK(pthread_cond_signal(&runner->woken) == 0);
    CHECK(pthread_mutex_unlock(&runner->lock) == 0);
}

bool mail_runner_sends(const struct mail_runner *runner)
{
    return runner != NULL && runner->world.settings != NULL;
}

void mail_runner_close(struct mail_runner *runner)
{
    if (runner == NULL) {
        return;
    }
    if (runner->world.settings != NULL) {
        runner->stop = true;
        mail_runner_wake(runner);
        CHECK(pthread_join(runner->thread, NULL) == 0);
        CHECK(pthread_mutex_destroy(&runner->lock) == 0);
        CHECK(pthread_cond_destroy(&runner->woken) == 0);
        curl_global_cleanup();
    }
    free(runner);
}
