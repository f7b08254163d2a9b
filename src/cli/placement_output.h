/* What a placement writes: the allocation, beside first and then renamed. */
#ifndef CLI_PLACEMENT_OUTPUT_H
#define CLI_PLACEMENT_OUTPUT_H

#include "base/result.h"
#include "cli/placement_files.h"

#include <stdio.h>

/* A file that takes its name only when it is whole. */
struct output {
    FILE *file;
    const char *path;
    char *part; /* what it is called until then */
    bool interrupted;
};

/* INVALID (field = path) when it cannot be made. */
MUST_USE struct result output_open(struct arena *arena, const char *path, struct output *out);
/* Gives the file its name; when `good` is false, or anything failed, takes it away. */
MUST_USE struct result output_close(struct output *output, bool good);
/* A value, quoted where needed. */
void output_value(struct output *output, struct span value);

/* The numbers of names in the order of their bytes. */
uint32_t *placement_sort_names(struct arena *arena, const struct bulk_names *names);

/* applicant_id,seat_id in the order of the ids, so that the row order of the input does not show. *interrupted: was
 * stopped, and nothing is left behind. */
MUST_USE struct result placement_write_allocation(const struct placement_files *files, const uint32_t *places,
                                                  const uint32_t *order, const char *path, bool *interrupted);

#endif
