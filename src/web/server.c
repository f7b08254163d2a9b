/* The HTTP library (libmicrohttpd 0.9.75) behind our own words. No other file knows it.
 *
 *   its threads   read and write sockets; guard, body, static files and cached pages are done there, nothing waits
 *   our workers   everything else: the connection is suspended, web_answer runs, the connection is resumed
 *
 *   head ─► [guard] ─► body into the spool ─► quick answer, or suspended ─► worker ─► resumed ─► sent ─► completed
 *
 * What the library hides from the guard, we read from where it left things: it parses a head in place, so in a
 * well-formed head each name stands right behind the value before it, parted by the CRLF it wrote zeroes over. A zero
 * byte inside a value or the URL, a header without a name, a folded line or a bare LF leave a gap (head_is_whole).
 */
#include "web/app.h"

#include "base/check.h"
#include "base/day.h"
#include "base/log.h"
#include "web/guard.h"
#include "web/spool.h"
#include "web/watchdog.h"
#include "web/web.h"
#include "web/workers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    CONNECTIONS_MOST = 4096,
    CONNECTIONS_OF_ONE = 2048, /* a proxy, or a school behind one address */
    CONNECTION_MEMORY = 16 * 1024,
    IDLE_SECONDS = 75, /* the library's own limit, behind the watchdog's */
    PATIENCE_MS = 10000,
    IDLE_MS = 60000,
    TRANSFER_BYTES_PER_MS = 16, /* slower than 16 KiB/s in the long run is cut */
    DRAIN_MOST = 128 * 1024 * 1024,
    BODIES_MOST = 256 * 1024 * 1024, /* of all requests together, in memory and on disk */
    LARGE_BODY =
        16 * 1024 * 1024, /* routes with a higher limit share a room of their own: whoever fills it with films … */
    LARGE_BODIES_MOST = 1024 * 1024 * 1024, /* … keeps nobody from sending a form */
    HTTP_THREADS_MOST = 4,
    WORKERS_PER_PROCESSOR = 4,
    WORKERS_LEAST = 16, /* some wait for a password to be hashed or a file to be read; the others go on */
    EXCHANGES_KEPT = 64,
    STOP_MS = 10000,
};

struct server {
    struct web *web;
    struct MHD_Daemon *daemon;
    struct workers *workers;
    struct watchdog *watchdog;
    int port;
    int patience_ms;
    struct spool_room room, large_room; /* for all bodies of small routes, of large ones */
    _Atomic int busy;                   /* exchanges begun and not completed */
    _Atomic bool stopping;              /* what begins from now on is refused; what has begun is answered */
    pthread_mutex_t mutex;              /* guards what follows */
    bool closing;                       /* the workers are going: nothing more goes to them */
    struct exchange *spare;
    size_t spare_count;
};

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_WORKING, STAGE_WORKED };

/* One request on one connection. */
struct exchange {
    struct task task; /* first: a task is its exchange */
    struct server *server;
    struct MHD_Connection *connection;
    struct watched *watched;
    enum stage stage;
    bool is_late;           /* began when the server was stopping */
    const char *target;     /* where the library has it; it writes zeroes between the query's parts */
    struct span own_target; /* ours, whole */
    struct header headers[HEADERS_MOST + 1];
    char peer[INET6_ADDRSTRLEN];
    struct wire wire;
    struct spool spool;
    struct arena arena;
    struct buffer body;
    struct answer answer;
    struct exchange *next; /* while spare */
};

/* --- exchanges are used again --------------------------------------------------------------------------------- */

static struct exchange *take_exchange(struct server *server)
{
    (void)pthread_mutex_lock(&server->mutex);
    struct exchange *exchange = server->spare;
    if (exchange != NULL) {
        server->spare = exchange->next;
        server->spare_count--;
    }
    (void)pthread_mutex_unlock(&server->mutex);
    if (exchange == NULL) {
        exchange = calloc(1, sizeof *exchange);
        CHECK(exchange != NULL);
        arena_init(&exchange->arena);
        buffer_init(&exchange->body);
        spool_init(&exchange->spool);
    }
    exchange->server = server;
    exchange->stage = STAGE_HEAD;
    exchange->is_late = atomic_load(&server->stopping);
    exchange->answer.status = 0;
    exchange->answer.header_count = 0;
    exchange->answer.body = (struct span){NULL, 0};
    exchange->answer.page = NULL;
    exchange->answer.file_length = 0;
    exchange->answer.close = false;
    atomic_fetch_add(&server->busy, 1);
    return exchange;
}

