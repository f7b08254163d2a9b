/* Mustache: running the steps of a template over a document. */
#include "web/mustache_ops.h"

#include "base/hash.h"

enum { MOST_STEPS = 1 << 22, MOST_BYTES = 64 << 20, MOST_DEPTH = 32 };

/* The contexts, innermost first. */
struct frame {
    const json_t *value;
    const struct frame *outer;
};

struct indent {
    struct span text;
    const struct indent *outer;
};

struct rendering {
    struct buffer *out;
    const struct mustache *body;
    const struct indent *indent;
    int64_t now_ms;
    size_t byte_limit;
    size_t steps_left;
    int depth;
};

static void render_ops(struct rendering *to, const struct mustache *view, size_t from, size_t end,
                       const struct frame *frame);

static const json_t *find_value(const struct frame *frame, const struct mustache_name *name)
{
    if (name->count == 0) {
        return frame->value;
    }
    const json_t *value = NULL;
    for (; frame != NULL && value == NULL; frame = frame->outer) {
        value = json_object_getn(frame->value, name->parts[0].at, name->parts[0].length);
        if (name->here) {
            break;
        }
    }
    for (size_t part = 1; part < name->count && value != NULL; part++) {
        value = json_object_getn(value, name->parts[part].at, name->parts[part].length);
    }
    return value;
}

static bool is_false(const json_t *value)
{
    if (value == NULL) {
        return true;
    }
    switch (json_typeof(value)) {
    case JSON_NULL:
    case JSON_FALSE:
        return true;
    case JSON_STRING:
        return json_string_length(value) == 0;
    case JSON_ARRAY:
        return json_array_size(value) == 0;
    case JSON_INTEGER:
        return json_integer_value(value) == 0;
    case JSON_REAL:
    case JSON_TRUE:
    case JSON_OBJECT:
        return false;
    }
    return false;
}

/* A question asks whether there is something: 0 is something. */
static bool is_missing(const struct mustache_op *op, const json_t *value)
{
    return is_false(value) && !(op->once && json_is_integer(value));
}

static void render_section(struct rendering *to, const struct mustache *view, size_t at, const struct frame *frame)
{
    const struct mustache_op *op = &view->ops[at];
    const json_t *value = find_value(frame, &op->name);
    if (is_missing(op, value)) {
        return;
    }
    if (op->once || json_is_true(value)) {
        render_ops(to, view, at + 1, op->end, frame);
        return;
    }
    if (!json_is_array(value)) {
        struct frame inner = {value, frame};
        render_ops(to, view, at + 1, op->end, &inner);
        return;
    }
    size_t count = json_array_size(value);
    for (size_t index = 0; index < count; index++) {
        struct frame inner = {json_array_get(value, index), frame};
        render_ops(to, view, at + 1, op->end, &inner);
    }
}

static void render_view(struct rendering *to, const struct mustache *view, const struct indent *indent,
                        const struct frame *frame)
{
    if (to->depth >= MOST_DEPTH) {
        return;
    }
    const struct indent *before = to->indent;
    to->indent = indent;
    to->depth++;
    render_ops(to, view, 0, view->count, frame);
    to->depth--;
    to->indent = before;
}

static void render_partial(struct rendering *to, const struct mustache_op *op, const struct frame *frame)
{
    if (op->standalone && op->text.length > 0) {
        struct indent deeper = {op->text, to->indent};
        render_view(to, op->partial, &deeper, frame);
    } else {
        render_view(to, op->partial, op->standalone ? to->indent : NULL, frame);
    }
}

/* Once: a body that asks for a body gets nothing. */
static void render_body(struct rendering *to, const struct frame *frame)
{
    const struct mustache *body = to->body;
    to->body = NULL;
    if (body != NULL) {
        render_view(to, body, NULL, frame);
    }
    to->body = body;
}

static void render_indent(struct rendering *to, const struct indent *indent)
{
    if (indent != NULL) {
        render_indent(to, indent->outer);
        mustache_put(to->out, indent->text);
    }
}

static const struct mustache *find_text(const struct mustache_table *table, struct span key)
{
    if (key.length > table->longest_key || key.length == 0 || !table->starts[(unsigned char)key.at[0]]) {
        return NULL;
    }
    for (size_t slot = (size_t)hash_fast(key);; slot++) {
        uint32_t index = table->slots[slot & table->slot_mask];
        if (index == 0) {
            return NULL;
        }
        if (span_equal(table->entries[index - 1].key, key)) {
            return table->entries[index - 1].text;
        }
    }
}

static inline void render_value(struct rendering *to, const struct mustache *view, const struct mustache_op *op,
                                const json_t *value)
{
    if (op->filter == FILTER_NONE && json_is_string(value)) {
        mustache_show_text(span_make(json_string_value(value), json_string_length(value)), op->raw, to->out);
    } else {
        mustache_show_value(op, view->formats, value, to->now_ms, to->out);
    }
}

static void render_word(struct rendering *to, const struct mustache *view, const struct mustache_op *op,
                        const struct frame *frame)
{
    const json_t *value = find_value(frame, &op->name);
    struct buffer key;
    buffer_init(&key);
    const struct mustache *text = NULL;
    if (json_is_string(value)) {
        text = find_text(op->table, span_make(json_string_value(value), json_string_length(value)));
    } else if (value != NULL) {
        struct mustache_op plain = {.kind = MUSTACHE_VALUE, .raw = true};
        mustache_show_value(&plain, view->formats, value, to->now_ms, &key);
        text = key.length > 0 ? find_text(op->table, buffer_span(&key)) : NULL;
    }
    buffer_release(&key);
    if (text != NULL) {
        render_view(to, text, NULL, frame);
    } else {
        mustache_show_value(op, view->formats, value, to->now_ms, to->out);
    }
}

static void render_ops(struct rendering *to, const struct mustache *view, size_t from, size_t end,
                       const struct frame *frame)
{
    size_t steps = end - from + 1;
    if (steps > to->steps_left || to->out->length > to->byte_limit) {
        to->steps_left = 0;
        return;
    }
    to->steps_left -= steps;
    for (size_t at = from; at < end; at++) {
        const struct mustache_op *op = &view->ops[at];
        switch ((enum mustache_kind)op->kind) {
        case MUSTACHE_TEXT:
            mustache_put(to->out, op->text);
            break;
        case MUSTACHE_VALUE:
            render_value(to, view, op, find_value(frame, &op->name));
            break;
        case MUSTACHE_WORD:
            render_word(to, view, op, frame);
            break;
        case MUSTACHE_SECTION:
            render_section(to, view, at, frame);
            at = op->end - 1;
            break;
        case MUSTACHE_INVERTED:
            at = is_missing(op, find_value(frame, &op->name)) ? at : op->end - 1;
            break;
        case MUSTACHE_PARTIAL:
            render_partial(to, op, frame);
            break;
        case MUSTACHE_BODY:
            render_body(to, frame);
            break;
        case MUSTACHE_LINE:
            render_indent(to, to->indent);
            break;
        }
    }
}

void mustache_render_around(const struct mustache *layout, const struct mustache *body, const json_t *document,
                            int64_t now_ms, struct buffer *out)
{
    struct frame frame = {document, NULL};
    struct rendering to = {
        .out = out, .body = body, .now_ms = now_ms, .byte_limit = out->length + MOST_BYTES, .steps_left = MOST_STEPS};
    render_ops(&to, layout, 0, layout->count, &frame);
    buffer_add(out, "", 0);
}

void mustache_render(const struct mustache *view, const json_t *document, int64_t now_ms, struct buffer *out)
{
    mustache_render_around(view, NULL, document, now_ms, out);
}
