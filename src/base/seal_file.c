/* The file with the key, or with two while they are changed. Every change is written beside and renamed, so that whoever reads
 * sees one state or the other, also after a power cut. */
#include "base/seal.h"

#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_TEXT = 2 * DIGEST_SIZE, KEYS_MOST = 2, FILE_MOST = KEYS_MOST * (KEY_TEXT + 1), PATH_SIZE = 4096 };

struct masters {
    unsigned char list[KEYS_MOST][DIGEST_SIZE];
    size_t count;
};

/* --- reading --------------------------------------------------------------------------------------------------------- */

static int digit(char letter)
{
    return letter >= '0' && letter <= '9' ? letter - '0' : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static bool read_digits(const char text[static KEY_TEXT], unsigned char out[static DIGEST_SIZE])
{
    for (size_t index = 0; index < DIGEST_SIZE; index++) {
        int high = digit(text[2 * index]);
        int low = digit(text[2 * index + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[index] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* One line or two; the last may lack its end. */
static bool read_lines(const char *text, size_t length, struct masters *out)
{
    size_t at = 0;
    out->count = 0;
    while (at < length && out->count < KEYS_MOST) {
        if (length - at < KEY_TEXT || !read_digits(text + at, out->list[out->count])) {
            return false;
        }
        out->count++;
        at += KEY_TEXT;
        if (at < length && text[at++] != '\n') {
            return false;
        }
    }
    return at == length && out->count > 0;
}

static struct result read_file(int file, const char *path, struct masters *out)
{
    struct stat status;
    char text[FILE_MOST + 1];
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        return result_invalid(path, "seal.error.broken");
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return result_invalid(path, "seal.error.open_to_others");
    }
    ssize_t length = read(file, text, sizeof text);
    bool whole = length > 0 && length <= FILE_MOST && read_lines(text, (size_t)length, out);
    OPENSSL_cleanse(text, sizeof text);
    return whole ? result_ok() : result_invalid(path, "seal.error.broken");
}

static struct result read_path(const char *path, struct masters *out)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return result_fail(RESULT_NOT_FOUND, path, "seal.error.missing", "the key file could not be opened");
    }
    struct result result = read_file(file, path, out);
    (void)close(file);
    return result;
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static bool write_lines(int file, const struct masters *masters)
{
    char text[DIGEST_TEXT_SIZE + 1];
    bool written = true;
    for (size_t index = 0; index < masters->count && written; index++) {
        (void)hash_text(masters->list[index], text);
        text[KEY_TEXT] = '\n';
        written = write(file, text, KEY_TEXT + 1) == KEY_TEXT + 1;
    }
    OPENSSL_cleanse(text, sizeof text);
    return written && fsync(file) == 0;
}

/* The folder's entry must be on disk too before rows are written that only this file can open. */
static bool sync_folder(const char *path)
{
    char folder[PATH_SIZE];
    const char *slash = strrchr(path, '/');
    int length = slash == NULL ? snprintf(folder, sizeof folder, ".")
                               : snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path);
    int file = length > 0 && length < PATH_SIZE ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool synced = file >= 0 && fsync(file) == 0;
    if (file >= 0) {
        (void)close(file);
    }
    return synced;
}

/* fresh: only when the name is free (the first of two wins); otherwise in place of what has the name. */
static bool put_file(const char *path, const struct masters *masters, bool fresh)
{
    char beside[PATH_SIZE];
    int length = snprintf(beside, sizeof beside, "%s.%ld", path, (long)getpid());
    (void)unlink(beside); /* of an earlier process with this number, that was killed */
    int file = length > 0 && length < PATH_SIZE ? open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (file < 0) {
        return false;
    }
    bool written = write_lines(file, masters);
    written = close(file) == 0 && written;
    if (written && fresh) {
        written = link(beside, path) == 0 || errno == EEXIST;
    } else if (written) {
        written = rename(beside, path) == 0;
    }
    (void)unlink(beside);
    return written && sync_folder(path);
}

static struct result not_written(const char *path)
{
    return result_fail(RESULT_BUSY, path, "seal.error.make", "the key file could not be written");
}

static void clear(struct masters *masters)
{
    OPENSSL_cleanse(masters, sizeof *masters);
}

struct result seal_keys_load(const char *path, bool make, struct seal_keys *out)
{
    struct masters masters = {.count = 1};
    if (make && access(path, F_OK) != 0 && errno == ENOENT) {
        random_secret(masters.list[0], DIGEST_SIZE);
        if (!put_file(path, &masters, true)) {
            clear(&masters);
            return not_written(path);
        }
    }
    struct result result = read_path(path, &masters);
    if (!result_failed(result)) {
        out->count = masters.count;
        for (size_t index = 0; index < masters.count; index++) {
            seal_key_derive(masters.list[index], &out->list[index]);
        }
        out->list[0].other = masters.count > 1 ? &out->list[1] : NULL;
    }
    clear(&masters);
    return result;
}

struct result seal_file_add(const char *path)
{
    struct masters masters;
    struct result result = read_path(path, &masters);
    if (!result_failed(result) && masters.count == 1) {
        memcpy(masters.list[1], masters.list[0], DIGEST_SIZE);
        random_secret(masters.list[0], DIGEST_SIZE);
        masters.count = 2;
        result = put_file(path, &masters, false) ? result : not_written(path);
    }
    clear(&masters);
    return result;
}

struct result seal_file_finish(const char *path)
{
    struct masters masters;
    struct result result = read_path(path, &masters);
    if (!result_failed(result) && masters.count == 2) {
        char beside[PATH_SIZE];
        struct masters former = {.count = 1};
        struct seal_key key;
        memcpy(former.list[0], masters.list[1], DIGEST_SIZE);
        seal_key_derive(former.list[0], &key);
        int length = snprintf(beside, sizeof beside, "%s.%s", path, key.name);
        bool kept = length > 0 && length < PATH_SIZE && put_file(beside, &former, false);
        masters.count = 1;
        result = kept && put_file(path, &masters, false) ? result : not_written(path);
        clear(&former);
        OPENSSL_cleanse(&key, sizeof key);
    }
    clear(&masters);
    return result;
}
