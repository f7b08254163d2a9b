/* Files that verbs write: beside, under another name, and renamed when whole, so that an interruption leaves no half
 * file and what had the name before stays until then. Several that belong together are all settled before one is closed.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/result.h"
#include "cli/cli.h"

#include <stdio.h>

struct output {
    FILE *file;
    const char *path;
    char *part; /* what it is called until then */
};

struct command;

/* Whether a file may be written there: asked before the work. False, said, and *exit set, when there is no folder for it, when
 * something stands there that is no ordinary file (a rename would put a file in the place of a device), or when it is one of
 * the files of `folder` called as in `inputs` (ended by NULL), which are read: those are never written over. */
bool output_is_free(const struct command *command, const char *path, const char *folder, const char *const *inputs,
                    enum cli_exit *exit);

/* INVALID (field = path) when it cannot be made. */
MUST_USE struct result output_open(struct arena *arena, const char *path, struct output *out);
/* All bytes on the disk; the file stays beside. */
MUST_USE struct result output_settle(struct output *output);
/* Gives the file its name; when `good` is false, or anything failed, takes it away. */
MUST_USE struct result output_close(struct output *output, bool good);

/* A value of a .csv file, quoted where needed. */
void output_add_value(struct buffer *out, struct span value);

#endif
