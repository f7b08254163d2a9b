/* Code points, tokens and the pattern matcher of the message reader. */
#include "areas/listings/message_text.h"

#include "base/check.h"
#include "text/text.h"

bool message_is_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}

bool message_is_letter(uint32_t point)
{
    return point >= 'a' && point <= 'z';
}

bool message_is_word(uint32_t point)
{
    return message_is_digit(point) || message_is_letter(point) || is_han(point);
}

bool message_is_sentence_end(uint32_t point)
{
    return point == '\n' || point == 0x3002 || point == ';' || point == '!' || point == '?' || point == 0;
}

bool message_is_free_word(const struct message_text *text, size_t at)
{
    return at < text->count && text->taken[at] == MESSAGE_FREE && message_is_word(text->points[at]);
}

static bool is_space(uint32_t point)
{
    return point == ' ' || point == '\t' || point == 0x3000 || point == 0xa0;
}

static bool is_range_sign(uint32_t point)
{
    return point == '-' || point == '~' || point == 0x2013 || point == 0x2014 || point == 0x2015 || point == 0x301c ||
           point == 0x223c || point == 0x2212 || point == 0x5230 /* 到 */ || point == 0x81f3 /* 至 */;
}

/* --- matching ---------------------------------------------------------------------------------------------- */

struct rest {
    const char *at, *end;
    const struct rest *next;
};

struct matcher {
    const struct message_text *text;
    struct message_found *found;
    bool blind; /* looking ahead: taken points are read too */
};

static bool match_here(struct matcher *matcher, size_t at, const char *pattern, const char *end,
                       const struct rest *rest);

/* The closing bracket that belongs to the opening one at `open`. */
static const char *group_end(const char *open, const char *end)
{
    int depth = 0;
    for (const char *at = open; at < end; at++) {
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
        if (depth == 0) {
            return at;
        }
    }
    CHECK(!"a pattern with an open bracket");
    return end;
}

/* The end of the alternative that starts at `at`: its bar, or `end`. */
static const char *alternative_end(const char *at, const char *end)
{
    int depth = 0;
    for (; at < end; at++) {
        if (*at == '|' && depth == 0) {
            return at;
        }
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
    }
    return end;
}

static bool match_group(struct matcher *matcher, size_t at, const char *open, const char *end, const struct rest *rest)
{
    const char *close = group_end(open, end);
    bool optional = close + 1 < end && close[1] == '?';
    const struct rest behind = {close + 1 + optional, end, rest};
    size_t numbers = matcher->found->number_count;
    for (const char *alternative = open + 1; alternative <= close;) {
        const char *stop = alternative_end(alternative, close);
        if (match_here(matcher, at, alternative, stop, &behind)) {
            return true;
        }
        matcher->found->number_count = numbers;
        alternative = stop + 1;
    }
    return optional && match_here(matcher, at, behind.at, end, rest);
}

static bool matches_ahead(const struct matcher *matcher, size_t at, const char *open, const char *close)
{
    struct message_found unused = {0};
    struct matcher ahead = {matcher->text, &unused, true};
    return match_group(&ahead, at, open, close + 1, NULL);
}

static size_t words_length(const struct message_text *text, size_t at, struct span words, bool before)
{
    size_t longest = 0;
    const char *end = words.at + words.length;
    for (const char *word = words.at; word < end;) {
        const char *stop = alternative_end(word, end);
        const char *behind_first = word;
        size_t length = 0;
        if (!before && (at >= text->count || utf8_next(&behind_first, stop) != text->points[at])) {
            word = stop + 1; /* most words fail here */
            continue;
        }
        for (const char *byte = word; byte < stop; byte++) {
            length += ((unsigned char)*byte & 0xc0U) != 0x80;
        }
        size_t from = before ? at - length : at;
        bool same = length > 0 && (before ? length <= at : at + length <= text->count);
        for (const char *byte = word; same && byte < stop; from++) {
            same = utf8_next(&byte, stop) == text->points[from];
        }
        if (same && length > longest) {
            longest = length;
        }
        word = stop + 1;
    }
    return longest;
}

size_t message_ends_with(const struct message_text *text, size_t at, const char *words)
{
    return words_length(text, at, span_of(words), true);
}

size_t message_starts_with(const struct message_text *text, size_t at, const char *words)
{
    return words_length(text, at, span_of(words), false);
}

static bool is_readable(const struct matcher *matcher, size_t at)
{
    return at < matcher->text->count && (matcher->blind || matcher->text->taken[at] == MESSAGE_FREE);
}

static bool match_number(struct matcher *matcher, size_t at, bool whole, const char *pattern, const char *end,
                         const struct rest *rest)
{
    struct message_found *found = matcher->found;
    struct message_number number;
    if (!message_number_at(matcher->text, at, whole, &number)) {
        return false;
    }
    CHECK(found->number_count < MESSAGE_MOST_NUMBERS);
    found->numbers[found->number_count++] = number;
    return match_here(matcher, number.end, pattern, end, rest);
}

static bool match_skip(struct matcher *matcher, size_t at, size_t most, const char *pattern, const char *end,
                       const struct rest *rest)
{
    size_t numbers = matcher->found->number_count;
    for (size_t skipped = 0;; skipped++) {
        if (match_here(matcher, at + skipped, pattern, end, rest)) {
            return true;
        }
        matcher->found->number_count = numbers;
        if (skipped == most || !is_readable(matcher, at + skipped) ||
            !message_is_word(matcher->text->points[at + skipped])) {
            return false;
        }
    }
}

