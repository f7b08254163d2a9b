/* `zhiqiao fit`: the matches of one listing or of all needs, as a document or as a table. */
#include "areas/fit/service.h"

#include "base/check.h"

static const size_t JSON_FLAGS = JSON_COMPACT | JSON_REAL_PRECISION(6);

struct print {
    struct arena *arena;
    struct fit_service *service;
    const struct fit_question *question;
    int64_t id;
    const char *side; /* that the listing must be of; NULL = either */
    struct listing listing;
    json_t *matches;
};

static struct result read_matches(struct store_session *session, void *context)
{
    struct print *print = context;
    struct result result = listing_find(print->arena, session, print->service->region_id, print->id, &print->listing);
    if (!result_failed(result) && print->side != NULL && strcmp(print->listing.side, print->side) != 0) {
        return result_fail(RESULT_NOT_FOUND, print->side, "cli.fit.other_side", NULL);
    }
    if (result_failed(result)) {
        return result;
    }
    json_decref(print->matches); /* of a run before this one */
    print->matches = NULL;
    struct fit_matches_question question = {&print->listing, print->question->most, print->question->english};
    return fit_build_matches(print->arena, print->service, session, &question, &print->matches);
}

static void print_json(const struct print *print, FILE *out)
{
    bool is_need = strcmp(print->listing.side, "need") == 0;
    json_t *document =
        json_pack("{s:o, s:O}", is_need ? "need" : "offer",
                  fit_listing_card(print->service->catalogue, &print->listing), "matches", print->matches);
    (void)json_dumpf(document, out, JSON_FLAGS);
    json_decref(document);
}

static void print_table(const struct print *print, FILE *out)
{
    bool is_need = strcmp(print->listing.side, "need") == 0;
    char id[ID_TEXT_SIZE];
    (void)fprintf(out, "%s  %s  %s\n", id_format(print->listing.id, id), print->listing.organisation_name,
                  print->listing.title);
    size_t index;
    json_t *match;
    json_array_foreach(print->matches, index, match)
    {
        const json_t *other = json_object_get(match, is_need ? "offer" : "need");
        int tenths = (int)json_integer_value(json_object_get(json_object_get(match, "bar"), "score"));
        (void)fprintf(out, "  %3d.%d  %s  %s  %s\n", tenths / 10, tenths % 10,
                      json_string_value(json_object_get(other, "id")),
                      json_string_value(json_object_get(other, "organisation")),
                      json_string_value(json_object_get(other, "title")));
    }
    if (json_array_size(print->matches) == 0) {
        (void)fprintf(out, "      -\n");
    }
}

static struct result print_one(struct print *print, int64_t id, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    print->arena = &arena;
    print->id = id;
    print->matches = NULL;
    struct result result = store_read(print->service->store, read_matches, print);
    if (!result_failed(result)) {
        (print->question->as_json ? print_json : print_table)(print, out);
    }
    json_decref(print->matches);
    arena_release(&arena);
    return result;
}

/* {"fits": [{"need": …, "matches": […]}, …]}, one need at a time: the whole never stands in memory. */
static struct result print_all(struct print *print, FILE *out)
{
    struct fit_service *service = print->service;
    struct arena arena;
    arena_init(&arena);
    int64_t *ids;
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
    size_t count = fit_index_list(&arena, service->state.index, FIT_NEED, &ids);
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
    bool as_json = print->question->as_json;
    struct result result = result_ok();
    (void)fputs(as_json ? "{\"fits\":[" : "", out);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        (void)fputs(as_json && index > 0 ? ",\n" : "", out);
        result = print_one(print, ids[index], out);
    }
    (void)fputs(as_json ? "]}\n" : "", out);
    arena_release(&arena);
    return result;
}

struct result fit_print(struct fit_service *service, const struct fit_question *question, FILE *out)
{
    struct print print = {.service = service, .question = question};
    struct result result = fit_service_refresh(service);
    if (result_failed(result)) {
        return result;
    }
    if (question->all) {
        result = print_all(&print, out);
    } else {
        print.side = question->need_id != 0 ? "need" : "offer";
        result = print_one(&print, question->need_id != 0 ? question->need_id : question->offer_id, out);
        (void)fputs(question->as_json && !result_failed(result) ? "\n" : "", out);
    }
    bool written = fflush(out) == 0 && ferror(out) == 0;
    return result_failed(result) || written ? result
                                            : result_fail(RESULT_BUSY, NULL, "error.output", "the output is closed");
}
