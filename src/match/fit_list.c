/* The ids of the index, in order: for those who ask about all needs. */
#include "match/fit_index.h"

#include <stdlib.h>

static int compare_ids(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

size_t fit_index_list(struct arena *arena, const struct fit_index *index, enum fit_side side, int64_t **out)
{
    int64_t *ids = ARENA_ARRAY(arena, int64_t, fit_index_count(index, side) + 1);
    size_t count = 0;
    for (size_t slot = 0; slot < index->capacity; slot++) {
        if (index->table[slot] != NULL && index->table[slot]->listing.side == side) {
            ids[count++] = index->table[slot]->listing.id;
        }
    }
    if (count > 0) {
        qsort(ids, count, sizeof *ids, compare_ids);
    }
    *out = ids;
    return count;
}
