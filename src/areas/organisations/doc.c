/* Organisations as documents: what the page shows and the API gives. */
#include "areas/organisations/organisations.h"

#include "base/id.h"
#include "web/pieces.h"

json_t *id_document(int64_t id)
{
    char text[ID_TEXT_SIZE];
    return json_string_nocheck(id_format(id, text));
}

static void set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new_nocheck(object, key, value);
}

static void set_text(json_t *object, const char *key, const char *text)
{
    set(object, key, json_string_nocheck(text));
}

json_t *catalogue_document(const struct catalogue *catalogue, enum catalogue_table table, const char *code)
{
    if (code[0] == '\0') {
        return json_null();
    }
    const struct catalogue_entry *entry = catalogue_find(catalogue, table, span_of(code));
    json_t *document = json_object();
    set_text(document, "code", code);
    set_text(document, "name", entry == NULL ? code : entry->name);
    set_text(document, "name_en", entry == NULL || entry->name_en[0] == '\0' ? "" : entry->name_en);
    return document;
}

static void set_count(json_t *object, const char *key, int32_t count)
{
    set(object, key, count == 0 ? json_null() : json_integer(count));
}

json_t *organisation_document(const struct catalogue *catalogue, const struct organisation *organisation)
{
    json_t *document = json_object();
    set(document, "id", id_document(organisation->id));
    set_text(document, "name", organisation->name);
    set_text(document, "short_name", organisation->short_name);
    set_text(document, "kind", organisation->kind);
    set(document, "is_school", json_boolean(strcmp(organisation->kind, "school") == 0));
    set(document, "is_enterprise", json_boolean(strcmp(organisation->kind, "enterprise") == 0));
    set_text(document, "credit_code", organisation->credit_code);
    set(document, "county", catalogue_document(catalogue, CATALOGUE_REGIONS, organisation->county_code));
    set(document, "industry", catalogue_document(catalogue, CATALOGUE_INDUSTRIES, organisation->industry_code));
    set_text(document, "school_level", organisation->school_level);
    set_text(document, "ownership", organisation->ownership);
    set(document, "above_scale", json_boolean(organisation->above_scale));
    set_count(document, "staff_count", organisation->staff_count);
    set_count(document, "student_count", organisation->student_count);
    set_count(document, "teacher_count", organisation->teacher_count);
    set_text(document, "address", organisation->address);
    set_text(document, "website", organisation->website);
    set_text(document, "products", organisation->products);
    set_text(document, "summary", organisation->summary);
    set_text(document, "status", organisation->status);
    set(document, "version", json_integer(organisation->version));
    set(document, "updated_ms", json_integer(organisation->updated_ms));
    return document;
}

static json_t *programme_document(const struct programme *programme)
{
    json_t *document = json_object();
    set(document, "id", id_document(programme->id));
    set_text(document, "level", programme->level);
    set_text(document, "major_code", programme->major_code);
    set_text(document, "name", programme->name);
    set_text(document, "direction", programme->direction);
    set_count(document, "student_count", programme->student_count);
    set_count(document, "graduate_count", programme->graduate_count);
    return document;
}

static json_t *facility_document(const struct facility *facility)
{
    json_t *document = json_object();
    set(document, "id", id_document(facility->id));
    set_text(document, "kind", facility->kind);
    set_text(document, "name", facility->name);
    set_text(document, "summary", facility->summary);
    set_count(document, "unit_count", facility->unit_count);
    set_count(document, "place_count", facility->place_count);
    return document;
}

static json_t *post_document(const struct catalogue *catalogue, const struct post *post)
{
    json_t *document = json_object();
    set(document, "id", id_document(post->id));
    set_text(document, "name", post->name);
    set(document, "occupation", catalogue_document(catalogue, CATALOGUE_OCCUPATIONS, post->occupation_code));
    set_count(document, "staff_count", post->staff_count);
    return document;
}

json_t *organisation_full_document(const struct catalogue *catalogue, const struct organisation *organisation,
                                   const struct organisation_has *has)
{
    json_t *document = organisation_document(catalogue, organisation);
    json_t *programmes = json_array();
    json_t *facilities = json_array();
    json_t *posts = json_array();
    for (size_t index = 0; index < has->programme_count; index++) {
        (void)json_array_append_new(programmes, programme_document(&has->programmes[index]));
    }
    for (size_t index = 0; index < has->facility_count; index++) {
        (void)json_array_append_new(facilities, facility_document(&has->facilities[index]));
    }
    for (size_t index = 0; index < has->post_count; index++) {
        (void)json_array_append_new(posts, post_document(catalogue, &has->posts[index]));
    }
    set(document, "has_programmes", json_boolean(has->programme_count > 0));
    set(document, "has_facilities", json_boolean(has->facility_count > 0));
    set(document, "has_posts", json_boolean(has->post_count > 0));
    set(document, "programmes", programmes);
    set(document, "facilities", facilities);
    set(document, "posts", posts);
    return document;
}

json_t *organisation_row_document(const struct request *request, const struct organisation *organisation,
                                  struct span query)
{
    enum { SNIPPET_POINTS = 90 };
    char id[ID_TEXT_SIZE];
    struct arena *arena = request->arena;
    json_t *row = organisation_document(request->catalogue, organisation);
    const char *note = organisation->products[0] != '\0' ? organisation->products : organisation->summary;
    set_text(row, "url", arena_format(arena, "/organisations/%s", id_format(organisation->id, id)));
    set(row, "name_pieces", pieces_document(arena, span_of(organisation->name), query));
    set(row, "note_pieces", pieces_snippet(arena, span_of(note), query, SNIPPET_POINTS));
    return row;
}
