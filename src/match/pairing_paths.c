/* Shortest paths over reduced costs, Dijkstra's search with a heap.
 *
 * A row that is reached offers the columns of its list at once. The others come into play only when the search has got to
 * the distance that the row's bound promises for the best of them: that is an entry of the heap as well. So most searches
 * never look at a whole row.
 */
#include "match/pairing_assignment.h"

#include "base/check.h"

#include <string.h>

static bool comes_first(struct heap_entry left, struct heap_entry right)
{
    return left.key != right.key ? left.key < right.key : left.number < right.number;
}

static void heap_push(struct assignment *at, struct heap_entry entry)
{
    if (at->heap_count == at->heap_room) {
        struct heap_entry *larger = ARENA_ARRAY(at->arena, struct heap_entry, 2 * at->heap_room);
        (void)memcpy(larger, at->heap, at->heap_count * sizeof *larger);
        at->heap = larger;
        at->heap_room *= 2;
    }
    size_t place = at->heap_count++;
    while (place > 0 && comes_first(entry, at->heap[(place - 1) / 2])) {
        at->heap[place] = at->heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    at->heap[place] = entry;
}

static struct heap_entry heap_pop(struct assignment *at)
{
    struct heap_entry top = at->heap[0];
    struct heap_entry last = at->heap[--at->heap_count];
    size_t place = 0;
    for (;;) {
        size_t child = 2 * place + 1;
        if (child >= at->heap_count) {
            break;
        }
        if (child + 1 < at->heap_count && comes_first(at->heap[child + 1], at->heap[child])) {
            child++;
        }
        if (!comes_first(at->heap[child], last)) {
            break;
        }
        at->heap[place] = at->heap[child];
        place = child;
    }
    at->heap[place] = last;
    return top;
}

struct search {
    struct assignment *at;
    int64_t limit; /* distance of the nearest free column so far */
    uint32_t end;  /* that column */
};

static void reach(struct search *search, uint32_t column, int64_t distance, uint32_t row)
{
    struct assignment *at = search->at;
    if (distance >= search->limit) {
        return;
    }
    if (at->stamps[column] != at->stamp) {
        at->stamps[column] = at->stamp;
        at->distances[column] = INT64_MAX;
        at->settled[column] = 0;
    }
    if (distance >= at->distances[column]) {
        return;
    }
    at->distances[column] = distance;
    at->came_from[column] = row;
    if (at->owners[column] == PAIRING_NONE) {
        search->limit = distance;
        search->end = column;
    } else {
        heap_push(at, (struct heap_entry){distance, column});
    }
}

/* Columns of the row's list now, the others not before they can matter. base: the row's distance and its gain. */
static void reach_list(struct search *search, uint32_t row, int64_t base)
{
    struct assignment *at = search->at;
    const struct candidate *list = at->lists + (size_t)row * LIST_SIZE;
    for (uint32_t i = 0; i < at->list_size; i++) {
        reach(search, list[i].column, base - (list[i].points - at->prices[list[i].column]), row);
    }
    if (at->bounds[row] != INT64_MIN && base - at->bounds[row] < search->limit) {
        heap_push(at, (struct heap_entry){base - at->bounds[row], (uint32_t)at->view.column_count + row});
    }
}

static int64_t own_gain(struct assignment *at, uint32_t row)
{
    uint32_t column = at->columns[row];
    return column == PAIRING_NONE ? assignment_find_wish(at, row).gain
                                  : assignment_points_of(at, row, column) - at->prices[column];
}

static int64_t row_base(struct search *search, uint32_t row)
{
    struct assignment *at = search->at;
    uint32_t column = at->columns[row];
    return own_gain(at, row) + (column == PAIRING_NONE ? 0 : at->distances[column]);
}

/* The list was not enough: a fresh one if it is old, else all columns. */
static void reach_more(struct search *search, uint32_t row, int64_t key)
{
    struct assignment *at = search->at;
    int64_t base = row_base(search, row);
    assignment_make_list(at, row);
    if (base - at->bounds[row] > key) {
        reach_list(search, row, base);
        return;
    }
    const int32_t *points = assignment_read_row(at, row);
    for (uint32_t c = 0; c < at->view.column_count; c++) {
        int64_t distance = base - (points[c] - at->prices[c]);
        if (distance < search->limit) {
            reach(search, c, distance, row);
        }
    }
}

static void exchange(struct assignment *at, uint32_t column, uint32_t first)
{
    for (;;) {
        uint32_t row = at->came_from[column];
        uint32_t given = at->columns[row];
        (void)assignment_take_column(at, row, column);
        if (row == first) {
            return;
        }
        column = given;
    }
}

void assignment_find_path(struct assignment *at, uint32_t row)
{
    struct search search = {.at = at, .limit = INT64_MAX, .end = PAIRING_NONE};
    at->stamp++;
    at->heap_count = 0;
    at->reached_count = 0;
    reach_list(&search, row, own_gain(at, row));
    while (at->heap_count > 0 && at->heap[0].key < search.limit) {
        struct heap_entry entry = heap_pop(at);
        if (entry.number >= at->view.column_count) {
            reach_more(&search, entry.number - (uint32_t)at->view.column_count, entry.key);
        } else if (!at->settled[entry.number]) {
            at->settled[entry.number] = 1;
            at->reached[at->reached_count++] = entry.number;
            reach_list(&search, at->owners[entry.number], row_base(&search, at->owners[entry.number]));
        }
        at->steps++;
    }
    CHECK(search.end != PAIRING_NONE);
    for (size_t i = 0; i < at->reached_count; i++) {
        at->prices[at->reached[i]] += search.limit - at->distances[at->reached[i]];
    }
    exchange(at, search.end, row);
}
