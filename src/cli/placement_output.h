/* What a placement writes: all files take their names when all of them are whole. */
#ifndef CLI_PLACEMENT_OUTPUT_H
#define CLI_PLACEMENT_OUTPUT_H

#include "cli/output.h"
#include "cli/placement_files.h"

/* Where to: the allocation, applicant_id,seat_id in the order of the ids, so that the row order of the input does not show;
 * and, unless `certifying` is NULL, the certificate in the folder, which is made. */
struct placement_target {
    const char *path, *folder;
    struct placement_certifying *certifying; /* begun */
};

/* *interrupted: was stopped, and nothing is left behind. Errors as of output_open and output_close. */
MUST_USE struct result placement_write(const struct placement_files *files, const struct placement_answer *answer,
                                       const struct placement_target *target, bool *interrupted);

/* "serial" or "deferred". */
const char *placement_method_name(enum placement_method method);

#endif
