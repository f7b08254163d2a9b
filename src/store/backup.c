/* A copy of a SQLite database while it is used. */
#include "base/log.h"
#include "store/sqlite.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 5000 };

static struct result copy(struct store *store, sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    int code = backup == NULL ? sqlite3_errcode(to) : sqlite3_backup_step(backup, -1);
    if (backup != NULL) {
        int finished = sqlite3_backup_finish(backup);
        code = finished == SQLITE_OK && code == SQLITE_DONE ? SQLITE_OK : code;
    }
    if (code == SQLITE_OK) {
        return result_ok();
    }
    char detail[WORDS_LENGTH];
    (void)snprintf(detail, sizeof detail, "backup: sqlite %d: %s", code, sqlite3_errstr(code));
    log_write(LOG_ERROR, "%s", detail);
    int primary = code & 0xff;
    bool away = primary == SQLITE_FULL || primary == SQLITE_BUSY || primary == SQLITE_LOCKED ||
                primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY;
    return away ? store_busy(store, detail) : store_broken(store, detail);
}

/* One step for the whole file: in WAL mode a reader's snapshot does not stop the writer, and a copy in parts would
 * begin again after each of its commits. The copy is a transaction of the target: there wholly or not at all. */
struct result store_backup(struct store *store, const char *path)
{
    if (store->kind != STORE_SQLITE) {
        return result_invalid("path", "store.backup.use_pg_dump");
    }
    const char *source = sqlite_path(store);
    sqlite3 *from = NULL;
    sqlite3 *to = NULL;
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); /* holds personal data */
    struct result result = store_busy(store, "backup: the target cannot be opened");
    if (file >= 0 && close(file) == 0 && sqlite3_open_v2(source, &from, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        (void)sqlite3_busy_timeout(from, BUSY_TIMEOUT_MS);
        (void)sqlite3_busy_timeout(to, BUSY_TIMEOUT_MS);
        result = copy(store, from, to);
    }
    (void)sqlite3_close(from);
    (void)sqlite3_close(to);
    if (file >= 0 && result_failed(result)) {
        (void)unlink(path);
    }
    return result;
}