static void free_exchange(struct exchange *exchange)
{
    arena_release(&exchange->arena);
    buffer_release(&exchange->body);
    free(exchange);
}

static void give_back(struct exchange *exchange)
{
    struct server *server = exchange->server;
    answer_release(&exchange->answer);
    spool_release(&exchange->spool);
    arena_reset(&exchange->arena);
    if (exchange->body.capacity > CONNECTION_MEMORY * 16) {
        buffer_release(&exchange->body);
        buffer_init(&exchange->body);
    }
    buffer_clear(&exchange->body);
    (void)pthread_mutex_lock(&server->mutex);
    bool kept = server->spare_count < EXCHANGES_KEPT;
    if (kept) {
        exchange->next = server->spare;
        server->spare = exchange;
        server->spare_count++;
    }
    (void)pthread_mutex_unlock(&server->mutex);
    if (!kept) {
        free_exchange(exchange);
    }
    atomic_fetch_sub(&server->busy, 1);
}

/* --- the head ------------------------------------------------------------------------------------------------- */

static enum MHD_Result note_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_length,
                                   const char *value, size_t value_length)
{
    (void)kind;
    struct wire *wire = &((struct exchange *)context)->wire;
    struct header *header = &((struct exchange *)context)->headers[wire->header_count++];
    *header = (struct header){span_make(name, name_length), span_make(value == NULL ? "" : value, value_length)};
    /* One more than allowed is noted, so that the guard sees there are too many. */
    return wire->header_count <= HEADERS_MOST ? MHD_YES : MHD_NO;
}

/* Two zeroes where CRLF was; see the top of the file. */
static bool line_ends_at(const char *end)
{
    return end[0] == '\0' && end[1] == '\0';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\0';
}

/* Between a name and its value the library leaves only white space and the zero where the colon was. */
static bool value_follows(const struct header *header)
{
    const char *at = header->name.at + header->name.length;
    while (at < header->value.at && is_blank(*at)) {
        at++;
    }
    return at == header->value.at;
}

static bool head_is_whole(const struct exchange *exchange, const char *version)
{
    const char *at = exchange->target + exchange->own_target.length + 1;
    if (at != version) {
        return false;
    }
    at += strlen(version);
    for (size_t index = 0; index < exchange->wire.header_count; index++) {
        const struct header *header = &exchange->headers[index];
        if (!line_ends_at(at) || header->name.at != at + 2 || !value_follows(header)) {
            return false;
        }
        at = header->value.at + header->value.length;
    }
    return line_ends_at(at) && line_ends_at(at + 2);
}

