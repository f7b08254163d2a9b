/* Mustache: reading a template into steps. */
#include "web/mustache_parse.h"

/* One tag: {{#name}} and the like. */
struct tag {
    char kind;           /* one of # ^ / > ! = & { or 'v' for a plain value */
    struct span content; /* trimmed, without the sign */
    size_t start, end;   /* from the opening to behind the closing delimiter */
    size_t line_start;   /* a standalone tag: where its line begins … */
    size_t next_line;    /* … and where the next one does */
    bool standalone;
};

/* --- builder --------------------------------------------------------------------------------------------------- */

void builder_init(struct builder *builder, bool indented)
{
    buffer_init(&builder->ops);
    buffer_init(&builder->text);
    builder->indented = indented;
    builder->at_line_start = true;
}

void builder_release(struct builder *builder)
{
    buffer_release(&builder->ops);
    buffer_release(&builder->text);
}

static void flush_text(struct parser *parser)
{
    struct builder *builder = parser->builder;
    if (builder->text.length > 0) {
        struct mustache_op op = {.kind = MUSTACHE_TEXT};
        op.text = span_make(arena_copy(parser->arena, buffer_span(&builder->text)), builder->text.length);
        buffer_add(&builder->ops, &op, sizeof op);
        buffer_clear(&builder->text);
    }
}

static void add_op(struct parser *parser, const struct mustache_op *op)
{
    flush_text(parser);
    buffer_add(&parser->builder->ops, op, sizeof *op);
}

static size_t count_ops(const struct parser *parser)
{
    return parser->builder->ops.length / sizeof(struct mustache_op);
}

/* Something that shows is about to be added. */
static void begin_content(struct parser *parser)
{
    if (parser->builder->at_line_start && parser->builder->indented) {
        struct mustache_op op = {.kind = MUSTACHE_LINE};
        add_op(parser, &op);
    }
    parser->builder->at_line_start = false;
}

void parser_finish(struct parser *parser, struct mustache *out)
{
    flush_text(parser);
    out->count = count_ops(parser);
    struct mustache_op *ops = ARENA_ARRAY(parser->arena, struct mustache_op, out->count);
    if (out->count > 0) {
        memcpy(ops, parser->builder->ops.bytes, parser->builder->ops.length);
    }
    out->ops = ops;
    out->name = parser->name;
    out->formats = parser->shared->formats;
}

/* --- the template's own text ----------------------------------------------------------------------------------- */

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_line_end(struct span text)
{
    return span_starts_with(text, span_of("\n")) || span_starts_with(text, span_of("\r\n"));
}

static void add_line(struct parser *parser, struct span line)
{
    struct builder *builder = parser->builder;
    if (parser->set->compact && builder->at_line_start) {
        while (line.length > 0 && is_blank(line.at[0])) {
            line = span_make(line.at + 1, line.length - 1);
        }
        if (is_line_end(line)) {
            return;
        }
    }
    if (line.length > 0) {
        begin_content(parser);
        buffer_add(&builder->text, line.at, line.length);
        builder->at_line_start = line.at[line.length - 1] == '\n';
    }
}

static void add_text(struct parser *parser, size_t from, size_t end)
{
    struct span text = span_make(parser->source.at + from, end - from);
    if (parser->words) {
        if (text.length > 0) {
            begin_content(parser);
            mustache_show_text(text, parser->raw, &parser->builder->text);
        }
        return;
    }
    if (parser->set->compact && end == parser->source.length && text.length > 0 && text.at[text.length - 1] == '\n') {
        text.length--;
    }
    while (text.length > 0) {
        size_t line = span_find(text, span_of("\n"));
        size_t length = line == SPAN_NOWHERE ? text.length : line + 1;
        add_line(parser, span_make(text.at, length));
        text = span_make(text.at + length, text.length - length);
    }
}

/* --- tags ------------------------------------------------------------------------------------------------------ */

struct result parser_fail(const struct parser *parser, size_t at, const char *what, struct span which)
{
    size_t line = 1;
    size_t column = 1;
    for (size_t index = 0; index < at && index < parser->source.length; index++) {
        bool breaks = parser->source.at[index] == '\n';
        line += breaks ? 1 : 0;
        column = breaks ? 1 : column + 1;
    }
    int length = which.length < 80 ? (int)which.length : 80;
    const char *detail = arena_format(parser->arena, "%s:%zu:%zu %s%s%.*s", parser->name, line, column, what,
                                      length > 0 ? ": " : "", length, length > 0 ? which.at : "");
    return result_fail(RESULT_INVALID, NULL, "error.internal", detail);
}

