/* Connecting to PostgreSQL, waiting with a deadline, and what its errors mean. */
#include "base/check.h"
#include "base/day.h"
#include "base/log.h"
#include "store/postgres.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPTIONS_MAX = 64, SETUP_MS = 5000 };

/* The server gives up a little before we do, so that a slow statement costs a statement and not a connection. */
static const char SETUP[] = "SET statement_timeout = 55000; SET lock_timeout = 5000;"
                            "SET idle_in_transaction_session_timeout = 300000; SET client_min_messages = warning";

struct default_option {
    const char *keyword;
    const char *value;
};

static const struct default_option DEFAULTS[] = {
    {"target_session_attrs", "read-write"}, {"connect_timeout", "2"},
    {"tcp_user_timeout", "3000"},           {"client_encoding", "UTF8"},
    {"application_name", "zhiqiao"},
};

static const char *default_for(const char *keyword)
{
    for (size_t index = 0; index < sizeof DEFAULTS / sizeof DEFAULTS[0]; index++) {
        if (strcmp(DEFAULTS[index].keyword, keyword) == 0) {
            return DEFAULTS[index].value;
        }
    }
    return NULL;
}

/* "a,b,c" begun at its entry number `by`: libpq tries hosts in order, and the first may be the one that hangs. */
static const char *rotate_list(struct arena *arena, const char *list, unsigned by)
{
    unsigned entries = 1;
    for (const char *at = list; *at != '\0'; at++) {
        entries += *at == ',' ? 1U : 0U;
    }
    const char *start = list;
    for (unsigned step = by % entries; step > 0; step--) {
        start = strchr(start, ',') + 1;
    }
    return start == list ? list : arena_format(arena, "%s,%.*s", start, (int)(start - list - 1), list);
}

static bool is_host_list(const char *keyword)
{
    return strcmp(keyword, "host") == 0 || strcmp(keyword, "hostaddr") == 0 || strcmp(keyword, "port") == 0;
}

static PGconn *open_handle(const char *address, unsigned rotation)
{
    const char *keywords[OPTIONS_MAX + 1] = {NULL};
    const char *values[OPTIONS_MAX + 1] = {NULL};
    struct arena arena;
    arena_init(&arena);
    PQconninfoOption *options = PQconninfoParse(address, NULL);
    size_t count = 0;
    for (const PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++) {
        const char *value = option->val == NULL ? default_for(option->keyword) : option->val;
        if (value != NULL && count < OPTIONS_MAX) {
            keywords[count] = option->keyword;
            values[count++] = is_host_list(option->keyword) ? rotate_list(&arena, value, rotation) : value;
        }
    }
    PGconn *handle = options == NULL ? NULL : PQconnectdbParams(keywords, values, 0);
    PQconninfoFree(options);
    arena_release(&arena);
    return handle;
}

static void hear_notice(void *store, const char *message)
{
    (void)store;
    log_write(LOG_DEBUG, "postgres: %s", message);
}

struct result postgres_connect(struct store *store, const char *address, unsigned rotation,
                               struct postgres_connection **out)
{
    struct postgres_connection *connection = calloc(1, sizeof *connection);
    CHECK(connection != NULL);
    connection->store = store;
    buffer_init(&connection->scratch);
    connection->handle = open_handle(address, rotation);
    bool ready = PQstatus(connection->handle) == CONNECTION_OK && PQsetnonblocking(connection->handle, 1) == 0;
    struct result result = result_ok();
    if (ready) {
        (void)PQsetNoticeProcessor(connection->handle, hear_notice, NULL);
        result = postgres_command(connection, SETUP, SETUP_MS);
    } else {
        const char *why =
            connection->handle == NULL ? "the address cannot be read" : PQerrorMessage(connection->handle);
        result = store_busy(store, why);
        log_write(LOG_WARNING, "postgres: %s", result.detail);
    }
    if (result_failed(result)) {
        postgres_disconnect(connection);
        return result;
    }
    *out = connection;
    return result_ok();
}

void postgres_disconnect(struct postgres_connection *connection)
{
    PQfinish(connection->handle);
    buffer_release(&connection->scratch);
    free(connection->prepared);
    free(connection);
}

int64_t postgres_limit(const struct postgres_connection *connection)
{
    return time_monotonic_ms() + atomic_load(&connection->store->statement_ms);
}

