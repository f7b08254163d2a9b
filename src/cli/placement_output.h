/* What a placement writes. Every file is written beside and takes its name only when all of them are whole. */
#ifndef CLI_PLACEMENT_OUTPUT_H
#define CLI_PLACEMENT_OUTPUT_H

#include "base/buffer.h"
#include "base/result.h"
#include "cli/placement_files.h"

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

/* A value, quoted where needed. */
void placement_add_value(struct buffer *out, struct span value);

/* The numbers of names in the order of their bytes. */
uint32_t *placement_sort_names(struct arena *arena, const struct bulk_names *names);

/* applicant_id,seat_id in the order of the ids, so that the row order of the input does not show. False: interrupted. */
bool placement_print_allocation(const struct placement_files *files, const uint32_t *places, const uint32_t *order,
                                FILE *to);

/* Allocation and, unless `folder` is NULL, the certificate in that folder, which is made. *interrupted: was stopped, and
 * nothing is left behind. Errors as of output_open and output_close. */
MUST_USE struct result placement_write(const struct placement_files *files, const struct placement_answer *answer,
                                       const char *path, const char *folder, bool *interrupted);

/* "serial" or "deferred". */
const char *placement_method_name(enum placement_method method);

#endif
