/* What only a file can do to us: a full disk, a killed process, another process; and the backup. */
#include "tests/store/bench.h"

#include "base/random.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* A file system that fails: the n-th write, sync or truncation from now, and all after it, until it is mended. */
static struct {
    _Atomic int64_t calls_left; /* negative: sound */
    _Atomic int failed_calls;
    int code;
    bool syncs; /* fail sync instead of write */
} disk = {.calls_left = -1};

struct faulty_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct faulty_file *)file)->real;
}

static bool disk_fails(bool sync)
{
    if (disk.syncs != sync || disk.calls_left < 0) {
        return false;
    }
    if (disk.calls_left > 0) {
        disk.calls_left--;
        return false;
    }
    disk.failed_calls++;
    return true;
}

static int fault_close(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    int code = real->pMethods->xClose(real);
    sqlite3_free(real);
    return code;
}

static int fault_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, count, at);
}

static int fault_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
    return disk_fails(false) ? disk.code : real_of(file)->pMethods->xWrite(real_of(file), bytes, count, at);
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int fault_sync(sqlite3_file *file, int flags)
{
    return disk_fails(true) ? disk.code : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int fault_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int fault_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int fault_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int fault_reserved(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int fault_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int fault_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int fault_traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int fault_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int fault_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void fault_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int fault_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods FAULT_METHODS = {
    .iVersion = 2,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_traits,
    .xShmMap = fault_shm_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_shm_barrier,
    .xShmUnmap = fault_shm_unmap,
};

static sqlite3_vfs *real_vfs;

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    struct faulty_file *faulty = (struct faulty_file *)file;
    *faulty = (struct faulty_file){.real = sqlite3_malloc(real_vfs->szOsFile)};
    if (faulty->real == NULL) {
        return SQLITE_NOMEM;
    }
    int code = real_vfs->xOpen(real_vfs, name, faulty->real, flags, out_flags);
    if (code != SQLITE_OK) {
        sqlite3_free(faulty->real);
        return code;
    }
    faulty->base.pMethods = &FAULT_METHODS;
    return SQLITE_OK;
}

static void install_faulty_disk(void)
{
    static sqlite3_vfs faulty;
    real_vfs = sqlite3_vfs_find(NULL);
    faulty = *real_vfs;
    faulty.szOsFile = (int)sizeof(struct faulty_file);
    faulty.zName = "faulty";
    faulty.xOpen = fault_open;
    faulty.pNext = NULL;
    assert_int_equal(sqlite3_vfs_register(&faulty, 1), SQLITE_OK);
}

static void break_disk(int64_t calls, int code, bool syncs)
{
    disk.code = code;
    disk.syncs = syncs;
    disk.failed_calls = 0;
    disk.calls_left = calls;
}

/* A text answer straight from the file, without the store. */
static void ask_file(const char *path, const char *sql, char *out, size_t size)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    const unsigned char *text = sqlite3_column_text(statement, 0);
    (void)snprintf(out, size, "%s", text == NULL ? "" : (const char *)text);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(handle);
}

static void check_file(const char *path)
{
    char answer[256];
    ask_file(path, "PRAGMA integrity_check", answer, sizeof answer);
    assert_string_equal(answer, "ok");
}

enum { WRITERS = 4, NOTES = 6, BODY = 3000 };

/* Some notes, with what became of each. */
struct series {
    struct store *store;
    int64_t region_id;
    int64_t first_id;
    enum result_code codes[NOTES];
    pthread_t thread;
};

static struct result insert_long_note(struct store_session *session, void *context)
{
    const struct note *note = context;
    char body[BODY];
    memset(body, 'x', sizeof body);
    return store_execute(session, "note_insert",
                         STORE_VALUES(store_integer(note->region_id), store_integer(note->id), store_text(note->title),
                                      store_span(span_make(body, sizeof body)), store_null()),
                         NULL);
}

static void *write_series(void *argument)
{
    struct series *series = argument;
    for (int index = 0; index < NOTES; index++) {
        char title[32];
        struct note note = {series->region_id, series->first_id + index, title, {0}};
        (void)snprintf(title, sizeof title, "%lld", (long long)note.id);
        series->codes[index] = store_write(series->store, insert_long_note, &note).code;
    }
    return NULL;
}

static void run_series(struct store *store, int64_t region_id, struct series series[static WRITERS])
{
    for (int index = 0; index < WRITERS; index++) {
        series[index] = (struct series){.store = store, .region_id = region_id, .first_id = index * 100};
        assert_int_equal(pthread_create(&series[index].thread, NULL, write_series, &series[index]), 0);
    }
    for (int index = 0; index < WRITERS; index++) {
        (void)pthread_join(series[index].thread, NULL);
    }
}

