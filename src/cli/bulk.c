/* Tables in mapped files: rows, values, complaints. */
#include "cli/bulk.h"

#include "base/check.h"
#include "cli/command.h"
#include "cli/interruption.h"
#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_MOST = 60, INTERRUPTION_ROWS = 1 << 15, SEARCHES_MOST = 4096 };

/* --- complaints --------------------------------------------------------------------------------------------------- */

/* A value as it may be shown: cut, and without bytes that a terminal would obey. */
static void show_value(struct span value, char shown[static SHOWN_MOST + 4])
{
    size_t length = value.length < SHOWN_MOST ? value.length : SHOWN_MOST;
    while (length > 0 && length < value.length && ((unsigned char)value.at[length] & 0xc0) == 0x80) {
        length--;
    }
    bool text = utf8_is_valid(span_make(value.at, length));
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)value.at[i];
        bool plain = byte >= 0x20 && byte != 0x7f && (byte < 0x80 || text);
        shown[i] = plain ? (char)byte : '?';
    }
    (void)memcpy(shown + length, length < value.length ? "…" : "\0\0\0", 4);
}

bool bulk_problem(struct bulk_problems *problems, const char *file, uint64_t line, uint64_t column, const char *key,
                  struct span value, const char *more)
{
    char shown[SHOWN_MOST + 4] = "";
    if (problems->hushed) {
        return true;
    }
    problems->here++;
    problems->all++;
    if (problems->here > BULK_PROBLEMS_MOST) {
        return false;
    }
    if (value.length > 0) {
        show_value(value, shown);
    }
    bool nothing = value.length == 0 && value.at != NULL; /* a place where something should stand */
    (void)fprintf(stderr, "%s:", file);
    if (line > 0) {
        (void)fprintf(stderr, "%llu:", (unsigned long long)line);
    }
    if (column > 0) {
        (void)fprintf(stderr, "%llu:", (unsigned long long)column);
    }
    (void)fputc(' ', stderr);
    command_say(problems->command, stderr, key,
                nothing ? command_words(problems->command, "placement.problem.nothing") : shown, more);
    if (problems->here == BULK_PROBLEMS_MOST) {
        command_say(problems->command, stderr, "placement.problem.more", file, NULL);
    }
    return problems->here < BULK_PROBLEMS_MOST;
}

/* Characters of the line up to here, and one. */
static uint64_t column_at(const struct bulk_table *table, size_t offset)
{
    uint64_t column = 1;
    for (size_t i = table->row_start; i < offset; i++) {
        column += ((unsigned char)table->bytes[i] & 0xc0) != 0x80;
    }
    return column;
}

static bool complain_at(struct bulk_table *table, size_t offset, const char *key, struct span value, const char *more)
{
    return bulk_problem(table->problems, table->name, table->line, column_at(table, offset), key, value, more);
}

bool bulk_complain(struct bulk_table *table, int column, const char *key, const char *more)
{
    return complain_at(table, table->starts[column], key, table->values[column], more);
}

bool bulk_number(struct bulk_table *table, int column, uint64_t low, uint64_t high, uint64_t *out)
{
    struct span value = table->values[column];
    uint64_t number = 0;
    bool sound = value.length > 0 && value.length <= 20;
    for (size_t i = 0; sound && i < value.length; i++) {
        unsigned digit = (unsigned)(unsigned char)value.at[i] - '0';
        sound = digit <= 9 && number <= (UINT64_MAX - digit) / 10;
        number = number * 10 + digit;
    }
    if (sound && number >= low && number <= high) {
        *out = number;
        return true;
    }
    char right[64];
    (void)snprintf(right, sizeof right, "%llu … %llu", (unsigned long long)low, (unsigned long long)high);
    (void)bulk_complain(table, column, "placement.problem.number", right);
    return false;
}

/* --- values ------------------------------------------------------------------------------------------------------- */

static bool ends_plain(char byte)
{
    return byte == ',' || byte == '\n' || byte == '\r' || byte == '"' || byte == '\0';
}

/* To the end of the line, past it. */
static void skip_line(struct bulk_table *table)
{
    const char *end = memchr(table->bytes + table->at, '\n', table->length - table->at);
    table->at = end == NULL ? table->length : (size_t)(end - table->bytes) + 1;
}

