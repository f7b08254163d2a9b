/* Fast readers of the four large files of a placement, as programs write them: exactly the columns that are needed, in
 * their order; nothing quoted, no empty line; lots and allocation in the order of applicants.csv; preferences by
 * applicant in that order, each list by rank. Several threads, the same arrays whatever their number.
 *
 * True: all of it was read, and was sound. False: it was not, or looks otherwise; nothing has been said, and the ordinary
 * reader, which takes all that is allowed, has to read the file from its beginning. Both agree on all that is taken here.
 */
#ifndef CLI_PLACEMENT_PLAIN_H
#define CLI_PLACEMENT_PLAIN_H

#include "cli/bulk_blocks.h"

/* applicant_id,score: the names, made with room for all lines, the scores in thousandths, and where every
 * PLACEMENT_STRETCH-th row begins. */
bool placement_plain_applicants(struct bulk_table *table, unsigned threads, struct bulk_names *names, uint32_t *scores,
                                const char **rows);

/* applicant_id,number: every applicant's. */
bool placement_plain_lots(struct bulk_table *table, unsigned threads, const struct bulk_names *names, uint64_t *lots);

/* applicant_id,seat_id: every applicant's, BULK_UNKNOWN for none. */
bool placement_plain_allocation(struct bulk_table *table, unsigned threads, const struct bulk_names *names,
                                const struct bulk_names *seats, uint32_t *places);

/* applicant_id,rank,seat_id: lists behind each other; starts has one more than there are applicants, wishes has the room.
 * names_table: the table that the names lie in, whose pages are given back. */
bool placement_plain_wishes(struct bulk_table *table, const struct bulk_table *names_table, unsigned threads,
                            const struct bulk_names *names, const struct bulk_names *seats, uint32_t *starts,
                            uint32_t *wishes);
size_t placement_plain_wish_room(const struct bulk_table *table);

#endif
