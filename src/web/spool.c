/* Memory, then an unlinked file. */
#include "web/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MEMORY_MOST = 256 * 1024 };

void spool_init(struct spool *spool)
{
    *spool = (struct spool){.file = -1};
    buffer_init(&spool->memory);
}

void spool_release(struct spool *spool)
{
    if (spool->mapped != NULL) {
        (void)munmap(spool->mapped, spool->length);
    }
    if (spool->file >= 0) {
        (void)close(spool->file);
    }
    buffer_release(&spool->memory);
    if (spool->kept > 0) {
        atomic_fetch_sub(&spool->room->used, spool->kept);
    }
    spool_init(spool);
}

void spool_start(struct spool *spool, size_t limit, struct spool_room *room)
{
    spool->limit = limit;
    spool->room = room;
}

bool spool_is_over(const struct spool *spool)
{
    return spool->length > spool->limit;
}

static int open_unnamed(void)
{
    const char *folder = getenv("TMPDIR");
    folder = folder == NULL || folder[0] != '/' ? "/var/tmp" : folder;
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) {
        return file;
    }
    /* Some file systems (an older overlay) cannot make a file without a name: take the name away at once. */
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/zhiqiao.XXXXXX", folder);
    file = length > 0 && length < PATH_MAX ? mkostemp(path, O_CLOEXEC) : -1;
    if (file >= 0) {
        (void)unlink(path);
    }
    return file;
}

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

static bool move_to_file(struct spool *spool)
{
    spool->file = open_unnamed();
    bool moved = spool->file >= 0 && write_all(spool->file, spool->memory.bytes, spool->memory.length);
    buffer_release(&spool->memory);
    buffer_init(&spool->memory);
    return moved;
}

static bool take_room(struct spool *spool, size_t length)
{
    spool->kept += length;
    return atomic_fetch_add(&spool->room->used, length) + length <= spool->room->most;
}

void spool_add(struct spool *spool, const void *bytes, size_t length)
{
    spool->length += length;
    if (spool->broken || spool_is_over(spool)) {
        return;
    }
    if (!take_room(spool, length)) {
        spool->broken = true;
        return;
    }
    if (spool->file < 0 && spool->length <= MEMORY_MOST) {
        buffer_add(&spool->memory, bytes, length);
        return;
    }
    bool stored = (spool->file >= 0 || move_to_file(spool)) && write_all(spool->file, bytes, length);
    spool->broken = !stored;
}

bool spool_finish(struct spool *spool, struct span *out)
{
    if (spool->broken || spool_is_over(spool)) {
        *out = (struct span){NULL, 0};
        return !spool->broken;
    }
    if (spool->file < 0) {
        *out = buffer_span(&spool->memory);
        return true;
    }
    void *mapped = mmap(NULL, spool->length, PROT_READ, MAP_PRIVATE, spool->file, 0);
    if (mapped == MAP_FAILED) {
        return false;
    }
    spool->mapped = mapped;
    *out = span_make(mapped, spool->length);
    return true;
}