static int64_t count_note(const char *path, int64_t region_id, int64_t id)
{
    char sql[128];
    char answer[32];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM note WHERE region_id = %lld AND id = %lld",
                   (long long)region_id, (long long)id);
    ask_file(path, sql, answer, sizeof answer);
    return strtoll(answer, NULL, 10);
}

/* What was acknowledged is there; what was refused is not (when that is certain). How many were refused. */
static int check_series(const char *path, const struct series series[static WRITERS], bool certain)
{
    int refused = 0;
    for (int index = 0; index < WRITERS; index++) {
        for (int note = 0; note < NOTES; note++) {
            enum result_code code = series[index].codes[note];
            int64_t found = count_note(path, series[index].region_id, series[index].first_id + note);
            assert_true(code == RESULT_OK || code == RESULT_BUSY);
            assert_true(code != RESULT_OK || found == 1);
            assert_true(code != RESULT_BUSY || found == 0 || !certain);
            refused += code == RESULT_BUSY ? 1 : 0;
        }
    }
    return refused;
}

/* Fail at the 1st, 2nd, 3rd … write of the disk until a whole run passes. */
static void fail_disk_everywhere(struct bench *bench, int code, bool syncs)
{
    static int64_t region_id = 1000;
    int runs = 0;
    int refused = 0;
    for (int64_t calls = 0;; calls += syncs ? 1 : 3) {
        struct series series[WRITERS];
        region_id++;
        break_disk(calls, code, syncs);
        run_series(bench->store, region_id, series);
        disk.calls_left = -1;
        refused += check_series(bench->address, series, !syncs);
        check_file(bench->address);
        runs++;
        if (disk.failed_calls == 0) {
            break;
        }
        /* The disk has room again: the same store goes on without a restart. */
        assert_ok(store_write(bench->store, insert_note, &(struct note){region_id, 9999, "after", {0}}));
    }
    assert_true(runs > 3);
    assert_true(refused > 0);
    store_close(bench->store);
    assert_true(bench_open(bench));
    check_file(bench->address);
    print_message("# %d runs, %d writes refused as busy, none half-written\n", runs, refused);
}

static void a_full_disk_refuses_as_busy_and_harms_nothing(void **state)
{
    fail_disk_everywhere(*state, SQLITE_FULL, false);
}

static void a_disk_that_cannot_sync_acknowledges_nothing_it_may_lose(void **state)
{
    fail_disk_everywhere(*state, SQLITE_IOERR_FSYNC, true);
}

static struct result remove_notes(struct store_session *session, void *context)
{
    (void)context;
    return store_run_script(session, "DELETE FROM note WHERE region_id >= 1000");
}

static void reading_goes_on_while_the_disk_is_full(void **state)
{
    struct store *store = ((struct bench *)*state)->store;
    assert_ok(store_write(store, insert_note, &(struct note){20, 1, "one", {0}}));
    break_disk(0, SQLITE_FULL, false);
    struct result result = store_write(store, insert_note, &(struct note){20, 2, "two", {0}});
    assert_int_equal(result.code, RESULT_BUSY);
    assert_int_equal(number_of(store, "note_count", 20), 1);
    disk.calls_left = -1;
    assert_ok(store_write(store, remove_notes, NULL));
}

