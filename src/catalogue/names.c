/* What a person wrote, to an entry; and the nearest entries to what nobody can read.
 *
 * Every entry is indexed under its code, its name, its names without the endings people leave out, its usual other
 * names (column `names`, separated by |) and its English name. A key that leads to two entries reads as none. */
#include "catalogue/private.h"
#include "catalogue/trades.h"

#include "text/text.h"

#include <stdlib.h>

struct name_list {
    struct name_key *keys;
    size_t count;
};

static bool is_passed_over(uint32_t point)
{
    return point == ' ' || point == '\t' || point == '\r' || point == '\n' || point == 0x3000 || point == 0xa0 ||
           point == 0xb7;
}

const char *names_fold(struct arena *arena, struct span text)
{
    char *key = arena_alloc(arena, text.length * 4 + 1, 1);
    size_t length = 0;
    const char *at = text.at;
    const char *end = text.at + text.length;
    while (at < end) {
        uint32_t point = utf8_next(&at, end);
        if (point != UTF8_INVALID && !is_passed_over(point)) {
            char bytes[4];
            size_t size = utf8_put(fold_point(point), bytes);
            memcpy(key + length, bytes, size);
            length += size;
        }
    }
    key[length] = '\0';
    return key;
}

static void add_name(struct arena *arena, struct name_list *list, struct span name, size_t row)
{
    if (name.length > 0) {
        list->keys[list->count++] = (struct name_key){names_fold(arena, name), (uint32_t)row};
    }
}

/* Endings people leave out: 临清市 → 临清, 装备制造大类 → 装备制造, 食品制造业 → 食品制造. */
static const char *const ENDINGS[CATALOGUE_TABLE_COUNT][4] = {
    [CATALOGUE_REGIONS] = {"省", "市", "县", "区"},
    [CATALOGUE_INDUSTRIES] = {"业", NULL},
    [CATALOGUE_OCCUPATIONS] = {"人员", NULL},
    [CATALOGUE_KINDS] = {"需求", NULL},
};

static void add_shortened(struct arena *arena, enum catalogue_table which, struct name_list *list, const char *name,
                          size_t row)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < 4 && ENDINGS[which][i] != NULL; i++) {
        size_t cut = strlen(ENDINGS[which][i]);
        /* At least two Han characters must be left: 莘县 is not 莘. */
        if (length >= cut + 6 && strcmp(name + length - cut, ENDINGS[which][i]) == 0) {
            add_name(arena, list, span_make(name, length - cut), row);
        }
    }
}

static int compare_keys(const void *left, const void *right)
{
    const struct name_key *one = left;
    const struct name_key *two = right;
    int order = strcmp(one->key, two->key);
    return order != 0 ? order : (one->row > two->row) - (one->row < two->row);
}

static size_t count_parts(const struct table *table)
{
    size_t count = 0;
    for (size_t i = 0; i < table->rows; i++) {
        const char *at = table_cell(table, i, "names");
        struct span part;
        while (table_next_part(&at, &part)) {
            count++;
        }
    }
    return count;
}

void names_build(struct arena *arena, enum catalogue_table which, const struct table *table,
                 struct entry_table *entries)
{
    struct name_list list = {ARENA_ARRAY(arena, struct name_key, table->rows * 5 + count_parts(table) + 1), 0};
    for (size_t i = 0; i < table->rows; i++) {
        const struct catalogue_entry *entry = &entries->entries[i];
        add_name(arena, &list, span_of(entry->code), i);
        add_name(arena, &list, span_of(entry->name), i);
        add_name(arena, &list, span_of(entry->name_en), i);
        add_shortened(arena, which, &list, entry->name, i);
        const char *at = table_cell(table, i, "names");
        struct span part;
        while (table_next_part(&at, &part)) {
            add_name(arena, &list, part, i);
        }
    }
    qsort(list.keys, list.count, sizeof *list.keys, compare_keys);
    entries->names = list.keys;
    entries->name_count = list.count;
}

static size_t find_first(const struct entry_table *entries, const char *key)
{
    size_t low = 0;
    size_t high = entries->name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(entries->names[middle].key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The one entry under this key within the group; NULL when none or several. */
static const struct catalogue_entry *find_only(const struct entry_table *entries, const char *key, const char *group)
{
    const struct catalogue_entry *found = NULL;
    for (size_t i = find_first(entries, key); i < entries->name_count && strcmp(entries->names[i].key, key) == 0; i++) {
        const struct catalogue_entry *entry = &entries->entries[entries->names[i].row];
        if (group != NULL && strcmp(entry->group, group) != 0) {
            continue;
        }
        if (found != NULL && found != entry) {
            return NULL;
        }
        found = entry;
    }
    return found;
}

enum { NAME_LONGEST = 400 };

/* A code with the name beside it, as spreadsheets have it: "660103 数控技术应用", "6-18-01-01车工", "车工(6-18-01-01)". */
static const struct catalogue_entry *read_code_inside(const struct catalogue *catalogue, enum catalogue_table table,
                                                      struct span text)
{
    const char *alphabet = "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (size_t i = 0; i < text.length; i++) {
        size_t length = 0;
        while (i + length < text.length && strchr(alphabet, text.at[i + length]) != NULL && text.at[i + length] != 0) {
            length++;
        }
        const struct catalogue_entry *entry =
            length < 4 ? NULL : catalogue_find(catalogue, table, span_make(text.at + i, length));
        if (entry != NULL) {
            return entry;
        }
        i += length;
    }
    return NULL;
}

const struct catalogue_entry *catalogue_read(const struct catalogue *catalogue, enum catalogue_table table,
                                             struct span text, const char *group)
{
    const struct entry_table *entries = &catalogue->tables[table];
    struct arena arena;
    if (text.length == 0 || text.length > NAME_LONGEST) {
        return NULL;
    }
    arena_init(&arena);
    const char *key = names_fold(&arena, text);
    const struct catalogue_entry *found = key[0] == '\0' ? NULL : find_only(entries, key, group);
    if (found == NULL && table == CATALOGUE_REGIONS) {
        /* 山东省聊城市临清市, 聊城临清: what stands before the last name is where that place lies. */
        const char *const before[] = {"山东省聊城市", "山东聊城市", "山东聊城", "聊城市", "聊城"};
        for (size_t i = 0; i < 5 && found == NULL; i++) {
            size_t cut = strlen(before[i]);
            if (strncmp(key, before[i], cut) == 0 && key[cut] != '\0') {
                found = find_only(entries, key + cut, group);
            }
        }
    }
    if (found == NULL && table <= CATALOGUE_REGIONS) {
        found = read_code_inside(catalogue, table, text);
    }
    arena_release(&arena);
    return found;
}
