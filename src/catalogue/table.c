#include "catalogue/table.h"

#include "base/embedded.h"
#include "base/number.h"

struct cursor {
    const char *at, *end;
    char *out; /* cells are written one behind the other into one block */
};

/* One cell; *last tells whether a line ended behind it. */
static const char *read_cell(struct cursor *cursor, bool *last)
{
    char *start = cursor->out;
    bool quoted = cursor->at < cursor->end && *cursor->at == '"';
    cursor->at += quoted ? 1 : 0;
    while (cursor->at < cursor->end) {
        char byte = *cursor->at;
        if (quoted && byte == '"') {
            cursor->at++;
            if (cursor->at >= cursor->end || *cursor->at != '"') {
                quoted = false;
                continue;
            }
        } else if (!quoted && (byte == ',' || byte == '\n')) {
            break;
        } else if (!quoted && byte == '\r') {
            cursor->at++;
            continue;
        }
        *cursor->out++ = *cursor->at++;
    }
    *cursor->out++ = '\0';
    *last = cursor->at >= cursor->end || *cursor->at == '\n';
    cursor->at += cursor->at < cursor->end ? 1 : 0;
    return start;
}

static size_t count_bytes(struct span bytes, char wanted)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        count += bytes.at[i] == wanted ? 1 : 0;
    }
    return count;
}

struct result table_broken(struct arena *arena, const struct table *table, size_t row, const char *what)
{
    return result_internal(arena_format(arena, "%s:%zu: %s", table->name, row + 2, what));
}

static struct result read_rows(struct arena *arena, struct cursor *cursor, size_t most, struct table *out)
{
    size_t in_row = 0;
    size_t total = 0;
    out->cells = ARENA_ARRAY(arena, const char *, most);
    while (cursor->at < cursor->end) {
        bool last = false;
        out->cells[total++] = read_cell(cursor, &last);
        in_row++;
        if (!last) {
            continue;
        }
        if (out->columns == 0) {
            out->columns = in_row;
        } else if (in_row != out->columns) {
            return table_broken(arena, out, out->rows, "wrong number of cells");
        } else {
            out->rows++;
        }
        in_row = 0;
    }
    out->header = out->cells;
    out->cells += out->columns;
    return out->columns == 0 ? table_broken(arena, out, 0, "empty") : result_ok();
}

struct result table_parse(struct arena *arena, const char *name, struct span bytes, struct table *out)
{
    struct table table = {.name = name};
    struct cursor cursor = {bytes.at, bytes.at + bytes.length, NULL};
    size_t most = count_bytes(bytes, ',') + count_bytes(bytes, '\n') + 2;
    cursor.out = arena_alloc(arena, bytes.length + most, 1);
    struct result r = read_rows(arena, &cursor, most, &table);
    if (result_failed(r)) {
        return r;
    }
    *out = table;
    return r;
}

struct result table_read(struct arena *arena, const char *name, struct table *out)
{
    const struct embedded_file *file = embedded_find(name);
    if (file == NULL) {
        return result_internal(arena_format(arena, "%s: not embedded", name));
    }
    return table_parse(arena, name, file->bytes, out);
}

const char *table_cell(const struct table *table, size_t row, const char *column)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (strcmp(table->header[i], column) == 0) {
            return table->cells[row * table->columns + i];
        }
    }
    return "";
}

int table_number(const struct table *table, size_t row, const char *column, int otherwise)
{
    int64_t number = 0;
    if (!number_parse(span_of(table_cell(table, row, column)), &number) || number > 100000000 || number < -100000000) {
        return otherwise;
    }
    return (int)number;
}

bool table_next_part(const char **at, struct span *part)
{
    while (**at != '\0') {
        const char *start = *at;
        size_t length = strcspn(start, "|");
        *at = start + length + (start[length] == '|' ? 1 : 0);
        *part = span_trim(span_make(start, length));
        if (part->length > 0) {
            return true;
        }
    }
    return false;
}
