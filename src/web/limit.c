/* Token buckets in a set-associative table. Levels are thousandths of a token. */
#include "web/limit.h"

#include "base/check.h"
#include "base/hash.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>

enum { SETS = 4096, WAYS = 4, TOKEN = 1000 };

struct bucket {
    uint64_t key; /* 0 = free */
    int64_t level;
    int64_t at_ms;
};

struct limit {
    pthread_mutex_t mutex;
    int64_t per_second;
    int64_t most;
    struct bucket buckets[SETS][WAYS];
};

struct limit *limit_open(int per_second, int burst)
{
    struct limit *limit = calloc(1, sizeof *limit);
    CHECK(limit != NULL && per_second > 0 && burst > 0);
    CHECK(pthread_mutex_init(&limit->mutex, NULL) == 0);
    limit->per_second = per_second;
    limit->most = (int64_t)burst * TOKEN;
    return limit;
}

void limit_close(struct limit *limit)
{
    if (limit != NULL) {
        (void)pthread_mutex_destroy(&limit->mutex);
        free(limit);
    }
}

static uint64_t make_key(const char *address)
{
    struct in6_addr known;
    if (inet_pton(AF_INET6, address, &known) == 1 && !IN6_IS_ADDR_V4MAPPED(&known)) {
        return hash_fast(span_make((const char *)&known, 8)) | 1;
    }
    return hash_fast(span_of(address)) | 1;
}

/* What has come back since the bucket was last touched. */
static int64_t level_now(const struct limit *limit, const struct bucket *bucket, int64_t now_ms)
{
    int64_t passed = now_ms > bucket->at_ms ? now_ms - bucket->at_ms : 0;
    int64_t empty_ms = limit->most / limit->per_second + 1;
    int64_t level = bucket->level + (passed > empty_ms ? limit->most : passed * limit->per_second);
    return level > limit->most ? limit->most : level;
}

static struct bucket *find_bucket(struct limit *limit, uint64_t key, int64_t now_ms)
{
    struct bucket *set = limit->buckets[key / 2 % SETS];
    struct bucket *fullest = &set[0];
    for (int way = 0; way < WAYS; way++) {
        if (set[way].key == key) {
            return &set[way];
        }
        bool better = set[way].key == 0 || level_now(limit, &set[way], now_ms) > level_now(limit, fullest, now_ms);
        fullest = fullest->key != 0 && better ? &set[way] : fullest;
    }
    *fullest = (struct bucket){key, limit->most, now_ms};
    return fullest;
}

bool limit_take(struct limit *limit, const char *address, int cost, int64_t now_ms)
{
    uint64_t key = make_key(address);
    (void)pthread_mutex_lock(&limit->mutex);
    struct bucket *bucket = find_bucket(limit, key, now_ms);
    bucket->level = level_now(limit, bucket, now_ms);
    bucket->at_ms = now_ms;
    bool enough = bucket->level >= (int64_t)cost * TOKEN;
    bucket->level -= enough ? (int64_t)cost * TOKEN : 0;
    (void)pthread_mutex_unlock(&limit->mutex);
    return enough;
}