static struct span unquote(struct arena *arena, struct span quoted)
{
    char *copy = arena_alloc(arena, quoted.length + 1, 1);
    size_t length = 0;
    for (size_t i = 0; i < quoted.length; i++) {
        copy[length++] = quoted.at[i];
        i += quoted.at[i] == '"';
    }
    return span_make(copy, length);
}

/* After an opening quote. False when it is not closed in this line, or something stands behind it. */
static bool read_quoted(struct bulk_table *table, struct span *out)
{
    size_t start = ++table->at;
    bool doubled = false;
    while (table->at < table->length && table->bytes[table->at] != '\n' && table->bytes[table->at] != '\0') {
        if (table->bytes[table->at] != '"') {
            table->at++;
            continue;
        }
        if (table->at + 1 < table->length && table->bytes[table->at + 1] == '"') {
            doubled = true;
            table->at += 2;
            continue;
        }
        *out = span_make(table->bytes + start, table->at - start);
        if (doubled && out->length <= BULK_ID_MOST * 2) {
            *out = unquote(table->arena, *out);
        }
        table->at++;
        return table->at == table->length || (ends_plain(table->bytes[table->at]) && table->bytes[table->at] != '"' &&
                                              table->bytes[table->at] != '\0');
    }
    return false;
}

static bool read_value(struct bulk_table *table, struct span *out)
{
    const char *start = table->bytes + table->at;
    const char *end = table->bytes + table->length;
    if (start < end && *start == '"') {
        return read_quoted(table, out);
    }
    const char *at = start;
    while (at < end && !ends_plain(*at)) {
        at++;
    }
    table->at = (size_t)(at - table->bytes);
    *out = span_make(start, (size_t)(at - start));
    return at == end || (*at != '"' && *at != '\0');
}

/* What stands behind a value: a comma (true), or the end of the line, which is passed. */
static bool more_follows(struct bulk_table *table, bool *sound)
{
    *sound = true;
    if (table->at == table->length) {
        return false;
    }
    char byte = table->bytes[table->at++];
    if (byte == '\r') {
        *sound = table->at == table->length || table->bytes[table->at] == '\n';
        table->at += table->at < table->length && *sound;
        return false;
    }
    return byte == ',';
}

/* One row into `values`; -1 after a complaint, else how many values it has. */
static int read_row(struct bulk_table *table)
{
    int count = 0;
    bool sound = true;
    bool more = true;
    table->row_start = table->at;
    while (more) {
        struct span value;
        size_t start = table->at;
        if (!read_value(table, &value)) {
            bool nul = table->at < table->length && table->bytes[table->at] == '\0';
            (void)complain_at(table, nul ? table->at : start, nul ? "placement.problem.nul" : "placement.problem.quote",
                              span_make(NULL, 0), NULL);
            skip_line(table);
            return -1;
        }
        int wanted = count < BULK_COLUMNS_MOST ? table->wanted[count] : -1;
        if (wanted >= 0) {
            table->values[wanted] = value;
            table->starts[wanted] = start;
        }
        count += count <= BULK_COLUMNS_MOST;
        more = more_follows(table, &sound);
        if (!sound) {
            (void)complain_at(table, table->at, "placement.problem.return", span_make(NULL, 0), NULL);
            skip_line(table);
            return -1;
        }
    }
    return count;
}

static bool at_empty_line(const struct bulk_table *table)
{
    const char *at = table->bytes + table->at;
    size_t left = table->length - table->at;
    return *at == '\n' || (*at == '\r' && (left == 1 || at[1] == '\n'));
}

bool bulk_next(struct bulk_table *table)
{
    while (table->at < table->length && table->problems->here < BULK_PROBLEMS_MOST) {
        table->line++;
        if (at_empty_line(table)) {
            skip_line(table);
            continue;
        }
        int count = read_row(table);
        if (count == table->column_count) {
            table->row_count++;
            bool look = (table->row_count & (INTERRUPTION_ROWS - 1)) == 0;
            table->problems->interrupted = table->problems->interrupted || (look && interruption_asked());
            return !table->problems->interrupted;
        }
        if (count >= 0) {
            char right[16], there[16];
            (void)snprintf(right, sizeof right, "%d", table->column_count);
            (void)snprintf(there, sizeof there, "%d", count);
            (void)bulk_problem(table->problems, table->name, table->line, 0, "placement.problem.values", span_of(there),
                               right);
        }
    }
    return false;
}