/* True when something can be read or written before the deadline. */
static bool wait_until(struct postgres_connection *connection, short events, int64_t until_ms)
{
    struct pollfd socket = {.fd = PQsocket(connection->handle), .events = events};
    for (;;) {
        int64_t left = until_ms - time_monotonic_ms();
        if (left <= 0 || socket.fd < 0) {
            return false;
        }
        int ready = poll(&socket, 1, left > INT32_MAX ? INT32_MAX : (int)left);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

bool postgres_flush(struct postgres_connection *connection, int64_t until_ms)
{
    int left;
    while ((left = PQflush(connection->handle)) == 1) {
        /* The server may wait for us to read before it reads on. */
        if (!wait_until(connection, POLLIN | POLLOUT, until_ms) || PQconsumeInput(connection->handle) == 0) {
            return false;
        }
    }
    return left == 0;
}

static bool wait_for_result(struct postgres_connection *connection, int64_t until_ms)
{
    while (PQisBusy(connection->handle) != 0) {
        if (!wait_until(connection, POLLIN, until_ms) || PQconsumeInput(connection->handle) == 0) {
            return false;
        }
    }
    return true;
}

static bool is_error(const PGresult *answer)
{
    ExecStatusType status = PQresultStatus(answer);
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

PGresult *postgres_collect(struct postgres_connection *connection, int64_t until_ms)
{
    PGresult *kept = NULL;
    bool whole = postgres_flush(connection, until_ms);
    while (whole && (whole = wait_for_result(connection, until_ms))) {
        PGresult *answer = PQgetResult(connection->handle);
        if (answer == NULL) {
            return kept;
        }
        if (kept != NULL && is_error(kept)) {
            PQclear(answer);
            continue;
        }
        PQclear(kept);
        kept = answer;
        if (PQresultStatus(answer) == PGRES_COPY_IN) {
            return kept;
        }
    }
    /* An error that arrived before the connection broke (the server was told to stop) says more than nothing. */
    if (kept != NULL && !is_error(kept)) {
        PQclear(kept);
        kept = NULL;
    }
    return kept;
}

struct result postgres_command(struct postgres_connection *connection, const char *sql, int limit_ms)
{
    PGresult *answer = NULL;
    if (PQsendQuery(connection->handle, sql) == 1) {
        answer = postgres_collect(connection, time_monotonic_ms() + limit_ms);
    }
    ExecStatusType status = PQresultStatus(answer);
    if (answer == NULL || (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)) {
        return postgres_failure(connection, answer, "");
    }
    PQclear(answer);
    return result_ok();
}

static bool in_class(const char *state, const char *start)
{
    return strncmp(state, start, strlen(start)) == 0;
}

static enum postgres_verdict verdict_of(const char *state, const char *message)
{
    static const char *const again[] = {"40001", "40P01", "55P03"};
    static const char *const reconnect[] = {"08", "57P01", "57P02", "57P03", "25006"};
    for (size_t index = 0; index < sizeof again / sizeof again[0]; index++) {
        if (strcmp(state, again[index]) == 0) {
            return VERDICT_AGAIN;
        }
    }
    for (size_t index = 0; index < sizeof reconnect / sizeof reconnect[0]; index++) {
        if (in_class(state, reconnect[index])) {
            return VERDICT_RECONNECT;
        }
    }
    /* Somebody migrated under a prepared statement: a fresh connection prepares it anew. */
    bool stale = strcmp(state, "0A000") == 0 && strstr(message, "cached plan") != NULL;
    return stale ? VERDICT_RECONNECT : VERDICT_FINAL;
}

/* listing_once_102008 → listing_once; names that PostgreSQL made itself (…_pkey, …_key) → the table. */
static struct result conflict_of(struct store *store, const PGresult *answer, const char *message)
{
    const char *constraint = PQresultErrorField(answer, PG_DIAG_CONSTRAINT_NAME);
    const char *table = PQresultErrorField(answer, PG_DIAG_TABLE_NAME);
    char name[128];
    (void)snprintf(name, sizeof name, "%s", constraint == NULL ? "" : constraint);
    char *tail = strrchr(name, '_');
    if (tail != NULL && tail[1] != '\0' && tail[1 + strspn(tail + 1, "0123456789")] == '\0') {
        *tail = '\0';
        tail = strrchr(name, '_');
    }
    bool made = tail != NULL && (strcmp(tail, "_pkey") == 0 || strcmp(tail, "_key") == 0);
    return store_conflict(store, made && table != NULL ? table : name, message);
}

struct result postgres_failure(struct postgres_connection *connection, PGresult *answer, const char *table)
{
    struct store *store = connection->store;
    const char *state = answer == NULL ? NULL : PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    const char *primary = answer == NULL ? NULL : PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
    char message[WORDS_LENGTH + 1];
    if (state == NULL) {
        /* Lost, or too late. What was asked may still have happened. */
        (void)snprintf(message, sizeof message, "postgres: no answer: %s", PQerrorMessage(connection->handle));
        connection->verdict = VERDICT_RECONNECT;
        PQclear(answer);
        log_write(LOG_WARNING, "%s", message);
        return store_busy(store, message);
    }
    /* Class 22 quotes the value it did not like, which may be somebody's number: not for the log. */
    bool quotes = in_class(state, "22");
    (void)snprintf(message, sizeof message, "postgres %s: %s", state,
                   quotes            ? "a value that its column cannot hold"
                   : primary == NULL ? ""
                                     : primary);
    connection->verdict = verdict_of(state, message);
    struct result result;
    if (strcmp(state, "23505") == 0) {
        result = conflict_of(store, answer, message);
    } else if (strcmp(state, "42P07") == 0 || strcmp(state, "42710") == 0) {
        result = store_conflict(store, "schema", message); /* two that create the same table or type at once */
    } else if (strcmp(state, "23503") == 0) {
        result = store_conflict(store, table, message);
    } else if (connection->verdict != VERDICT_FINAL || in_class(state, "53") || in_class(state, "57014") ||
               in_class(state, "58")) {
        result = store_busy(store, message);
    } else {
        result = store_broken(store, message);
    }
    if (result.code != RESULT_CONFLICT) {
        log_write(connection->verdict == VERDICT_FINAL ? LOG_WARNING : LOG_DEBUG, "%s", message);
    }
    PQclear(answer);
    return result;
}
