/* The rows of an allocation, by several threads: each makes a stretch of them, is told where it goes when the one before
 * is made, and writes it there. The same bytes whatever the number of threads. */
#ifndef CLI_PLACEMENT_ALLOCATION_H
#define CLI_PLACEMENT_ALLOCATION_H

#include "cli/output.h"
#include "cli/placement_files.h"

/* In this order of the applicants; NULL: as they come, which needs applicant_rows. Nothing was written to the output before; afterwards it stands at
 * its end. Errors as of output_settle. *interrupted: it is not whole. */
MUST_USE struct result placement_write_allocation(const struct placement_files *files, const uint32_t *places,
                                                  const uint32_t *order, struct output *output, bool *interrupted);

#endif
