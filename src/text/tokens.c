/* Tokens for full-text search, and the queries that fit them.
 *
 * A word is a run of Han, Latin letters and digits; everything else separates. Within it a unit is one run of Han or
 * one run of letters and digits. Index and query cut alike, so that a query is a phrase of the index:
 *
 *   index  "数控5轴加工"  数控 控 5 轴加 加工 工
 *   query  "控5轴"        "控 5 轴" *
 *   query  "轴加工"       "轴加 加工"
 */
#include "base/check.h"
#include "text/text.h"
#include "text/words.h"

enum { LATIN_MOST = 64 };

static bool is_latin(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
}

/* Appends to `to`, which has room: three bytes of Han give at most seven of token, the rest grows less. */
struct token_line {
    char *start;
    char *to;
    uint32_t last_han; /* a bigram waits for its second half; 0 outside a run of Han */
    size_t latin;      /* length of the run of letters and digits; what is longer than LATIN_MOST is dropped */
};

static void begin_token(struct token_line *line)
{
    if (line->to > line->start) {
        *line->to++ = ' ';
    }
}

static void end_han(struct token_line *line)
{
    if (line->last_han != 0) {
        begin_token(line);
        line->to += utf8_put(line->last_han, line->to);
        line->last_han = 0;
    }
}

static void add_point(struct token_line *line, uint32_t point)
{
    if (is_latin(point)) {
        end_han(line);
        if (line->latin == 0) {
            begin_token(line);
        }
        if (line->latin++ < LATIN_MOST) {
            *line->to++ = (char)point;
        }
        return;
    }
    line->latin = 0;
    if (!is_han(point)) {
        end_han(line);
        return;
    }
    if (line->last_han != 0) {
        begin_token(line);
        line->to += utf8_put(line->last_han, line->to);
        line->to += utf8_put(point, line->to);
    }
    line->last_han = point;
}

char *token_index(struct arena *arena, struct span text)
{
    CHECK(text.length < SIZE_MAX / 4);
    char *start = arena_alloc(arena, text.length * 3 + 16, 1);
    struct token_line line = {start, start, 0, 0};
    const char *at = text.at;
    const char *end = text_end(text);
    while (at < end) {
        add_point(&line, fold_point(utf8_next(&at, end)));
    }
    end_han(&line);
    *line.to = 0;
    return start;
}

/* --- queries ----------------------------------------------------------------------------------------------- */

/* Both expressions grow side by side. A token is at most 64 bytes and there are at most 64 of them. */
struct query_text {
    char *fts5;
    char *tsquery;
};

static void put(char **to, const char *text)
{
    size_t length = strlen(text);
    memcpy(*to, text, length);
    *to += length;
}

static void put_token(struct query_text *query, const uint32_t *points, size_t count, bool first)
{
    put(&query->fts5, first ? "" : " ");
    put(&query->tsquery, first ? "'" : " <-> '");
    for (size_t index = 0; index < count; index++) {
        query->fts5 += utf8_put(points[index], query->fts5);
        query->tsquery += utf8_put(points[index], query->tsquery);
    }
    put(&query->tsquery, "'");
}

static size_t unit_length(const uint32_t *points, size_t count)
{
    size_t length = 1;
    while (length < count && is_han(points[length]) == is_han(points[0])) {
        length++;
    }
    return length;
}

bool word_is_exact(const uint32_t *points, size_t count)
{
    size_t digits = 0;
    while (digits < count && points[count - 1 - digits] <= '9') {
        digits++;
    }
    return digits > 0 && digits <= 2 && (digits == count || is_han(points[count - 1 - digits]));
}

static void put_word(struct query_text *query, const uint32_t *points, size_t count)
{
    put(&query->fts5, "\"");
    bool first = true;
    bool prefix = false;
    for (size_t at = 0; at < count;) {
        size_t length = unit_length(points + at, count - at);
        bool last = at + length == count;
        if (is_han(points[at])) {
            for (size_t index = 0; index + 1 < length; index++) {
                put_token(query, points + at + index, 2, first);
                first = false;
            }
            /* The tail stands alone in the index only where the run of Han ends, so a last unit leaves it out. */
            if (!last || length == 1) {
                put_token(query, points + at + length - 1, 1, first);
            }
            prefix = length == 1;
        } else {
            put_token(query, points + at, length, first);
            prefix = !word_is_exact(points + at, length);
        }
        first = false;
        at += length;
    }
    put(&query->fts5, prefix ? "\"*" : "\"");
    put(&query->tsquery, prefix ? ":*" : "");
}

struct token_query token_query(struct arena *arena, struct span text)
{
    /* Each point makes at most one token: 8 bytes of it and 9 of punctuation around. */
    enum { ROOM = QUERY_POINTS_MOST * 20 + QUERY_WORDS_MOST * 16 };
    char *fts5 = arena_alloc(arena, ROOM, 1);
    char *tsquery = arena_alloc(arena, ROOM, 1);
    struct query_text query = {fts5, tsquery};
    struct token_query out = {fts5, tsquery, true, 0};
    const char *at = text.at;
    const char *end = text_end(text);
    uint32_t points[QUERY_POINTS_MOST];
    size_t left = QUERY_POINTS_MOST;
    while (out.word_count < QUERY_WORDS_MOST) {
        size_t count = word_next(&at, end, left, points);
        if (count == 0) {
            break;
        }
        put(&query.fts5, out.word_count == 0 ? "" : " AND ");
        put(&query.tsquery, out.word_count == 0 ? "" : " & ");
        put_word(&query, points, count);
        for (size_t index = 0; index < count; index++) {
            out.may_be_pinyin = out.may_be_pinyin && points[index] >= 'a' && points[index] <= 'z';
        }
        out.word_count++;
        left -= count;
    }
    *query.fts5 = 0;
    *query.tsquery = 0;
    out.may_be_pinyin = out.may_be_pinyin && out.word_count > 0;
    return out;
}

size_t word_next(const char **at, const char *end, size_t most, uint32_t *points)
{
    size_t count = 0;
    while (*at < end && count < most) {
        const char *next = *at;
        uint32_t point = fold_point(utf8_next(&next, end));
        bool inside = is_latin(point) || is_han(point);
        if (!inside && count > 0) {
            break;
        }
        if (inside) {
            points[count++] = point;
        }
        *at = next;
    }
    return count;
}
