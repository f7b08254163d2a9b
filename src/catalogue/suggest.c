/* The entries nearest to a wrong code or an unknown name. Scores are integers, ties go to the earlier row, so the same
 * mistake always gets the same suggestions. O(entries × length). */
#include "catalogue/private.h"
#include "catalogue/reading.h"

#include "text/text.h"

enum { SUGGEST_LONGEST = 64, SUGGEST_MOST = 16, SUGGEST_LEAST = 250 };

struct points {
    uint32_t at[SUGGEST_LONGEST];
    size_t count;
};

struct ranking {
    const struct catalogue_entry *entries[SUGGEST_MOST];
    uint32_t scores[SUGGEST_MOST];
    size_t count, most;
};

static struct points points_of(struct span text)
{
    struct points points = {.count = 0};
    const char *at = text.at;
    const char *end = text.at + text.length;
    while (at < end && points.count < SUGGEST_LONGEST) {
        uint32_t point = utf8_next(&at, end);
        if (point != UTF8_INVALID && point > ' ') {
            points.at[points.count++] = fold_point(point);
        }
    }
    return points;
}

static size_t least_of(size_t one, size_t two, size_t three)
{
    size_t least = one < two ? one : two;
    return least < three ? least : three;
}

static size_t edit_distance(const struct points *left, const struct points *right)
{
    size_t row[SUGGEST_LONGEST + 1];
    for (size_t j = 0; j <= right->count; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= left->count; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= right->count; j++) {
            size_t above = row[j];
            size_t change = diagonal + (left->at[i - 1] == right->at[j - 1] ? 0 : 1);
            row[j] = least_of(above + 1, row[j - 1] + 1, change);
            diagonal = above;
        }
    }
    return row[right->count];
}

/* How much of the written characters the name has, in 0 … 1000: names of trades differ in length more than in letters. */
static uint32_t likeness(const struct points *written, const struct points *name)
{
    size_t longest = written->count > name->count ? written->count : name->count;
    if (longest == 0 || written->count == 0) {
        return 0;
    }
    size_t same = 0;
    size_t pairs = 0;
    for (size_t i = 0; i < written->count; i++) {
        for (size_t j = 0; j < name->count; j++) {
            if (written->at[i] == name->at[j]) {
                same++;
                pairs += i > 0 && j > 0 && written->at[i - 1] == name->at[j - 1] ? 1 : 0;
                break;
            }
        }
    }
    size_t distance = edit_distance(written, name);
    return (uint32_t)((longest - distance) * 400 / longest + same * 250 / written->count +
                      (written->count < 2 ? 0 : pairs * 350 / (written->count - 1)));
}

static size_t shared_start(const struct points *left, const struct points *right)
{
    size_t shared = 0;
    while (shared < left->count && shared < right->count && left->at[shared] == right->at[shared]) {
        shared++;
    }
    return shared;
}

/* Codes are trees: a shared beginning counts more than a shared end. */
static uint32_t code_likeness(const struct points *written, const struct points *code)
{
    size_t longest = written->count > code->count ? written->count : code->count;
    size_t distance = edit_distance(written, code);
    if (longest == 0 || distance * 2 > longest) {
        return 0;
    }
    return (uint32_t)((longest - distance) * 600 / longest + shared_start(written, code) * 400 / longest);
}

static void rank(struct ranking *ranking, const struct catalogue_entry *entry, uint32_t score)
{
    for (size_t i = 0; i < ranking->count; i++) {
        if (ranking->entries[i] == entry) {
            return;
        }
    }
    size_t at = ranking->count;
    while (at > 0 && ranking->scores[at - 1] < score) {
        at--;
    }
    if (at >= ranking->most) {
        return;
    }
    size_t moved = (ranking->count < ranking->most ? ranking->count : ranking->most - 1) - at;
    memmove(&ranking->entries[at + 1], &ranking->entries[at], moved * sizeof ranking->entries[0]);
    memmove(&ranking->scores[at + 1], &ranking->scores[at], moved * sizeof ranking->scores[0]);
    ranking->entries[at] = entry;
    ranking->scores[at] = score;
    ranking->count += ranking->count < ranking->most ? 1 : 0;
}

static bool looks_like_code(struct span text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        digits += text.at[i] >= '0' && text.at[i] <= '9' ? 1 : 0;
    }
    return digits * 2 > text.length;
}

/* A name people use (数控车工, 品检) leads through its trade to the entry of the catalogue. */
static void rank_by_trade(const struct catalogue *catalogue, enum catalogue_table table, struct span text,
                          struct ranking *ranking)
{
    struct fit_mention mentions[4];
    struct arena arena;
    arena_init(&arena);
    size_t count = reading_find_trades(&arena, catalogue, text, mentions, 4);
    for (size_t i = 0; i < count; i++) {
        const char *code = table == CATALOGUE_MAJORS ? reading_trade_major(catalogue, mentions[i].trade)
                                                     : reading_trade_occupation(catalogue, mentions[i].trade);
        const struct catalogue_entry *entry = catalogue_find(catalogue, table, span_of(code));
        if (entry != NULL) {
            rank(ranking, entry, 900U + mentions[i].strength / 10U);
        }
    }
    arena_release(&arena);
}

size_t catalogue_suggest(const struct catalogue *catalogue, enum catalogue_table table, struct span text,
                         const struct catalogue_entry **out, size_t most)
{
    struct ranking ranking = {.most = most < SUGGEST_MOST ? most : SUGGEST_MOST};
    struct points written = points_of(text);
    bool code = looks_like_code(text);
    if (!code && (table == CATALOGUE_OCCUPATIONS || table == CATALOGUE_MAJORS)) {
        rank_by_trade(catalogue, table, text, &ranking);
    }
    for (size_t i = 0; i < catalogue_count(catalogue, table); i++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, table, i);
        struct points other = points_of(span_of(code ? entry->code : entry->name));
        uint32_t score = code ? code_likeness(&written, &other) : likeness(&written, &other);
        if (score >= SUGGEST_LEAST) {
            rank(&ranking, entry, score);
        }
    }
    memcpy(out, ranking.entries, ranking.count * sizeof *out);
    return ranking.count;
}
