/* serve: the site. Everything is made here once, handed down, and read only while serving. */
#include "base/day.h"
#include "base/hash.h"
#include "base/log.h"
#include "areas/personal/personal.h"
#include "base/random.h"
#include "cli/command.h"
#include "cli/key.h"
#include "cli/routes.h"
#include "cli/serve_mail.h"
#include "cli/version.h"
#include "web/assets.h"
#include "web/views.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { PORT = 8080, RATE = 100, CACHE_BYTES = 32 * 1024 * 1024, WORKERS_MOST = 256 };

static const char secret_name[] = "visitor_secret";

struct site {
    struct command *command;
    struct store *store;
    struct region region;
    struct assets assets;
    struct services services;
    struct app app;
    struct key_watch *keys;
};

/* --- the secret that binds visitors' tokens, the same on all machines -------------------------------------------- */

static struct result keep_secret(struct store_session *session, void *context)
{
    struct site *site = context;
    char text[DIGEST_TEXT_SIZE];
    unsigned char fresh[DIGEST_SIZE];
    random_secret(fresh, sizeof fresh);
    struct result r = store_execute(session, "cli_insert_setting",
                                    STORE_VALUES(store_integer(site->region.id), store_text(secret_name),
                                                 store_text(hash_text(fresh, text)), store_integer(time_now_ms())),
                                    NULL);
    struct store_rows *rows = NULL;
    r = result_failed(r) ? r
                         : store_query(session, "cli_find_setting",
                                       STORE_VALUES(store_integer(site->region.id), store_text(secret_name)), &rows);
    if (result_failed(r)) {
        return r;
    }
    if (store_rows_next(rows)) {
        hash_sha256(store_rows_span(rows, 0), site->app.secret);
    }
    return store_rows_close(rows);
}

/* --- the key of what is sealed -------------------------------------------------------------------------------------- */

/* A new key only where nothing is sealed: beside a database whose key was lost it would hide the loss. */
static struct result open_key(struct site *site)
{
    bool sealed = false;
    struct result result = personal_check_key(site->store, site->region.id, &sealed);
    if (result_failed(result) && !sealed) {
        return result;
    }
    result = key_watch_open(site->store, key_path(site->command, site->store), !sealed, &site->keys);
    if (result_failed(result)) {
        return result;
    }
    return personal_check_key(site->store, site->region.id, &sealed);
}

/* --- putting it together -------------------------------------------------------------------------------------- */

static struct result load_pages(struct site *site)
{
    struct command *command = site->command;
    struct result r = catalogue_load(&command->arena, &site->app.catalogue);
    if (result_failed(r)) {
        return r;
    }
    assets_load(&command->arena, &site->assets);
    json_t *constants = assets_build_constants(&site->assets);
    r = views_load(&command->arena, &command->words, constants, &site->app.views);
    json_decref(constants);
    return r;
}

static struct result build_app(struct site *site)
{
    const struct command *command = site->command;
    struct app *app = &site->app;
    app->store = site->store;
    app->words = &command->words;
    app->assets = &site->assets;
    app->region_id = site->region.id;
    app->region_name = site->region.name;
    app->zone_minutes = site->region.zone_minutes;
    app->sample = site->region.sample;
    app->behind_tls = command_flag(command, "behind-tls");
    app->version = ZHIQIAO_VERSION;
    app->cache_bytes = CACHE_BYTES;
    struct result r = load_pages(site);
    r = result_failed(r) ? r : open_key(site);
    r = result_failed(r) ? r : store_write(site->store, keep_secret, site);
    return result_failed(r) ? r : site_connect(app, &site->services);
}

/* Large blocks (a form of 10 MB, an upload) go back to the system at once. Without a fixed limit the C library learns from the
 * first of them to keep the next. */
static void return_large_blocks(void)
{
    enum { LARGE_BLOCK = 512 * 1024 };
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    (void)mallopt(M_TRIM_THRESHOLD, 2 * LARGE_BLOCK);
}

/* As many sockets as the system allows this process. */
static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* --- serving -------------------------------------------------------------------------------------------------- */

static bool read_options(const struct command *command, struct server_options *options, int64_t *rate)
{
    int64_t port = 0;
    int64_t workers = 0;
    const char *host = command_option(command, "host");
    bool sound = command_number(command, "port", 0, 65535, PORT, &port) &&
                 command_number(command, "workers", 1, WORKERS_MOST, 0, &workers) &&
                 command_number(command, "rate", 0, 1000000, RATE, rate);
    *options = (struct server_options){.host = host == NULL ? "127.0.0.1" : host,
                                       .port = (int)port,
                                       .worker_count = (int)workers,
                                       .ready_file = command_option(command, "ready-file")};
    return sound;
}

static enum cli_exit serve_until_told(struct site *site, const struct server_options *options, const sigset_t *signals)
{
    struct server *server = NULL;
    struct result r = server_open(&site->app, options, &server);
    if (result_failed(r)) {
        site_disconnect(&site->services);
        bool of_port = r.field != NULL && strcmp(r.field, "port") == 0;
        r.field = of_port ? arena_format(&site->command->arena, "%d", options->port) : r.field;
        return command_fail(site->command, r);
    }
    const char *port = arena_format(&site->command->arena, "%d", server_port(server));
    command_say(site->command, stderr, "cli.serve.listening", options->host, port);
    int signal = 0;
    (void)sigwait(signals, &signal);
    server_close(server);
    site_disconnect(&site->services);
    command_say(site->command, stderr, "cli.serve.stopped", NULL, NULL);
    return CLI_DONE;
}

static enum cli_exit run_serve(struct command *command)
{
    struct server_options options;
    int64_t rate = 0;
    const struct mail_settings *mail = NULL;
    if (!read_options(command, &options, &rate) || !serve_read_mail(command, &mail)) {
        return CLI_USAGE;
    }
    /* Blocked before the first thread is made, so that only sigwait sees them. */
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    raise_file_limit();
    return_large_blocks();
    struct site site = {.command = command,
                        .services = {.site_url = serve_read_site_url(command), .mail_settings = mail}};
    enum cli_exit exit = CLI_DONE;
    site.store = command_open_store(command, &exit);
    if (site.store == NULL) {
        return exit;
    }
    if (command_find_region(command, site.store, &site.region, &exit)) {
        struct result r = build_app(&site);
        site.app.rate_per_second = (int)rate;
        exit = result_failed(r) ? command_fail(command, r) : serve_until_told(&site, &options, &signals);
    }
    key_watch_close(site.keys);
    store_close(site.store);
    return exit;
}

static const struct option_row rows[] = {
    {"host", "ADDRESS", "cli.serve.host"},
    {"port", "N", "cli.serve.port"},
    {"workers", "N", "cli.serve.workers"},
    {"rate", "N", "cli.serve.rate"},
    {"ready-file", "FILE", "cli.serve.ready_file"},
    {"key", "FILE", "cli.serve.key"},
    {"behind-tls", NULL, "cli.serve.behind_tls"},
    SERVE_MAIL_OPTIONS,
    {NULL, NULL, NULL},
};

const struct verb serve_verb = {"serve", "", "cli.serve.about", rows, 0, 0, run_serve};
