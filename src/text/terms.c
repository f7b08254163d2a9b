/* Terms of rows and of queries. */
#include "text/terms.h"

#include "text/text.h"

static void begin_term(struct buffer *terms)
{
    if (terms->length > 0) {
        buffer_add_byte(terms, ' ');
    }
}

void terms_add_words(struct arena *arena, struct buffer *terms, const char *text)
{
    const char *tokens = token_index(arena, span_of(text));
    if (tokens[0] != '\0') {
        begin_term(terms);
        buffer_add_text(terms, tokens);
    }
}

static void add_marked(struct buffer *terms, const char *mark, const char *tokens)
{
    for (const char *at = tokens; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (length > 0) {
            begin_term(terms);
            buffer_add_text(terms, mark);
            buffer_add(terms, at, length);
        }
        at += length + (at[length] == ' ' ? 1 : 0);
    }
}

void terms_add_title(struct arena *arena, struct buffer *terms, const char *text)
{
    add_marked(terms, "zt", token_index(arena, span_of(text)));
}

void terms_add_pinyin(struct arena *arena, struct buffer *terms, const char *text)
{
    add_marked(terms, "zp", pinyin_index(arena, span_of(text)));
}

static void add_code(struct buffer *to, char mark, struct span code)
{
    buffer_add_text(to, "zz");
    buffer_add_byte(to, mark);
    for (size_t index = 0; index < code.length; index++) {
        char byte = code.at[index];
        char lower = (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
            buffer_add_byte(to, lower);
        }
    }
}

void terms_add_mark(struct buffer *terms, char mark, struct span code)
{
    if (code.length > 0) {
        begin_term(terms);
        add_code(terms, mark, code);
    }
}

void terms_add_industry(struct buffer *terms, char mark, const char *code)
{
    size_t length = strlen(code);
    for (size_t cut = 1; cut <= length; cut++) {
        if (cut != 2) { /* a letter, then two digits at once */
            terms_add_mark(terms, mark, span_make(code, cut));
        }
    }
}

void terms_query_init(struct terms_query *query)
{
    buffer_init(&query->fts5);
    buffer_init(&query->tsquery);
}

void terms_query_release(struct terms_query *query)
{
    buffer_release(&query->fts5);
    buffer_release(&query->tsquery);
}

bool terms_query_is_empty(const struct terms_query *query)
{
    return query->fts5.length == 0;
}

static void add_quoted_code(struct terms_query *query, char mark, struct span code)
{
    buffer_add_byte(&query->fts5, '"');
    add_code(&query->fts5, mark, code);
    buffer_add_byte(&query->fts5, '"');
    buffer_add_byte(&query->tsquery, '\'');
    add_code(&query->tsquery, mark, code);
    buffer_add_byte(&query->tsquery, '\'');
}

static void begin_and(struct terms_query *query)
{
    if (!terms_query_is_empty(query)) {
        buffer_add_text(&query->fts5, " AND ");
        buffer_add_text(&query->tsquery, " & ");
    }
}

/* What a word typed as pinyin looks like in the index; "" when it holds anything but letters. */
static const char *letters_only(struct arena *arena, struct span word)
{
    struct folded folded = fold_text(arena, word);
    char *letters = arena_alloc(arena, folded.count + 1, 1);
    for (size_t index = 0; index < folded.count; index++) {
        if (folded.points[index] < 'a' || folded.points[index] > 'z') {
            return "";
        }
        letters[index] = (char)folded.points[index];
    }
    return letters;
}

void terms_query_add_word(struct arena *arena, struct terms_query *query, struct span word, char mark,
                          const char *const *codes, size_t count)
{
    struct token_query words = token_query(arena, word);
    if (words.word_count == 0) {
        return;
    }
    begin_and(query);
    buffer_add_format(&query->fts5, "((%s)", words.fts5);
    buffer_add_format(&query->tsquery, "((%s)", words.tsquery);
    const char *letters = words.may_be_pinyin ? letters_only(arena, word) : "";
    if (letters[0] != '\0') {
        buffer_add_format(&query->fts5, " OR \"zp%s\"*", letters);
        buffer_add_format(&query->tsquery, " | 'zp%s':*", letters);
    }
    for (size_t index = 0; index < count; index++) {
        buffer_add_text(&query->fts5, " OR ");
        buffer_add_text(&query->tsquery, " | ");
        add_quoted_code(query, mark, span_of(codes[index]));
    }
    buffer_add_byte(&query->fts5, ')');
    buffer_add_byte(&query->tsquery, ')');
}

