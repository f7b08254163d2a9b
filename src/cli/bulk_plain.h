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
    return (unsigned)__builtin_ctzll(found) / 8;
}

/* Is one of these bytes no printable ASCII, or ! or "? */
static inline bool plain_odd(uint64_t word, size_t bytes)
{
    uint64_t filled = (word & plain_mask(bytes)) | (PLAIN_ONES * 'a' & ~plain_mask(bytes));
    return (((filled - PLAIN_ONES * 0x23) | filled | (filled + PLAIN_ONES)) & PLAIN_HIGHS) != 0;
}

/* The first such byte from here on, or the end. */
static inline const char *plain_seek(const char *at, const char *end, char byte)
{
    for (; at < end; at += 8) {
        uint64_t found = plain_find(plain_load(at), byte);
        if (found != 0) {
            at += plain_first(found);
            return at < end ? at : end;
        }
    }
    return end;
}

/* How many digits stand in front, if not more than 7. */
static inline size_t plain_digits(uint64_t word)
{
    uint64_t values = word ^ PLAIN_ONES * '0';
    uint64_t others = (((values & ~PLAIN_HIGHS) + PLAIN_ONES * 0x76) | values) & PLAIN_HIGHS;
    return plain_first(others | UINT64_C(1) << 63);
}

/* How many bytes stand before the end of the line, if not more than 7, and if they are digits: line feed and return lack a
 * bit that all digits have. Where the next line begins hangs on this, so it is little. */
static inline size_t plain_rest_of_line(uint64_t word)
{
    return plain_first((word & UINT64_C(0x0010101010101010)) ^ PLAIN_ONES * 0x10);
}

/* Are these bytes digits? 1 to 8 of them. */
static inline bool plain_are_digits(uint64_t word, size_t bytes)
{
    uint64_t values = (word ^ PLAIN_ONES * '0') << (64 - 8 * bytes);
    return (((values + PLAIN_ONES * 0x76) | values) & PLAIN_HIGHS) == 0;
}

/* The number that they are, 1 to 8 of them: in pairs, then fours, then all. */
static inline uint64_t plain_value(uint64_t word, size_t digits)
{
    uint64_t ones = (word << (64 - 8 * digits)) & PLAIN_ONES * 0x0f; /* the zeros in front are zero bytes */
    uint64_t tens = ones * 10 + (ones >> 8);
    uint64_t low = (tens & UINT64_C(0x000000ff000000ff)) * (100 + (UINT64_C(1000000) << 32));
    uint64_t high = (tens >> 16 & UINT64_C(0x000000ff000000ff)) * (1 + (UINT64_C(10000) << 32));
    return (low + high) >> 32;
}

/* An id with a comma behind it. */
struct plain_id {
    uint64_t words[2], masks[2];
    const char *at;
    size_t length; /* with the comma */
};

/* The name lies in a table. */
static inline void plain_id_set(struct plain_id *id, struct span name)
{
    size_t length = name.length;
    id->at = name.at;
    id->length = length + 1;
    id->masks[0] = plain_mask(length + 1);
    id->masks[1] = length < 8 ? 0 : plain_mask(length - 7);
    id->words[0] = plain_load(name.at) & plain_mask(length);
    id->words[1] = length <= 8 ? 0 : plain_load(name.at + 8) & plain_mask(length - 8);
    id->words[length >= 8] |= (uint64_t)',' << 8 * (length % 8); /* counts for nothing in a longer id */
}

static inline bool plain_id_stands(const struct plain_id *id, const char *at, const char *end)
{
    if (id->length <= 16) {
        return (((plain_load(at) ^ id->words[0]) & id->masks[0]) |
                ((plain_load(at + 8) ^ id->words[1]) & id->masks[1])) == 0;
    }
    return (size_t)(end - at) >= id->length && memcmp(at, id->at, id->length - 1) == 0 && at[id->length - 1] == ',';
}

/* Behind the end of the line, or NULL when there is something else. Branches, which are foreseen, and no sums: where the
 * next line begins must not wait for what was just read. */
static inline const char *plain_end_line(const char *at)
{
    if (__builtin_expect(*at == '\n', 1)) {
        return at + 1;
    }
    return *at == '\r' && at[1] == '\n' ? at + 2 : NULL;
}

/* Digits up to another byte; NULL when there are none, or more than 19. */
static inline const char *plain_number(const char *at, uint64_t *out)
{
    const char *start = at;
    uint64_t word = plain_load(at);
    size_t digits = plain_digits(word);
    uint64_t number = 0;
    for (; digits == 7 && at - start < 14; digits = plain_digits(word)) {
        number = number * 10000000 + plain_value(word, 7);
        at += 7;
        word = plain_load(at);
    }
    static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
    if (digits > 0) {
        number = number * powers[digits] + plain_value(word, digits);
        at += digits;
    }
    *out = number;
    return at == start || at - start > 19 ? NULL : at;
}

#endif
