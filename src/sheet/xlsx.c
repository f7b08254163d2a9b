/* From the zip to the right worksheet: package → workbook → a visible sheet, its styles and its strings.
 *
 *   _rels/.rels ──officeDocument──▶ xl/workbook.xml ──r:id──▶ xl/_rels/workbook.xml.rels ──▶ worksheet, styles, strings
 *
 * Files that name their parts otherwise than Excel are followed; files without relations fall back on Excel's names.
 */
#include "sheet/inside.h"

#include <stdlib.h>

enum { RELATIONS_MOST = 4096, SHEETS_MOST = 4096 }; /* each sheet is looked for among the relations */

struct relation {
    const char *id;
    const char *kind; /* last part of the type: "worksheet", "styles", … */
    const char *target;
    struct relation *next;
};

struct workbook {
    struct arena arena;
    struct package package;
    char *path;                 /* of workbook.xml */
    struct relation *relations; /* of the workbook */
    size_t relation_count;
    const char *sheet;
    size_t wanted, visible; /* of the visible sheets: the number asked for; seen so far */
    size_t sheet_count;
    bool days_from_1904;
};

static void ignore_end(struct xml_reader *reader, const char *name)
{
    (void)reader, (void)name;
}

static void relations_start(struct xml_reader *reader, const char *name, const char **attributes)
{
    struct workbook *book = reader->context;
    const char *id = xml_attribute(attributes, "Id");
    const char *type = xml_attribute(attributes, "Type");
    const char *target = xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL) {
        return;
    }
    if (book->relation_count++ == RELATIONS_MOST) {
        xml_stop(reader, sheet_fail("sheet.error.broken", "too many relations"));
        return;
    }
    const char *slash = strrchr(type, '/');
    struct relation *relation = ARENA_NEW(&book->arena, struct relation);
    relation->id = arena_text(&book->arena, id);
    relation->kind = arena_text(&book->arena, slash == NULL ? type : slash + 1);
    relation->target = arena_text(&book->arena, target);
    relation->next = book->relations;
    book->relations = relation;
}

static struct result read_relations(struct workbook *book, const char *path)
{
    static const struct xml_handlers handlers = {relations_start, ignore_end, NULL};
    int64_t part = package_find(&book->package, path);
    book->relations = NULL;
    return part == PART_MISSING ? result_ok() : package_read(&book->package, part, &handlers, book);
}

/* The path of `target` seen from the folder of `from`; ".." goes up, never above the package. */
static char *resolve(struct arena *arena, const char *from, const char *target)
{
    const char *slash = strrchr(from, '/');
    size_t folder = target[0] == '/' || slash == NULL ? 0 : (size_t)(slash - from) + 1;
    char *path = arena_alloc(arena, folder + strlen(target) + 2, 1);
    size_t length = folder;
    memcpy(path, from, folder);
    while (*target != 0) {
        size_t step = strcspn(target, "/");
        if (step == 2 && memcmp(target, "..", 2) == 0) {
            length = length > 0 ? length - 1 : 0;
            while (length > 0 && path[length - 1] != '/') {
                length--;
            }
        } else if (step > 0 && !(step == 1 && target[0] == '.')) {
            memcpy(path + length, target, step);
            length += step;
            path[length++] = '/';
        }
        target += step + (target[step] == '/' ? 1 : 0);
    }
    path[length > 0 ? length - 1 : 0] = 0;
    return path;
}

/* The part of the first relation of this kind (or with this id, when given); PART_MISSING when there is none. */
static int64_t related_part(struct workbook *book, const char *kind, const char *id, const char *fallback)
{
    for (struct relation *relation = book->relations; relation != NULL; relation = relation->next) {
        if (strcmp(relation->kind, kind) == 0 && (id == NULL || strcmp(relation->id, id) == 0)) {
            int64_t part = package_find(&book->package, resolve(&book->arena, book->path, relation->target));
            if (part != PART_MISSING) {
                return part;
            }
        }
    }
    return fallback == NULL ? PART_MISSING : package_find(&book->package, resolve(&book->arena, book->path, fallback));
}

/* --- workbook.xml ------------------------------------------------------------------------------------------ */

static bool is_true(const char *value)
{
    return value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}

static bool is_worksheet(const struct workbook *book, const char *id)
{
    for (const struct relation *relation = book->relations; relation != NULL; relation = relation->next) {
        if (strcmp(relation->id, id) == 0) {
            return strcmp(relation->kind, "worksheet") == 0;
        }
    }
    return false;
}

