/* trade_objects.csv: what things are, and which trade results from what is done to them. */
#include "catalogue/book.h"

static const char *const KIND_NAMES[OBJECT_KIND_COUNT] = {
    [OBJECT_PRODUCT] = "product", [OBJECT_THING] = "thing", [OBJECT_MACHINE] = "machine",
    [OBJECT_VEHICLE] = "vehicle", [OBJECT_FIELD] = "field", [OBJECT_SOFTWARE] = "software",
};

static const char *const COLUMNS[ACTIVITY_COUNT] = {
    [ACTIVITY_MAKE] = "make",       [ACTIVITY_ASSEMBLE] = "assemble", [ACTIVITY_REPAIR] = "repair",
    [ACTIVITY_INSPECT] = "inspect", [ACTIVITY_DESIGN] = "design",     [ACTIVITY_PROGRAM] = "program",
    [ACTIVITY_INSTALL] = "install", [ACTIVITY_SELL] = "sell",         [ACTIVITY_BUY] = "buy",
    [ACTIVITY_STORE] = "store",     [ACTIVITY_MOVE] = "move",         [ACTIVITY_CLEAN] = "clean",
    [ACTIVITY_PACK] = "pack",
};

static bool read_kind(const char *text, uint8_t *out)
{
    for (uint8_t kind = 0; kind < OBJECT_KIND_COUNT; kind++) {
        if (strcmp(text, KIND_NAMES[kind]) == 0) {
            *out = kind;
            return true;
        }
    }
    return false;
}

/* "" is none and no error; an unknown trade is an error. */
static bool read_trade(const struct trade_book *book, const char *code, uint16_t *out)
{
    *out = code[0] == '\0' ? TRADE_NONE : trades_find(book, span_of(code));
    return code[0] == '\0' || *out != TRADE_NONE;
}

static bool read_activities(const struct trade_book *book, const struct table *table, size_t row,
                            uint16_t trades[static ACTIVITY_COUNT])
{
    bool known = true;
    trades[ACTIVITY_NONE] = TRADE_NONE;
    trades[ACTIVITY_CARE] = TRADE_NONE;
    trades[ACTIVITY_TROUBLE] = TRADE_NONE;
    trades[ACTIVITY_LINE] = TRADE_NONE;
    for (int activity = 0; activity < ACTIVITY_COUNT; activity++) {
        if (COLUMNS[activity] != NULL) {
            known = read_trade(book, table_cell(table, row, COLUMNS[activity]), &trades[activity]) && known;
        }
    }
    return known;
}

struct result book_load_objects(struct arena *arena, struct trade_book *book, struct sense_list *senses)
{
    struct table table;
    struct result r = table_read(arena, "catalogues/trade_objects.csv", &table);
    if (result_failed(r)) {
        return r;
    }
    struct object *objects = ARENA_ARRAY(arena, struct object, table.rows + 1);
    uint16_t(*defaults)[ACTIVITY_COUNT] = arena_alloc(arena, OBJECT_KIND_COUNT, sizeof *defaults);
    for (size_t i = 0; i < table.rows; i++) {
        struct object *object = &objects[i];
        const char *names = table_cell(&table, i, "names");
        if (!read_kind(table_cell(&table, i, "kind"), &object->kind) ||
            !read_trade(book, table_cell(&table, i, "alone"), &object->alone) ||
            !read_activities(book, &table, i, object->by_activity)) {
            return table_broken(arena, &table, i, "unknown kind or trade");
        }
        if (strcmp(names, "*") == 0) { /* the row of the kind's defaults */
            memcpy(defaults[object->kind], object->by_activity, sizeof defaults[0]);
            continue;
        }
        struct sense sense = {.trade = TRADE_NONE, .object = (uint16_t)i};
        struct span part;
        while (table_next_part(&names, &part)) {
            senses_add(arena, senses, part, sense);
        }
    }
    book->objects = objects;
    book->defaults = (const uint16_t(*)[ACTIVITY_COUNT])defaults;
    return result_ok();
}