static struct result fail_tag(const struct parser *parser, const struct tag *tag, const char *what)
{
    return parser_fail(parser, tag->start, what, tag->content);
}

/* Alone on its line, with nothing but blanks around it. */
static void find_line(const struct parser *parser, struct tag *tag)
{
    struct span source = parser->source;
    size_t before = tag->start;
    while (before > 0 && is_blank(source.at[before - 1])) {
        before--;
    }
    size_t after = tag->end;
    while (after < source.length && is_blank(source.at[after])) {
        after++;
    }
    struct span rest = span_make(source.at + after, source.length - after);
    bool may_stand_alone = strchr("#^/>!=", tag->kind) != NULL && !parser->words;
    tag->standalone =
        may_stand_alone && (before == 0 || source.at[before - 1] == '\n') && (rest.length == 0 || is_line_end(rest));
    tag->line_start = before;
    tag->next_line = after + (rest.length == 0 ? 0 : rest.at[0] == '\r' ? 2 : 1);
}

/* The next tag. OK with tag->kind 0 when there is none. */
static struct result read_tag(const struct parser *parser, struct tag *tag)
{
    struct span source = parser->source;
    size_t start = span_find(span_make(source.at + parser->at, source.length - parser->at), parser->open);
    *tag = (struct tag){.start = parser->at + start};
    if (start == SPAN_NOWHERE) {
        return result_ok();
    }
    size_t at = tag->start + parser->open.length;
    while (at < source.length && is_blank(source.at[at])) {
        at++;
    }
    bool signed_tag = at < source.length && source.at[at] != '\0' && strchr("#^/>!=&{", source.at[at]) != NULL;
    tag->kind = signed_tag ? source.at[at] : 'v';
    at += signed_tag ? 1 : 0;
    struct span rest = span_make(source.at + at, source.length - at);
    const char *last = tag->kind == '{' ? "}" : tag->kind == '=' ? "=" : "";
    char closing[80];
    size_t closing_length = strlen(last) + parser->close.length;
    memcpy(closing, last, strlen(last));
    memcpy(closing + strlen(last), parser->close.at, parser->close.length);
    size_t length = span_find(rest, span_make(closing, closing_length));
    if (length == SPAN_NOWHERE) {
        return parser_fail(parser, tag->start, "tag without an end", span_make(NULL, 0));
    }
    tag->content = span_trim(span_make(rest.at, length));
    tag->end = at + length + closing_length;
    find_line(parser, tag);
    return result_ok();
}

/* {{=<% %>=}} */
static struct result set_delimiters(struct parser *parser, const struct tag *tag)
{
    struct span content = tag->content;
    size_t open = 0;
    while (open < content.length && !is_blank(content.at[open]) && content.at[open] != '\n') {
        open++;
    }
    struct span close = span_trim(span_make(content.at + open, content.length - open));
    bool one_word = true;
    for (size_t index = 0; index < close.length; index++) {
        one_word = one_word && !is_blank(close.at[index]) && close.at[index] != '\n' && close.at[index] != '\r';
    }
    if (open == 0 || close.length == 0 || open > 32 || close.length > 32 || !one_word ||
        memchr(content.at, '=', content.length) != NULL) {
        return fail_tag(parser, tag, "not two delimiters");
    }
    parser->open = span_make(content.at, open);
    parser->close = close;
    return result_ok();
}

/* "a.b.c" into parts, copied. */
static struct result read_name(const struct parser *parser, const struct tag *tag, struct span text,
                               struct mustache_name *out)
{
    struct span parts[MOST_PARTS];
    size_t count = 0;
    for (size_t index = 0; index < text.length; index++) {
        if (strchr(" \t\r\n", text.at[index]) != NULL) {
            return fail_tag(parser, tag, "white space or a zero byte in a name");
        }
    }
    if (span_is(text, ".")) {
        *out = (struct mustache_name){NULL, 0, false};
        return result_ok();
    }
    bool here = text.length > 0 && text.at[0] == '.';
    text = span_make(text.at + (here ? 1 : 0), text.length - (here ? 1 : 0));
    struct span rest = span_make(arena_copy(parser->arena, text), text.length);
    for (;;) {
        size_t point = span_find(rest, span_of("."));
        struct span part = span_make(rest.at, point == SPAN_NOWHERE ? rest.length : point);
        if (part.length == 0 || count == MOST_PARTS) {
            return fail_tag(parser, tag, count == MOST_PARTS ? "a name of too many parts" : "an empty name");
        }
        parts[count++] = part;
        if (point == SPAN_NOWHERE) {
            break;
        }
        rest = span_make(rest.at + point + 1, rest.length - point - 1);
    }
    struct span *copy = ARENA_ARRAY(parser->arena, struct span, count);
    memcpy(copy, parts, count * sizeof parts[0]);
    *out = (struct mustache_name){copy, count, here};
    return result_ok();
}

