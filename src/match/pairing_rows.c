/* The lists of rows: the columns that were worth most when the row last looked at all of them.
 *
 * Looking at a whole row is the dear part of the assignment, so it is done only when a list is used up: prices only rise,
 * and what is outside of the list can only have become worth less than it was then (bounds).
 */
#include "match/pairing_assignment.h"

#include <string.h>

PAIRING_WIDE static void keep_above_zero(int32_t *room, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        room[j] = room[j] > 0 ? room[j] : 0;
    }
}

const int32_t *assignment_read_row(struct assignment *at, uint32_t row)
{
    const int32_t *points = pairing_view_row(&at->view, row, 0, at->view.column_count, at->room);
    if (!at->optional) {
        return points;
    }
    if (points != at->room) {
        (void)memcpy(at->room, points, at->view.column_count * sizeof *points);
    }
    keep_above_zero(at->room, at->view.column_count);
    return at->room;
}

static void sift_down(int64_t *gains, struct candidate *list, uint32_t count)
{
    uint32_t at = 0;
    for (;;) {
        uint32_t least = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++) {
            least = gains[child] < gains[least] ? child : least;
        }
        if (least == at) {
            return;
        }
        int64_t gain = gains[at];
        struct candidate candidate = list[at];
        gains[at] = gains[least];
        list[at] = list[least];
        gains[least] = gain;
        list[least] = candidate;
        at = least;
    }
}

static void sort_list(int64_t *gains, struct candidate *list, uint32_t count)
{
    for (uint32_t end = count; end > 1; end--) { /* the least to the end */
        int64_t gain = gains[0];
        struct candidate candidate = list[0];
        gains[0] = gains[end - 1];
        list[0] = list[end - 1];
        gains[end - 1] = gain;
        list[end - 1] = candidate;
        sift_down(gains, list, end - 1);
    }
}

static void lift(int64_t *gains, struct candidate *list, uint32_t place)
{
    while (place > 0 && gains[place] < gains[(place - 1) / 2]) {
        uint32_t above = (place - 1) / 2;
        int64_t gain = gains[place];
        struct candidate candidate = list[place];
        gains[place] = gains[above];
        list[place] = list[above];
        gains[above] = gain;
        list[above] = candidate;
        place = above;
    }
}

/* The best columns so far, as a heap with the least of them on top. */
struct gathering {
    struct candidate *list;
    int64_t gains[LIST_SIZE];
    uint32_t count;
};

/* Columns from … to - 1. */
static void gather(const struct assignment *at, const int32_t *points, size_t from, size_t to,
                   struct gathering *gathering)
{
    const int64_t *prices = at->prices;
    struct candidate *list = gathering->list;
    int64_t *gains = gathering->gains;
    size_t j = from;
    for (; j < to && gathering->count < at->list_size; j++) {
        gains[gathering->count] = points[j] - prices[j];
        list[gathering->count] = (struct candidate){points[j], (uint32_t)j};
        lift(gains, list, gathering->count++);
    }
    for (; j < to; j++) {
        int64_t gain = points[j] - prices[j];
        if (gain > gains[0]) {
            gains[0] = gain;
            list[0] = (struct candidate){points[j], (uint32_t)j};
            sift_down(gains, list, at->list_size);
        }
    }
}

/* Looks at a whole row. Each row begins elsewhere, so that rows with many equal choices do not all list the same. */
void assignment_make_list(struct assignment *at, uint32_t row)
{
    const int32_t *points = assignment_read_row(at, row);
    struct gathering gathering = {.list = at->lists + (size_t)row * LIST_SIZE};
    size_t columns = at->view.column_count;
    size_t start = (size_t)row * columns / at->view.row_count;
    gather(at, points, start, columns, &gathering);
    gather(at, points, 0, start, &gathering);
    at->bounds[row] = columns > gathering.count ? gathering.gains[0] : INT64_MIN;
    sort_list(gathering.gains, gathering.list, gathering.count);
}

static struct wish look_at_list(const struct assignment *at, uint32_t row)
{
    const struct candidate *list = at->lists + (size_t)row * LIST_SIZE;
    struct wish wish = {PAIRING_NONE, PAIRING_NONE, INT64_MIN, INT64_MIN};
    for (uint32_t i = 0; i < at->list_size; i++) {
        int64_t gain = list[i].points - at->prices[list[i].column];
        bool better = gain > wish.gain || (gain == wish.gain && at->owners[list[i].column] == PAIRING_NONE &&
                                           at->owners[wish.column] != PAIRING_NONE);
        if (better) {
            wish.second = wish.column;
            wish.second_gain = wish.gain;
            wish.column = list[i].column;
            wish.gain = gain;
        } else if (gain > wish.second_gain) {
            wish.second = list[i].column;
            wish.second_gain = gain;
        }
    }
    return wish;
}

struct wish assignment_find_wish(struct assignment *at, uint32_t row)
{
    struct wish wish = look_at_list(at, row);
    if (wish.second_gain < at->bounds[row]) {
        assignment_make_list(at, row);
        wish = look_at_list(at, row);
    }
    if (wish.second == PAIRING_NONE) { /* one column in all */
        wish.second = wish.column;
        wish.second_gain = wish.gain;
    }
    return wish;
}

int64_t assignment_points_of(struct assignment *at, uint32_t row, uint32_t column)
{
    const struct candidate *list = at->lists + (size_t)row * LIST_SIZE;
    for (uint32_t i = 0; i < at->list_size; i++) {
        if (list[i].column == column) {
            return list[i].points;
        }
    }
    int32_t room;
    int32_t points = *pairing_view_row(&at->view, row, column, (size_t)column + 1, &room);
    return at->optional && points < 0 ? 0 : points;
}
