/* The table of views: names from paths, each parsed once for each language. */
#include "web/views.h"

#include "web/mustache.h"

#include <stdlib.h>

enum { ZONE_MINUTES = 480 }; /* all of China is at UTC+8 */

struct view {
    const char *name, *path;
    struct span source;
    const struct mustache *parsed[LANGUAGE_COUNT];
};

struct views {
    struct view *list; /* by name */
    size_t count;
    const struct view *layout;
};

static bool cut_start(struct span *text, const char *start)
{
    struct span wanted = span_of(start);
    if (!span_starts_with(*text, wanted)) {
        return false;
    }
    *text = span_make(text->at + wanted.length, text->length - wanted.length);
    return true;
}

/* "src/areas/listings/views/show.mustache" to "listings/show"; NULL for what is no view. */
static const char *name_of(struct arena *arena, const char *path)
{
    static const char suffix[] = ".mustache";
    static const char folder[] = "/views/";
    struct span name = span_of(path);
    size_t cut = sizeof suffix - 1;
    if (name.length <= cut || strcmp(path + name.length - cut, suffix) != 0) {
        return NULL;
    }
    name.length -= cut;
    if (cut_start(&name, "ui/views/")) {
        return arena_copy(arena, name);
    }
    size_t middle = cut_start(&name, "src/areas/") ? span_find(name, span_of(folder)) : SPAN_NOWHERE;
    if (middle == SPAN_NOWHERE) {
        return NULL;
    }
    const char *rest = name.at + middle + sizeof folder - 1;
    return arena_format(arena, "%.*s/%.*s", (int)middle, name.at, (int)(name.at + name.length - rest), rest);
}

static int compare_views(const void *left, const void *right)
{
    return strcmp(((const struct view *)left)->name, ((const struct view *)right)->name);
}

static const struct view *find_view(const struct views *views, const char *name)
{
    const struct view key = {.name = name};
    return views->count == 0 ? NULL : bsearch(&key, views->list, views->count, sizeof key, compare_views);
}

static struct span find_partial(const char *name, const char **path, void *context)
{
    const struct view *view = find_view(context, name);
    if (view == NULL) {
        return span_make(NULL, 0);
    }
    *path = view->path;
    return view->source;
}

static struct result parse_all(struct arena *arena, struct views *views, const struct words *words,
                               const json_t *constants, int language)
{
    struct mustache_set set = {.find_partial = find_partial,
                               .context = views,
                               .words = words->packs[language],
                               .constants = constants,
                               .shared = mustache_share(arena),
                               .zone_minutes = ZONE_MINUTES,
                               .strict_partials = true,
                               .compact = true};
    for (size_t index = 0; index < views->count; index++) {
        struct view *view = &views->list[index];
        struct result result = mustache_parse(arena, &set, view->path, view->source, &view->parsed[language]);
        if (result_failed(result)) {
            result.detail = arena_format(arena, "%s (%s)", result.detail, language_code((enum language)language));
            return result;
        }
    }
    return result_ok();
}

struct result views_load_files(struct arena *arena, const struct embedded_file *files, size_t count,
                               const struct words *words, const json_t *constants, const struct views **out)
{
    struct views *views = ARENA_NEW(arena, struct views);
    views->list = ARENA_ARRAY(arena, struct view, count);
    for (size_t index = 0; index < count; index++) {
        const char *name = name_of(arena, files[index].name);
        if (name != NULL) {
            views->list[views->count++] = (struct view){name, files[index].name, files[index].bytes, {NULL}};
        }
    }
    qsort(views->list, views->count, sizeof views->list[0], compare_views);
    for (size_t index = 1; index < views->count; index++) {
        if (strcmp(views->list[index - 1].name, views->list[index].name) == 0) {
            return result_fail(RESULT_INVALID, NULL, "error.internal",
                               arena_format(arena, "%s:1:1 the same name as %s", views->list[index].path,
                                            views->list[index - 1].path));
        }
    }
    views->layout = find_view(views, "layout");
    if (views->layout == NULL) {
        return result_fail(RESULT_INVALID, NULL, "error.internal", "ui/views/layout.mustache:1:1 not there");
    }
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct result result = parse_all(arena, views, words, constants, language);
        if (result_failed(result)) {
            return result;
        }
    }
    *out = views;
    return result_ok();
}

struct result views_load(struct arena *arena, const struct words *words, const json_t *constants,
                         const struct views **out)
{
    size_t count;
    const struct embedded_file *files = embedded_list("", &count);
    return views_load_files(arena, files, count, words, constants, out);
}

bool views_have(const struct views *views, const char *name)
{
    return find_view(views, name) != NULL;
}

struct result views_render(const struct views *views, enum language language, const char *name, const json_t *document,
                           int64_t now_ms, struct buffer *out)
{
    const struct view *view = find_view(views, name);
    if (view == NULL) {
        return result_internal("views_render: no such view");
    }
    mustache_render_around(views->layout->parsed[language], view->parsed[language], document, now_ms, out);
    return result_ok();
}

struct result views_render_fragment(const struct views *views, enum language language, const char *name,
                                    const json_t *document, int64_t now_ms, struct buffer *out)
{
    const struct view *view = find_view(views, name);
    if (view == NULL) {
        return result_internal("views_render_fragment: no such view");
    }
    mustache_render(view->parsed[language], document, now_ms, out);
    return result_ok();
}
