/* rotate-key as a process of its own, killed in the middle of its work by kill -9, on both engines. */
#define VERB "rotate-key"
#include "tests/cli/verb.h"

#include "tests/store/bench.h"

#include "areas/audit/audit.h"
#include "areas/mail/mail.h"
#include "areas/personal/reseal.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum { REGION = 371500, PEOPLE = 3000, ATTEMPTS = 60 };

struct desk {
    struct bench bench;
    char key[160];
    struct seal_keys keys;
    int64_t with_first, with_other; /* cells by the key of the file that sealed them */
};

static struct result run_script(struct store_session *session, void *context)
{
    return store_run_script(session, context);
}

static struct result put_addresses(struct store_session *session, void *context)
{
    (void)context;
    struct result result = result_ok();
    for (int id = 1; id <= PEOPLE && !result_failed(result); id++) {
        char address[64];
        (void)snprintf(address, sizeof address, "P%d@example.cn", id);
        result = mail_contact_put(session, REGION, id, address, 1);
    }
    return result;
}

static void fill(struct store *store)
{
    static char region[] =
        "INSERT INTO region (region_id, name, zone_minutes, sample, created_ms) VALUES (371500, 'x', 480, 0, 1)";
    static char people[] = "INSERT INTO person (region_id, id, login, name, password_hash, created_ms, updated_ms) "
                           "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
                           "SELECT 371500, i, 'p' || i, 'p', '-', 1, 1 FROM n";
    assert_ok(store_write(store, run_script, region));
    assert_ok(store_write(store, run_script, people));
    assert_ok(store_write(store, put_addresses, NULL));
}

static int start_desk(void **state, enum store_kind kind)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct bench *bench = &desk->bench;
    *state = desk;
    if (!bench_make(bench, kind) || (folder[sizeof folder - 2] == 'X' && !open_verb_folder()) ||
        !went_well(store_open(bench->address, &bench->store)) || !went_well(store_migrate(bench->store))) {
        return -1;
    }
    (void)snprintf(desk->key, sizeof desk->key, "%s/%s.key", folder, kind == STORE_SQLITE ? "sqlite" : "postgres");
    if (result_failed(seal_keys_load(desk->key, true, &desk->keys))) {
        return -1;
    }
    store_set_seal(bench->store, desk->keys.list);
    fill(bench->store);
    store_close(bench->store); /* no threads may be there when a process is forked */
    bench->store = NULL;
    return 0;
}

static int start_desk_sqlite(void **state)
{
    return start_desk(state, STORE_SQLITE);
}

static int start_desk_postgres(void **state)
{
    return start_desk(state, STORE_POSTGRES);
}

static int stop_desk(void **state)
{
    struct desk *desk = *state;
    bench_remove(&desk->bench);
    free(desk);
    return 0;
}

static void open_store(struct desk *desk)
{
    assert_ok(store_open(desk->bench.address, &desk->bench.store));
    assert_ok(seal_keys_load(desk->key, false, &desk->keys));
    store_set_seal(desk->bench.store, desk->keys.list);
}

static void close_store(struct desk *desk)
{
    store_close(desk->bench.store);
    desk->bench.store = NULL;
}

/* Each address as it lies there; read through the keys, and found by its index. */
static struct result read_addresses(struct store_session *session, void *context)
{
    struct desk *desk = context;
    struct arena arena;
    arena_init(&arena);
    desk->with_first = 0;
    desk->with_other = 0;
    struct result result = result_ok();
    for (int id = 1; id <= PEOPLE && !result_failed(result); id++) {
        struct store_rows *rows;
        char wanted[64];
        const char *address = "";
        int64_t confirmed_ms = 0;
        int64_t found = 0;
        size_t count = 0;
        arena_reset(&arena);
        (void)snprintf(wanted, sizeof wanted, "P%d@example.cn", id);
        assert_ok(store_query(session, "personal_address_find", STORE_VALUES(store_integer(REGION), store_integer(id)),
                              &rows));
        assert_true(store_rows_next(rows));
        const char *stored = store_rows_text(&arena, rows, 0);
        assert_ok(store_rows_close(rows));
        assert_true(seal_is_sealed(span_of(stored)));
        bool first = strncmp(stored + 3, desk->keys.list[0].name, SEAL_NAME) == 0;
        *(first ? &desk->with_first : &desk->with_other) += 1;
        result = mail_contact_find(&arena, session, REGION, id, &address, &confirmed_ms);
        if (!result_failed(result)) {
            assert_string_equal(address, wanted);
            wanted[0] = 'p';
            assert_ok(personal_lookup(session, REGION, PERSONAL_ADDRESS, wanted, &found, 1, &count));
            assert_int_equal(count, 1);
            assert_int_equal(found, id);
        }
    }
    arena_release(&arena);
    return result;
}

static pid_t begin(const struct desk *desk)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char *words[] = {(char *)(uintptr_t) "zhiqiao", (char *)(uintptr_t)VERB,
                         (char *)(uintptr_t) "--db",    (char *)(uintptr_t)desk->bench.address,
                         (char *)(uintptr_t) "--key",   (char *)(uintptr_t)desk->key,
                         (char *)(uintptr_t) "--wait",  (char *)(uintptr_t) "0"};
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        (void)dup2(nowhere, STDOUT_FILENO);
        (void)dup2(nowhere, STDERR_FILENO);
        _exit(cli_run(8, words));
    }
    return child;
}

