/* Reading and filling the form of a listing. */
#include "areas/listings/form.h"

#include "text/text.h"

enum { BOXES_MOST = 24 };

static const char *const names[FORM_FIELD_COUNT] = {
    [FORM_KIND] = "kind",
    [FORM_TITLE] = "title",
    [FORM_HEADCOUNT] = "headcount",
    [FORM_COUNTY] = "county_code",
    [FORM_START] = "start_day",
    [FORM_END] = "end_day",
    [FORM_PAY] = "pay",
    [FORM_PAY_NOTE] = "pay_note",
    [FORM_LODGING] = "lodging",
    [FORM_MEALS] = "meals",
    [FORM_SHIFT] = "shift",
    [FORM_LEVEL] = "level",
    [FORM_SKILLS] = "skills",
    [FORM_EDUCATION] = "education",
    [FORM_EXPERIENCE] = "experience",
    [FORM_COOPERATION] = "cooperation",
    [FORM_OCCUPATION] = "occupation_code",
    [FORM_MAJOR] = "major_code",
    [FORM_INDUSTRY] = "industry_code",
    [FORM_BODY] = "body",
};

const char *listing_form_field_name(enum form_field field)
{
    return names[field];
}

/* --- filling --------------------------------------------------------------------------------------------------- */

static struct span join_boxes(const struct request *request, const char *name)
{
    struct span values[BOXES_MOST];
    size_t count = request_form_all(request, name, values, BOXES_MOST);
    const char *list = "";
    for (size_t index = 0; index < count; index++) {
        if (values[index].length > 0 && values[index].length < VALUE_TEXT_MOST) {
            list = arena_format(request->arena, "%s%s%.*s", list, list[0] == '\0' ? "" : ",", (int)values[index].length,
                                values[index].at);
        }
    }
    return span_of(list);
}

/* Browsers send line breaks as CR LF; stored texts have LF, so that versions compare. */
static struct span tidy_lines(struct arena *arena, struct span text)
{
    if (text.length == 0 || memchr(text.at, '\r', text.length) == NULL) {
        return text;
    }
    char *tidy = arena_alloc(arena, text.length, 1);
    size_t length = 0;
    for (size_t index = 0; index < text.length; index++) {
        if (text.at[index] != '\r') {
            tidy[length++] = text.at[index];
        }
    }
    return span_make(tidy, length);
}

struct listing_form listing_form_of_request(const struct request *request, const char *prefix)
{
    struct listing_form form;
    for (int field = 0; field < FORM_FIELD_COUNT; field++) {
        const char *name = arena_format(request->arena, "%s%s", prefix, names[field]);
        struct span value = field == FORM_COOPERATION ? join_boxes(request, name) : request_form(request, name);
        form.values[field] = span_trim(tidy_lines(request->arena, value));
    }
    return form;
}

static const char *yes_no_code(int answer)
{
    return answer < 0 ? "" : answer == 0 ? "no" : "yes";
}