static void find_peer(struct exchange *exchange)
{
    const union MHD_ConnectionInfo *known =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    (void)snprintf(exchange->peer, sizeof exchange->peer, "?");
    if (known == NULL || known->client_addr == NULL) {
        return;
    }
    const struct sockaddr *address = known->client_addr;
    const void *bytes = address->sa_family == AF_INET6
                            ? (const void *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr
                            : (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr;
    (void)inet_ntop(address->sa_family, bytes, exchange->peer, sizeof exchange->peer);
}

static void refuse(struct exchange *exchange, int status, struct result result)
{
    web_refuse(exchange->server->web, &exchange->arena, &exchange->wire, status, result, &exchange->body,
               &exchange->answer);
}

/* --- sending and taking -------------------------------------------------------------------------------------------------- */

static void allow_transfer(const struct exchange *exchange, size_t length)
{
    watchdog_allow(exchange->watched, exchange->server->patience_ms + (int64_t)(length / TRANSFER_BYTES_PER_MS));
}

static struct MHD_Response *make_response(struct answer *answer)
{
    if (answer->file_length > 0) {
        struct MHD_Response *response = MHD_create_response_from_fd64(answer->file_length, answer->file);
        answer->file_length = response == NULL ? answer->file_length : 0; /* the library closes it */
        return response;
    }
    /* The bytes live until the request is completed. The library only reads them, though its type says otherwise. */
    return MHD_create_response_from_buffer(answer->body.length, (void *)(uintptr_t)answer->body.at,
                                           MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result send_answer(struct exchange *exchange)
{
    struct answer *answer = &exchange->answer;
    size_t length = answer->file_length > 0 ? answer->file_length : answer->body.length;
    struct MHD_Response *response = make_response(answer);
    if (response == NULL) {
        return MHD_NO;
    }
    for (size_t index = 0; index < answer->header_count; index++) {
        (void)MHD_add_response_header(response, answer->headers[index].name.at, answer->headers[index].value.at);
    }
    if (answer->close || atomic_load(&exchange->server->stopping)) {
        (void)MHD_add_response_header(response, "Connection", "close");
    }
    allow_transfer(exchange, length);
    enum MHD_Result queued = MHD_queue_response(exchange->connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return queued;
}

static void work(struct task *task)
{
    struct exchange *exchange = (struct exchange *)(void *)task;
    web_answer(exchange->server->web, &exchange->arena, &exchange->wire, &exchange->body, &exchange->answer);
    exchange->stage = STAGE_WORKED;
    MHD_resume_connection(exchange->connection);
}

/* --- the steps of one request --------------------------------------------------------------------------------- */

static enum MHD_Result take_head(struct exchange *exchange, const char *method, const char *version)
{
    exchange->wire = (struct wire){
        .method = method, .target = exchange->own_target, .headers = exchange->headers, .peer = exchange->peer};
    find_peer(exchange);
    (void)MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, note_header, exchange);
    struct result r = guard_check_head(&exchange->wire);
    if (!result_failed(r) && !head_is_whole(exchange, version)) {
        r = result_fail(RESULT_INVALID, NULL, "error.bad_request", "a zero byte, a folded line or a bare line feed");
    }
    if (result_failed(r)) {
        refuse(exchange, 400, r);
        return send_answer(exchange);
    }
    exchange->stage = STAGE_BODY;
    size_t length = guard_content_length(&exchange->wire);
    size_t limit = web_plan_body(exchange->server->web, &exchange->arena, &exchange->wire);
    struct server *server = exchange->server;
    spool_start(&exchange->spool, limit, limit > LARGE_BODY ? &server->large_room : &server->room);
    if (length > limit && length > DRAIN_MOST) {
        refuse(exchange, 413, result_fail(RESULT_INVALID, NULL, "error.too_large", "Content-Length over the limit"));
        return send_answer(exchange);
    }
    size_t expected = wire_count(&exchange->wire, "Transfer-Encoding") > 0 ? limit : length;
    allow_transfer(exchange, expected);
    return MHD_YES;
}

static enum MHD_Result take_body(struct exchange *exchange, const char *bytes, size_t *length)
{
    spool_add(&exchange->spool, bytes, *length);
    *length = 0;
    return exchange->spool.length > DRAIN_MOST && spool_is_over(&exchange->spool) ? MHD_NO : MHD_YES;
}

/* False when the server stops and this request began too late, or was too slow. */
static bool give_to_worker(struct exchange *exchange)
{
    struct server *server = exchange->server;
    (void)pthread_mutex_lock(&server->mutex);
    bool given = !exchange->is_late && !server->closing;
    if (given) {
        watchdog_allow(exchange->watched, 0);
        exchange->stage = STAGE_WORKING;
        exchange->task.run = work;
        MHD_suspend_connection(exchange->connection);
        workers_add(server->workers, &exchange->task);
    }
    (void)pthread_mutex_unlock(&server->mutex);
    return given;
}

static enum MHD_Result end_body(struct exchange *exchange)
{
    bool kept = spool_finish(&exchange->spool, &exchange->wire.body);
    if (!kept) {
        refuse(exchange, 503, result_fail(RESULT_BUSY, NULL, "error.busy", "the upload could not be kept on disk"));
        return send_answer(exchange);
    }
    if (spool_is_over(&exchange->spool)) {
        refuse(exchange, 413, result_fail(RESULT_INVALID, NULL, "error.too_large", "the body is over the limit"));
        return send_answer(exchange);
    }
    if (web_answer_quickly(exchange->server->web, &exchange->wire, &exchange->answer)) {
        return send_answer(exchange);
    }
    if (!give_to_worker(exchange)) {
        refuse(exchange, 503, result_fail(RESULT_BUSY, NULL, "error.busy", "the server is stopping"));
        return send_answer(exchange);
    }
    return MHD_YES;
}

/* --- what the library calls ----------------------------------------------------------------------------------- */

/* The target is left as it came: the guard decodes. */
static size_t decode_nothing(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

static struct watched *find_watched(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *known = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    CHECK(known != NULL && known->socket_context != NULL);
    return known->socket_context;
}

/* The request line is there: from here on the head has its time. */
static void *begin_exchange(void *context, const char *target, struct MHD_Connection *connection)
{
    struct exchange *exchange = take_exchange(context);
    exchange->connection = connection;
    exchange->watched = find_watched(connection);
    exchange->target = target;
    exchange->own_target = span_make(arena_text(&exchange->arena, target), strlen(target));
    watchdog_allow(exchange->watched, exchange->server->patience_ms);
    return exchange;
}

static enum MHD_Result advance_exchange(void *context, struct MHD_Connection *connection, const char *url,
                                        const char *method, const char *version, const char *bytes, size_t *length,
                                        void **request)
{
    (void)context;
    (void)connection;
    (void)url;
    struct exchange *exchange = *request;
    if (exchange->stage == STAGE_HEAD) {
        return take_head(exchange, method, version);
    }
    if (*length > 0) {
        return take_body(exchange, bytes, length);
    }
    if (exchange->stage == STAGE_BODY) {
        return end_body(exchange);
    }
    CHECK(exchange->stage == STAGE_WORKED);
    return send_answer(exchange);
}

static void end_exchange(void *context, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode code)
{
    (void)context;
    (void)connection;
    (void)code;
    struct exchange *exchange = *request;
    if (exchange != NULL) {
        watchdog_allow(exchange->watched, IDLE_MS);
        give_back(exchange);
        *request = NULL;
    }
}

static void watch_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                             enum MHD_ConnectionNotificationCode code)
{
    struct server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        watchdog_remove(server->watchdog, *socket_context);
        free(*socket_context);
        return;
    }
    const union MHD_ConnectionInfo *known = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct watched *watched = calloc(1, sizeof *watched);
    CHECK(watched != NULL && known != NULL);
    watchdog_add(server->watchdog, watched, known->connect_fd, server->patience_ms);
    *socket_context = watched;
}

static void log_complaint(void *context, const char *format, va_list arguments)
{
    (void)context;
    char line[512];
    int length = vsnprintf(line, sizeof line, format, arguments);
    (void)length;
    log_write(LOG_DEBUG, "http: %s", line);
}

/* --- opening and closing -------------------------------------------------------------------------------------- */

static struct result find_address(const char *host, int port, struct sockaddr_storage *out)
{
    struct addrinfo wanted = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char service[16];
    (void)snprintf(service, sizeof service, "%d", port);
    if (getaddrinfo(host, service, &wanted, &found) != 0) {
        return result_invalid("host", "cli.serve.host_unknown");
    }
    memcpy(out, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return result_ok();
}

static struct result start_daemon(struct server *server, const struct sockaddr_storage *address, int processors)
{
    unsigned threads = (unsigned)(processors > HTTP_THREADS_MOST ? HTTP_THREADS_MOST : processors);
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                     (address->ss_family == AF_INET6 ? (unsigned)MHD_USE_IPv6 : 0U);
    const struct MHD_OptionItem pool[] = {{threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, NULL},
                                          {MHD_OPTION_END, 0, NULL}};
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, advance_exchange, server, MHD_OPTION_EXTERNAL_LOGGER, log_complaint, NULL,
        MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_UNESCAPE_CALLBACK, decode_nothing, NULL, MHD_OPTION_URI_LOG_CALLBACK,
        begin_exchange, server, MHD_OPTION_NOTIFY_COMPLETED, end_exchange, server, MHD_OPTION_NOTIFY_CONNECTION,
        watch_connection, server, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MOST,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)CONNECTIONS_OF_ONE, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024U, MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
    if (server->daemon == NULL) {
        log_write(LOG_ERROR, "cannot listen: %s", strerror(errno));
        return result_fail(RESULT_BUSY, "port", "cli.serve.port_taken", "the port cannot be listened on");
    }
    const union MHD_DaemonInfo *known = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = known == NULL ? 0 : known->port;
    return result_ok();
}

/* Written beside and renamed, so that whoever waits for it never reads half of it. */
static struct result write_ready_file(const struct server *server, const char *path)
{
    if (path == NULL) {
        return result_ok();
    }
    char part[4096];
    int length = snprintf(part, sizeof part, "%s.part", path);
    FILE *file = length > 0 && (size_t)length < sizeof part ? fopen(part, "w") : NULL;
    bool written = file != NULL && fprintf(file, "%d\n", server->port) > 0;
    written = file != NULL && fclose(file) == 0 && written && rename(part, path) == 0;
    return written ? result_ok() : result_invalid("ready-file", "cli.serve.ready_file_failed");
}

static void free_server(struct server *server)
{
    if (server->workers != NULL) {
        workers_close(server->workers);
    }
    if (server->watchdog != NULL) {
        watchdog_close(server->watchdog);
    }
    while (server->spare != NULL) {
        struct exchange *exchange = server->spare;
        server->spare = exchange->next;
        free_exchange(exchange);
    }
    web_close(server->web);
    (void)pthread_mutex_destroy(&server->mutex);
    free(server);
}

struct result server_open(const struct app *app, const struct server_options *options, struct server **out)
{
    struct sockaddr_storage address = {0};
    struct result r = find_address(options->host, options->port, &address);
    struct web *web = NULL;
    r = result_failed(r) ? r : web_open(app, &web);
    if (result_failed(r)) {
        return r;
    }
    struct server *server = calloc(1, sizeof *server);
    CHECK(server != NULL);
    (void)pthread_mutex_init(&server->mutex, NULL);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    int processors = online < 1 ? 1 : online > 256 ? 256 : (int)online;
    server->web = web;
    server->room.most = BODIES_MOST;
    server->large_room.most = LARGE_BODIES_MOST;
    server->patience_ms = options->patience_ms > 0 ? options->patience_ms : PATIENCE_MS;
    server->watchdog = watchdog_open();
    int usual = processors * WORKERS_PER_PROCESSOR;
    usual = usual < WORKERS_LEAST ? WORKERS_LEAST : usual;
    server->workers = workers_open(options->worker_count > 0 ? options->worker_count : usual);
    r = start_daemon(server, &address, processors);
    if (!result_failed(r)) {
        r = write_ready_file(server, options->ready_file);
    }
    if (result_failed(r)) {
        if (server->daemon != NULL) {
            MHD_stop_daemon(server->daemon);
        }
        free_server(server);
        return r;
    }
    *out = server;
    return result_ok();
}

int server_port(const struct server *server)
{
    return server->port;
}

void server_close(struct server *server)
{
    atomic_store(&server->stopping, true);
    MHD_socket listening = MHD_quiesce_daemon(server->daemon);
    int64_t until_ms = time_monotonic_ms() + STOP_MS;
    while (atomic_load(&server->busy) > 0 && time_monotonic_ms() < until_ms) {
        (void)usleep(5000);
    }
    (void)pthread_mutex_lock(&server->mutex);
    server->closing = true;
    (void)pthread_mutex_unlock(&server->mutex);
    /* Workers first: a connection that is still suspended must be resumed before the library may stop. */
    workers_close(server->workers);
    server->workers = NULL;
    MHD_stop_daemon(server->daemon);
    if (listening >= 0) {
        (void)close(listening);
    }
    free_server(server);
}