/* The expression with every token marked: in FTS5 a phrase is "数控 控车", in PostgreSQL each token is '数控'. */
static void add_title_expression(struct buffer *to, const char *expression, char quote)
{
    bool inside = false;
    for (const char *at = expression; *at != '\0'; at++) {
        buffer_add_byte(to, *at);
        inside = *at == quote ? !inside : inside;
        if (inside && (*at == quote || *at == ' ')) {
            buffer_add_text(to, "zt");
        }
    }
}

void terms_query_add_title_word(struct arena *arena, struct terms_query *query, struct span word)
{
    struct token_query words = token_query(arena, word);
    if (words.word_count == 0) {
        return;
    }
    begin_and(query);
    buffer_add_byte(&query->fts5, '(');
    buffer_add_byte(&query->tsquery, '(');
    add_title_expression(&query->fts5, words.fts5, '"');
    add_title_expression(&query->tsquery, words.tsquery, '\'');
    const char *letters = words.may_be_pinyin ? letters_only(arena, word) : "";
    if (letters[0] != '\0') {
        buffer_add_format(&query->fts5, " OR \"zp%s\"*", letters);
        buffer_add_format(&query->tsquery, " | 'zp%s':*", letters);
    }
    buffer_add_byte(&query->fts5, ')');
    buffer_add_byte(&query->tsquery, ')');
}

void terms_query_join(struct terms_query *out, const struct terms_query *all, const struct terms_query *titles,
                      bool but_not)
{
    buffer_add_format(&out->fts5, "(%s) %s (%s)", all->fts5.bytes, but_not ? "NOT" : "AND", titles->fts5.bytes);
    buffer_add_format(&out->tsquery, "(%s) & %s(%s)", all->tsquery.bytes, but_not ? "!" : "", titles->tsquery.bytes);
}

static bool is_blank(struct span text, size_t at, size_t *width)
{
    *width = 1;
    if (text.length - at >= 3 && memcmp(text.at + at, "\u3000", 3) == 0) {
        *width = 3;
        return true;
    }
    return text.at[at] == ' ' || (text.at[at] >= '\t' && text.at[at] <= '\r');
}

bool terms_next_word(struct span *rest, struct span *word)
{
    enum { WORD_BYTES_MOST = 256 };
    size_t start = 0;
    size_t width = 1;
    while (start < rest->length && is_blank(*rest, start, &width)) {
        start += width;
    }
    size_t end = start;
    while (end < rest->length && !is_blank(*rest, end, &width)) {
        end++;
    }
    size_t length = end - start < WORD_BYTES_MOST ? end - start : WORD_BYTES_MOST;
    *word = span_make(rest->at + start, length);
    *rest = span_make(rest->at + end, rest->length - end);
    return length > 0;
}

void terms_query_add_text(struct arena *arena, struct terms_query *query, struct span text)
{
    struct span word;
    for (size_t count = 0; count < TERMS_WORDS_MOST && terms_next_word(&text, &word); count++) {
        terms_query_add_word(arena, query, word, 0, NULL, 0);
    }
}

void terms_query_add_mark(struct terms_query *query, char mark, struct span codes)
{
    if (codes.length == 0) {
        return;
    }
    begin_and(query);
    buffer_add_byte(&query->fts5, '(');
    buffer_add_byte(&query->tsquery, '(');
    for (size_t start = 0; start <= codes.length;) {
        const char *comma = memchr(codes.at + start, ',', codes.length - start);
        size_t end = comma == NULL ? codes.length : (size_t)(comma - codes.at);
        if (start > 0) {
            buffer_add_text(&query->fts5, " OR ");
            buffer_add_text(&query->tsquery, " | ");
        }
        add_quoted_code(query, mark, span_make(codes.at + start, end - start));
        start = end + 1;
    }
    buffer_add_byte(&query->fts5, ')');
    buffer_add_byte(&query->tsquery, ')');
}
