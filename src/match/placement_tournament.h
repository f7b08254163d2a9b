/* The worst of many: a tree of keys, eight to a line of memory, of which the largest stands again in the line above. So the
 * seats of nearly every enterprise are one line, and finding the worst of it has no branch to guess wrong.
 * Private to placement_deferred.c.
 *
 * `keys` is 64-byte aligned and holds the lines of the leaves, then those above, up to the one at the top; all 0 at first.
 * Updating and finding cost one line for each level: the logarithm of the leaves to the base eight.
 */
#ifndef MATCH_PLACEMENT_TOURNAMENT_H
#define MATCH_PLACEMENT_TOURNAMENT_H

#include <stddef.h>
#include <stdint.h>

enum { TOURNAMENT_LINE = 8, TOURNAMENT_LEVELS = 11 }; /* 8 to the 11th is more than there are seats */

static inline size_t tournament_lines_above(size_t count)
{
    return (count + TOURNAMENT_LINE - 1) / TOURNAMENT_LINE;
}

static inline size_t tournament_count_lines(size_t leaves)
{
    size_t lines = tournament_lines_above(leaves);
    size_t all = lines;
    while (lines > 1) {
        lines = tournament_lines_above(lines);
        all += lines;
    }
    return all;
}

/* Which of a line. */
static inline size_t tournament_largest(const uint64_t *line)
{
    uint64_t key = line[0];
    size_t at = 0;
    for (size_t i = 1; i < TOURNAMENT_LINE; i++) {
        at = line[i] > key ? i : at;
        key = line[i] > key ? line[i] : key;
    }
    return at;
}

static inline void tournament_update(uint64_t *keys, size_t leaves, size_t leaf, uint64_t key)
{
    size_t lines = tournament_lines_above(leaves);
    keys[leaf] = key;
    while (lines > 1) {
        const uint64_t *line = keys + leaf / TOURNAMENT_LINE * TOURNAMENT_LINE;
        keys += lines * TOURNAMENT_LINE;
        leaf /= TOURNAMENT_LINE;
        uint64_t largest = line[tournament_largest(line)];
        if (keys[leaf] == largest) {
            return;
        }
        keys[leaf] = largest;
        lines = tournament_lines_above(lines);
    }
}

/* The leaf with the largest key, and the key. */
static inline size_t tournament_find(const uint64_t *keys, size_t leaves, uint64_t *key)
{
    const uint64_t *levels[TOURNAMENT_LEVELS] = {keys};
    size_t level = 0;
    for (size_t lines = tournament_lines_above(leaves); lines > 1; lines = tournament_lines_above(lines)) {
        levels[level + 1] = levels[level] + lines * TOURNAMENT_LINE;
        level++;
    }
    size_t at = tournament_largest(levels[level]);
    *key = levels[level][at];
    while (level-- > 0) {
        const uint64_t *line = levels[level] + at * TOURNAMENT_LINE;
        at = at * TOURNAMENT_LINE + tournament_largest(line);
    }
    return at;
}

#endif
