/* Policies as documents: rows, clauses, what a search found. */
#include "areas/policies/pages.h"

#include "areas/policies/rows.h"
#include "base/day.h"
#include "base/id.h"
#include "text/text.h"
#include "web/pieces.h"

enum { HEADING_POINTS = 40, SNIPPET_POINTS = 120, HITS_COUNTED = 12, ENTRY_STEP = 200, ENTRIES_MOST = 5000 };

const char *policy_url(struct arena *arena, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return arena_format(arena, "/policies/%s", id_format(id, text));
}

bool policy_path_id(const char *path, int64_t *id)
{
    static const char start[] = "/policies/";
    size_t length = sizeof start - 1;
    return strncmp(path, start, length) == 0 && id_parse(span_make(path + length, strcspn(path + length, "#")), id);
}

void policy_set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new_nocheck(object, key, value);
}

void policy_set_text(json_t *object, const char *key, const char *text)
{
    policy_set(object, key, text == NULL || text[0] == '\0' ? json_null() : json_string_nocheck(text));
}

json_t *policy_row_document(const struct request *request, const struct policy *policy)
{
    char id[ID_TEXT_SIZE];
    const char *force = policy_force(policy, request->today);
    json_t *row = json_object();
    policy_set_text(row, "id", id_format(policy->id, id));
    policy_set_text(row, "url", policy_url(request->arena, policy->id));
    policy_set_text(row, "title", policy->title);
    policy_set_text(row, "short_name", policy->short_name);
    policy_set_text(row, "issuer", policy->issuer);
    policy_set_text(row, "number", policy->number);
    policy_set_text(row, "level", policy->level);
    policy_set_text(row, "issue_day", policy->issue_day);
    policy_set_text(row, "effect_day", policy->effect_day);
    policy_set_text(row, "repeal_day", policy->repeal_day);
    policy_set_text(row, "force", force);
    policy_set(row, "out", json_boolean(strcmp(force, "out") == 0));
    policy_set(row, "soon", json_boolean(strcmp(force, "soon") == 0));
    policy_set_text(row, "status", policy->status);
    policy_set(row, "checked", json_boolean(policy->checked));
    return row;
}

static void add_place(json_t *list, const char *title, const char *url)
{
    json_t *place = json_object();
    policy_set_text(place, "title", title);
    if (url != NULL) {
        policy_set_text(place, "url", url);
    }
    (void)json_array_append_new(list, place);
}

json_t *policy_breadcrumb(const struct request *request, const struct policy *at, const char *last)
{
    json_t *list = json_array();
    add_place(list, "nav.home", "/");
    add_place(list, "nav.news", "/news");
    add_place(list, "nav.policies", at == NULL && last == NULL ? NULL : "/policies");
    if (at != NULL) {
        add_place(list, at->title, last == NULL ? NULL : policy_url(request->arena, at->id));
    }
    if (last != NULL) {
        add_place(list, last, NULL);
    }
    return list;
}

/* --- clauses ------------------------------------------------------------------------------------------------------ */

static json_t *text_of(struct span text)
{
    json_t *made = text.length == 0 ? NULL : json_stringn(text.at, text.length);
    return made == NULL ? json_null() : made; /* NULL: not UTF-8 */
}

/* 总体要求 behind 一、 is a heading; a sentence is none. */
static bool is_heading(const struct clause *clause, struct span line, bool alone)
{
    bool chapter = clause->kind == CLAUSE_CHAPTER || clause->kind == CLAUSE_SECTION || clause->kind == CLAUSE_HEADING;
    bool article = clause->kind == CLAUSE_ARTICLE && span_starts_with(span_of(clause->label), span_of("第"));
    bool sentence = line.length >= 3 && (memcmp(line.at + line.length - 3, "。", 3) == 0 ||
                                         memcmp(line.at + line.length - 3, "；", 3) == 0);
    if (clause->kind == CLAUSE_TEXT || article) {
        return false;
    }
    return chapter || (!sentence && utf8_count(line) <= HEADING_POINTS && (clause->kind == CLAUSE_ARTICLE || !alone));
}

static json_t *clause_document(const struct clause *clause)
{
    struct span rest = clause->text;
    struct span first = span_trim(span_take_line(&rest));
    json_t *document = json_object();
    json_t *paragraphs = json_array();
    bool heading = is_heading(clause, first, rest.length == 0);
    policy_set_text(document, "anchor", clause->anchor);
    policy_set_text(document, "label", clause->label);
    policy_set(document, "heading", heading ? text_of(first) : json_null());
    policy_set(document, "first", heading ? json_null() : text_of(first));
    policy_set(document, "bare", json_boolean(first.length == 0 && clause->label[0] != '\0'));
    while (rest.length > 0) {
        struct span line = span_trim(span_take_line(&rest));
        if (line.length > 0) {
            (void)json_array_append_new(paragraphs, text_of(line));
        }
    }
    policy_set(document, "paragraphs", paragraphs);
    return document;
}

