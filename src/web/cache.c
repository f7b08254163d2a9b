/* A chained hash table with a list by last use. Entries are counted: the cache holds one, each answer another. */
#include "web/cache.h"

#include "base/check.h"
#include "base/hash.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { SLOTS = 4096, OVERHEAD = 256, GZIP_FROM = 512, GZIP_LEVEL = 6, GZIP_WINDOW = 15 + 16, SHARE = 8 };

struct entry {
    struct page page; /* first: a page is its entry */
    _Atomic int holders;
    uint64_t hash, version;
    struct span key;
    size_t bytes;
    struct entry *next;          /* in the slot */
    struct entry *newer, *older; /* by last use */
};

struct cache {
    pthread_mutex_t mutex;
    size_t bytes, most;
    struct entry *newest, *oldest;
    struct entry *slots[SLOTS];
};

struct cache *cache_open(size_t most_bytes)
{
    struct cache *cache = calloc(1, sizeof *cache);
    CHECK(cache != NULL);
    CHECK(pthread_mutex_init(&cache->mutex, NULL) == 0);
    cache->most = most_bytes;
    return cache;
}

static void unlink_use(struct cache *cache, struct entry *entry)
{
    *(entry->newer == NULL ? &cache->newest : &entry->newer->older) = entry->older;
    *(entry->older == NULL ? &cache->oldest : &entry->older->newer) = entry->newer;
    entry->newer = entry->older = NULL;
}

static void link_newest(struct cache *cache, struct entry *entry)
{
    entry->older = cache->newest;
    *(cache->newest == NULL ? &cache->oldest : &cache->newest->newer) = entry;
    cache->newest = entry;
}

void page_release(struct page *page)
{
    struct entry *entry = (struct entry *)(void *)page;
    if (atomic_fetch_sub(&entry->holders, 1) == 1) {
        free(entry);
    }
}

static void drop(struct cache *cache, struct entry *entry)
{
    struct entry **link = &cache->slots[entry->hash % SLOTS];
    while (*link != entry) {
        link = &(*link)->next;
    }
    *link = entry->next;
    unlink_use(cache, entry);
    cache->bytes -= entry->bytes;
    page_release(&entry->page);
}

void cache_close(struct cache *cache)
{
    if (cache == NULL) {
        return;
    }
    while (cache->newest != NULL) {
        drop(cache, cache->newest);
    }
    (void)pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

static struct entry *find_entry(const struct cache *cache, struct span key, uint64_t hash)
{
    struct entry *entry = cache->slots[hash % SLOTS];
    while (entry != NULL && !(entry->hash == hash && span_equal(entry->key, key))) {
        entry = entry->next;
    }
    return entry;
}

struct page *cache_find(struct cache *cache, struct span key, uint64_t version)
{
    uint64_t hash = hash_fast(key);
    (void)pthread_mutex_lock(&cache->mutex);
    struct entry *entry = find_entry(cache, key, hash);
    if (entry != NULL && entry->version != version) {
        drop(cache, entry);
        entry = NULL;
    }
    if (entry != NULL) {
        atomic_fetch_add(&entry->holders, 1);
        if (entry != cache->newest) {
            unlink_use(cache, entry);
            link_newest(cache, entry);
        }
    }
    (void)pthread_mutex_unlock(&cache->mutex);
    return entry == NULL ? NULL : &entry->page;
}

/* The gzip form into out (of body.length bytes); 0 when it would not be smaller. */
static size_t compress_body(struct span body, char *out)
{
    z_stream stream = {0};
    if (body.length < GZIP_FROM || body.length > UINT32_MAX ||
        deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return 0;
    }
    /* zlib only reads from next_in, but its type says otherwise. */
    stream.next_in = (Bytef *)(uintptr_t)body.at;
    stream.avail_in = (uInt)body.length;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)body.length;
    int ended = deflate(&stream, Z_FINISH);
    size_t length = stream.total_out;
    (void)deflateEnd(&stream);
    return ended == Z_STREAM_END ? length : 0;
}

/* One block: entry, key, body, gzip form. */
static struct entry *make_entry(struct span key, struct span body)
{
    char *packed = malloc(body.length + 1);
    CHECK(packed != NULL);
    size_t packed_length = compress_body(body, packed);
    size_t bytes = sizeof(struct entry) + key.length + body.length + packed_length;
    struct entry *entry = malloc(bytes);
    CHECK(entry != NULL);
    *entry = (struct entry){.holders = 1, .bytes = bytes + OVERHEAD};
    char *at = (char *)(entry + 1);
    if (key.length > 0) {
        memcpy(at, key.at, key.length);
    }
    entry->key = span_make(at, key.length);
    at += key.length;
    if (body.length > 0) {
        memcpy(at, body.at, body.length);
    }
    entry->page.body = span_make(at, body.length);
    at += body.length;
    memcpy(at, packed, packed_length);
    entry->page.gzip = packed_length == 0 ? (struct span){NULL, 0} : span_make(at, packed_length);
    free(packed);
    return entry;
}

static void set_etag(struct page *page)
{
    unsigned char digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    hash_sha256(page->body, digest);
    (void)snprintf(page->etag, sizeof page->etag, "W/\"%.20s\"", hash_text(digest, text));
}

struct page *cache_put(struct cache *cache, struct span key, uint64_t version, struct span body,
                       const char *content_type, int64_t read_id)
{
    struct entry *entry = make_entry(key, body);
    entry->hash = hash_fast(key);
    entry->version = version;
    entry->page.content_type = content_type;
    entry->page.read_id = read_id;
    set_etag(&entry->page);
    if (entry->bytes > cache->most / SHARE) {
        return &entry->page;
    }
    (void)pthread_mutex_lock(&cache->mutex);
    struct entry *before = find_entry(cache, key, entry->hash);
    if (before != NULL) {
        drop(cache, before);
    }
    while (cache->bytes + entry->bytes > cache->most && cache->oldest != NULL) {
        drop(cache, cache->oldest);
    }
    atomic_fetch_add(&entry->holders, 1);
    entry->next = cache->slots[entry->hash % SLOTS];
    cache->slots[entry->hash % SLOTS] = entry;
    link_newest(cache, entry);
    cache->bytes += entry->bytes;
    (void)pthread_mutex_unlock(&cache->mutex);
    return &entry->page;
}

size_t cache_bytes(struct cache *cache)
{
    (void)pthread_mutex_lock(&cache->mutex);
    size_t bytes = cache->bytes;
    (void)pthread_mutex_unlock(&cache->mutex);
    return bytes;
}
