/* trades.csv, trade_majors.csv, trade_industries.csv: the trades and the codes that stand for them. */
#include "catalogue/book.h"

#include "base/number.h"

#include <stdlib.h>

enum { STRENGTH_FULL = 1000, STRENGTH_USUAL = 900, STRENGTH_STANDS_FOR = 500 };

/* Trades of this family are no trade in particular: 普工, 操作工. */
static const char FAMILY_GENERAL[] = "production-general";

struct loading {
    const struct catalogue *catalogue;
    struct trade_book *book;
    struct sense_list senses;
    struct major_group *groups;
    size_t group_count;
};

static int compare_trade_codes(const void *left, const void *right, void *trades)
{
    const struct trade *list = trades;
    return strcmp(list[*(const uint32_t *)left].code, list[*(const uint32_t *)right].code);
}

uint16_t trades_find(const struct trade_book *book, struct span code)
{
    if (code.length == 0) {
        return TRADE_NONE; /* of an empty form field; it may point nowhere */
    }
    size_t low = 0;
    size_t high = book->trade_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = book->trades[book->trades_by_code[middle]].code;
        int order = strncmp(code.at, other, code.length);
        if (order == 0 && other[code.length] == '\0') {
            return (uint16_t)book->trades_by_code[middle];
        }
        if (order <= 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return TRADE_NONE;
}

bool book_read_weights(struct arena *arena, const struct trade_book *book, const char *text, struct trade_weight **out,
                       size_t *count)
{
    struct trade_weight *weights = ARENA_ARRAY(arena, struct trade_weight, strlen(text) / 2 + 1);
    struct span part;
    *count = 0;
    while (table_next_part(&text, &part)) {
        const char *colon = memchr(part.at, ':', part.length);
        size_t length = colon == NULL ? part.length : (size_t)(colon - part.at);
        int64_t strength = STRENGTH_USUAL;
        if (colon != NULL && !number_parse(span_make(colon + 1, part.length - length - 1), &strength)) {
            return false;
        }
        uint16_t trade = trades_find(book, span_make(part.at, length));
        if (trade == TRADE_NONE || strength < 1 || strength > STRENGTH_FULL) {
            return false;
        }
        weights[(*count)++] = (struct trade_weight){trade, (uint16_t)strength};
    }
    *out = weights;
    return true;
}

/* --- codes ---------------------------------------------------------------------------------------------------- */

static int compare_code_trades(const void *left, const void *right)
{
    const struct code_trades *one = left;
    const struct code_trades *two = right;
    return strcmp(one->code, two->code);
}

/* Entries of one code are joined, the strongest first. */
static void finish_codes(struct arena *arena, struct code_list *list)
{
    qsort(list->entries, list->count, sizeof *list->entries, compare_code_trades);
    size_t kept = 0;
    for (size_t i = 0; i < list->count;) {
        size_t end = i;
        size_t total = 0;
        while (end < list->count && strcmp(list->entries[end].code, list->entries[i].code) == 0) {
            total += list->entries[end++].count;
        }
        struct trade_weight *joined = ARENA_ARRAY(arena, struct trade_weight, total + 1);
        size_t count = 0;
        for (size_t j = i; j < end; j++) {
            for (size_t k = 0; k < list->entries[j].count; k++) {
                struct trade_weight weight = list->entries[j].trades[k];
                size_t at = count++;
                while (at > 0 && joined[at - 1].strength < weight.strength) {
                    joined[at] = joined[at - 1];
                    at--;
                }
                joined[at] = weight;
            }
        }
        list->entries[kept++] = (struct code_trades){list->entries[i].code, joined, count};
        i = end;
    }
    list->count = kept;
}

const struct code_trades *trades_by_code(const struct code_list *list, struct span code)
{
    for (size_t length = code.length; length > 0; length--) {
        size_t low = 0;
        size_t high = list->count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            const char *other = list->entries[middle].code;
            int order = strncmp(code.at, other, length);
            if (order == 0 && other[length] == '\0') {
                return &list->entries[middle];
            }
            if (order <= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
    }
    return NULL;
}

static void add_code(struct arena *arena, struct code_list *list, struct span code, const struct trade_weight *trades,
                     size_t count)
{
    list->entries[list->count++] = (struct code_trades){arena_copy(arena, code), trades, count};
}

static struct code_list code_list_of(struct arena *arena, const struct table *table, const char *column)
{
    size_t most = 1;
    for (size_t i = 0; i < table->rows; i++) {
        const char *at = table_cell(table, i, column);
        struct span part;
        while (table_next_part(&at, &part)) {
            most++;
        }
    }
    return (struct code_list){ARENA_ARRAY(arena, struct code_trades, most), 0};
}

/* --- trades.csv ----------------------------------------------------------------------------------------------- */

static struct result load_trades(struct arena *arena, const struct table *table, struct trade_book *book)
{
    struct trade *trades = ARENA_ARRAY(arena, struct trade, table->rows + 1);
    uint32_t *rows = ARENA_ARRAY(arena, uint32_t, table->rows + 1);
    for (size_t i = 0; i < table->rows; i++) {
        trades[i] = (struct trade){table_cell(table, i, "code"),
                                   table_cell(table, i, "name"),
                                   table_cell(table, i, "name_en"),
                                   table_cell(table, i, "family"),
                                   "",
                                   ""};
        rows[i] = (uint32_t)i;
        if (trades[i].code[0] == '\0' || trades[i].name[0] == '\0' || trades[i].family[0] == '\0') {
            return table_broken(arena, table, i, "code, name or family missing");
        }
    }
    qsort_r(rows, table->rows, sizeof *rows, compare_trade_codes, trades);
    for (size_t i = 1; i < table->rows; i++) {
        if (strcmp(trades[rows[i - 1]].code, trades[rows[i]].code) == 0) {
            return table_broken(arena, table, rows[i], "trade given twice");
        }
    }
    book->trades = trades;
    book->trade_count = table->rows;
    book->trades_by_code = rows;
    return result_ok();
}

/* "6-18-01-01|6-18-01-07:800": the first whole code stands for the trade in forms. */
static struct result load_occupations(struct arena *arena, const struct table *table, struct loading *loading)
{
    struct trade_book *book = loading->book;
    struct trade *trades = ARENA_ARRAY(arena, struct trade, book->trade_count + 1);
    memcpy(trades, book->trades, book->trade_count * sizeof *trades);
    book->occupations = code_list_of(arena, table, "occupations");
    for (size_t i = 0; i < table->rows; i++) {
        const char *at = table_cell(table, i, "occupations");
        struct span part;
        while (table_next_part(&at, &part)) {
            const char *colon = memchr(part.at, ':', part.length);
            size_t length = colon == NULL ? part.length : (size_t)(colon - part.at);
            int64_t strength = STRENGTH_FULL;
            if (colon != NULL && !number_parse(span_make(colon + 1, part.length - length - 1), &strength)) {
                return table_broken(arena, table, i, "strength of an occupation is no number");
            }
            struct trade_weight *weight = ARENA_NEW(arena, struct trade_weight);
            *weight = (struct trade_weight){(uint16_t)i, (uint16_t)strength};
            add_code(arena, &book->occupations, span_make(part.at, length), weight, 1);
            const struct catalogue_entry *entry =
                catalogue_find(loading->catalogue, CATALOGUE_OCCUPATIONS, span_make(part.at, length));
            if (entry != NULL && trades[i].occupation[0] == '\0') {
                trades[i].occupation = entry->code;
            }
        }
    }
    book->trades = trades;
    finish_codes(arena, &book->occupations);
    return result_ok();
}

static void add_trade_names(struct arena *arena, const struct table *table, struct loading *loading)
{
    for (size_t i = 0; i < table->rows; i++) {
        struct sense sense = {.trade = (uint16_t)i,
                              .strength = STRENGTH_FULL,
                              .object = OBJECT_NONE,
                              .is_general = strcmp(table_cell(table, i, "family"), FAMILY_GENERAL) == 0};
        const char *at = table_cell(table, i, "names");
        struct span part;
        senses_add(arena, &loading->senses, span_of(table_cell(table, i, "name")), sense);
        senses_add(arena, &loading->senses, span_of(table_cell(table, i, "name_en")), sense);
        while (table_next_part(&at, &part)) {
            senses_add(arena, &loading->senses, part, sense);
        }
    }
}

/* An occupation of the catalogue is a name of the trades that its code stands for. */
static void add_occupation_names(struct arena *arena, struct loading *loading)
{
    for (size_t i = 0; i < catalogue_count(loading->catalogue, CATALOGUE_OCCUPATIONS); i++) {
        const struct catalogue_entry *entry = catalogue_at(loading->catalogue, CATALOGUE_OCCUPATIONS, i);
        const struct code_trades *found = trades_by_code(&loading->book->occupations, span_of(entry->code));
        for (size_t k = 0; found != NULL && k < found->count; k++) {
            struct sense sense = {
                .trade = found->trades[k].trade, .strength = found->trades[k].strength, .object = OBJECT_NONE};
            senses_add(arena, &loading->senses, span_of(entry->name), sense);
        }
    }
}

/* --- trade_majors.csv ----------------------------------------------------------------------------------------- */

static void name_major(struct arena *arena, struct loading *loading, struct span name,
                       const struct trade_weight *weights, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        struct sense sense = {.trade = weights[k].trade, .strength = weights[k].strength, .object = OBJECT_NONE};
        senses_add(arena, &loading->senses, name, sense);
    }
}

/* Every major of the catalogue bears the trades of the longest prefix of its code; its name reads as these trades. */
static void add_major_names(struct arena *arena, struct loading *loading)
{
    for (size_t i = 0; i < catalogue_count(loading->catalogue, CATALOGUE_MAJORS); i++) {
        const struct catalogue_entry *entry = catalogue_at(loading->catalogue, CATALOGUE_MAJORS, i);
        const struct code_trades *found = trades_by_code(&loading->book->majors, span_of(entry->code));
        if (found != NULL) {
            name_major(arena, loading, span_of(entry->name), found->trades, found->count);
        }
    }
}

/* The major that stands best for a trade: the strongest, the earlier one on a draw. */
static void choose_majors(struct arena *arena, struct loading *loading)
{
    struct trade_book *book = loading->book;
    struct trade *trades = ARENA_ARRAY(arena, struct trade, book->trade_count + 1);
    uint16_t *best = ARENA_ARRAY(arena, uint16_t, book->trade_count + 1);
    memcpy(trades, book->trades, book->trade_count * sizeof *trades);
    for (size_t i = 0; i < catalogue_count(loading->catalogue, CATALOGUE_MAJORS); i++) {
        const struct catalogue_entry *entry = catalogue_at(loading->catalogue, CATALOGUE_MAJORS, i);
        const struct code_trades *found = trades_by_code(&book->majors, span_of(entry->code));
        for (size_t k = 0; found != NULL && k < found->count; k++) {
            struct trade_weight weight = found->trades[k];
            if (weight.strength > best[weight.trade] && weight.strength >= STRENGTH_STANDS_FOR) {
                best[weight.trade] = weight.strength;
                trades[weight.trade].major = entry->code;
            }
        }
    }
    book->trades = trades;
}

static struct result load_majors(struct arena *arena, struct loading *loading)
{
    struct table table;
    struct result r = table_read(arena, "catalogues/trade_majors.csv", &table);
    if (result_failed(r)) {
        return r;
    }
    loading->groups = ARENA_ARRAY(arena, struct major_group, table.rows + 1);
    loading->group_count = table.rows;
    loading->book->majors = code_list_of(arena, &table, "majors");
    for (size_t i = 0; i < table.rows; i++) {
        struct trade_weight *weights = NULL;
        size_t count = 0;
        if (!book_read_weights(arena, loading->book, table_cell(&table, i, "trades"), &weights, &count)) {
            return table_broken(arena, &table, i, "unknown trade");
        }
        loading->groups[i] = (struct major_group){weights, count};
        const char *at = table_cell(&table, i, "majors");
        struct span part;
        while (table_next_part(&at, &part)) {
            add_code(arena, &loading->book->majors, part, weights, count);
        }
        at = table_cell(&table, i, "names");
        while (table_next_part(&at, &part)) {
            name_major(arena, loading, part, weights, count);
        }
    }
    finish_codes(arena, &loading->book->majors);
    return result_ok();
}

static struct result load_industries(struct arena *arena, struct trade_book *book)
{
    struct table table;
    struct result r = table_read(arena, "catalogues/trade_industries.csv", &table);
    if (result_failed(r)) {
        return r;
    }
    book->industries = code_list_of(arena, &table, "industries");
    for (size_t i = 0; i < table.rows; i++) {
        struct trade_weight *weights = NULL;
        size_t count = 0;
        if (!book_read_weights(arena, book, table_cell(&table, i, "trades"), &weights, &count)) {
            return table_broken(arena, &table, i, "unknown trade");
        }
        const char *at = table_cell(&table, i, "industries");
        struct span part;
        while (table_next_part(&at, &part)) {
            add_code(arena, &book->industries, part, weights, count);
        }
    }
    finish_codes(arena, &book->industries);
    return result_ok();
}

static struct result load_branches(struct arena *arena, struct trade_book *book)
{
    struct table table;
    struct result r = table_read(arena, "catalogues/trade_branches.csv", &table);
    if (result_failed(r)) {
        return r;
    }
    struct branch_rule *rules = ARENA_ARRAY(arena, struct branch_rule, table.rows + 1);
    for (size_t i = 0; i < table.rows; i++) {
        rules[i] = (struct branch_rule){trades_find(book, span_of(table_cell(&table, i, "trade"))),
                                        trades_find(book, span_of(table_cell(&table, i, "becomes"))),
                                        table_cell(&table, i, "branch")};
        if (rules[i].trade == TRADE_NONE || rules[i].becomes == TRADE_NONE) {
            return table_broken(arena, &table, i, "unknown trade");
        }
    }
    book->branches = rules;
    book->branch_count = table.rows;
    return r;
}

static struct result load_names(struct arena *arena, const struct table *table, struct loading *loading)
{
    struct result r = load_occupations(arena, table, loading);
    if (result_failed(r)) {
        return r;
    }
    r = load_majors(arena, loading);
    if (result_failed(r)) {
        return r;
    }
    add_trade_names(arena, table, loading);
    add_occupation_names(arena, loading);
    add_major_names(arena, loading);
    choose_majors(arena, loading);
    r = book_load_objects(arena, loading->book, &loading->senses);
    if (result_failed(r)) {
        return r;
    }
    return book_load_reading_words(arena, &loading->senses);
}

struct result trades_load(struct arena *arena, const struct catalogue *catalogue, const struct trade_book **out)
{
    struct trade_book *book = ARENA_NEW(arena, struct trade_book);
    struct loading loading = {.catalogue = catalogue, .book = book};
    struct table table;
    struct result r = table_read(arena, "catalogues/trades.csv", &table);
    if (!result_failed(r)) {
        r = load_trades(arena, &table, book);
    }
    if (!result_failed(r)) {
        r = load_names(arena, &table, &loading);
    }
    if (!result_failed(r)) {
        r = load_industries(arena, book);
    }
    if (!result_failed(r)) {
        r = load_branches(arena, book);
    }
    if (!result_failed(r)) {
        r = book_load_skills(arena, book);
    }
    if (!result_failed(r)) {
        r = book_load_rules(arena, catalogue, book, loading.groups, loading.group_count);
    }
    if (result_failed(r)) {
        return r;
    }
    senses_build_words(arena, &loading.senses, book);
    *out = book;
    return r;
}