/* Killed after `wait_ms`; true when it was killed and had not ended by itself. */
static bool kill_after(const struct desk *desk, int64_t wait_ms)
{
    int status = 0;
    pid_t child = begin(desk);
    const struct timespec pause = {wait_ms / 1000, (long)(wait_ms % 1000) * 1000000};
    (void)nanosleep(&pause, NULL);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void killed_in_the_middle_it_goes_on_where_it_was_and_either_key_reads_meanwhile(void **state)
{
    struct desk *desk = *state;
    int64_t wait_ms = 120;
    bool middle = false;
    char name[SEAL_NAME + 1] = "";
    struct seal_key former = {0};
    for (int attempt = 0; attempt < ATTEMPTS && !middle; attempt++) {
        bool killed = kill_after(desk, wait_ms);
        open_store(desk);
        assert_ok(store_read(desk->bench.store, read_addresses, desk)); /* in whatever state it was left */
        middle = killed && desk->keys.count == 2 && desk->with_first > 0 && desk->with_other > 0;
        bool early = desk->keys.count == 2 ? desk->with_first == 0 : desk->with_first == PEOPLE && killed;
        if (middle) {
            memcpy(name, desk->keys.list[0].name, sizeof name);
            former = desk->keys.list[1];
            former.other = NULL;
            store_set_seal(desk->bench.store, &former); /* a server that missed the change reads no cell wrongly */
            assert_true(result_failed(store_read(desk->bench.store, read_addresses, desk)));
        }
        close_store(desk);
        wait_ms = early ? wait_ms * 5 / 4 + 5 : wait_ms * 4 / 5 + 1;
    }
    assert_true(middle);

    assert_int_equal(run("--db", desk->bench.address, "--key", desk->key, "--wait", "0", "--json", NULL), CLI_DONE);
    open_store(desk);
    assert_int_equal(desk->keys.count, 1);
    assert_string_equal(desk->keys.list[0].name, name); /* the key that was begun with, no third */
    assert_ok(store_read(desk->bench.store, read_addresses, desk));
    assert_int_equal(desk->with_first, PEOPLE);
    close_store(desk);
    char beside[200];
    struct seal_keys kept;
    (void)snprintf(beside, sizeof beside, "%s.%s", desk->key, former.name);
    assert_ok(seal_keys_load(beside, false, &kept));
    assert_memory_equal(kept.list[0].cipher, former.cipher, sizeof former.cipher);
}

struct log_reading {
    size_t begun, ended;
};

static struct result read_log(struct store_session *session, void *context)
{
    struct log_reading *reading = context;
    struct arena arena;
    arena_init(&arena);
    const struct audit_filter filter = {.action = "seal.rotate", .limit = 500};
    struct audit_row *rows = NULL;
    size_t count = 0;
    struct result result = audit_list(&arena, session, REGION, &filter, &rows, &count);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        reading->begun += strstr(rows[index].entry.detail, "\"begin\"") != NULL;
        reading->ended += strstr(rows[index].entry.detail, "\"end\"") != NULL;
        assert_null(strstr(rows[index].entry.detail, "example.cn"));
    }
    arena_release(&arena);
    return result;
}

static void each_begin_and_end_is_in_the_audit_log(void **state)
{
    struct desk *desk = *state;
    struct log_reading reading = {0};
    open_store(desk);
    assert_ok(store_read(desk->bench.store, read_log, &reading));
    close_store(desk);
    assert_true(reading.ended >= 1);
    assert_true(reading.begun > reading.ended); /* the killed ones began */
}

static void prepare_only_puts_the_key_in_and_a_foreign_key_file_is_left_alone(void **state)
{
    struct desk *desk = *state;
    struct seal_keys foreign;
    char other[200];
    char name[SEAL_NAME + 1];
    (void)snprintf(other, sizeof other, "%s.foreign", desk->key);
    assert_ok(seal_keys_load(other, true, &foreign));
    assert_int_equal(run("--db", desk->bench.address, "--key", other, "--wait", "0", NULL), CLI_BAD_INPUT);
    assert_ok(seal_keys_load(other, false, &foreign));
    assert_int_equal(foreign.count, 1);

    assert_int_equal(run("--db", desk->bench.address, "--key", desk->key, "--prepare", NULL), CLI_DONE);
    open_store(desk);
    assert_int_equal(desk->keys.count, 2);
    memcpy(name, desk->keys.list[0].name, sizeof name);
    assert_ok(store_read(desk->bench.store, read_addresses, desk));
    assert_int_equal(desk->with_other, PEOPLE);
    close_store(desk);
    assert_int_equal(run("--db", desk->bench.address, "--key", desk->key, "--wait", "0", NULL), CLI_DONE);
    open_store(desk);
    assert_string_equal(desk->keys.list[0].name, name);
    close_store(desk);
}

static void two_at_once_do_not_make_two_keys(void **state)
{
    struct desk *desk = *state;
    char path[200];
    (void)snprintf(path, sizeof path, "%s.lock", desk->key);
    int lock = open(path, O_RDWR | O_CLOEXEC);
    assert_true(lock >= 0);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(run("--db", desk->bench.address, "--key", desk->key, "--wait", "0", NULL), CLI_BAD_INPUT);
    (void)close(lock);
    assert_ok(seal_keys_load(desk->key, false, &desk->keys));
    assert_int_equal(desk->keys.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_in_the_middle_it_goes_on_where_it_was_and_either_key_reads_meanwhile),
        cmocka_unit_test(each_begin_and_end_is_in_the_audit_log),
        cmocka_unit_test(prepare_only_puts_the_key_in_and_a_foreign_key_file_is_left_alone),
        cmocka_unit_test(two_at_once_do_not_make_two_keys),
    };
    int failed = cmocka_run_group_tests_name("rotate-key, sqlite", tests, start_desk_sqlite, stop_desk);
    return failed + cmocka_run_group_tests_name("rotate-key, postgres", tests, start_desk_postgres, stop_desk);
}
