/* quotas.csv: read, refused with file, line and column, and told again. What it holds stands in zhiqiao-placement(1). */
#ifndef CLI_PLACEMENT_QUOTAS_H
#define CLI_PLACEMENT_QUOTAS_H

#include "base/buffer.h"
#include "cli/placement_files.h"

#include <jansson.h>

/* Quotas and whom they mean, when the file is there. The rest of the problem is read. */
bool placement_read_quotas(struct placement_files *files);

/* Rows of cutoffs.csv; and what the leaf of an applicant tells of groups that quotas name, a line each. */
void placement_add_quota_cutoffs(struct buffer *out, const struct placement_files *files,
                                 const struct placement_cutoffs *cutoffs);
void placement_add_leaf_groups(struct buffer *out, const struct placement_files *files, uint32_t applicant);

/* "A ≤ 2", "A = 2" for places reserved, "A == 2" for such as stay empty; in the arena. */
const char *placement_quota_text(struct arena *arena, const struct placement_files *files, uint32_t quota);
/* null for PLACEMENT_NONE. */
json_t *placement_json_quota(const struct placement_files *files, uint32_t quota);

#endif