static bool match_range_sign(struct matcher *matcher, size_t at, const char *pattern, const char *end,
                             const struct rest *rest)
{
    const uint32_t *points = matcher->text->points;
    while (is_readable(matcher, at) && is_space(points[at])) {
        at++;
    }
    size_t first = at;
    while (is_readable(matcher, at) && is_range_sign(points[at]) && at < first + 2) {
        at++;
    }
    size_t signs = at - first;
    while (signs > 0 && is_readable(matcher, at) && is_space(points[at])) {
        at++;
    }
    return signs > 0 && match_here(matcher, at, pattern, end, rest);
}

static bool is_clause_start(const struct message_text *text, size_t at)
{
    return at == 0 || !message_is_word(text->points[at - 1]) || text->taken[at - 1] != MESSAGE_FREE;
}

static bool is_clause_end(const struct message_text *text, size_t at)
{
    return at >= text->count || !message_is_word(text->points[at]) || text->taken[at] != MESSAGE_FREE;
}

/* The signs that look around without passing anything. */
static bool match_look(struct matcher *matcher, size_t at, const char *pattern, const char *end,
                       const struct rest *rest)
{
    if (*pattern == '^' || *pattern == '$') {
        bool there = *pattern == '^' ? is_clause_start(matcher->text, at) : is_clause_end(matcher->text, at);
        return there && match_here(matcher, at, pattern + 1, end, rest);
    }
    const char *close = group_end(pattern + 1, end);
    struct span words = {pattern + 2, (size_t)(close - pattern - 2)};
    bool there = *pattern == '<' ? words_length(matcher->text, at, words, true) > 0
                                 : matches_ahead(matcher, at, pattern + 1, close);
    return !there && match_here(matcher, at, close + 1, end, rest);
}

static bool match_spaces(struct matcher *matcher, size_t at, const char *pattern, const char *end,
                         const struct rest *rest)
{
    for (int passed = 0; passed < 3 && is_readable(matcher, at) && is_space(matcher->text->points[at]); passed++) {
        at++;
    }
    return match_here(matcher, at, pattern, end, rest);
}

static bool match_here(struct matcher *matcher, size_t at, const char *pattern, const char *end,
                       const struct rest *rest)
{
    if (pattern == end) {
        matcher->found->end = at;
        return rest == NULL || match_here(matcher, at, rest->at, rest->end, rest->next);
    }
    switch (*pattern) {
    case '(':
        return match_group(matcher, at, pattern, end, rest);
    case '#':
    case '&':
        return is_readable(matcher, at) && match_number(matcher, at, *pattern == '&', pattern + 1, end, rest);
    case '%':
        return match_skip(matcher, at, (size_t)(pattern[1] - '0'), pattern + 2, end, rest);
    case '~':
        return match_range_sign(matcher, at, pattern + 1, end, rest);
    case '_':
        return match_spaces(matcher, at, pattern + 1, end, rest);
    case '^':
    case '$':
    case '!':
    case '<':
        return match_look(matcher, at, pattern, end, rest);
    default:
        break;
    }
    const char *next = pattern;
    uint32_t wanted = utf8_next(&next, end);
    wanted = wanted == 'L' ? '(' : wanted == 'R' ? ')' : wanted;
    return is_readable(matcher, at) && matcher->text->points[at] == wanted &&
           match_here(matcher, at + 1, next, end, rest);
}

bool message_match(const struct message_text *text, size_t at, const char *pattern, struct message_found *found)
{
    const char *end = pattern + strlen(pattern);
    for (const char *alternative = pattern; alternative < end;) {
        const char *stop = alternative_end(alternative, end);
        struct message_found fresh = {0};
        struct matcher matcher = {text, &fresh, false};
        if (match_here(&matcher, at, alternative, stop, NULL) && fresh.end > at) {
            *found = fresh;
            return true;
        }
        alternative = stop + 1;
    }
    return false;
}

/* --- tokens ------------------------------------------------------------------------------------------------ */

struct message_token *message_take(struct message_text *text, enum message_kind kind, size_t start, size_t end)
{
    CHECK(start < end && end <= text->count && text->token_count < text->token_room);
    for (size_t at = start; at < end; at++) {
        text->taken[at] = (uint8_t)kind;
    }
    struct message_token *token = &text->tokens[text->token_count++];
    *token = (struct message_token){.kind = kind, .start = (uint32_t)start, .end = (uint32_t)end, .text = ""};
    return token;
}

void message_take_rules(struct message_text *text, enum message_kind kind, const struct message_rule *rules,
                        size_t count)
{
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        const struct message_rule *rule = message_match_rules(text, at, rules, count, &found);
        if (rule == NULL) {
            continue;
        }
        struct message_token *token = message_take(text, kind, at, found.end);
        token->number = rule->value;
        token->text = rule->text == NULL ? "" : rule->text;
        at = found.end - 1;
    }
}

const char *message_words(struct message_text *text, size_t start, size_t end)
{
    char *words = arena_alloc(text->arena, end - start + 1, 4);
    size_t length = 0;
    for (size_t at = start; at < end; at++) {
        char typed = text->bytes[text->offsets[at]];
        bool upper = message_is_letter(text->points[at]) && typed >= 'A' && typed <= 'Z';
        char bytes[4] = {0};
        size_t width = utf8_put(upper ? text->points[at] - 'a' + 'A' : text->points[at], bytes);
        memcpy(words + length, bytes, width);
        length += width;
    }
    return words;
}
