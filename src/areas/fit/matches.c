/* The matches of a listing as a document: solve, then explain each. */
#include "areas/fit/service.h"

static json_t *build_match(struct arena *arena, struct fit_service *service, struct fit_pair *pair, size_t rank)
{
    if (!fit_service_explain(arena, service, pair)) {
        return NULL; /* changed since it was matched */
    }
    json_t *match = json_pack("{s:i, s:b}", "rank", (int)rank, "is_first", (int)(rank == 1));
    json_object_update_new(match, fit_pair_document(pair));
    return match;
}

struct result fit_build_matches(struct arena *arena, struct fit_service *service, struct store_session *session,
                                const struct fit_matches_question *question, json_t **out)
{
    const struct listing *listing = question->listing;
    bool is_need = strcmp(listing->side, "need") == 0;
    struct fit_match *matches;
    size_t count;
    struct result result = fit_service_solve(arena, service, listing, question->most, &matches, &count);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        struct listing *other = ARENA_NEW(arena, struct listing);
        result = listing_find(arena, session, service->region_id, matches[index].id, other);
        bool over = !result_failed(result) && strcmp(other->status, "open") != 0;
        if (result.code == RESULT_NOT_FOUND || over) {
            continue; /* gone or closed since it was matched */
        }
        if (result_failed(result)) {
            json_decref(list);
            return result;
        }
        struct fit_pair pair = {
            .need = is_need ? listing : other, .offer = is_need ? other : listing, .english = question->english};
        json_t *match = build_match(arena, service, &pair, json_array_size(list) + 1);
        if (match != NULL) {
            json_object_set_new(match, is_need ? "offer" : "need", fit_listing_card(service->catalogue, other));
            json_array_append_new(list, match);
        }
    }
    *out = list;
    return result_ok();
}

json_t *fit_build_pair(struct arena *arena, struct fit_service *service, const struct fit_pair_question *question)
{
    struct fit_pair pair = {.need = question->need, .offer = question->offer, .english = question->english};
    if (!fit_service_explain(arena, service, &pair)) {
        return NULL;
    }
    json_t *document = fit_pair_document(&pair);
    json_object_set_new(document, "texts", fit_pair_texts(arena, &pair));
    return document;
}
