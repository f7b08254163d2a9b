/* The tree of columns. It is small (COLUMNS_MOST) and read whole: one query, put in order here. */
#include "areas/articles/articles.h"

#include <stdlib.h>

static const char changed_since[] = "articles.error.changed_since";

static struct article_column read_column(struct arena *arena, const struct store_rows *rows)
{
    return (struct article_column){.id = store_rows_integer(rows, 0),
                                   .parent_id = store_rows_integer(rows, 1),
                                   .kind = store_rows_text(arena, rows, 2),
                                   .name = store_rows_text(arena, rows, 3),
                                   .english_name = store_rows_text(arena, rows, 4),
                                   .summary = store_rows_text(arena, rows, 5),
                                   .organisation_id = store_rows_integer(rows, 6),
                                   .position = (int32_t)store_rows_integer(rows, 7),
                                   .hidden = store_rows_integer(rows, 8) != 0,
                                   .version = (int32_t)store_rows_integer(rows, 9),
                                   .created_ms = store_rows_integer(rows, 10),
                                   .updated_ms = store_rows_integer(rows, 11)};
}

/* --- reading --------------------------------------------------------------------------------------------------- */

struct planting {
    const struct article_column *rows; /* by parent, then position */
    size_t row_count;
    struct column_tree *tree;
};

/* What stands above a column, as far as its children inherit it. */
struct above {
    int64_t id, studio;
    int32_t depth;
    bool shown;
};

