/* A request's body as it arrives: in memory while small, then in a file without a name, mapped when it is whole.
 *
 * Nothing beyond the limit is kept; what is too much is only counted, so that the other end can finish sending and
 * read why it was refused. The file is gone with the process, whatever happens.
 */
#ifndef WEB_SPOOL_H
#define WEB_SPOOL_H

#include "base/buffer.h"

#include <stdint.h>

struct spool {
    struct buffer memory;
    size_t limit;
    size_t length; /* of all that came, kept or not */
    int file;      /* -1 = none */
    void *mapped;  /* NULL = not mapped */
    bool broken;   /* the disk is full, or the like */
};

void spool_init(struct spool *spool);
void spool_release(struct spool *spool);

void spool_start(struct spool *spool, size_t limit);
void spool_add(struct spool *spool, const void *bytes, size_t length);
bool spool_is_over(const struct spool *spool);

/* The whole body, borrowed until spool_release; false when it could not be kept (disk full). */
bool spool_finish(struct spool *spool, struct span *out);

#endif
