/* Static files: style sheet, scripts, icons. Built into the program, served under a name that holds their digest.
 *
 * The Makefile hands over "assets/NAME" with "assets/NAME.gz" and "assets/NAME.br" beside it. The URL is
 * /assets/STEM.DIGEST.EXTENSION, so it may be kept for a year by browsers; when the bytes change, so does the name.
 * Views write {{assets.site_css}} for the URL of site.css (dots and dashes become underscores).
 */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "base/arena.h"
#include "base/embedded.h"
#include "base/span.h"

#include <jansson.h>

#define ASSETS_CACHE_CONTROL "public, max-age=31536000, immutable"

struct asset {
    const char *name;   /* "site.css" */
    const char *url;    /* "/assets/site.0123456789abcdef.css" */
    const char *type;   /* Content-Type */
    const char *etag;   /* with its quotes */
    struct span bytes;  /* borrowed from the program */
    struct span gzip;   /* {NULL, 0} when it would not be smaller */
    struct span brotli; /* the same */
};

struct assets {
    const struct asset *list; /* by url */
    size_t count;
};

void assets_load(struct arena *arena, struct assets *out);
void assets_load_files(struct arena *arena, const struct embedded_file *files, size_t count, struct assets *out);

/* By the path of the request; NULL when there is none. /favicon.ico finds the icon too. O(log n). */
const struct asset *assets_find(const struct assets *assets, const char *path);

enum asset_coding { ASSET_PLAIN, ASSET_GZIP, ASSET_BROTLI };

/* The best variant that the Accept-Encoding header (may be NULL) allows, with its bytes. */
enum asset_coding assets_choose(const struct asset *asset, const char *accept_encoding, struct span *bytes);

/* {"assets": {"site_css": "/assets/site.….css", …}}, for views_load. The caller owns it (json_decref). */
json_t *assets_build_constants(const struct assets *assets);

#endif
