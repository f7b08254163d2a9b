/* Inside the Mustache parser: one source being read (struct parser) into one list of steps (struct builder).
 *
 * A text of the language pack is read by a parser of its own into the builder of the view where it stands.
 */
#ifndef WEB_MUSTACHE_PARSE_H
#define WEB_MUSTACHE_PARSE_H

#include "web/mustache_ops.h"

enum { MOST_SECTIONS = 64, MOST_PARTS = 16, MOST_PARTIALS = 32, MOST_WORDS = 8 };

/* Steps so far, and the text that is not a step yet: neighbouring texts become one. */
struct builder {
    struct buffer ops; /* struct mustache_op */
    struct buffer text;
    bool indented;      /* LINE steps are wanted */
    bool at_line_start; /* nothing of the present line was added */
};

struct parser {
    struct arena *arena;
    const struct mustache_set *set;
    struct mustache_shared *shared;
    struct builder *builder;
    const char *name;
    struct span source;
    size_t at;
    struct span open, close;
    bool words; /* the source is a text of the language pack … */
    bool raw;   /* … that stands in {{{ }}} */
    int partial_depth, word_depth;
    size_t section_count;
    struct section {
        struct span name;
        size_t op, at;
    } sections[MOST_SECTIONS];
};

/* "file:line:column what", at an offset of the source. */
struct result parser_fail(const struct parser *parser, size_t at, const char *what, struct span which);

/* Reads one source to its end. The caller has set the members up to partial_depth. */
MUST_USE struct result parser_run(struct parser *parser);

/* A whole template: plain, or with LINE steps. */
MUST_USE struct result parser_parse_view(const struct parser *outer, const char *name, struct span source,
                                         bool indented, struct mustache *out);

/* The builder's steps, copied to the parser's arena, are the view. */
void parser_finish(struct parser *parser, struct mustache *out);

void builder_init(struct builder *builder, bool indented);
void builder_release(struct builder *builder);

/* {{t.key}}: the text under `key` of the pack is read where the tag stands. */
MUST_USE struct result parser_add_words(struct parser *parser, struct span key, bool raw, size_t at);

/* |word:prefix, or |word with an empty prefix: the table, built at first use. */
MUST_USE struct result parser_find_table(struct parser *parser, struct span prefix, bool raw, size_t at,
                                         const struct mustache_table **out);

/* The value under a dotted key of nested objects; NULL when there is none. */
const json_t *parser_find_key(const json_t *object, struct span key);

#endif