/* r:id, told from sheetId by its prefix. */
static void workbook_start(struct xml_reader *reader, const char *name, const char **attributes)
{
    struct workbook *book = reader->context;
    if (strcmp(name, "workbookPr") == 0) {
        book->days_from_1904 = is_true(xml_attribute(attributes, "date1904"));
        return;
    }
    if (strcmp(name, "sheet") != 0) {
        return;
    }
    if (book->sheet_count++ == SHEETS_MOST) {
        xml_stop(reader, sheet_fail("sheet.error.broken", "too many sheets"));
        return;
    }
    const char *state = xml_attribute(attributes, "state");
    const char *id = xml_attribute(attributes, "id");
    bool visible = state == NULL || strcmp(state, "visible") == 0;
    if (visible && id != NULL && is_worksheet(book, id) && book->visible++ == book->wanted) {
        book->sheet = arena_text(&book->arena, id);
    }
}

static struct result find_workbook(struct workbook *book, int64_t *part)
{
    book->path = arena_text(&book->arena, "");
    struct result result = read_relations(book, "_rels/.rels");
    if (result_failed(result)) {
        return result;
    }
    *part = PART_MISSING;
    for (struct relation *relation = book->relations; relation != NULL; relation = relation->next) {
        if (strcmp(relation->kind, "officeDocument") == 0 && *part == PART_MISSING) {
            book->path = resolve(&book->arena, "", relation->target);
            *part = package_find(&book->package, book->path);
        }
    }
    size_t length = strlen(book->path);
    if (*part != PART_MISSING && length > 4 && strcmp(book->path + length - 4, ".bin") == 0) {
        return sheet_fail("sheet.error.not_a_spreadsheet", "the binary .xlsb");
    }
    if (*part == PART_MISSING || strstr(book->path, "workbook") == NULL) {
        book->path = arena_text(&book->arena, "xl/workbook.xml");
        *part = package_find(&book->package, book->path);
    }
    return *part == PART_MISSING ? sheet_fail("sheet.error.not_a_spreadsheet", "a zip without workbook") : result_ok();
}

static struct result read_workbook(struct workbook *book)
{
    static const struct xml_handlers handlers = {workbook_start, ignore_end, NULL};
    int64_t part;
    struct result result = find_workbook(book, &part);
    if (result_failed(result)) {
        return result;
    }
    const char *slash = strrchr(book->path, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash - book->path) + 1;
    result = read_relations(
        book, arena_format(&book->arena, "%.*s_rels/%s.rels", (int)folder, book->path, book->path + folder));
    return result_failed(result) ? result : package_read(&book->package, part, &handlers, book);
}

/* --- the sheet --------------------------------------------------------------------------------------------- */

static struct result read_sheet(struct workbook *book, struct xlsx_styles *styles, struct shared_strings *strings,
                                struct sheet_sink *sink)
{
    struct result result = read_workbook(book);
    if (result_failed(result)) {
        return result;
    }
    styles->days_from_1904 = book->days_from_1904;
    int64_t style_part = related_part(book, "styles", NULL, "styles.xml");
    if (style_part != PART_MISSING) {
        result = styles_read(styles, &book->package, style_part);
    }
    int64_t string_part = related_part(book, "sharedStrings", NULL, "sharedStrings.xml");
    if (!result_failed(result) && string_part != PART_MISSING) {
        result = strings_read(strings, &book->package, string_part);
    }
    if (result_failed(result)) {
        return result;
    }
    bool unrelated = book->relations == NULL && book->sheet_count > 0 && book->wanted == 0;
    int64_t part = book->sheet != NULL ? related_part(book, "worksheet", book->sheet, NULL)
                   : unrelated         ? related_part(book, "worksheet", NULL, "worksheets/sheet1.xml")
                                       : PART_MISSING;
    if (part == PART_MISSING) {
        return book->sheet != NULL ? sheet_fail("sheet.error.broken", "the worksheet is not in the file")
                                   : sheet_fail("sheet.error.empty", "no visible worksheet");
    }
    return worksheet_read(&book->package, part, styles, strings, sink);
}

struct result xlsx_read(struct span bytes, size_t sheet, struct sheet_sink *sink)
{
    struct workbook book = {.wanted = sheet};
    struct result result = package_open(&book.package, bytes);
    if (result_failed(result)) {
        return result;
    }
    struct xlsx_styles styles;
    struct shared_strings strings = {0};
    arena_init(&book.arena);
    styles_init(&styles);
    buffer_init(&strings.text);
    result = read_sheet(&book, &styles, &strings, sink);
    strings_release(&strings);
    styles_release(&styles);
    arena_release(&book.arena);
    package_close(&book.package);
    return result;
}
