/* A request's body as it arrives: in memory while small, then in a file without a name, mapped when it is whole.
 *
 * Nothing beyond the limit is kept; what is too much is only counted, so that the other end can finish sending and
 * read why it was refused. The file is gone with the process, whatever happens. All bodies of a server share one room, so
 * that many at once cannot fill the disk: who comes when it is full is told to try again.
 */
#ifndef WEB_SPOOL_H
#define WEB_SPOOL_H

#include "base/buffer.h"

#include <stdatomic.h>
#include <stdint.h>

struct spool_room {
    _Atomic size_t used;
    size_t most;
};

struct spool {
    struct buffer memory;
    struct spool_room *room;
    size_t kept; /* of it */
    size_t limit;
    size_t length; /* of all that came, kept or not */
    int file;      /* -1 = none */
    void *mapped;  /* NULL = not mapped */
    bool broken;   /* the disk or the room is full, or the like */
};

void spool_init(struct spool *spool);
void spool_release(struct spool *spool);

void spool_start(struct spool *spool, size_t limit, struct spool_room *room);
void spool_add(struct spool *spool, const void *bytes, size_t length);
bool spool_is_over(const struct spool *spool);

/* The whole body, borrowed until spool_release; false when it could not be kept (disk or room full). */
bool spool_finish(struct spool *spool, struct span *out);

#endif
