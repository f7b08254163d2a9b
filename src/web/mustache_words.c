/* Mustache: the texts of the language pack, put in where the view names them (t.key) or in a table (|word:prefix). */
#include "web/mustache_parse.h"

#include "base/hash.h"

const json_t *parser_find_key(const json_t *object, struct span key)
{
    while (object != NULL) {
        size_t point = span_find(key, span_of("."));
        size_t length = point == SPAN_NOWHERE ? key.length : point;
        object = json_object_getn(object, key.at, length);
        if (point == SPAN_NOWHERE) {
            return object;
        }
        key = span_make(key.at + point + 1, key.length - point - 1);
    }
    return NULL;
}

static struct span text_of(const json_t *value)
{
    return span_make(json_string_value(value), json_string_length(value));
}

static void start_words(struct parser *inner, const json_t *text, bool raw)
{
    inner->source = text_of(text);
    inner->at = 0;
    inner->open = span_of("{{");
    inner->close = span_of("}}");
    inner->words = true;
    inner->raw = raw;
    inner->section_count = 0;
}

struct result parser_add_words(struct parser *parser, struct span key, bool raw, size_t at)
{
    const json_t *text = parser_find_key(parser->set->words, key);
    if (!json_is_string(text)) {
        return parser_fail(parser, at, "no such text in the language pack", key);
    }
    if (parser->word_depth >= MOST_WORDS) {
        return parser_fail(parser, at, "texts that name each other without end", key);
    }
    struct parser inner = *parser;
    inner.name = arena_format(parser->arena, "t.%.*s", (int)key.length, key.at);
    start_words(&inner, text, raw);
    inner.word_depth = parser->word_depth + 1;
    return parser_run(&inner);
}

static struct mustache_table *find_table(struct mustache_shared *shared, struct span prefix, bool raw)
{
    struct mustache_table *table = shared->tables;
    while (table != NULL && (table->raw != raw || !span_is(prefix, table->prefix))) {
        table = table->next;
    }
    return table;
}

static size_t count_texts(const json_t *object)
{
    size_t count = 0;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        count += json_is_object(value) ? count_texts(value) : 1;
    }
    return count;
}

/* Twice as many slots as entries at least, so a search ends soon and always. */
static void index_table(struct arena *arena, struct mustache_table *table)
{
    size_t slots = 4;
    while (slots < table->count * 2) {
        slots *= 2;
    }
    table->slots = ARENA_ARRAY(arena, uint32_t, slots);
    table->slot_mask = slots - 1;
    for (size_t index = 0; index < table->count; index++) {
        struct span key = table->entries[index].key;
        size_t slot = (size_t)hash_fast(key);
        while (table->slots[slot & table->slot_mask] != 0) {
            slot++;
        }
        table->slots[slot & table->slot_mask] = (uint32_t)index + 1;
        table->starts[key.length > 0 ? (unsigned char)key.at[0] : 0] = true;
        table->longest_key = key.length > table->longest_key ? key.length : table->longest_key;
    }
}

/* The text under path + key, read as a view of its own: the table's entry. */
static struct result fill_entry(struct parser *parser, struct span path, const json_t *value,
                                struct mustache_table *table)
{
    struct builder builder;
    builder_init(&builder, false);
    struct parser inner = *parser;
    inner.name = path.at;
    inner.builder = &builder;
    start_words(&inner, value, table->raw);
    inner.word_depth = 1;
    struct result result = parser_run(&inner);
    if (!result_failed(result)) {
        struct mustache *view = ARENA_NEW(parser->arena, struct mustache);
        parser_finish(&inner, view);
        table->entries[table->count++] = (struct mustache_entry){path, view};
    }
    builder_release(&builder);
    return result;
}

static struct result fill_table(struct parser *parser, const json_t *object, const char *path,
                                struct mustache_table *table)
{
    const char *key;
    json_t *value;
    struct result result = result_ok();
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        const char *deeper = arena_format(parser->arena, "%s%s%s", path, *path == '\0' ? "" : ".", key);
        if (json_is_object(value)) {
            result = fill_table(parser, value, deeper, table);
        } else if (json_is_string(value)) {
            result = fill_entry(parser, span_of(deeper), value, table);
        }
        if (result_failed(result)) {
            return result;
        }
    }
    return result;
}

struct result parser_find_table(struct parser *parser, struct span prefix, bool raw, size_t at,
                                const struct mustache_table **out)
{
    *out = find_table(parser->shared, prefix, raw);
    if (*out != NULL) {
        return result_ok();
    }
    const json_t *object = prefix.length == 0 ? parser->set->words : parser_find_key(parser->set->words, prefix);
    if (!json_is_object(object)) {
        return parser_fail(parser, at, "no such part of the language pack", prefix);
    }
    struct mustache_table *table = ARENA_NEW(parser->arena, struct mustache_table);
    table->prefix = arena_copy(parser->arena, prefix);
    table->raw = raw;
    table->entries = ARENA_ARRAY(parser->arena, struct mustache_entry, count_texts(object));
    table->slots = ARENA_ARRAY(parser->arena, uint32_t, 1); /* empty, should filling fail */
    table->next = parser->shared->tables;
    parser->shared->tables = table; /* before it is filled: a text that asks for this very table finds it */
    struct result result = fill_table(parser, object, "", table);
    if (result_failed(result)) {
        return result;
    }
    index_table(parser->arena, table);
    *out = table;
    return result_ok();
}
