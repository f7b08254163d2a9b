/* What the readers of placement files share. Private to placement_*.c of this folder. */
#ifndef CLI_PLACEMENT_READING_H
#define CLI_PLACEMENT_READING_H

#include "cli/placement_files.h"

/* The next table to be opened; NULL as bulk_open says false. */
struct bulk_table *placement_open_table(struct placement_files *files, const char *folder, const char *name,
                                        const struct bulk_column *columns, bool optional);
/* Nothing wrong in this file so far, and not interrupted. */
bool placement_all_is_well(const struct placement_files *files);
/* 0 to 4,000,000 with up to three decimals, in thousandths. The second complains. */
bool placement_parse_score(struct span value, uint32_t *out);
bool placement_read_score(struct bulk_table *table, int column, uint32_t *out);

/* False, said with both ids, for no line is more at fault than the other. */
bool placement_lots_differ(struct placement_files *files, const char *file, const uint64_t *lots);
bool placement_make_lots(struct placement_files *files);

bool placement_read_preferences(struct placement_files *files);
bool placement_read_priorities(struct placement_files *files);

#endif