/* --- open and close ----------------------------------------------------------------------------------------------- */

static bool complain_whole(struct bulk_table *table, const char *key, const char *value)
{
    (void)bulk_problem(table->problems, table->name, 0, 0, key, span_of(value), NULL);
    return false;
}

/* With a page of zeros behind it, so that several bytes can be looked at from any place, and a line feed behind a last
 * line that has none; neither counts as part of the file. NULL when the file cannot be mapped. */
static const char *map_bytes(int file, size_t length)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int flags = MAP_PRIVATE | MAP_FIXED;
    char *bytes = mmap(NULL, length + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bytes == MAP_FAILED) {
        return NULL;
    }
    if (mmap(bytes, length, PROT_READ | PROT_WRITE, flags | MAP_NORESERVE, file, 0) == MAP_FAILED) {
        (void)munmap(bytes, length + page);
        return NULL;
    }
    if (bytes[length - 1] != '\n') {
        bytes[length] = '\n';
    }
    (void)mprotect(bytes, length + page, PROT_READ);
    (void)madvise(bytes, length, MADV_SEQUENTIAL);
    return bytes;
}

static bool map_file(struct bulk_table *table, const char *path, bool optional)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        const char *key = errno == ENOENT   ? "placement.problem.open_missing"
                          : errno == EACCES ? "placement.problem.open_denied"
                                            : "placement.problem.open";
        return optional && errno == ENOENT ? false : complain_whole(table, key, path);
    }
    struct stat known;
    bool regular = fstat(file, &known) == 0 && S_ISREG(known.st_mode);
    table->length = regular ? (size_t)known.st_size : 0;
    table->bytes = table->length == 0 ? NULL : map_bytes(file, table->length);
    (void)close(file);
    if (regular && table->length == 0) {
        return complain_whole(table, "placement.problem.empty", NULL);
    }
    return table->bytes != NULL || complain_whole(table, "placement.problem.open", path);
}

static int find_column(const struct bulk_column *columns, struct span name)
{
    for (int i = 0; columns[i].name != NULL; i++) {
        if (span_is(name, columns[i].name)) {
            return i;
        }
    }
    return -1;
}

/* A header in which nothing is found is mostly another kind of file: said as that, not column by column. */
static bool is_another_kind(struct bulk_table *table)
{
    const char *start = table->bytes + table->row_start;
    const char *end = memchr(start, '\n', table->length - table->row_start);
    struct span line = span_make(start, end == NULL ? table->length - table->row_start : (size_t)(end - start));
    bool text = memchr(line.at, '\0', line.length) == NULL && utf8_is_valid(line);
    bool one = table->column_count == 1;
    bool other = one && (memchr(line.at, ';', line.length) != NULL || memchr(line.at, '\t', line.length) != NULL);
    if (text && !other) {
        return false;
    }
    (void)bulk_problem(table->problems, table->name, 1, 0,
                       text ? "placement.problem.separator" : "placement.problem.encoding", span_make(NULL, 0), NULL);
    return true;
}

static bool has_all_columns(struct bulk_table *table)
{
    bool all = true;
    for (int i = 0; table->columns[i].name != NULL; i++) {
        all = all && (!table->columns[i].required || table->has[i]);
    }
    if (all || is_another_kind(table)) {
        return all;
    }
    for (int i = 0; table->columns[i].name != NULL; i++) {
        if (table->columns[i].required && !table->has[i]) {
            (void)bulk_problem(table->problems, table->name, 1, 0, "placement.problem.column_missing",
                               span_of(table->columns[i].name), NULL);
        }
    }
    return false;
}

/* The header's values, one after another, each a wanted column or not. */
static bool read_header(struct bulk_table *table)
{
    bool sound = true;
    bool more = true;
    table->line = 1;
    while (more) {
        struct span name;
        size_t start = table->at;
        if (!read_value(table, &name) || table->column_count == BULK_COLUMNS_MOST) {
            return !is_another_kind(table) &&
                   complain_at(table, start, "placement.problem.header", span_make(NULL, 0), NULL) && false;
        }
        int wanted = find_column(table->columns, span_trim(name));
        if (wanted >= 0 && table->has[wanted]) {
            sound = complain_at(table, start, "placement.problem.column_twice", name, NULL) && false;
        }
        table->wanted[table->column_count++] = (int8_t)wanted;
        if (wanted >= 0) {
            table->has[wanted] = true;
        }
        bool ended = true;
        more = more_follows(table, &ended);
        if (!ended) {
            return complain_at(table, table->at, "placement.problem.return", span_make(NULL, 0), NULL) && false;
        }
    }
    return has_all_columns(table) && sound;
}