static bool find_constant(const struct parser *parser, struct span name, const json_t **out)
{
    size_t point = span_find(name, span_of("."));
    *out = NULL;
    if (point == SPAN_NOWHERE || json_object_getn(parser->set->constants, name.at, point) == NULL) {
        return false;
    }
    *out = parser_find_key(parser->set->constants, name);
    return true;
}

/* name, name|filter, name|word:prefix */
static struct result add_value(struct parser *parser, const struct tag *tag)
{
    struct mustache_op op = {.kind = MUSTACHE_VALUE, .raw = tag->kind != 'v'};
    size_t bar = span_find(tag->content, span_of("|"));
    struct span name = span_trim(span_make(tag->content.at, bar == SPAN_NOWHERE ? tag->content.length : bar));
    struct span filter = span_make(NULL, 0);
    if (bar != SPAN_NOWHERE) {
        filter = span_trim(span_make(tag->content.at + bar + 1, tag->content.length - bar - 1));
    }
    begin_content(parser);
    const json_t *constant;
    if (filter.length == 0 && parser->set->words != NULL && span_starts_with(name, span_of("t."))) {
        return parser_add_words(parser, span_make(name.at + 2, name.length - 2), op.raw, tag->start);
    }
    if (filter.length == 0 && find_constant(parser, name, &constant)) {
        if (!json_is_string(constant)) {
            return fail_tag(parser, tag, "no such constant");
        }
        mustache_show_text(span_make(json_string_value(constant), json_string_length(constant)), op.raw,
                           &parser->builder->text);
        return result_ok();
    }
    struct result result = read_name(parser, tag, name, &op.name);
    if (!result_failed(result) && (span_is(filter, "word") || span_starts_with(filter, span_of("word:")))) {
        struct span prefix = filter.length <= 5 ? span_make("", 0) : span_make(filter.at + 5, filter.length - 5);
        op.kind = MUSTACHE_WORD;
        result = parser_find_table(parser, prefix, op.raw, tag->start, &op.table);
    } else if (!result_failed(result) && bar != SPAN_NOWHERE) {
        op.filter = (uint8_t)mustache_find_filter(filter);
        result = op.filter == FILTER_COUNT ? fail_tag(parser, tag, "no such filter") : result;
    }
    if (!result_failed(result)) {
        add_op(parser, &op);
    }
    return result;
}

static struct result open_section(struct parser *parser, const struct tag *tag)
{
    struct mustache_op op = {.kind = tag->kind == '#' ? MUSTACHE_SECTION : MUSTACHE_INVERTED};
    struct span name = tag->content;
    op.once = name.length > 1 && name.at[name.length - 1] == '?';
    name.length -= op.once ? 1 : 0;
    struct result result = read_name(parser, tag, name, &op.name);
    if (result_failed(result)) {
        return result;
    }
    if (parser->section_count == MOST_SECTIONS) {
        return fail_tag(parser, tag, "sections too deep");
    }
    if (!tag->standalone) {
        begin_content(parser);
    }
    flush_text(parser);
    parser->sections[parser->section_count++] = (struct section){tag->content, count_ops(parser), tag->start};
    add_op(parser, &op);
    return result_ok();
}

static struct result close_section(struct parser *parser, const struct tag *tag)
{
    if (parser->section_count == 0) {
        return fail_tag(parser, tag, "the end of a section that was not opened");
    }
    const struct section *section = &parser->sections[parser->section_count - 1];
    if (!span_equal(section->name, tag->content)) {
        return fail_tag(parser, tag, "the end of another section than the open one");
    }
    flush_text(parser);
    size_t end = count_ops(parser);
    if (end > UINT32_MAX) {
        return fail_tag(parser, tag, "too large");
    }
    struct mustache_op op;
    char *at = parser->builder->ops.bytes + section->op * sizeof op;
    memcpy(&op, at, sizeof op);
    op.end = (uint32_t)end;
    memcpy(at, &op, sizeof op);
    parser->section_count--;
    return result_ok();
}

/* --- partials -------------------------------------------------------------------------------------------------- */

struct result parser_parse_view(const struct parser *outer, const char *name, struct span source, bool indented,
                                struct mustache *out)
{
    struct builder builder;
    builder_init(&builder, indented);
    struct parser parser = *outer;
    parser.builder = &builder;
    parser.name = name;
    parser.source = source;
    parser.at = 0;
    parser.open = span_of("{{");
    parser.close = span_of("}}");
    parser.words = false;
    parser.raw = false;
    parser.word_depth = 0;
    parser.section_count = 0;
    struct result result = parser_run(&parser);
    if (!result_failed(result)) {
        parser_finish(&parser, out);
    }
    builder_release(&builder);
    return result;
}

