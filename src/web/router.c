/* Patterns are cut into parts once, at start. */
#include "web/router.h"

#include "web/permission.h"

struct pattern {
    const struct route *route;
    struct span parts[ROUTE_PARTS]; /* a name begins with ':' */
    size_t part_count;
};

struct router {
    struct pattern *patterns;
    size_t count;
};

/* False when there are too many parts or one is empty. "/" has none. */
static bool cut_parts(const char *path, struct span parts[static ROUTE_PARTS], size_t *count)
{
    *count = 0;
    if (path[0] != '/') {
        return false;
    }
    for (const char *at = path + 1; *at != '\0';) {
        size_t length = strcspn(at, "/");
        if (length == 0 || *count == ROUTE_PARTS) {
            return false;
        }
        parts[(*count)++] = span_make(at, length);
        at += length;
        if (*at == '/' && *++at == '\0') {
            return false;
        }
    }
    return true;
}

static bool is_name(struct span part)
{
    return part.at[0] == ':';
}

static bool is_same(const struct pattern *left, const struct pattern *right)
{
    if (left->route->method != right->route->method || left->part_count != right->part_count) {
        return false;
    }
    for (size_t index = 0; index < left->part_count; index++) {
        bool names = is_name(left->parts[index]) && is_name(right->parts[index]);
        if (!names && !span_equal(left->parts[index], right->parts[index])) {
            return false;
        }
    }
    return true;
}

/* NULL when the row is sound. */
static const char *find_fault(const struct router *router, const struct pattern *pattern)
{
    const struct route *route = pattern->route;
    size_t names = 0;
    for (size_t index = 0; index < pattern->part_count; index++) {
        names += is_name(pattern->parts[index]);
    }
    if (names > ROUTE_PARAMETERS) {
        return "has too many names";
    }
    if (route->action == NULL || !permission_is_known(route->action)) {
        return "does not say who may come";
    }
    if (route->handler == NULL) {
        return "has no handler";
    }
    for (size_t index = 0; index < router->count; index++) {
        if (is_same(&router->patterns[index], pattern)) {
            return "is there twice";
        }
    }
    return NULL;
}

static size_t count_rows(const struct route *const *tables)
{
    size_t count = 0;
    for (; *tables != NULL; tables++) {
        for (const struct route *route = *tables; route->pattern != NULL; route++) {
            count++;
        }
    }
    return count;
}

struct result router_open(struct arena *arena, const struct route *const *tables, const struct router **out)
{
    struct router *router = ARENA_NEW(arena, struct router);
    router->patterns = ARENA_ARRAY(arena, struct pattern, count_rows(tables) + 1);
    for (; *tables != NULL; tables++) {
        for (const struct route *route = *tables; route->pattern != NULL; route++) {
            struct pattern *pattern = &router->patterns[router->count];
            pattern->route = route;
            bool cut = cut_parts(route->pattern, pattern->parts, &pattern->part_count);
            const char *fault = cut ? find_fault(router, pattern) : "is malformed";
            if (fault != NULL) {
                return result_internal(arena_format(arena, "the route %s %s", route->pattern, fault));
            }
            router->count++;
        }
    }
    *out = router;
    return result_ok();
}

static bool matches(const struct pattern *pattern, const struct span *parts, size_t count)
{
    if (pattern->part_count != count) {
        return false;
    }
    for (size_t index = 0; index < count; index++) {
        if (!is_name(pattern->parts[index]) && !span_equal(pattern->parts[index], parts[index])) {
            return false;
        }
    }
    return true;
}

/* Both match the same path: does `left` say plainly what `right` names, at the first difference? */
static bool is_plainer(const struct pattern *left, const struct pattern *right)
{
    for (size_t index = 0; index < left->part_count; index++) {
        if (is_name(left->parts[index]) != is_name(right->parts[index])) {
            return is_name(right->parts[index]);
        }
    }
    return false;
}

struct match router_find(struct arena *arena, const struct router *router, enum method method, const char *path)
{
    struct match match = {0};
    struct span parts[ROUTE_PARTS];
    size_t count = 0;
    if (!cut_parts(path, parts, &count)) {
        return match;
    }
    const struct pattern *best = NULL;
    for (size_t index = 0; index < router->count; index++) {
        const struct pattern *pattern = &router->patterns[index];
        if (!matches(pattern, parts, count)) {
            continue;
        }
        if (pattern->route->method != method) {
            match.other_method = true;
        } else if (best == NULL || is_plainer(pattern, best)) {
            best = pattern;
        }
    }
    size_t named = 0;
    for (size_t index = 0; best != NULL && index < count; index++) {
        if (is_name(best->parts[index])) {
            match.parameters[named++] = arena_copy(arena, parts[index]);
        }
    }
    match.route = best == NULL ? NULL : best->route;
    return match;
}
