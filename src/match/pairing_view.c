/* Shapes, and rows of points. */
#include "match/pairing_view.h"

#include "base/check.h"

enum { TOPICS_MOST = 64 };

static const struct result all_well = {RESULT_OK, NULL, NULL, NULL};

static struct result wrong(const char *field)
{
    return result_invalid(field, "pairing.error.shape");
}

uint32_t pairing_most(const struct pairing_problem *problem, enum pairing_side side, size_t school)
{
    uint32_t most = problem->mosts[side] == NULL ? 1 : problem->mosts[side][school];
    size_t others = problem->counts[!side];
    return most < others ? most : (uint32_t)others;
}

uint32_t pairing_least(const struct pairing_problem *problem, enum pairing_side side, size_t school)
{
    return problem->leasts[side] == NULL ? 0 : problem->leasts[side][school];
}

bool pairing_has_leasts(const struct pairing_problem *problem)
{
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; problem->leasts[side] != NULL && i < problem->counts[side]; i++) {
            if (problem->leasts[side][i] > 0) {
                return true;
            }
        }
    }
    return false;
}

/* --- shape -------------------------------------------------------------------------------------------------------- */

static int64_t magnitude(int32_t number)
{
    return number < 0 ? -(int64_t)number : number;
}

static int64_t largest(const int32_t *numbers, size_t count, size_t step)
{
    int64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most = pairing_larger(most, magnitude(numbers[i * step]));
    }
    return most;
}

static bool ascend(const struct pairing_problem *problem, const struct pairing_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].helper >= problem->counts[0] || pairs[i].helped >= problem->counts[1]) {
            return false;
        }
        if (i > 0 && (pairs[i].helper < pairs[i - 1].helper ||
                      (pairs[i].helper == pairs[i - 1].helper && pairs[i].helped <= pairs[i - 1].helped))) {
            return false;
        }
    }
    return true;
}

static struct result judge_numbers(const struct pairing_problem *problem)
{
    uint64_t places[2] = {0, 0};
    for (int side = 0; side < 2; side++) {
        if (problem->counts[side] == 0 || problem->counts[side] > PAIRING_SCHOOLS_MOST) {
            return wrong("counts");
        }
        for (size_t i = 0; i < problem->counts[side]; i++) {
            uint32_t most = problem->mosts[side] == NULL ? 1 : problem->mosts[side][i];
            if (pairing_least(problem, side, i) > most) {
                return wrong("leasts");
            }
            places[side] += pairing_most(problem, side, i);
        }
    }
    uint64_t pairs = places[0] < places[1] ? places[0] : places[1];
    return pairs > INT64_MAX / 4 / PAIRING_POINTS_MOST ? wrong("mosts") : all_well;
}

struct result pairing_judge_shape(const struct pairing_problem *problem, int64_t *points_most)
{
    struct result r = judge_numbers(problem);
    if (result_failed(r)) {
        return r;
    }
    int64_t most = magnitude(problem->constant);
    if (problem->matrix != NULL) {
        most += largest(problem->matrix, problem->counts[0] * problem->counts[1], 1);
    }
    if (problem->topic_count > TOPICS_MOST) {
        return wrong("topic_count");
    }
    for (size_t t = 0; t < problem->topic_count && most <= PAIRING_POINTS_MOST; t++) {
        int64_t strength = largest(problem->strengths + t, problem->counts[0], problem->topic_count);
        int64_t need = largest(problem->needs + t, problem->counts[1], problem->topic_count);
        if (strength > 0 && need > PAIRING_POINTS_MOST / strength) {
            return wrong("needs");
        }
        most += strength * need;
    }
    if (!ascend(problem, problem->extras, problem->extra_count)) {
        return wrong("extras");
    }
    most += largest(problem->extra_points, problem->extra_count, 1);
    if (most > PAIRING_POINTS_MOST) {
        return wrong("matrix");
    }
    *points_most = most;
    return ascend(problem, problem->forbidden, problem->forbidden_count) ? all_well : wrong("forbidden");
}

/* --- the view ----------------------------------------------------------------------------------------------------- */

/* Pairs by row: where each row begins, and which pair stands at each place (ascending columns within a row, for the pairs
 * ascend by helper). */
static size_t *start_rows(struct arena *arena, const struct pairing_view *view, const struct pairing_pair *pairs,
                          size_t count, uint32_t **columns, size_t **places)
{
    size_t *starts = ARENA_ARRAY(arena, size_t, view->row_count + 2);
    bool turned = view->row_side == PAIRING_HELPED;
    *columns = ARENA_ARRAY(arena, uint32_t, count);
    *places = ARENA_ARRAY(arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        starts[(turned ? pairs[i].helped : pairs[i].helper) + 2]++;
    }
    for (size_t row = 0; row <= view->row_count; row++) {
        starts[row + 1] += starts[row];
    }
    for (size_t i = 0; i < count; i++) { /* starts one ahead: after this, each is where it belongs */
        size_t place = starts[(turned ? pairs[i].helped : pairs[i].helper) + 1]++;
        (*columns)[place] = turned ? pairs[i].helper : pairs[i].helped;
        (*places)[place] = i;
    }
    return starts;
}

static const int32_t *turn_around(struct arena *arena, const int32_t *from, size_t rows, size_t columns)
{
    enum { TILE = 32 };
    int32_t *turned = ARENA_ARRAY(arena, int32_t, rows * columns);
    for (size_t r = 0; r < rows; r += TILE) {
        for (size_t c = 0; c < columns; c += TILE) {
            for (size_t i = r; i < rows && i < r + TILE; i++) {
                for (size_t j = c; j < columns && j < c + TILE; j++) {
                    turned[j * rows + i] = from[i * columns + j];
                }
            }
        }
    }
    return turned;
}