bool bulk_open(struct arena *arena, struct bulk_problems *problems, const char *folder, const char *name,
               const struct bulk_column *columns, bool optional, struct bulk_table *out)
{
    *out = (struct bulk_table){.arena = arena, .problems = problems, .name = name, .columns = columns};
    problems->here = 0;
    const char *path = folder == NULL ? name : arena_format(arena, "%s/%s", folder, name);
    if (!map_file(out, path, optional)) {
        return false;
    }
    if (span_starts_with(span_make(out->bytes, out->length), span_of("\xef\xbb\xbf"))) {
        out->at = 3;
    }
    out->row_start = out->at;
    if (!read_header(out)) {
        bulk_close(out);
        return false;
    }
    out->rows_start = out->at;
    return true;
}

void bulk_close(struct bulk_table *table)
{
    if (table->bytes != NULL) {
        (void)munmap((void *)(uintptr_t)table->bytes, table->length + (size_t)sysconf(_SC_PAGESIZE));
        table->bytes = NULL;
    }
}

void bulk_rewind(struct bulk_table *table)
{
    table->at = table->rows_start;
    table->line = 1;
    table->row_count = 0;
}

size_t bulk_line_count(const struct bulk_table *table)
{
    size_t count = 1;
    for (const char *at = table->bytes; (at = memchr(at, '\n', table->length - (size_t)(at - table->bytes))) != NULL;
         at++) {
        count++;
    }
    return count;
}

/* --- ids in rows ----------------------------------------------------------------------------------------------------- */

bool bulk_has_rows(struct bulk_table *table)
{
    if (table->row_count == 0 && table->problems->here == 0) {
        (void)bulk_problem(table->problems, table->name, 0, 0, "placement.problem.no_rows", span_make(NULL, 0), NULL);
    }
    return table->row_count > 0;
}

/* An id that is used for the first time: text that can be written and read again. */
static bool id_is_sound(struct bulk_table *table, int column)
{
    struct span id = table->values[column];
    bool sound = id.length > 0 && id.length <= BULK_ID_MOST && id.at[0] != ' ' && id.at[id.length - 1] != ' ';
    bool ascii = true;
    for (size_t i = 0; sound && i < id.length; i++) {
        unsigned char byte = (unsigned char)id.at[i];
        sound = byte >= 0x20 && byte != 0x7f;
        ascii = ascii && byte < 0x80;
    }
    if (sound && !ascii && !utf8_is_valid(id)) {
        return bulk_complain(table, column, "placement.problem.utf8", NULL) && false;
    }
    return sound || (bulk_complain(table, column, "placement.problem.id", NULL) && false);
}

uint32_t bulk_add_id(struct bulk_table *table, int column, struct bulk_names *names)
{
    bool added = false;
    names->file = table->name;
    if (!id_is_sound(table, column)) {
        return BULK_UNKNOWN;
    }
    uint32_t number = bulk_names_put(names, table->values[column], &added);
    if (!added) {
        (void)bulk_complain(table, column, "placement.problem.twice", NULL);
        return BULK_UNKNOWN;
    }
    struct span id = table->values[column];
    names->plain = names->plain && memchr(id.at, ',', id.length) == NULL && memchr(id.at, '"', id.length) == NULL;
    return number;
}

uint32_t bulk_find_id(struct bulk_table *table, int column, struct bulk_names *names, uint32_t guess)
{
    struct span id = table->values[column];
    if (guess < names->count && span_equal(bulk_name(names, guess), id)) {
        return guess;
    }
    if (names->slots == NULL && names->searches++ == SEARCHES_MOST) {
        bulk_names_index(names);
    }
    uint32_t number = bulk_names_find(names, id);
    if (number == BULK_UNKNOWN && !utf8_is_valid(id)) {
        (void)bulk_complain(table, column, "placement.problem.utf8", NULL);
    } else if (number == BULK_UNKNOWN) {
        (void)bulk_complain(table, column,
                            names->file != NULL ? "placement.problem.unknown_in" : "placement.problem.unknown",
                            names->file != NULL ? names->file : table->columns[column].name);
    }
    return number;
}
