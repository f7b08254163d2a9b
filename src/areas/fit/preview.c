/* What other weights would change, before they are saved: the best offer of a sample of needs under both.
 *
 * The same index answers under other weights (fit_index_view), so the preview costs two solves for each sampled need,
 * however many offers there are, and shows exactly what saving then gives.
 */
#include "areas/fit/service.h"

#include "base/check.h"

enum { MOST_SAMPLE = 200 };

struct best {
    int64_t id;
    uint16_t total;
};

static struct result find_best(struct arena *arena, const struct fit_index *index, const struct fit_listing *need,
                               struct best *out)
{
    struct fit_match *matches;
    size_t count = 0;
    struct result result = fit_solve(arena, index, need, 1, &matches, &count);
    if (!result_failed(result)) {
        *out = count == 0 ? (struct best){0, 0} : (struct best){matches[0].id, matches[0].score.total};
    }
    return result;
}

static struct result compare_need(struct arena *arena, const struct fit_index *index, const struct fit_index *view,
                                  struct fit_preview_row *row)
{
    const struct fit_listing *need = fit_index_find(index, row->need_id);
    struct best before;
    struct best after;
    struct result result = find_best(arena, index, need, &before);
    if (!result_failed(result)) {
        result = find_best(arena, view, need, &after);
    }
    if (!result_failed(result)) {
        *row = (struct fit_preview_row){row->need_id, before.id, after.id, before.total, after.total};
    }
    return result;
}

/* Every so many-th need, evenly spread. */
static struct result compare_sample(struct arena *arena, const struct fit_index *index,
                                    const struct fit_weights *weights, struct fit_preview_row **rows, size_t *row_count)
{
    const struct fit_index *view;
    int64_t *needs;
    struct arena scratch;
    struct result result = fit_index_view(arena, index, weights->tenths, &view);
    if (result_failed(result)) {
        return result;
    }
    size_t count = fit_index_list(arena, index, FIT_NEED, &needs);
    size_t sample = count < MOST_SAMPLE ? count : MOST_SAMPLE;
    *rows = ARENA_ARRAY(arena, struct fit_preview_row, sample + 1);
    arena_init(&scratch);
    for (size_t at = 0; at < sample && !result_failed(result); at++) {
        arena_reset(&scratch);
        (*rows)[at].need_id = needs[at * count / sample];
        result = compare_need(&scratch, index, view, &(*rows)[at]);
    }
    arena_release(&scratch);
    *row_count = sample;
    return result;
}

/* Rows whose first match changes to the front, both parts in their order. */
static void changed_first(struct arena *arena, struct fit_preview_row *rows, size_t count)
{
    struct fit_preview_row *ordered = ARENA_ARRAY(arena, struct fit_preview_row, count + 1);
    size_t used = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t index = 0; index < count; index++) {
            bool changed = rows[index].before_id != rows[index].after_id;
            if (changed == (pass == 0)) {
                ordered[used++] = rows[index];
            }
        }
    }
    memcpy(rows, ordered, count * sizeof *rows);
}

struct result fit_service_preview(struct arena *arena, struct fit_service *service, const struct fit_weights *weights,
                                  struct fit_preview_row **rows, size_t *row_count)
{
    struct result result = fit_weights_check(weights);
    if (!result_failed(result)) {
        result = fit_service_refresh(service);
    }
    if (result_failed(result)) {
        return result;
    }
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
    result = compare_sample(arena, service->state.index, weights, rows, row_count);
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
    if (!result_failed(result)) {
        changed_first(arena, *rows, *row_count);
    }
    return result;
}
