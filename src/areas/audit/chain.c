/* Sealing and proving the chain. */
#include "areas/audit/row.h"

#include "base/check.h"
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { SEAL_MOST = 2000, CHAIN_STEP = 50000 };

/* --- sealing ----------------------------------------------------------------------------------------------------- */

struct sealing {
    int64_t region_id;
    size_t most, sealed;
};

struct seal {
    int64_t entry_id;
    char digest[DIGEST_TEXT_SIZE];
};

static unsigned char nibble(char digit)
{
    return (unsigned char)(digit >= 'a' ? digit - 'a' + 10 : digit - '0');
}

static struct result find_last(struct store_session *session, int64_t region_id, int64_t *number,
                               unsigned char digest[static DIGEST_SIZE])
{
    struct store_rows *rows;
    struct result result = store_query(session, "audit_last_seal", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *number = 0;
    if (store_rows_next(rows)) {
        struct span last = store_rows_span(rows, 1);
        *number = store_rows_integer(rows, 0);
        for (size_t index = 0; index < DIGEST_SIZE && last.length == DIGEST_TEXT_SIZE - 1; index++) {
            digest[index] = (unsigned char)(nibble(last.at[2 * index]) << 4 | nibble(last.at[2 * index + 1]));
        }
    }
    return store_rows_close(rows);
}

static struct result read_pending(struct store_session *session, const struct sealing *sealing,
                                  struct audit_chain *chain, struct seal *seals, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "audit_pending_list",
                    STORE_VALUES(store_integer(sealing->region_id), store_integer((int64_t)sealing->most)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (*count < sealing->most && store_rows_next(rows)) {
        struct seal *seal = &seals[(*count)++];
        seal->entry_id = store_rows_integer(rows, 0);
        audit_chain_add(chain, seal->entry_id, rows, 1);
        (void)hash_text(chain->digest, seal->digest);
    }
    return store_rows_close(rows);
}

static struct result write_seal(struct store_session *session, int64_t region_id, int64_t number,
                                const struct seal *seal)
{
    struct result result = store_execute(session, "audit_seal_insert",
                                         STORE_VALUES(store_integer(region_id), store_integer(number),
                                                      store_integer(seal->entry_id), store_text(seal->digest)),
                                         NULL);
    return result_failed(result)
               ? result
               : store_execute(session, "audit_pending_delete",
                               STORE_VALUES(store_integer(region_id), store_integer(seal->entry_id)), NULL);
}

static struct result seal_pending(struct store_session *session, void *context)
{
    struct sealing *sealing = context;
    struct audit_chain chain;
    int64_t number = 0;
    size_t count = 0;
    struct seal *seals = calloc(sealing->most, sizeof *seals);
    CHECK(seals != NULL);
    audit_chain_init(&chain);
    struct result result = find_last(session, sealing->region_id, &number, chain.digest);
    if (!result_failed(result)) {
        result = read_pending(session, sealing, &chain, seals, &count);
    }
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        result = write_seal(session, sealing->region_id, ++number, &seals[index]);
    }
    audit_chain_release(&chain);
    free(seals);
    sealing->sealed = count;
    return result;
}

struct counting {
    int64_t region_id, pending;
};

static struct result count_pending(struct store_session *session, void *context)
{
    struct counting *counting = context;
    struct store_rows *rows;
    struct result result =
        store_query(session, "audit_pending_count", STORE_VALUES(store_integer(counting->region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    counting->pending = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

struct result audit_seal(struct store *store, int64_t region_id, size_t most, size_t *sealed)
{
    struct counting counting = {region_id, 0};
    struct sealing sealing = {region_id, most < SEAL_MOST ? most : SEAL_MOST, 0};
    *sealed = 0;
    struct result result = store_read(store, count_pending, &counting);
    if (!result_failed(result) && counting.pending > 0) { /* a write that writes nothing would wake every cache */
        result = store_write(store, seal_pending, &sealing);
        *sealed = sealing.sealed;
    }
    return result;
}

/* --- the thread -------------------------------------------------------------------------------------------------- */

struct audit_sealer {
    struct store *store;
    int64_t region_id;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool stop; /* guarded by lock */
};

static void seal_all(const struct audit_sealer *sealer)
{
    size_t sealed = SEAL_MOST;
    while (sealed == SEAL_MOST) {
        struct result result = audit_seal(sealer->store, sealer->region_id, SEAL_MOST, &sealed);
        if (result_failed(result)) { /* another process sealed them, or the database is away: the next second shows */
            log_write(LOG_DEBUG, "audit: not sealed: %s", result.detail == NULL ? "" : result.detail);
            return;
        }
    }
}

static void *run(void *context)
{
    struct audit_sealer *sealer = context;
    CHECK(pthread_mutex_lock(&sealer->lock) == 0);
    while (!sealer->stop) {
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        (void)pthread_cond_timedwait(&sealer->woken, &sealer->lock, &until);
        CHECK(pthread_mutex_unlock(&sealer->lock) == 0);
        seal_all(sealer);
        CHECK(pthread_mutex_lock(&sealer->lock) == 0);
    }
    CHECK(pthread_mutex_unlock(&sealer->lock) == 0);
    return NULL;
}

struct result audit_sealer_open(struct store *store, int64_t region_id, struct audit_sealer **out)
{
    struct audit_sealer *sealer = calloc(1, sizeof *sealer);
    CHECK(sealer != NULL);
    sealer->store = store;
    sealer->region_id = region_id;
    CHECK(pthread_mutex_init(&sealer->lock, NULL) == 0);
    CHECK(pthread_cond_init(&sealer->woken, NULL) == 0);
    if (pthread_create(&sealer->thread, NULL, run, sealer) != 0) {
        CHECK(pthread_mutex_destroy(&sealer->lock) == 0);
        CHECK(pthread_cond_destroy(&sealer->woken) == 0);
        free(sealer);
        return result_internal("no thread for the audit log");
    }
    *out = sealer;
    return result_ok();
}

void audit_sealer_close(struct audit_sealer *sealer)
{
    if (sealer == NULL) {
        return;
    }
    CHECK(pthread_mutex_lock(&sealer->lock) == 0);
    sealer->stop = true;
    CHECK(pthread_cond_signal(&sealer->woken) == 0);
    CHECK(pthread_mutex_unlock(&sealer->lock) == 0);
    CHECK(pthread_join(sealer->thread, NULL) == 0);
    CHECK(pthread_mutex_destroy(&sealer->lock) == 0);
    CHECK(pthread_cond_destroy(&sealer->woken) == 0);
    free(sealer);
}

/* --- proving ----------------------------------------------------------------------------------------------------- */

struct proving {
    int64_t region_id;
    int64_t expected_number;
    const char *expected_digest;
    struct audit_chain chain;
    struct audit_finding finding;
};

static bool differs(struct proving *proving, enum audit_fault fault, int64_t number, int64_t entry_id)
{
    proving->finding.fault = fault;
    proving->finding.number = number;
    proving->finding.entry_id = entry_id;
    return true;
}

/* True when the walk ends here. */
static bool prove_seal(struct proving *proving, const struct store_rows *rows)
{
    struct audit_finding *finding = &proving->finding;
    int64_t number = store_rows_integer(rows, 0);
    int64_t entry_id = store_rows_integer(rows, 1);
    if (number != finding->sealed + 1) {
        return differs(proving, AUDIT_GAP, finding->sealed + 1, 0);
    }
    if (store_rows_is_null(rows, 3)) {
        return differs(proving, AUDIT_REMOVED, number, entry_id);
    }
    audit_chain_add(&proving->chain, entry_id, rows, 3);
    (void)hash_text(proving->chain.digest, finding->last_digest);
    if (!span_is(store_rows_span(rows, 2), finding->last_digest)) {
        return differs(proving, AUDIT_ALTERED, number, entry_id);
    }
    finding->sealed = number;
    if (number == proving->expected_number && strcmp(finding->last_digest, proving->expected_digest) != 0) {
        return differs(proving, AUDIT_OTHER, number, 0);
    }
    return false;
}

/* A step at a time: PostgreSQL gives a whole answer at once. */
static struct result walk_chain(struct store_session *session, struct proving *proving)
{
    for (bool ended = false; !ended;) {
        struct store_rows *rows;
        int64_t seen = 0;
        struct result result =
            store_query(session, "audit_chain",
                        STORE_VALUES(store_integer(proving->region_id), store_integer(proving->finding.sealed),
                                     store_integer(CHAIN_STEP)),
                        &rows);
        if (result_failed(result)) {
            return result;
        }
        while (!ended && store_rows_next(rows)) {
            seen++;
            ended = prove_seal(proving, rows);
        }
        ended = ended || seen < CHAIN_STEP;
        result = store_rows_close(rows);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

/* A row beside the chain: only when the counts differ is it looked for. */
static struct result find_inserted(struct store_session *session, struct proving *proving)
{
    struct store_rows *rows;
    struct result result = store_query(session, "audit_counts", STORE_VALUES(store_integer(proving->region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    int64_t entries = found ? store_rows_integer(rows, 0) : 0;
    int64_t seals = found ? store_rows_integer(rows, 1) : 0;
    proving->finding.pending = found ? store_rows_integer(rows, 2) : 0;
    result = store_rows_close(rows);
    if (result_failed(result) || entries == seals + proving->finding.pending) {
        return result;
    }
    result = store_query(session, "audit_unsealed", STORE_VALUES(store_integer(proving->region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        (void)differs(proving, AUDIT_INSERTED, 0, store_rows_integer(rows, 0));
    }
    return store_rows_close(rows);
}

static struct result prove(struct store_session *session, void *context)
{
    struct proving *proving = context;
    proving->finding = (struct audit_finding){.fault = AUDIT_SOUND};
    memset(proving->chain.digest, 0, DIGEST_SIZE);
    (void)hash_text(proving->chain.digest, proving->finding.last_digest);
    struct result result = walk_chain(session, proving);
    if (!result_failed(result) && proving->finding.fault == AUDIT_SOUND) {
        result = find_inserted(session, proving);
    }
    bool missing = proving->finding.fault == AUDIT_SOUND && proving->expected_number > proving->finding.sealed;
    if (!result_failed(result) && missing) {
        (void)differs(proving, AUDIT_OTHER, proving->expected_number, 0);
    }
    return result;
}

struct result audit_verify(struct store *store, int64_t region_id, int64_t expected_number, const char *expected_digest,
                           struct audit_finding *out)
{
    struct proving proving = {
        .region_id = region_id, .expected_number = expected_number, .expected_digest = expected_digest};
    audit_chain_init(&proving.chain);
    struct result result = store_read(store, prove, &proving);
    audit_chain_release(&proving.chain);
    if (!result_failed(result)) {
        *out = proving.finding;
    }
    return result;
}
