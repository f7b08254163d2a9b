/* How the fields of a listing's form look. No maxlength: what is pasted must not be cut in silence; the rules say how much
 * is too much. */
#include "areas/listings/form.h"
#include "areas/listings/pages.h"

#include "base/number.h"
#include "web/field.h"

enum { OPTIONS_MOST = 64, VALUES_MOST = 24 };

enum look_kind { LOOK_LINE, LOOK_LINES, LOOK_TABLE, LOOK_WORDS };

struct look {
    const char *label, *hint, *width, *inputmode;
    int rows;
    bool required;
    const char *words;          /* of a fixed choice: "yes|no" */
    const char *words_key;      /* their keys begin with this */
    enum catalogue_table table; /* of a choice out of a catalogue */
    enum look_kind kind;
    bool several;
};

/* clang-format off */
static const struct look looks[FORM_FIELD_COUNT] = {
    [FORM_KIND] = {.label = "listing.field.kind", .kind = LOOK_TABLE, .table = CATALOGUE_KINDS, .required = true, .width = "medium"},
    [FORM_TITLE] = {.label = "listing.field.title", .hint = "listing.hint.title", .required = true},
    [FORM_HEADCOUNT] = {.label = "listing.field.headcount", .hint = "listing.hint.headcount", .width = "short"},
    [FORM_COUNTY] = {.label = "listing.field.county", .kind = LOOK_TABLE, .table = CATALOGUE_REGIONS, .width = "medium"},
    [FORM_START] = {.label = "listing.field.start_day", .hint = "listing.hint.start_day", .width = "medium"},
    [FORM_END] = {.label = "listing.field.end_day", .hint = "listing.hint.end_day", .width = "medium"},
    [FORM_PAY] = {.label = "listing.field.pay", .hint = "listing.hint.pay", .width = "medium"},
    [FORM_PAY_NOTE] = {.label = "listing.field.pay_note", .hint = "listing.hint.pay_note"},
    [FORM_LODGING] = {.label = "listing.field.lodging", .kind = LOOK_WORDS, .words = "yes|no", .words_key = "listing.lodging.", .width = "medium"},
    [FORM_MEALS] = {.label = "listing.field.meals", .kind = LOOK_WORDS, .words = "yes|no", .words_key = "listing.meals.", .width = "medium"},
    [FORM_SHIFT] = {.label = "listing.field.shift", .kind = LOOK_WORDS, .words = "day|two|three|long_day", .words_key = "listing.shift.", .width = "medium"},
    [FORM_LEVEL] = {.label = "listing.field.level", .hint = "listing.hint.level", .width = "medium"},
    [FORM_SKILLS] = {.label = "listing.field.skills", .hint = "listing.hint.skills"},
    [FORM_EDUCATION] = {.label = "listing.field.education", .kind = LOOK_WORDS, .words = "初中|高中|中专|大专|本科|硕士", .words_key = "listing.education.", .width = "medium"},
    [FORM_EXPERIENCE] = {.label = "listing.field.experience", .hint = "listing.hint.experience", .width = "medium"},
    [FORM_COOPERATION] = {.label = "listing.field.cooperation", .kind = LOOK_TABLE, .table = CATALOGUE_COOPERATION, .several = true},
    [FORM_OCCUPATION] = {.label = "listing.field.occupation", .hint = "listing.hint.occupation", .width = "medium"},
    [FORM_MAJOR] = {.label = "listing.field.major", .hint = "listing.hint.major", .width = "medium"},
    [FORM_INDUSTRY] = {.label = "listing.field.industry", .hint = "listing.hint.industry", .width = "medium"},
    [FORM_BODY] = {.label = "listing.field.body", .hint = "listing.hint.body", .kind = LOOK_LINES, .rows = 6},
};
/* clang-format on */

const char *listing_form_field_label(enum form_field field)
{
    return looks[field].label;
}

