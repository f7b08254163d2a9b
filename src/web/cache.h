/* Pages that every visitor shares, kept as bytes as long as the data did not change.
 *
 *   cache_find ── same key, same version ──► the page, held until page_release
 *              └─ another version: dropped, NULL
 *   cache_put     the page with its ETag and its gzip form; the least recently used ones give way
 *
 * The key is all that the page depends on besides the data: URL, language, characters, size, format. The version is read BEFORE the page
 * is made, so a page made from older data never counts as new. Thread-safe; bounded by bytes. O(1).
 */
#ifndef WEB_CACHE_H
#define WEB_CACHE_H

#include "base/span.h"

#include <stdint.h>

enum { ETAG_SIZE = 32 };

struct page {
    struct span body;
    struct span gzip;         /* {NULL, 0} when not smaller */
    const char *content_type; /* static */
    int64_t read_id;          /* what is read on it (web/request.h) */
    char etag[ETAG_SIZE];     /* weak, with its quotes: one for the body and its gzip form */
};

struct cache;

struct cache *cache_open(size_t most_bytes);
void cache_close(struct cache *cache);

struct page *cache_find(struct cache *cache, struct span key, uint64_t version);

/* Copies key and body. Returns the page, held. Too large ones are not kept, but returned all the same. */
struct page *cache_put(struct cache *cache, struct span key, uint64_t version, struct span body,
                       const char *content_type, int64_t read_id);
void page_release(struct page *page);

size_t cache_bytes(struct cache *cache);

#endif
