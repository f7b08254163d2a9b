/* The form of what is proposed: way of cooperating, scope, words. */
#include "areas/requests/store.h"

#include "web/field.h"

#include <string.h>

enum { NOTE_MOST = 2000, COOPERATION_MOST = 64 };

void proposal_read_terms(const struct request *request, struct proposal_terms *terms, struct problems *problems)
{
    struct arena *arena = request->arena;
    struct value_fault fault;
    int32_t day = DAY_NONE;
    struct span start = span_trim(request_form(request, "start"));
    struct span headcount = span_trim(request_form(request, "headcount"));
    terms->cooperation = arena_copy(arena, request_form(request, "cooperation"));
    terms->note = arena_copy(arena, span_trim(request_form(request, "note")));
    terms->start_day = "";
    if (headcount.length > 0 && !value_read_count(arena, headcount, &terms->headcount, &fault)) {
        problems_add(problems,
                     (struct problem){"headcount", "requests.error.headcount", arena_copy(arena, headcount), NULL});
        terms->headcount = 0;
    }
    if (start.length > 0 && !value_read_day(arena, start, request->today, &day, &fault)) {
        problems_add(problems, (struct problem){"start", "requests.error.start", arena_copy(arena, start), NULL});
    } else if (day != DAY_NONE) {
        char *text = arena_alloc(arena, DAY_TEXT_SIZE, 1);
        terms->start_day = day_format(day, text);
    }
    proposal_check_terms(arena, request->catalogue, terms, problems);
}

static json_t *field_of(const struct field_look *look, const char *value, const struct problems *problems)
{
    struct span span = span_of(value);
    return field_document(look, &span, 1, problems);
}

/* A day that was not understood stands in its field as it was typed. */
static const char *day_typed(const struct proposal_terms *terms, const struct problems *problems)
{
    for (size_t index = 0; problems != NULL && index < problems->count; index++) {
        const struct problem *problem = &problems->list[index];
        if (problem->field != NULL && strcmp(problem->field, "start") == 0 && problem->value != NULL) {
            return problem->value;
        }
    }
    return terms->start_day;
}

json_t *proposal_form_document(const struct request *request, const struct proposal_terms *terms, const char *headcount,
                               const struct problems *problems)
{
    const struct catalogue *catalogue = request->catalogue;
    bool english = strcmp(request->language, "en") == 0;
    size_t count = catalogue_count(catalogue, CATALOGUE_COOPERATION);
    struct field_option *options = ARENA_ARRAY(request->arena, struct field_option, count + 1);
    for (size_t row = 0; row < count; row++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, CATALOGUE_COOPERATION, row);
        options[row] = (struct field_option){entry->code, english ? entry->name_en : entry->name, NULL, -1};
    }
    struct field_look cooperation = {.name = "cooperation",
                                     .label = "requests.field.cooperation",
                                     .required = true,
                                     .empty = "requests.field.choose",
                                     .options = options,
                                     .option_count = count};
    struct field_look people = {.name = "headcount",
                                .label = "requests.field.headcount",
                                .width = "short",
                                .inputmode = "numeric",
                                .optional = true,
                                .max_length = 12};
    struct field_look start = {.name = "start",
                               .label = "requests.field.start",
                               .hint = "requests.field.start_hint",
                               .width = "short",
                               .optional = true,
                               .max_length = 30};
    struct field_look note = {.name = "note",
                              .label = "requests.field.note",
                              .hint = "requests.field.note_hint",
                              .optional = true,
                              .rows = 5,
                              .max_length = NOTE_MOST};
    return json_pack("{s:o, s:o, s:o, s:o}", "cooperation", field_of(&cooperation, terms->cooperation, problems),
                     "headcount", field_of(&people, headcount, problems), "start",
                     field_of(&start, day_typed(terms, problems), problems), "note",
                     field_of(&note, terms->note, problems));
}