json_t *policy_clauses_document(struct arena *arena, const struct policy *policy)
{
    struct clause *clauses = NULL;
    size_t count = clauses_find(arena, span_of(policy->body), &clauses);
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        if (clauses[index].text.length > 0 || clauses[index].label[0] != '\0') {
            (void)json_array_append_new(list, clause_document(&clauses[index]));
        }
    }
    return list;
}

/* --- what a search found --------------------------------------------------------------------------------------------- */

/* The clause that the words hit most often; NULL when none. */
static const struct clause *best_clause(struct arena *arena, const struct clause *clauses, size_t count,
                                        struct span words)
{
    struct hit hits[HITS_COUNTED];
    const struct clause *best = NULL;
    size_t most = 0;
    for (size_t index = 0; index < count; index++) {
        size_t found = token_highlight(arena, clauses[index].text, words, hits, HITS_COUNTED);
        if (found > most) {
            most = found;
            best = &clauses[index];
        }
    }
    return best;
}

json_t *policy_hit_document(const struct request *request, const struct policy *policy, struct span asked)
{
    struct arena *arena = request->arena;
    struct clause *clauses = NULL;
    struct span words = policy_asked_text(arena, asked);
    json_t *row = policy_row_document(request, policy);
    policy_set(row, "pieces", pieces_document(arena, span_of(policy->title), words));
    if (words.length == 0) {
        return row;
    }
    size_t count = clauses_find(arena, span_of(policy->body), &clauses);
    const struct clause *clause = best_clause(arena, clauses, count, words);
    struct span note = clause == NULL ? span_of(policy->body) : clause->text;
    policy_set(row, "note_pieces", pieces_snippet(arena, note, words, SNIPPET_POINTS));
    if (clause != NULL && clause->anchor[0] != '\0') {
        json_t *found = json_object();
        policy_set_text(found, "label", clause->label);
        policy_set_text(found, "url", arena_format(arena, "%s#%s", policy_url(arena, policy->id), clause->anchor));
        policy_set(row, "clause", found);
    }
    return row;
}

struct result policies_found(struct request *request, struct store_session *session, struct span text, json_t **out)
{
    struct policy_hits hits;
    struct policy_query query = {.text = text, .today = request->today, .limit = POLICIES_FOUND};
    *out = NULL;
    struct result result = policy_search(request->arena, session, request->region_id, &query, &hits);
    if (result_failed(result)) {
        return result;
    }
    *out = json_array();
    for (size_t index = 0; index < hits.count; index++) {
        json_t *row = policy_hit_document(request, &hits.policies[index], text);
        const char *url = json_string_value(json_object_get(json_object_get(row, "clause"), "url"));
        if (url != NULL) {
            policy_set_text(row, "url", arena_text(request->arena, url));
        }
        (void)json_array_append_new(*out, row);
    }
    return result;
}

/* --- lists for others --------------------------------------------------------------------------------------------------- */

struct result policies_latest(const struct request *request, struct store_session *session, size_t limit, json_t **out)
{
    struct policy_hits hits;
    struct policy_query query = {.today = request->today, .limit = limit};
    struct result result = policy_search(request->arena, session, request->region_id, &query, &hits);
    if (result_failed(result)) {
        return result;
    }
    *out = json_array();
    for (size_t index = 0; index < hits.count; index++) {
        (void)json_array_append_new(*out, policy_row_document(request, &hits.policies[index]));
    }
    return result;
}

static json_t *entry_document(const struct request *request, const struct policy *policy)
{
    char updated[TIME_TEXT_SIZE];
    char published[TIME_TEXT_SIZE];
    json_t *entry = policy_row_document(request, policy);
    policy_set_text(entry, "author", policy->issuer);
    policy_set_text(entry, "summary", policy->number);
    policy_set_text(entry, "updated", time_format(policy->updated_ms, updated));
    policy_set_text(entry, "published", time_format(policy->publish_ms, published));
    return entry;
}

struct result policy_read_entries(const struct request *request, struct store_session *session, size_t most,
                                  json_t *out)
{
    struct policy_query query = {.today = request->today, .limit = most < ENTRY_STEP ? most : ENTRY_STEP};
    struct result result = result_ok();
    bool more = true;
    most = most < ENTRIES_MOST ? most : ENTRIES_MOST;
    while (more && !result_failed(result) && json_array_size(out) < most) {
        struct policy_hits hits = {0};
        result = policy_search(request->arena, session, request->region_id, &query, &hits);
        for (size_t index = 0; index < hits.count && json_array_size(out) < most; index++) {
            (void)json_array_append_new(out, entry_document(request, &hits.policies[index]));
        }
        more = hits.more;
        if (hits.count > 0) {
            const struct policy *last = &hits.policies[hits.count - 1];
            query.after = (struct policy_place){policy_sort_day(last), last->id};
        }
    }
    return result;
}

struct result policies_map(const struct request *request, struct store_session *session, json_t *out)
{
    return policy_read_entries(request, session, ENTRIES_MOST, out);
}