struct listing_form listing_form_of_listing(struct arena *arena, const struct catalogue *catalogue,
                                            const struct listing *listing)
{
    const char *texts[FORM_FIELD_COUNT] = {
        [FORM_KIND] = listing->kind,
        [FORM_TITLE] = listing->title,
        [FORM_HEADCOUNT] = value_show_count(arena, listing->headcount),
        [FORM_COUNTY] = listing->county_code,
        [FORM_START] = value_show_day(arena, listing->start_day),
        [FORM_END] = value_show_day(arena, listing->end_day),
        [FORM_PAY] = value_show_pay(arena, listing->pay_low_fen, listing->pay_high_fen, listing->pay_unit),
        [FORM_PAY_NOTE] = listing->pay_note,
        [FORM_LODGING] = yes_no_code(listing->lodging),
        [FORM_MEALS] = yes_no_code(listing->meals),
        [FORM_SHIFT] = listing->shift,
        [FORM_LEVEL] = value_show_level(arena, catalogue, listing->level_low, listing->level_high),
        [FORM_SKILLS] = listing->skills,
        [FORM_EDUCATION] = listing->education,
        [FORM_EXPERIENCE] = value_show_experience(arena, listing->experience_months),
        [FORM_COOPERATION] = listing->cooperation,
        [FORM_OCCUPATION] = value_show_code(catalogue, CATALOGUE_OCCUPATIONS, listing->occupation_code),
        [FORM_MAJOR] = value_show_code(catalogue, CATALOGUE_MAJORS, listing->major_code),
        [FORM_INDUSTRY] = value_show_code(catalogue, CATALOGUE_INDUSTRIES, listing->industry_code),
        [FORM_BODY] = listing->body,
    };
    struct listing_form form;
    for (int field = 0; field < FORM_FIELD_COUNT; field++) {
        form.values[field] = span_of(texts[field]);
    }
    return form;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

struct reading {
    struct arena *arena;
    const struct catalogue *catalogue;
    const struct listing_form *form;
    int32_t today;
    struct problems *problems;
};

/* What was typed, short enough to be shown in a message. */
static const char *quote(struct arena *arena, struct span text)
{
    enum { SHOWN = 60 };
    size_t length = text.length < SHOWN ? text.length : SHOWN;
    while (length < text.length && length > 0 && (text.at[length] & 0xc0) == 0x80) {
        length--;
    }
    return arena_format(arena, "%.*s%s", (int)length, text.at == NULL ? "" : text.at, length < text.length ? "…" : "");
}

static void report(const struct reading *reading, enum form_field field, bool understood, struct value_fault fault)
{
    if (!understood) {
        problems_add(reading->problems,
                     (struct problem){names[field], fault.message, quote(reading->arena, reading->form->values[field]),
                                      fault.hint[0] == '\0' ? NULL : fault.hint});
    }
}

static void read_numbers(const struct reading *reading, struct listing *listing)
{
    struct arena *arena = reading->arena;
    const struct span *values = reading->form->values;
    struct value_fault fault = {"", ""};
    report(reading, FORM_HEADCOUNT, value_read_count(arena, values[FORM_HEADCOUNT], &listing->headcount, &fault),
           fault);
    report(reading, FORM_START, value_read_day(arena, values[FORM_START], reading->today, &listing->start_day, &fault),
           fault);
    report(reading, FORM_END, value_read_day(arena, values[FORM_END], reading->today, &listing->end_day, &fault),
           fault);
    report(reading, FORM_EXPERIENCE,
           value_read_experience(arena, values[FORM_EXPERIENCE], &listing->experience_months, &fault), fault);
    report(reading, FORM_LEVEL,
           value_read_level(arena, reading->catalogue, values[FORM_LEVEL], &listing->level_low, &listing->level_high,
                            &fault),
           fault);
    struct value_pay pay = {0, 0, "", ""};
    bool understood = value_read_pay(arena, values[FORM_PAY], &pay, &fault);
    report(reading, FORM_PAY, understood, fault);
    if (understood) {
        listing->pay_low_fen = pay.low_fen;
        listing->pay_high_fen = pay.high_fen;
        listing->pay_unit = pay.unit;
        listing->pay_note = values[FORM_PAY_NOTE].length > 0 ? arena_copy(arena, values[FORM_PAY_NOTE]) : pay.note;
    }
}

static void read_choices(const struct reading *reading, struct listing *listing)
{
    struct arena *arena = reading->arena;
    const struct span *values = reading->form->values;
    struct value_fault fault = {"", ""};
    report(reading, FORM_LODGING, value_read_yes_no(arena, values[FORM_LODGING], &listing->lodging, &fault), fault);
    report(reading, FORM_MEALS, value_read_yes_no(arena, values[FORM_MEALS], &listing->meals, &fault), fault);
    report(reading, FORM_SHIFT, value_read_shift(arena, values[FORM_SHIFT], &listing->shift, &fault), fault);
    report(reading, FORM_EDUCATION, value_read_education(arena, values[FORM_EDUCATION], &listing->education, &fault),
           fault);
    report(reading, FORM_COOPERATION,
           value_read_cooperation(arena, reading->catalogue, values[FORM_COOPERATION], &listing->cooperation, &fault),
           fault);
}

static void read_codes(const struct reading *reading, struct listing *listing)
{
    const struct {
        enum form_field field;
        enum catalogue_table table;
        const char **member;
    } codes[] = {{FORM_KIND, CATALOGUE_KINDS, &listing->kind},
                 {FORM_COUNTY, CATALOGUE_REGIONS, &listing->county_code},
                 {FORM_OCCUPATION, CATALOGUE_OCCUPATIONS, &listing->occupation_code},
                 {FORM_MAJOR, CATALOGUE_MAJORS, &listing->major_code},
                 {FORM_INDUSTRY, CATALOGUE_INDUSTRIES, &listing->industry_code}};
    for (size_t index = 0; index < sizeof codes / sizeof codes[0]; index++) {
        struct value_fault fault = {"", ""};
        report(reading, codes[index].field,
               value_read_code(reading->arena, reading->catalogue, codes[index].table,
                               reading->form->values[codes[index].field], NULL, codes[index].member, &fault),
               fault);
    }
}

void listing_form_read(struct arena *arena, const struct request *request, const struct listing_form *form,
                       struct listing *listing, struct problems *problems)
{
    struct reading reading = {arena, request->catalogue, form, request->today, problems};
    listing->title = arena_copy(arena, form->values[FORM_TITLE]);
    listing->body = arena_copy(arena, form->values[FORM_BODY]);
    listing->skills = value_read_list(arena, form->values[FORM_SKILLS]);
    read_numbers(&reading, listing);
    read_choices(&reading, listing);
    read_codes(&reading, listing);
    listing_check(arena, request->catalogue, listing, problems);
}

/* --- two people at once ---------------------------------------------------------------------------------------- */

struct listing_form_merge listing_form_merge(const struct listing_form *base, const struct listing_form *mine,
                                             const struct listing_form *theirs)
{
    struct listing_form_merge merge = {.merged = *mine};
    for (int field = 0; field < FORM_FIELD_COUNT; field++) {
        merge.mine_changed[field] = !span_equal(base->values[field], mine->values[field]);
        merge.theirs_changed[field] = !span_equal(base->values[field], theirs->values[field]);
        bool differ = !span_equal(mine->values[field], theirs->values[field]);
        merge.both[field] = merge.mine_changed[field] && merge.theirs_changed[field] && differ;
        if (!merge.mine_changed[field]) {
            merge.merged.values[field] = theirs->values[field];
        }
    }
    return merge;
}

static json_t *shown_document(const struct request *request, enum form_field field, const struct listing_form *form)
{
    return json_string_nocheck(listing_form_shown(request, field, form->values[field]));
}

json_t *listing_form_merge_document(const struct request *request, const struct listing_form_merge *merge,
                                    const struct listing_form *base, const struct listing_form *mine,
                                    const struct listing_form *theirs)
{
    json_t *list = json_array();
    for (int index = 0; index < FORM_FIELD_COUNT; index++) {
        enum form_field field = (enum form_field)index;
        if (!merge->mine_changed[field] && !merge->theirs_changed[field]) {
            continue;
        }
        json_t *row = json_object();
        (void)json_object_set_new_nocheck(row, "field", json_string_nocheck(names[field]));
        (void)json_object_set_new_nocheck(row, "label", json_string_nocheck(listing_form_field_label(field)));
        (void)json_object_set_new_nocheck(row, "base", shown_document(request, field, base));
        (void)json_object_set_new_nocheck(row, "mine", shown_document(request, field, mine));
        (void)json_object_set_new_nocheck(row, "theirs", shown_document(request, field, theirs));
        (void)json_object_set_new_nocheck(row, "both", json_boolean(merge->both[field]));
        (void)json_array_append_new(list, row);
    }
    return list;
}
