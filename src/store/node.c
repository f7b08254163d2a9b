/* The node number in this process's ids: leased in the table `node`, renewed by a keeper thread.
 *
 * The lease is long against the renewal (10 minutes against 2), so a database that is away for a while costs
 * nothing. A number is taken at the end of store_migrate or with the first id. When none can be had (database
 * away, all 1024 taken) a random one serves: ids then only very probably differ between processes, and the
 * primary keys refuse the rest.
 */
#include "base/check.h"
#include "base/day.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/random.h"
#include "store/driver.h"

#include <stdlib.h>

enum { NODE_COUNT = 1024, LEASE_MS = 600000, RENEW_SECONDS = 120, MAKERS = 8, ATTEMPTS = 5 };

struct node_request {
    const char *owner;
    int64_t now_ms;
    int start; /* where to look first: spreads processes that start together */
    int number;
    int64_t changed;
};

void store_node_init(struct store_node *node)
{
    unsigned char secret[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    random_secret(secret, sizeof secret);
    memcpy(node->owner, hash_text(secret, text), sizeof node->owner - 1);
    node->owner[sizeof node->owner - 1] = '\0';
    node->number = -1;
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&node->wake, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&node->mutex, NULL);
}

static struct result find_free(struct store_session *session, void *context)
{
    struct node_request *request = context;
    bool taken[NODE_COUNT] = {false};
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "node_free", NULL, 0, &rows);
    if (result_failed(result)) {
        return result;
    }
    request->now_ms = time_now_ms();
    while (store_rows_next(rows)) {
        int64_t number = store_rows_integer(rows, 0);
        if (number >= 0 && number < NODE_COUNT) {
            taken[number] = store_rows_integer(rows, 1) >= request->now_ms;
        }
    }
    request->number = -1;
    for (int index = 0; index < NODE_COUNT && request->number < 0; index++) {
        int number = (request->start + index) % NODE_COUNT;
        request->number = taken[number] ? -1 : number;
    }
    return store_rows_close(rows);
}

static struct result take_number(struct store_session *session, void *context)
{
    struct node_request *request = context;
    return store_execute(session, "node_take",
                         STORE_VALUES(store_integer(request->number), store_text(request->owner),
                                      store_integer(request->now_ms + LEASE_MS), store_integer(request->now_ms)),
                         &request->changed);
}

static struct result renew_number(struct store_session *session, void *context)
{
    struct node_request *request = context;
    return store_execute(session, "node_renew",
                         STORE_VALUES(store_integer(request->number), store_text(request->owner),
                                      store_integer(request->now_ms + LEASE_MS)),
                         &request->changed);
}

static struct result drop_number(struct store_session *session, void *context)
{
    const struct node_request *request = context;
    return store_execute(session, "node_drop", STORE_VALUES(store_integer(request->number), store_text(request->owner)),
                         NULL);
}

/* With the mutex held. */
static bool use_number(struct store_node *node, int number)
{
    if (node->maker_count == MAKERS) {
        return false;
    }
    struct id_maker *maker = malloc(sizeof *maker);
    CHECK(maker != NULL);
    id_maker_init(maker, (uint32_t)number);
    node->makers[node->maker_count++] = maker;
    atomic_store(&node->maker, maker);
    return true;
}

/* Looked up in one transaction and taken in another: two that take different numbers do not collide. */
static struct result try_number(struct store *store, struct node_request *request)
{
    uint32_t chance;
    random_secret(&chance, sizeof chance);
    request->start = (int)(chance % NODE_COUNT);
    struct result result = store_read(store, find_free, request);
    if (!result_failed(result) && request->number < 0) {
        return store_busy(store, "all node numbers are taken");
    }
    return result_failed(result) ? result : store_write(store, take_number, request);
}

/* With the mutex held. */
static bool take(struct store *store)
{
    struct node_request request = {.owner = store->node.owner};
    struct result result = result_ok();
    for (int attempt = 0; attempt < ATTEMPTS && request.changed == 0 && !result_failed(result); attempt++) {
        result = try_number(store, &request);
    }
    if (result_failed(result)) {
        log_write(LOG_WARNING, "no node number: %s", result.detail == NULL ? "" : result.detail);
        return false;
    }
    if (request.changed == 0 || !use_number(&store->node, request.number)) {
        return false;
    }
    store->node.number = request.number;
    return true;
}

static void renew(struct store *store)
{
    struct store_node *node = &store->node;
    struct node_request request = {.owner = node->owner, .now_ms = time_now_ms(), .number = node->number};
    struct result result = store_write(store, renew_number, &request);
    if (!result_failed(result) && request.changed == 0) {
        log_write(LOG_WARNING, "the node number was lost, taking another");
        (void)take(store);
    }
}

static void *keep_number(void *argument)
{
    struct store *store = argument;
    struct store_node *node = &store->node;
    (void)pthread_mutex_lock(&node->mutex);
    while (!node->stopping) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += RENEW_SECONDS;
        bool waited = pthread_cond_timedwait(&node->wake, &node->mutex, &until) != 0;
        if (waited && !node->stopping) {
            renew(store);
        }
    }
    (void)pthread_mutex_unlock(&node->mutex);
    return NULL;
}

bool store_node_take(struct store *store)
{
    struct store_node *node = &store->node;
    (void)pthread_mutex_lock(&node->mutex);
    bool have = node->number >= 0 || take(store);
    if (have && !node->keeping) {
        node->keeping = pthread_create(&node->keeper, NULL, keep_number, store) == 0;
    }
    (void)pthread_mutex_unlock(&node->mutex);
    return have;
}

static void use_chance(struct store_node *node)
{
    uint32_t chance;
    random_secret(&chance, sizeof chance);
    (void)pthread_mutex_lock(&node->mutex);
    if (atomic_load(&node->maker) == NULL) {
        (void)use_number(node, (int)(chance % NODE_COUNT));
    }
    (void)pthread_mutex_unlock(&node->mutex);
}

int64_t store_next_id(struct store *store)
{
    struct store_node *node = &store->node;
    if (atomic_load(&node->maker) == NULL) {
        /* Inside the writer's own work the table cannot be asked: it would wait for itself. */
        bool have = !store->driver->in_work(store) && store_node_take(store);
        if (!have) {
            use_chance(node);
        }
    }
    return id_make(atomic_load(&node->maker));
}

void store_node_release(struct store *store)
{
    struct store_node *node = &store->node;
    (void)pthread_mutex_lock(&node->mutex);
    node->stopping = true;
    (void)pthread_cond_signal(&node->wake);
    (void)pthread_mutex_unlock(&node->mutex);
    if (node->keeping) {
        (void)pthread_join(node->keeper, NULL);
    }
    if (node->number >= 0) {
        struct node_request request = {.owner = node->owner, .number = node->number};
        struct result result = store_write(store, drop_number, &request);
        if (result_failed(result)) {
            log_write(LOG_WARNING, "the node number %d stays taken until its lease ends", node->number);
        }
    }
    for (size_t index = 0; index < node->maker_count; index++) {
        free(node->makers[index]);
    }
    (void)pthread_cond_destroy(&node->wake);
    (void)pthread_mutex_destroy(&node->mutex);
}
