/* Eight bytes at a time, for the fast readers of plain tables (little-endian machines: bulk_is_plain says so). Up to 16
 * bytes are looked at from any place of a table: behind it stands a page of zeros. */
#ifndef CLI_BULK_PLAIN_H
#define CLI_BULK_PLAIN_H

#include "cli/bulk.h"

#define PLAIN_ONES  UINT64_C(0x0101010101010101)
#define PLAIN_HIGHS UINT64_C(0x8080808080808080)

static inline uint64_t plain_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* The lowest bytes; 0 to 8 of them. */
static inline uint64_t plain_mask(size_t bytes)
{
    return bytes >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * bytes) - 1;
}

/* The lowest bit set stands in the first such byte. */
static inline uint64_t plain_find(uint64_t word, char byte)
{
    uint64_t other = word ^ PLAIN_ONES * (unsigned char)byte;
    return (other - PLAIN_ONES) & ~other & PLAIN_HIGHS;
}

static inline size_t plain_first(uint64_t found)
{
    return (size_t)__builtin_ctzll(found) / 8;
}

/* Is one of these bytes no printable ASCII, or ! or "? */
static inline bool plain_odd(uint64_t word, size_t bytes)
{
    uint64_t filled = (word & plain_mask(bytes)) | (PLAIN_ONES * 'a' & ~plain_mask(bytes));
    return (((filled - PLAIN_ONES * 0x23) | filled | (filled + PLAIN_ONES)) & PLAIN_HIGHS) != 0;
}

/* An id with a comma behind it. */
struct plain_id {
    uint64_t words[2], masks[2];
    const char *at;
    size_t length; /* with the comma */
};

static inline void plain_id_set(struct plain_id *id, struct span name)
{
    char text[16] = {0};
    id->at = name.at;
    id->length = name.length + 1;
    if (id->length <= 16) {
        memcpy(text, name.at, name.length);
        text[name.length] = ',';
    }
    id->words[0] = plain_load(text);
    id->words[1] = plain_load(text + 8);
    id->masks[0] = plain_mask(id->length);
    id->masks[1] = plain_mask(id->length > 8 ? id->length - 8 : 0);
}

static inline bool plain_id_stands(const struct plain_id *id, const char *at, const char *end)
{
    if (id->length <= 16) {
        return (((plain_load(at) ^ id->words[0]) & id->masks[0]) |
                ((plain_load(at + 8) ^ id->words[1]) & id->masks[1])) == 0;
    }
    return (size_t)(end - at) >= id->length && memcmp(at, id->at, id->length - 1) == 0 && at[id->length - 1] == ',';
}

/* Behind the end of the line, or NULL when there is something else. */
static inline const char *plain_end_line(const char *at)
{
    at += *at == '\r';
    return *at == '\n' ? at + 1 : NULL;
}

/* Digits up to another byte; NULL when there are none, or more than 18. */
static inline const char *plain_number(const char *at, uint64_t *out)
{
    const char *start = at;
    uint64_t number = 0;
    for (unsigned digit; (digit = (unsigned)(unsigned char)*at - '0') <= 9 && at - start < 19; at++) {
        number = number * 10 + digit;
    }
    *out = number;
    return at == start || at - start > 18 ? NULL : at;
}

#endif