static void another_process_that_writes_is_waited_for(void **state)
{
    const struct bench *bench = *state;
    sqlite3 *other = NULL;
    assert_int_equal(sqlite3_open(bench->address, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    struct series series = {.store = bench->store, .region_id = 21};
    assert_int_equal(pthread_create(&series.thread, NULL, write_series, &series), 0);
    (void)usleep(200000);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(other);
    (void)pthread_join(series.thread, NULL);
    for (int index = 0; index < NOTES; index++) {
        assert_int_equal(series.codes[index], RESULT_OK);
    }
}

static void the_file_is_for_its_owner_alone(void **state)
{
    struct stat status;
    assert_int_equal(stat(((struct bench *)*state)->address, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void a_folder_that_is_not_there_is_busy(void **state)
{
    (void)state;
    struct store *store = NULL;
    assert_int_equal(store_open("/nonexistent/city.db", &store).code, RESULT_BUSY);
    assert_null(store);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    char path[640];
    (void)snprintf(path, sizeof path, "%s.copy", ((struct bench *)*state)->address);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int index = 0; index < 1000; index++) {
        (void)fputs("not a database ", file);
    }
    (void)fclose(file);
    struct store *store = NULL;
    assert_int_equal(store_open(path, &store).code, RESULT_INTERNAL);
    (void)unlink(path);
}

static void a_backup_made_during_writes_opens_and_is_whole(void **state)
{
    static const char ALL[] = "SELECT count(*) || ':' || coalesce(sum(id), 0) || ':' || group_concat(title) FROM "
                              "(SELECT id, title FROM note ORDER BY region_id, id)";
    const struct bench *bench = *state;
    char path[640];
    static char before[65536];
    static char after[65536];
    struct series series = {.store = bench->store, .region_id = 22};
    (void)snprintf(path, sizeof path, "%s.copy", bench->address);
    assert_int_equal(pthread_create(&series.thread, NULL, write_series, &series), 0);
    for (int index = 0; index < 5; index++) {
        assert_ok(store_backup(bench->store, path));
        check_file(path);
        assert_true(result_failed(store_backup(bench->store, path))); /* never over another */
        assert_int_equal(unlink(path), 0);
    }
    (void)pthread_join(series.thread, NULL);
    assert_ok(store_backup(bench->store, path));
    ask_file(bench->address, ALL, before, sizeof before);
    ask_file(path, ALL, after, sizeof after);
    assert_string_equal(before, after);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    /* And back: the copy is a database like any other. */
    struct bench copy = {.kind = STORE_SQLITE};
    (void)snprintf(copy.address, sizeof copy.address, "%.500s", path);
    assert_true(bench_open(&copy));
    assert_int_equal(number_of(copy.store, "note_count", 22), NOTES);
    store_close(copy.store);
    assert_int_equal(store_backup(bench->store, "/nonexistent/copy.db").code, RESULT_BUSY);
}

/* Writes notes until it is killed; says each acknowledged id through the pipe. */
struct child {
    struct store *store;
    int pipe;
    int64_t region_id;
    int64_t id;
};

static void *write_and_tell(void *argument)
{
    struct child child = *(struct child *)argument;
    for (;; child.id++) {
        char title[32];
        struct note note = {child.region_id, child.id, title, {0}};
        (void)snprintf(title, sizeof title, "%lld", (long long)child.id);
        bool told = result_failed(store_write(child.store, insert_long_note, &note)) ||
                    write(child.pipe, &child.id, sizeof child.id) == sizeof child.id;
        if (!told) {
            return NULL;
        }
    }
}

static void run_child(struct bench *bench, int64_t region_id, int pipe)
{
    enum { THREADS = 3 };
    pthread_t threads[THREADS];
    struct child children[THREADS];
    if (!bench_open(bench)) {
        _exit(1);
    }
    for (int index = 0; index < THREADS; index++) {
        children[index] = (struct child){bench->store, pipe, region_id, (index + 1) * 1000000};
        (void)pthread_create(&threads[index], NULL, write_and_tell, &children[index]);
    }
    for (;;) {
        (void)pause();
    }
}

static void what_was_acknowledged_survives_kill_9(void **state)
{
    enum { ROUNDS = 10 };
    struct bench *bench = *state;
    struct random random;
    int acknowledged = 0;
    random_init(&random, 9);
    store_close(bench->store);
    bench->store = NULL;
    for (int round = 0; round < ROUNDS; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t process = fork();
        if (process == 0) {
            run_child(bench, 100 + round, ends[1]);
        }
        (void)close(ends[1]);
        (void)usleep(30000 + random_below(&random, 60000));
        (void)kill(process, SIGKILL);
        (void)waitpid(process, NULL, 0);
        check_file(bench->address);
        int64_t id;
        while (read(ends[0], &id, sizeof id) == sizeof id) {
            acknowledged++;
            assert_int_equal(count_note(bench->address, 100 + round, id), 1);
        }
        (void)close(ends[0]);
    }
    assert_true(acknowledged > 0);
    assert_true(bench_open(bench));
    print_message("# %d rounds of kill -9, %d acknowledged writes, all there\n", (int)ROUNDS, acknowledged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_refuses_as_busy_and_harms_nothing),
        cmocka_unit_test(a_disk_that_cannot_sync_acknowledges_nothing_it_may_lose),
        cmocka_unit_test(reading_goes_on_while_the_disk_is_full),
        cmocka_unit_test(another_process_that_writes_is_waited_for),
        cmocka_unit_test(the_file_is_for_its_owner_alone),
        cmocka_unit_test(a_folder_that_is_not_there_is_busy),
        cmocka_unit_test(a_file_that_is_no_database_is_refused),
        cmocka_unit_test(a_backup_made_during_writes_opens_and_is_whole),
        cmocka_unit_test(what_was_acknowledged_survives_kill_9),
    };
    install_faulty_disk();
    return cmocka_run_group_tests_name("SQLite alone", tests, start_sqlite, stop_bench);
}
