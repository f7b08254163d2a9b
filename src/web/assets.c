/* Static files: their URLs, types and variants. */
#include "web/assets.h"

#include "base/hash.h"

#include <ctype.h>
#include <stdlib.h>

enum { DIGEST_LENGTH = 16 };

static const char folder[] = "assets/";

static const char *type_of(const char *extension)
{
    /* clang-format off */
    static const char *const types[][2] = {
        {"css", "text/css; charset=utf-8"},  {"js", "text/javascript; charset=utf-8"},
        {"svg", "image/svg+xml"},            {"png", "image/png"},
        {"ico", "image/x-icon"},             {"txt", "text/plain; charset=utf-8"},
        {"webmanifest", "application/manifest+json"},
    };
    /* clang-format on */
    for (size_t index = 0; index < sizeof types / sizeof types[0]; index++) {
        if (strcmp(types[index][0], extension) == 0) {
            return types[index][1];
        }
    }
    return "application/octet-stream";
}

static struct span find_variant(struct arena *arena, const struct embedded_file *files, size_t count,
                                const struct embedded_file *file, const char *suffix)
{
    const char *name = arena_format(arena, "%s%s", file->name, suffix);
    for (size_t index = 0; index < count; index++) {
        if (strcmp(files[index].name, name) == 0 && files[index].bytes.length < file->bytes.length) {
            return files[index].bytes;
        }
    }
    return span_make(NULL, 0);
}

static struct asset make_asset(struct arena *arena, const struct embedded_file *files, size_t count,
                               const struct embedded_file *file)
{
    unsigned char digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    hash_sha256(file->bytes, digest);
    (void)hash_text(digest, text);
    text[DIGEST_LENGTH] = '\0';
    const char *name = file->name + sizeof folder - 1;
    const char *point = strrchr(name, '.');
    size_t stem = point == NULL ? strlen(name) : (size_t)(point - name);
    struct asset asset = {.name = name, .bytes = file->bytes};
    asset.url = arena_format(arena, "/assets/%.*s.%s%s", (int)stem, name, text, name + stem);
    asset.etag = arena_format(arena, "\"%s\"", text);
    asset.type = type_of(point == NULL ? "" : point + 1);
    asset.gzip = find_variant(arena, files, count, file, ".gz");
    asset.brotli = find_variant(arena, files, count, file, ".br");
    return asset;
}

static bool is_variant(const char *name)
{
    const char *point = strrchr(name, '.');
    return point != NULL && (strcmp(point, ".gz") == 0 || strcmp(point, ".br") == 0);
}

static int compare_assets(const void *left, const void *right)
{
    return strcmp(((const struct asset *)left)->url, ((const struct asset *)right)->url);
}

void assets_load_files(struct arena *arena, const struct embedded_file *files, size_t count, struct assets *out)
{
    struct asset *list = ARENA_ARRAY(arena, struct asset, count);
    out->count = 0;
    for (size_t index = 0; index < count; index++) {
        if (strncmp(files[index].name, folder, sizeof folder - 1) == 0 && !is_variant(files[index].name)) {
            list[out->count++] = make_asset(arena, files, count, &files[index]);
        }
    }
    qsort(list, out->count, sizeof list[0], compare_assets);
    out->list = list;
}

void assets_load(struct arena *arena, struct assets *out)
{
    size_t count;
    const struct embedded_file *files = embedded_list(folder, &count);
    assets_load_files(arena, files, count, out);
}

static const struct asset *find_by_name(const struct assets *assets, const char *name)
{
    for (size_t index = 0; index < assets->count; index++) {
        if (strcmp(assets->list[index].name, name) == 0) {
            return &assets->list[index];
        }
    }
    return NULL;
}

const struct asset *assets_find(const struct assets *assets, const char *path)
{
    if (strcmp(path, "/favicon.ico") == 0) {
        return find_by_name(assets, "favicon.svg");
    }
    const struct asset key = {.url = path};
    return assets->count == 0 ? NULL : bsearch(&key, assets->list, assets->count, sizeof key, compare_assets);
}

/* --- Accept-Encoding (RFC 9110, 12.5.3) ------------------------------------------------------------------------ */

/* "q=0", "q=0.0" … forbids. */
static bool is_zero_weight(struct span parameters)
{
    size_t at = span_find(parameters, span_of("q="));
    if (at == SPAN_NOWHERE) {
        return false;
    }
    for (size_t index = at + 2; index < parameters.length && parameters.at[index] != ';'; index++) {
        if (strchr("0. \t", parameters.at[index]) == NULL) {
            return false;
        }
    }
    return true;
}

static bool allows(struct span header, const char *coding)
{
    while (header.length > 0) {
        size_t comma = span_find(header, span_of(","));
        struct span item = span_make(header.at, comma == SPAN_NOWHERE ? header.length : comma);
        size_t semicolon = span_find(item, span_of(";"));
        struct span name = span_trim(span_make(item.at, semicolon == SPAN_NOWHERE ? item.length : semicolon));
        if (span_is(name, coding)) {
            return !is_zero_weight(span_make(item.at + name.length, item.length - name.length));
        }
        size_t used = item.length + (comma == SPAN_NOWHERE ? 0 : 1);
        header = span_make(header.at + used, header.length - used);
    }
    return false;
}

enum asset_coding assets_choose(const struct asset *asset, const char *accept_encoding, struct span *bytes)
{
    struct span header = span_of(accept_encoding);
    if (asset->brotli.at != NULL && allows(header, "br")) {
        *bytes = asset->brotli;
        return ASSET_BROTLI;
    }
    if (asset->gzip.at != NULL && allows(header, "gzip")) {
        *bytes = asset->gzip;
        return ASSET_GZIP;
    }
    *bytes = asset->bytes;
    return ASSET_PLAIN;
}

json_t *assets_build_constants(const struct assets *assets)
{
    json_t *urls = json_object();
    for (size_t index = 0; index < assets->count; index++) {
        char key[64];
        size_t length = 0;
        for (const char *at = assets->list[index].name; *at != '\0' && length + 1 < sizeof key; at++) {
            key[length++] = isalnum((unsigned char)*at) ? *at : '_';
        }
        key[length] = '\0';
        (void)json_object_set_new(urls, key, json_string(assets->list[index].url));
    }
    json_t *constants = json_object();
    (void)json_object_set_new(constants, "assets", urls);
    return constants;
}