void pairing_view_init(struct arena *arena, const struct pairing_problem *problem, enum pairing_side row_side,
                       int64_t points_most, struct pairing_view *out)
{
    bool turned = row_side == PAIRING_HELPED;
    size_t *places;
    *out = (struct pairing_view){.row_side = row_side,
                                 .row_count = problem->counts[row_side],
                                 .column_count = problem->counts[!row_side],
                                 .topic_count = problem->topic_count,
                                 .constant = problem->constant,
                                 .points_most = points_most,
                                 .matrix = problem->matrix};
    if (turned && problem->matrix != NULL) {
        out->matrix = turn_around(arena, problem->matrix, problem->counts[0], problem->counts[1]);
    }
    if (problem->topic_count > 0) {
        out->row_levels = turned ? problem->needs : problem->strengths;
        out->column_levels =
            turn_around(arena, turned ? problem->strengths : problem->needs, out->column_count, problem->topic_count);
    }
    if (problem->extra_count > 0) {
        uint32_t *columns;
        out->extra_starts = start_rows(arena, out, problem->extras, problem->extra_count, &columns, &places);
        out->extra_columns = columns;
        int32_t *points = ARENA_ARRAY(arena, int32_t, problem->extra_count);
        for (size_t i = 0; i < problem->extra_count; i++) {
            points[i] = problem->extra_points[places[i]];
        }
        out->extra_points = points;
    }
    if (problem->forbidden_count > 0) {
        uint32_t *columns;
        out->forbidden_starts = start_rows(arena, out, problem->forbidden, problem->forbidden_count, &columns, &places);
        out->forbidden_columns = columns;
    }
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

/* Four topics at a time: what is added up stays in the registers. */
PAIRING_WIDE static void add_four_topics(int32_t *restrict room, const int32_t *restrict levels, size_t step,
                                         const int32_t *restrict row, size_t count)
{
    const int32_t *restrict two = levels + step;
    const int32_t *restrict three = levels + 2 * step;
    const int32_t *restrict four = levels + 3 * step;
    for (size_t j = 0; j < count; j++) {
        room[j] += row[0] * levels[j] + row[1] * two[j] + (row[2] * three[j] + row[3] * four[j]);
    }
}

/* The same for a row that begins with it. */
PAIRING_WIDE static void begin_four_topics(int32_t *restrict room, const int32_t *restrict levels, size_t step,
                                           const int32_t *restrict row, int32_t constant, size_t count)
{
    const int32_t *restrict two = levels + step;
    const int32_t *restrict three = levels + 2 * step;
    const int32_t *restrict four = levels + 3 * step;
    for (size_t j = 0; j < count; j++) {
        room[j] = constant + row[0] * levels[j] + row[1] * two[j] + (row[2] * three[j] + row[3] * four[j]);
    }
}

PAIRING_WIDE static void add_topic(int32_t *restrict room, const int32_t *restrict levels, int32_t level, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        room[j] += level * levels[j];
    }
}

PAIRING_WIDE static void begin_row(int32_t *restrict room, const int32_t *restrict from, int32_t constant, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        room[j] = constant + (from == NULL ? 0 : from[j]);
    }
}

static void write_points(const struct pairing_view *view, size_t row, size_t from, size_t count, int32_t *room)
{
    const int32_t *there = view->matrix == NULL ? NULL : view->matrix + row * view->column_count + from;
    if (view->topic_count == 0) {
        begin_row(room, there, view->constant, count);
        return;
    }
    const int32_t *levels = view->row_levels + row * view->topic_count;
    const int32_t *column_levels = view->column_levels + from;
    size_t step = view->column_count;
    size_t t = 0;
    if (there == NULL && view->topic_count >= 4) {
        begin_four_topics(room, column_levels, step, levels, view->constant, count);
        t = 4;
    } else {
        begin_row(room, there, view->constant, count);
    }
    for (; t + 4 <= view->topic_count; t += 4) {
        add_four_topics(room, column_levels + t * step, step, levels + t, count);
    }
    for (; t < view->topic_count; t++) {
        if (levels[t] != 0) {
            add_topic(room, column_levels + t * step, levels[t], count);
        }
    }
}

/* The first place of a row's columns that is not before the column. */
static size_t find_place(const uint32_t *columns, size_t low, size_t high, size_t column)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (columns[middle] < column) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_exceptions(const struct pairing_view *view, size_t row, size_t from, size_t to, int32_t *room)
{
    if (view->extra_starts != NULL) {
        size_t end = view->extra_starts[row + 1];
        size_t at = find_place(view->extra_columns, view->extra_starts[row], end, from);
        for (; at < end && view->extra_columns[at] < to; at++) {
            room[view->extra_columns[at] - from] += view->extra_points[at];
        }
    }
    if (view->forbidden_starts != NULL) {
        size_t end = view->forbidden_starts[row + 1];
        size_t at = find_place(view->forbidden_columns, view->forbidden_starts[row], end, from);
        for (; at < end && view->forbidden_columns[at] < to; at++) {
            room[view->forbidden_columns[at] - from] = PAIRING_FORBIDDEN;
        }
    }
}

const int32_t *pairing_view_row(const struct pairing_view *view, size_t row, size_t from, size_t to, int32_t *room)
{
    const int32_t *there = view->matrix == NULL ? NULL : view->matrix + row * view->column_count + from;
    bool plain =
        view->topic_count == 0 && view->constant == 0 && view->extra_starts == NULL && view->forbidden_starts == NULL;
    if (there != NULL && plain) {
        return there;
    }
    write_points(view, row, from, to - from, room);
    add_exceptions(view, row, from, to, room);
    return room;
}