/* The first row of a parent: rows are sorted by it. */
static size_t first_child(const struct planting *planting, int64_t parent_id)
{
    size_t low = 0;
    size_t high = planting->row_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (planting->rows[middle].parent_id < parent_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void plant(const struct planting *planting, struct above above)
{
    struct column_tree *tree = planting->tree;
    if (above.depth == COLUMN_DEPTH_MOST) {
        return;
    }
    for (size_t row = first_child(planting, above.id);
         row < planting->row_count && planting->rows[row].parent_id == above.id; row++) {
        const struct article_column *column = &planting->rows[row];
        size_t at = tree->count++;
        bool is_studio = strcmp(column->kind, "studio") == 0;
        tree->columns[at] = *column;
        tree->depths[at] = above.depth;
        tree->shown[at] = above.shown && !column->hidden;
        tree->studios[at] = above.studio != 0 ? above.studio : is_studio ? column->id : 0;
        plant(planting, (struct above){column->id, tree->studios[at], above.depth + 1, tree->shown[at]});
    }
}

struct result column_tree_read(struct arena *arena, struct store_session *session, int64_t region_id,
                               struct column_tree *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "column_list", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct article_column *list = ARENA_ARRAY(arena, struct article_column, COLUMNS_MOST);
    size_t count = 0;
    while (count < COLUMNS_MOST && store_rows_next(rows)) {
        list[count++] = read_column(arena, rows);
    }
    result = store_rows_close(rows);
    if (result_failed(result)) {
        return result;
    }
    struct column_tree tree = {.columns = ARENA_ARRAY(arena, struct article_column, count + 1),
                               .depths = ARENA_ARRAY(arena, int32_t, count + 1),
                               .shown = ARENA_ARRAY(arena, bool, count + 1),
                               .studios = ARENA_ARRAY(arena, int64_t, count + 1)};
    struct planting planting = {list, count, &tree};
    plant(&planting, (struct above){0, 0, 0, true});
    *out = tree;
    return result;
}

size_t column_tree_find(const struct column_tree *tree, int64_t id)
{
    for (size_t index = 0; index < tree->count; index++) {
        if (tree->columns[index].id == id) {
            return index;
        }
    }
    return SIZE_MAX;
}

size_t column_tree_find_path(const struct column_tree *tree, struct span path)
{
    int64_t parent = 0;
    size_t found = SIZE_MAX;
    while (path.length > 0) {
        const char *slash = memchr(path.at, '/', path.length);
        size_t length = slash == NULL ? path.length : (size_t)(slash - path.at);
        struct span name = span_trim(span_make(path.at, length));
        size_t next = SIZE_MAX;
        for (size_t index = 0; index < tree->count && next == SIZE_MAX; index++) {
            const struct article_column *column = &tree->columns[index];
            if (column->parent_id == parent && span_is(name, column->name)) {
                next = index;
            }
        }
        if (next == SIZE_MAX) {
            return SIZE_MAX;
        }
        found = next;
        parent = tree->columns[next].id;
        length += slash == NULL ? 0 : 1;
        path = span_make(path.at + length, path.length - length);
    }
    return found;
}

size_t column_tree_path(const struct column_tree *tree, size_t index, size_t out[static COLUMN_DEPTH_MOST])
{
    size_t count = (size_t)tree->depths[index] + 1;
    for (size_t at = count; at > 0; at--) {
        out[at - 1] = index;
        index = at > 1 ? column_tree_find(tree, tree->columns[index].parent_id) : index;
    }
    return count;
}

size_t column_tree_below(const struct column_tree *tree, size_t index, bool hidden_too, int64_t *ids)
{
    size_t count = 0;
    for (size_t at = index; at < tree->count && (at == index || tree->depths[at] > tree->depths[index]); at++) {
        if (hidden_too || tree->shown[at]) {
            ids[count++] = tree->columns[at].id;
        }
    }
    return count;
}

const char *column_name(const struct article_column *column, const char *language)
{
    bool english = strcmp(language, "en") == 0 && column->english_name[0] != '\0';
    return english ? column->english_name : column->name;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

/* Does the query find a row? */
static struct result has_row(struct store_session *session, const char *name, const struct store_value *values,
                             size_t count, bool *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, name, values, count, &rows);
    if (result_failed(result)) {
        return result;
    }
    *out = store_rows_next(rows);
    return store_rows_close(rows);
}

struct result column_insert(struct store_session *session, int64_t region_id, const struct article_column *column)
{
    int64_t changed = 0;
    struct result result =
        store_execute(session, "column_insert",
                      STORE_VALUES(store_integer(region_id), store_integer(column->id),
                                   store_integer(column->parent_id), store_text(column->kind), store_text(column->name),
                                   store_text(column->english_name), store_text(column->summary),
                                   store_integer(column->organisation_id), store_integer(column->hidden ? 1 : 0),
                                   store_integer(column->created_ms), store_integer(column->updated_ms)),
                      &changed);
    if (result_failed(result) || changed == 1) {
        return result;
    }
    bool ours = false;
    result = has_row(session, "column_same", STORE_VALUES(store_integer(region_id), store_integer(column->id)), &ours);
    return result_failed(result) || ours ? result
                                         : result_fail(RESULT_CONFLICT, "name", "articles.error.column_exists", NULL);
}

/* The deepest place below `index`, counted from it: 0 = nothing below. */
static int32_t height_of(const struct column_tree *tree, size_t index)
{
    int32_t deepest = 0;
    for (size_t at = index + 1; at < tree->count && tree->depths[at] > tree->depths[index]; at++) {
        int32_t depth = tree->depths[at] - tree->depths[index];
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest;
}

static struct result check_place(const struct column_tree *tree, const struct article_column *column)
{
    size_t self = column_tree_find(tree, column->id);
    if (self == SIZE_MAX) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.column_not_found", NULL);
    }
    int32_t depth = 0;
    if (column->parent_id != 0) {
        size_t parent = column_tree_find(tree, column->parent_id);
        if (parent == SIZE_MAX) {
            return result_invalid("parent", "articles.error.column_not_found");
        }
        bool below = parent >= self; /* in the tree's order what is below follows at once */
        for (size_t at = self + 1; below && at <= parent; at++) {
            below = tree->depths[at] > tree->depths[self];
        }
        if (below) {
            return result_invalid("parent", "articles.error.column_circle");
        }
        depth = tree->depths[parent] + 1;
    }
    return depth + height_of(tree, self) >= COLUMN_DEPTH_MOST ? result_invalid("parent", "articles.error.column_deep")
                                                              : result_ok();
}

struct result column_update(struct arena *arena, struct store_session *session, int64_t region_id,
                            const struct article_column *column)
{
    struct column_tree tree;
    struct result result = column_tree_read(arena, session, region_id, &tree);
    result = result_failed(result) ? result : check_place(&tree, column);
    bool taken = false;
    if (!result_failed(result)) {
        result = has_row(session, "column_taken",
                         STORE_VALUES(store_integer(region_id), store_integer(column->parent_id),
                                      store_text(column->name), store_integer(column->id)),
                         &taken);
    }
    if (result_failed(result) || taken) {
        return taken ? result_fail(RESULT_CONFLICT, "name", "articles.error.column_exists", NULL) : result;
    }
    int64_t changed = 0;
    result = store_execute(session, "column_update",
                           STORE_VALUES(store_integer(region_id), store_integer(column->id),
                                        store_integer(column->parent_id), store_text(column->name),
                                        store_text(column->english_name), store_text(column->summary),
                                        store_integer(column->organisation_id), store_integer(column->hidden ? 1 : 0),
                                        store_integer(column->updated_ms), store_integer(column->version)),
                           &changed);
    return result_failed(result) || changed == 1 ? result : result_fail(RESULT_CONFLICT, NULL, changed_since, NULL);
}

/* The neighbours get new numbers 1, 2, 3 … with the two exchanged: also when two had the same. */
struct result column_move(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                          int direction, int64_t now_ms)
{
    struct column_tree tree;
    struct result result = column_tree_read(arena, session, region_id, &tree);
    size_t self = result_failed(result) ? 0 : column_tree_find(&tree, id);
    if (result_failed(result) || self == SIZE_MAX) {
        return result_failed(result) ? result
                                     : result_fail(RESULT_NOT_FOUND, NULL, "articles.error.column_not_found", NULL);
    }
    size_t *row = ARENA_ARRAY(arena, size_t, tree.count);
    size_t count = 0;
    size_t place = 0;
    for (size_t index = 0; index < tree.count; index++) {
        if (tree.columns[index].parent_id == tree.columns[self].parent_id) {
            place = index == self ? count : place;
            row[count++] = index;
        }
    }
    if ((direction < 0 && place == 0) || (direction > 0 && place + 1 == count)) {
        return result;
    }
    size_t other = direction < 0 ? place - 1 : place + 1;
    size_t kept = row[other];
    row[other] = row[place];
    row[place] = kept;
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        result = store_execute(session, "column_place",
                               STORE_VALUES(store_integer(region_id), store_integer(tree.columns[row[index]].id),
                                            store_integer((int64_t)index + 1), store_integer(now_ms)),
                               NULL);
    }
    return result;
}

struct result studio_editor_add(struct store_session *session, int64_t region_id, int64_t column_id, int64_t person_id)
{
    return store_execute(session, "studio_editor_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(column_id), store_integer(person_id)),
                         NULL);
}

struct result studio_editor_remove(struct store_session *session, int64_t region_id, int64_t column_id,
                                   int64_t person_id)
{
    return store_execute(session, "studio_editor_delete",
                         STORE_VALUES(store_integer(region_id), store_integer(column_id), store_integer(person_id)),
                         NULL);
}
