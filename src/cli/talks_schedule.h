/* Schedules as files, and what one changes of another. */
#ifndef CLI_TALKS_SCHEDULE_H
#define CLI_TALKS_SCHEDULE_H

#include "cli/talks_files.h"

#include <stdio.h>

/* False when interrupted. */
bool talks_print_schedule(const struct talks_files *files, const struct talks_answer *answer, FILE *to);

enum talks_change_kind { TALKS_GONE, TALKS_MOVED, TALKS_NEW };

/* Why a talk is gone. */
enum talks_loss { TALKS_LOSS_NAME, TALKS_LOSS_WISH, TALKS_LOSS_AWAY, TALKS_LOSS_TABLE, TALKS_LOSS_RULE };

struct talks_alteration {
    enum talks_change_kind kind;
    enum talks_loss loss;     /* when gone */
    struct talks_row row;     /* gone, moved: what it was */
    struct talks_meeting now; /* moved, new */
};

/* By slot; in the arena of the files. */
struct talks_alteration *talks_list_changes(const struct talks_files *files, const struct talks_row *rows,
                                            size_t row_count, const struct talks_answer *answer, size_t *count);

#endif
