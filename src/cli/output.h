/* Files that verbs write: beside, under another name, and renamed when whole, so that an interruption leaves no half
 * file and what had the name before stays until then. Several that belong together are all settled before one is closed.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/result.h"

#include <stdio.h>

struct output {
    FILE *file;
    const char *path;
    char *part; /* what it is called until then */
};

/* INVALID (field = path) when it cannot be made. */
MUST_USE struct result output_open(struct arena *arena, const char *path, struct output *out);
/* All bytes on the disk; the file stays beside. */
MUST_USE struct result output_settle(struct output *output);
/* Gives the file its name; when `good` is false, or anything failed, takes it away. */
MUST_USE struct result output_close(struct output *output, bool good);

/* A value of a .csv file, quoted where needed. */
void output_add_value(struct buffer *out, struct span value);

#endif