/* Counties: those of the request's city only. */
static bool is_offered(const struct request *request, enum catalogue_table table, const struct catalogue_entry *entry)
{
    int64_t parent = 0;
    return table != CATALOGUE_REGIONS || (number_parse(span_of(entry->group), &parent) && parent == request->region_id);
}

static size_t list_entries(const struct request *request, const struct look *look, struct field_option *options)
{
    size_t count = 0;
    for (size_t row = 0; row < catalogue_count(request->catalogue, look->table) && count < OPTIONS_MOST; row++) {
        const struct catalogue_entry *entry = catalogue_at(request->catalogue, look->table, row);
        if (is_offered(request, look->table, entry)) {
            options[count++] = (struct field_option){entry->code, listing_name_shown(request, entry), NULL, -1};
        }
    }
    return count;
}

static size_t list_words(const struct request *request, const struct look *look, struct field_option *options)
{
    size_t count = 0;
    for (const char *at = look->words; at != NULL && count < OPTIONS_MOST;) {
        size_t length = strcspn(at, "|");
        const char *word = arena_copy(request->arena, span_make(at, length));
        options[count++] =
            (struct field_option){word, arena_format(request->arena, "%s%s", look->words_key, word), NULL, -1};
        at = at[length] == '|' ? at + length + 1 : NULL;
    }
    return count;
}

static size_t split_values(struct span list, struct span *values)
{
    size_t count = 0;
    size_t start = 0;
    for (size_t at = 0; at <= list.length && count < VALUES_MOST; at++) {
        if (at == list.length || list.at[at] == ',') {
            values[count++] = span_make(list.at + start, at - start);
            start = at + 1;
        }
    }
    return count;
}

static struct problems with_prefix(const struct request *request, const struct problems *problems, const char *prefix)
{
    struct problems own = {.count = 0};
    for (size_t index = 0; problems != NULL && index < problems->count; index++) {
        struct problem problem = problems->list[index];
        problem.field = problem.field == NULL ? NULL : arena_format(request->arena, "%s%s", prefix, problem.field);
        problems_add(&own, problem);
    }
    return own;
}

json_t *listing_form_document(const struct request *request, const struct listing_form *form, const char *prefix,
                              const struct problems *problems)
{
    json_t *document = json_object();
    struct problems own = with_prefix(request, problems, prefix);
    for (int field = 0; field < FORM_FIELD_COUNT; field++) {
        const struct look *look = &looks[field];
        const char *name = listing_form_field_name((enum form_field)field);
        struct field_option options[OPTIONS_MOST];
        struct span values[VALUES_MOST] = {form->values[field]};
        size_t value_count = look->several ? split_values(form->values[field], values) : 1;
        struct field_look shown = {.name = arena_format(request->arena, "%s%s", prefix, name),
                                   .label = look->label,
                                   .hint = look->hint,
                                   .width = look->width,
                                   .rows = look->rows,
                                   .optional = !look->required,
                                   .several = look->several,
                                   .options = options,
                                   .empty = look->kind == LOOK_LINE || look->several ? NULL : "listing.hint.choose"};
        shown.option_count = look->kind == LOOK_TABLE   ? list_entries(request, look, options)
                             : look->kind == LOOK_WORDS ? list_words(request, look, options)
                                                        : 0;
        (void)json_object_set_new_nocheck(document, name, field_document(&shown, values, value_count, &own));
    }
    return document;
}

const char *listing_form_shown(const struct request *request, enum form_field field, struct span value)
{
    const struct look *look = &looks[field];
    struct field_option options[OPTIONS_MOST];
    if (look->kind != LOOK_TABLE || look->several) {
        return look->several
                   ? value_show_cooperation(request->arena, request->catalogue, arena_copy(request->arena, value))
                   : arena_copy(request->arena, value);
    }
    size_t count = list_entries(request, look, options);
    for (size_t index = 0; index < count; index++) {
        if (span_is(value, options[index].value)) {
            return options[index].label;
        }
    }
    return arena_copy(request->arena, value);
}
