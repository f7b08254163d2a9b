/* Choosing words for the sample city. */
#include "cli/sample.h"

#include "base/buffer.h"
#include "base/check.h"
#include "base/hash.h"

enum { MOST_PARTS = 64 };

struct result sample_read_tables(struct arena *arena, struct sample_tables *out)
{
    const struct {
        const char *name;
        struct table *table;
    } tables[] = {{"sample/jobs.csv", &out->jobs},
                  {"sample/technology.csv", &out->technology},
                  {"sample/products.csv", &out->products},
                  {"sample/programmes.csv", &out->programmes},
                  {"sample/words.csv", &out->words}};
    for (size_t index = 0; index < sizeof tables / sizeof tables[0]; index++) {
        struct result result = table_read(arena, tables[index].name, tables[index].table);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

size_t sample_choose_row(struct random *random, const struct table *table)
{
    uint32_t total = 0;
    for (size_t row = 0; row < table->rows; row++) {
        total += (uint32_t)table_number(table, row, "weight", 1);
    }
    uint32_t at = random_below(random, total);
    for (size_t row = 0; row < table->rows; row++) {
        uint32_t weight = (uint32_t)table_number(table, row, "weight", 1);
        if (at < weight) {
            return row;
        }
        at -= weight;
    }
    return table->rows - 1;
}

const char *sample_choose_word(struct sample *sample, const char *list)
{
    const struct table *words = &sample->tables.words;
    uint32_t total = 0;
    for (size_t row = 0; row < words->rows; row++) {
        total +=
            strcmp(table_cell(words, row, "list"), list) == 0 ? (uint32_t)table_number(words, row, "weight", 1) : 0;
    }
    CHECK(total > 0);
    uint32_t at = random_below(&sample->random, total);
    for (size_t row = 0; row < words->rows; row++) {
        if (strcmp(table_cell(words, row, "list"), list) != 0) {
            continue;
        }
        uint32_t weight = (uint32_t)table_number(words, row, "weight", 1);
        if (at < weight) {
            return table_cell(words, row, "text");
        }
        at -= weight;
    }
    return "";
}

static size_t split_parts(const char *parts, struct span *out)
{
    size_t count = 0;
    while (count < MOST_PARTS && table_next_part(&parts, &out[count])) {
        count++;
    }
    return count;
}

const char *sample_choose_part(struct sample *sample, const char *parts)
{
    struct span list[MOST_PARTS];
    size_t count = split_parts(parts, list);
    return count == 0 ? "" : arena_copy(sample->arena, list[random_below(&sample->random, (uint32_t)count)]);
}

const char *sample_choose_parts(struct sample *sample, const char *parts, size_t least, const char *between)
{
    struct span list[MOST_PARTS];
    size_t count = split_parts(parts, list);
    struct buffer buffer;
    buffer_init(&buffer);
    buffer_add_text(&buffer, "");
    size_t taken = 0;
    for (size_t index = 0; index < count; index++) {
        bool must = count - index + taken <= least;
        if (must || random_below(&sample->random, 3) > 0) {
            buffer_add_text(&buffer, taken == 0 ? "" : between);
            buffer_add(&buffer, list[index].at, list[index].length);
            taken++;
        }
    }
    const char *text = arena_copy(sample->arena, buffer_span(&buffer));
    buffer_release(&buffer);
    return text;
}

const char *sample_fill(struct arena *arena, const char *text, const char *const *pairs)
{
    const char *filled = text;
    for (size_t index = 0; pairs[index] != NULL; index += 2) {
        const char *hit = strstr(filled, pairs[index]);
        if (hit != NULL) {
            filled = arena_format(arena, "%.*s%s%s", (int)(hit - filled), filled, pairs[index + 1],
                                  hit + strlen(pairs[index]));
        }
    }
    return filled;
}

void sample_set_init(struct arena *arena, struct sample_set *set, size_t expected)
{
    set->size = 64;
    while (set->size < 2 * expected) {
        set->size *= 2;
    }
    set->used = 0;
    set->slots = ARENA_ARRAY(arena, uint64_t, set->size);
}

bool sample_set_add(struct sample_set *set, const char *text)
{
    CHECK(set->used < set->size / 2 + set->size / 4);
    uint64_t digest = hash_fast(span_of(text)) | 1U; /* 0 marks an empty slot */
    size_t at = digest & (set->size - 1);
    while (set->slots[at] != 0) {
        if (set->slots[at] == digest) {
            return false;
        }
        at = (at + 1) & (set->size - 1);
    }
    set->slots[at] = digest;
    set->used++;
    return true;
}
