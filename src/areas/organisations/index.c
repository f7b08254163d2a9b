/* What of an organisation can be searched for. */
#include "areas/organisations/index.h"

#include "text/terms.h"

#include <stdio.h>

static void add_has(struct arena *arena, struct buffer *terms, const struct organisation_has *has)
{
    for (size_t index = 0; index < has->programme_count; index++) {
        const struct programme *programme = &has->programmes[index];
        terms_add_words(arena, terms, programme->name);
        terms_add_words(arena, terms, programme->direction);
        terms_add_mark(terms, MARK_MAJOR, span_of(programme->major_code));
    }
    for (size_t index = 0; index < has->facility_count; index++) {
        terms_add_words(arena, terms, has->facilities[index].name);
    }
    for (size_t index = 0; index < has->post_count; index++) {
        terms_add_words(arena, terms, has->posts[index].name);
        terms_add_mark(terms, MARK_OCCUPATION, span_of(has->posts[index].occupation_code));
    }
}

static void add_own(struct arena *arena, struct buffer *terms, const struct organisation *organisation)
{
    terms_add_words(arena, terms, organisation->products);
    terms_add_words(arena, terms, organisation->summary);
    terms_add_mark(terms, MARK_KIND, span_of(organisation->kind));
    terms_add_mark(terms, MARK_COUNTY, span_of(organisation->county_code));
    terms_add_industry(terms, MARK_INDUSTRY, organisation->industry_code);
    terms_add_mark(terms, MARK_ABOVE_SCALE, span_of(organisation->above_scale ? "1" : ""));
}

struct result organisation_index_put(struct arena *arena, struct store_session *session, int64_t region_id,
                                     const struct organisation *organisation, const struct organisation_has *has,
                                     bool replace)
{
    struct result result = result_ok();
    if (replace) {
        result = store_execute(session, "organisation_search_delete",
                               STORE_VALUES(store_integer(region_id), store_integer(organisation->id)), NULL);
    }
    if (result_failed(result)) {
        return result;
    }
    struct buffer names;
    struct buffer terms;
    char region[24];
    (void)snprintf(region, sizeof region, "%lld", (long long)region_id);
    buffer_init(&names);
    buffer_init(&terms);
    terms_add_words(arena, &names, organisation->name);
    terms_add_words(arena, &names, organisation->short_name);
    buffer_add(&terms, names.bytes, names.length);
    terms_add_pinyin(arena, &terms, organisation->name);
    terms_add_pinyin(arena, &terms, organisation->short_name);
    add_own(arena, &terms, organisation);
    terms_add_mark(&terms, MARK_SCHOOL_LEVEL,
                   span_of(organisation_school_level_code(span_of(organisation->school_level))));
    terms_add_mark(&terms, MARK_REGION, span_of(region));
    add_has(arena, &terms, has);
    result = store_execute(session, "organisation_search_insert",
                           STORE_VALUES(store_integer(region_id), store_integer(organisation->id),
                                        store_span(buffer_span(&names)), store_span(buffer_span(&terms))),
                           NULL);
    buffer_release(&terms);
    buffer_release(&names);
    return result;
}

struct result organisation_index_refresh(struct arena *arena, struct store_session *session, int64_t region_id,
                                         const struct organisation *organisation)
{
    struct organisation_has has;
    struct result result = organisation_list_has(arena, session, region_id, organisation->id, &has);
    return result_failed(result) ? result : organisation_index_put(arena, session, region_id, organisation, &has, true);
}