/* *out is NULL when there is no such partial and that is allowed. */
static struct result find_partial(struct parser *parser, const struct tag *tag, bool indented,
                                  const struct mustache **out)
{
    struct mustache_partial *partial = parser->shared->partials;
    while (partial != NULL && (partial->indented != indented || !span_is(tag->content, partial->name))) {
        partial = partial->next;
    }
    if (partial != NULL) {
        *out = &partial->view;
        return result_ok();
    }
    const char *name = arena_copy(parser->arena, tag->content);
    const char *path = name;
    struct span source = span_make(NULL, 0);
    if (parser->set->find_partial != NULL) {
        source = parser->set->find_partial(name, &path, parser->set->context);
    }
    *out = NULL;
    if (source.at == NULL) {
        return parser->set->strict_partials ? fail_tag(parser, tag, "no such partial") : result_ok();
    }
    if (parser->partial_depth == MOST_PARTIALS) {
        return fail_tag(parser, tag, "partials too deep");
    }
    partial = ARENA_NEW(parser->arena, struct mustache_partial);
    partial->name = name;
    partial->indented = indented;
    partial->next = parser->shared->partials;
    parser->shared->partials = partial; /* before it is read: a partial may call itself */
    struct parser deeper = *parser;
    deeper.partial_depth++;
    *out = &partial->view;
    return parser_parse_view(&deeper, path, source, indented, &partial->view);
}

static struct result add_partial(struct parser *parser, const struct tag *tag)
{
    struct mustache_op op = {.kind = MUSTACHE_PARTIAL, .standalone = tag->standalone};
    if (tag->content.length == 0) {
        return fail_tag(parser, tag, "an empty name");
    }
    if (!tag->standalone) {
        begin_content(parser);
    }
    if (span_is(tag->content, "body")) {
        op.kind = MUSTACHE_BODY;
        add_op(parser, &op);
        return result_ok();
    }
    if (tag->standalone && !parser->set->compact) {
        struct span indent = span_make(parser->source.at + tag->line_start, tag->start - tag->line_start);
        op.text = span_make(arena_copy(parser->arena, indent), indent.length);
    }
    bool indented = tag->standalone && (op.text.length > 0 || parser->builder->indented);
    struct result result = find_partial(parser, tag, indented, &op.partial);
    if (!result_failed(result) && op.partial != NULL) {
        add_op(parser, &op);
    }
    return result;
}

/* --- the whole ------------------------------------------------------------------------------------------------- */

static struct result add_tag(struct parser *parser, const struct tag *tag)
{
    switch (tag->kind) {
    case '#':
    case '^':
        return open_section(parser, tag);
    case '/':
        return close_section(parser, tag);
    case '>':
        return add_partial(parser, tag);
    case '=':
        return set_delimiters(parser, tag);
    case '!':
        return result_ok();
    default:
        return add_value(parser, tag);
    }
}

struct result parser_run(struct parser *parser)
{
    for (;;) {
        struct tag tag;
        struct result result = read_tag(parser, &tag);
        if (result_failed(result)) {
            return result;
        }
        if (tag.kind == '\0') {
            break;
        }
        add_text(parser, parser->at, tag.standalone ? tag.line_start : tag.start);
        result = add_tag(parser, &tag);
        if (result_failed(result)) {
            return result;
        }
        parser->at = tag.standalone ? tag.next_line : tag.end;
    }
    add_text(parser, parser->at, parser->source.length);
    if (parser->section_count > 0) {
        const struct section *open = &parser->sections[parser->section_count - 1];
        return parser_fail(parser, open->at, "a section without an end", open->name);
    }
    return result_ok();
}

struct mustache_shared *mustache_share(struct arena *arena)
{
    return ARENA_NEW(arena, struct mustache_shared);
}

struct result mustache_parse(struct arena *arena, const struct mustache_set *set, const char *name, struct span source,
                             const struct mustache **out)
{
    struct mustache_shared *shared = set->shared != NULL ? set->shared : mustache_share(arena);
    if (shared->formats == NULL) {
        shared->formats = mustache_load_formats(arena, set->words, set->zone_minutes);
    }
    struct parser outer = {.arena = arena, .set = set, .shared = shared};
    struct mustache *view = ARENA_NEW(arena, struct mustache);
    struct span text = source.at == NULL ? span_of("") : source;
    struct result result = parser_parse_view(&outer, arena_text(arena, name), text, false, view);
    if (!result_failed(result)) {
        *out = view;
    }
    return result;
}
