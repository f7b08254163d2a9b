/* Builds the object `page`. */
#include "web/frame.h"

#include "base/id.h"
#include "web/guard.h"
#include "web/words.h"

#include <stdio.h>

static void set_text(json_t *object, const char *key, const char *text)
{
    (void)json_object_set_new_nocheck(object, key, json_string_nocheck(text == NULL ? "" : text));
}

static void set_span(json_t *object, const char *key, struct span text)
{
    json_t *value = text.length == 0 ? json_string_nocheck("") : json_stringn_nocheck(text.at, text.length);
    (void)json_object_set_new_nocheck(object, key, value);
}

static const char *find_title(const struct request *request, const struct wish *wish, const struct response *response)
{
    if (response->title_text != NULL) {
        return response->title_text;
    }
    if (response->title == NULL) {
        return ""; /* the layout then shows the region's name alone */
    }
    const struct words *words = request->app->words;
    const char *text = words == NULL ? NULL : words_find(words, wish->language, response->title);
    return text == NULL ? response->title : text;
}

static json_t *build_organisations(const struct actor *actor)
{
    json_t *list = json_array();
    for (size_t index = 0; index < actor->organisation_count; index++) {
        const struct actor_organisation *organisation = &actor->organisations[index];
        char id[ID_TEXT_SIZE];
        json_t *one = json_object();
        set_text(one, "id", id_format(organisation->organisation_id, id));
        set_text(one, "name", organisation->name);
        set_text(one, "kind", organisation->kind);
        set_text(one, "role", organisation->role);
        (void)json_array_append_new(list, one);
    }
    return list;
}

static json_t *build_user(const struct actor *actor)
{
    if (actor->person_id == 0) {
        return json_null();
    }
    json_t *user = json_object();
    set_text(user, "name", actor->name);
    set_text(user, "login", actor->login);
    set_text(user, "role",
             actor_is(actor, ROLE_ADMINISTRATOR) ? "administrator"
             : actor_is(actor, ROLE_OFFICE)      ? "office"
                                                 : "member");
    bool office = actor_is(actor, ROLE_OFFICE | ROLE_ADMINISTRATOR);
    (void)json_object_set_new_nocheck(user, "office", json_boolean(office));
    (void)json_object_set_new_nocheck(user, "administrator", json_boolean(actor_is(actor, ROLE_ADMINISTRATOR)));
    (void)json_object_set_new_nocheck(user, "organisations", build_organisations(actor));
    return user;
}

/* "lang=en", or another choice that a cookie remembers. */
static bool is_choice(struct span pair)
{
    return span_starts_with(pair, span_of("lang=")) || span_starts_with(pair, span_of("script=")) ||
           span_starts_with(pair, span_of("size="));
}

/* The same URL with another choice in place of those it had: "lang=en". The path of a refused request may name another
 * host (//evil): then the start page. */
static const char *build_other_url(struct arena *arena, const struct wish *wish, const char *choice)
{
    if (!guard_is_local_path(wish->path)) {
        return arena_format(arena, "/?%s", choice);
    }
    char *url = arena_alloc(arena, wish->path.length + wish->query.length + strlen(choice) + 3, 1);
    char *out = url;
    memcpy(out, wish->path.at, wish->path.length);
    out += wish->path.length;
    *out++ = '?';
    struct span rest = wish->query;
    while (rest.length > 0) {
        const char *stop = memchr(rest.at, '&', rest.length);
        struct span pair = span_make(rest.at, stop == NULL ? rest.length : (size_t)(stop - rest.at));
        size_t passed = stop == NULL ? rest.length : pair.length + 1;
        rest = span_make(rest.at + passed, rest.length - passed);
        if (pair.length > 0 && !is_choice(pair)) {
            memcpy(out, pair.at, pair.length);
            out += pair.length;
            *out++ = '&';
        }
    }
    memcpy(out, choice, strlen(choice));
    return url;
}

/* What the page is in, and the way to what it could be in. */
static void set_language(json_t *page, const struct request *request, const struct wish *wish)
{
    struct arena *arena = request->arena;
    bool english = wish->language == LANGUAGE_EN;
    bool traditional = wish_is_traditional(wish);
    const char *other = language_code(english ? LANGUAGE_ZH_CN : LANGUAGE_EN);
    set_text(page, "language", request->language);
    set_text(page, "language_tag", traditional ? "zh-Hant" : request->language);
    set_text(page, "other_language", other);
    set_text(page, "other_language_url", build_other_url(arena, wish, arena_format(arena, "lang=%s", other)));
    (void)json_object_set_new_nocheck(page, "english", json_boolean(english));
    (void)json_object_set_new_nocheck(page, "traditional", json_boolean(traditional));
    if (!english) {
        enum script script = traditional ? SCRIPT_SIMPLIFIED : SCRIPT_TRADITIONAL;
        set_text(page, "other_script", traditional ? "zh-Hans" : "zh-Hant");
        set_text(page, "other_script_url",
                 build_other_url(arena, wish, arena_format(arena, "script=%s", script_code(script))));
    }
}

/* The three sizes of letters, the one in use marked. */
static void set_sizes(json_t *page, const struct request *request, const struct wish *wish)
{
    struct arena *arena = request->arena;
    json_t *sizes = json_array();
    for (enum text_size size = SIZE_NORMAL; size < SIZE_COUNT; size++) {
        json_t *one = json_object();
        set_text(one, "title", arena_format(arena, "frame.size.%s", size_code(size)));
        set_text(one, "url", build_other_url(arena, wish, arena_format(arena, "size=%s", size_code(size))));
        (void)json_object_set_new_nocheck(one, "current", json_boolean(size == wish->size));
        (void)json_array_append_new(sizes, one);
    }
    (void)json_object_set_new_nocheck(page, "sizes", sizes);
    if (wish->size != SIZE_NORMAL) {
        set_text(page, "size", size_code(wish->size));
    }
}

const char *frame_region_name(const struct request *request, bool english)
{
    char code[16];
    (void)snprintf(code, sizeof code, "%lld", (long long)request->region_id);
    const struct catalogue_entry *entry = !english || request->catalogue == NULL
                                              ? NULL
                                              : catalogue_find(request->catalogue, CATALOGUE_REGIONS, span_of(code));
    return entry == NULL || entry->name_en[0] == '\0' ? request->region_name : entry->name_en;
}

json_t *frame_build(const struct request *request, const struct wire *wire, const struct wish *wish,
                    const struct response *response, json_t *document)
{
    json_t *page = json_object();
    set_text(page, "title", find_title(request, wish, response));
    set_language(page, request, wish);
    set_sizes(page, request, wish);
    set_text(page, "path", request->path);
    set_span(page, "url", wire->target);
    set_text(page, "csrf", response->cacheable && request->actor->person_id == 0 ? "" : request->csrf);
    set_text(page, "region_name", frame_region_name(request, wish->language == LANGUAGE_EN));
    (void)json_object_set_new_nocheck(page, "sample", json_boolean(request->app->sample));
    set_text(page, "version", request->app->version);
    set_span(page, "query", request_query(request, "q"));
    (void)json_object_set_new_nocheck(page, "user", build_user(request->actor));
    json_t *breadcrumb = json_object_get(document, "breadcrumb");
    (void)json_object_set_new_nocheck(page, "breadcrumb", breadcrumb == NULL ? json_array() : json_incref(breadcrumb));
    (void)json_object_del(document, "breadcrumb");
    if (request->app->fill_page != NULL) {
        request->app->fill_page(request, page);
    }
    return page;
}
