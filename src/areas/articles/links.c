/* What an article is related to. */
#include "areas/articles/links.h"

#include "areas/articles/pages.h"
#include "areas/listings/listings.h"
#include "areas/organisations/organisations.h"
#include "areas/policies/policies.h"
#include "base/id.h"

enum { LINK_MOST = 300, WORDS_MOST = 300 };

static bool is_site_path(struct span url)
{
    if (url.length < 2 || url.length > LINK_MOST || url.at[0] != '/' || url.at[1] == '/') {
        return false;
    }
    for (size_t at = 0; at < url.length; at++) {
        unsigned char byte = (unsigned char)url.at[at];
        if (byte <= ' ' || byte == '\\' || byte == '"' || byte == '<' || byte == '>' || byte == 0x7f) {
            return false;
        }
    }
    return true;
}

const char *article_links_parse(struct arena *arena, struct span text, struct problems *problems)
{
    json_t *list = json_array();
    while (text.length > 0) {
        struct span line = span_trim(span_take_line(&text));
        if (line.length == 0) {
            continue;
        }
        size_t length = 0;
        while (length < line.length && line.at[length] != ' ' && line.at[length] != '\t') {
            length++;
        }
        struct span words = span_trim(span_make(line.at + length, line.length - length));
        bool sound = is_site_path(span_make(line.at, length)) && words.length <= WORDS_MOST &&
                     json_array_size(list) < ARTICLE_LINKS_MOST;
        if (!sound) {
            line.length = line.length > WORDS_MOST ? 0 : line.length;
            problems_add(problems, (struct problem){"links", "articles.error.link", arena_copy(arena, line), NULL});
            continue;
        }
        json_t *one = json_object();
        article_set(one, "url", json_stringn_nocheck(line.at, length));
        article_set(one, "words",
                    words.length == 0 ? json_string_nocheck("") : json_stringn_nocheck(words.at, words.length));
        (void)json_array_append_new(list, one);
    }
    char *dumped = json_dumps(list, JSON_COMPACT);
    const char *stored = arena_text(arena, dumped == NULL ? "[]" : dumped);
    free(dumped);
    json_decref(list);
    return stored;
}

const char *article_links_text(struct arena *arena, const char *links)
{
    json_t *list = json_loads(links, 0, NULL);
    const char *text = "";
    for (size_t index = 0; index < json_array_size(list); index++) {
        const json_t *one = json_array_get(list, index);
        const char *url = json_string_value(json_object_get(one, "url"));
        const char *words = json_string_value(json_object_get(one, "words"));
        text = arena_format(arena, "%s%s%s%s\n", text, url == NULL ? "" : url,
                            words == NULL || words[0] == '\0' ? "" : " ", words == NULL ? "" : words);
    }
    json_decref(list);
    return text;
}

/* --- showing ----------------------------------------------------------------------------------------------------- */

/* The id behind "/listings/"; false when the path is another. */
static bool id_behind(const char *url, const char *start, int64_t *id)
{
    size_t length = strlen(start);
    return strncmp(url, start, length) == 0 && id_parse(span_of(url + length), id);
}

/* *title "" : not for everybody's eyes. */
static struct result find_title(const struct request *request, struct store_session *session, const char *url,
                                const char **kind, const char **title)
{
    int64_t id = 0;
    struct result result = result_ok();
    *kind = "page";
    if (id_behind(url, "/listings/", &id)) {
        struct listing listing;
        *kind = "listing";
        result = listing_find(request->arena, session, request->region_id, id, &listing);
        *title = !result_failed(result) && strcmp(listing.status, "open") == 0 ? listing.title : "";
    } else if (id_behind(url, "/organisations/", &id)) {
        struct organisation organisation;
        *kind = "organisation";
        result = organisation_find(request->arena, session, request->region_id, id, &organisation);
        *title = result_failed(result) ? "" : organisation.name;
    } else if (id_behind(url, "/articles/", &id)) {
        struct article article;
        *kind = "article";
        result = article_find(request->arena, session, request->region_id, id, &article);
        *title = !result_failed(result) && strcmp(article.status, "published") == 0 ? article.title : "";
    } else if (policy_path_id(url, &id)) {
        struct policy policy;
        *kind = "policy";
        result = policy_find(request->arena, session, request->region_id, id, &policy);
        *title = !result_failed(result) && strcmp(policy.status, "published") == 0 ? policy.title : "";
    }
    return result.code == RESULT_NOT_FOUND ? result_ok() : result;
}

struct result article_read_links(const struct request *request, struct store_session *session, const char *links,
                                 json_t *out)
{
    json_t *list = json_loads(links, 0, NULL);
    struct result result = result_ok();
    for (size_t index = 0; index < json_array_size(list) && !result_failed(result); index++) {
        const char *url = json_string_value(json_object_get(json_array_get(list, index), "url"));
        const char *words = json_string_value(json_object_get(json_array_get(list, index), "words"));
        const char *kind = "page";
        const char *title = NULL;
        if (url == NULL) {
            continue;
        }
        result = find_title(request, session, url, &kind, &title);
        if (result_failed(result) || (title != NULL && title[0] == '\0')) {
            continue;
        }
        bool has_words = words != NULL && words[0] != '\0';
        json_t *one = json_object();
        article_set(one, "url", json_string_nocheck(url));
        article_set(one, "kind", json_string_nocheck(kind));
        article_set(one, "title", json_string_nocheck(has_words ? words : title != NULL ? title : url));
        (void)json_array_append_new(out, one);
    }
    json_decref(list);
    return result;
}
