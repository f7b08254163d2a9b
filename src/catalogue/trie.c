#include "catalogue/trie.h"

#include <stdlib.h>

enum { NO_VALUE = UINT32_MAX };

/* Children of a node lie side by side, sorted by point. Node 0 is the root. */
struct trie_node {
    uint32_t point;
    uint32_t first, count; /* children */
    uint32_t value;
};

static int compare_words(const void *left, const void *right)
{
    const struct trie_word *one = left;
    const struct trie_word *two = right;
    for (uint32_t i = 0; i < one->length && i < two->length; i++) {
        if (one->points[i] != two->points[i]) {
            return one->points[i] < two->points[i] ? -1 : 1;
        }
    }
    if (one->length != two->length) {
        return one->length < two->length ? -1 : 1;
    }
    return (one->value > two->value) - (one->value < two->value);
}

struct build {
    const struct trie_word *words;
    struct trie_node *nodes;
    uint32_t count;
};

/* The words low … high - 1 share their first `depth` points, which lead to `node`. */
static void build_children(struct build *build, uint32_t node, size_t low, size_t high, uint32_t depth)
{
    while (low < high && build->words[low].length == depth) {
        if (build->nodes[node].value == NO_VALUE) {
            build->nodes[node].value = build->words[low].value;
        }
        low++;
    }
    uint32_t first = build->count;
    for (size_t i = low; i < high; i++) {
        uint32_t point = build->words[i].points[depth];
        if (i == low || point != build->words[i - 1].points[depth]) {
            build->nodes[build->count++] = (struct trie_node){point, 0, 0, NO_VALUE};
        }
    }
    build->nodes[node].first = first;
    build->nodes[node].count = build->count - first;
    uint32_t child = first;
    size_t start = low;
    for (size_t i = low; i < high; i++) {
        bool last = i + 1 == high || build->words[i + 1].points[depth] != build->words[i].points[depth];
        if (last) {
            build_children(build, child++, start, i + 1, depth + 1);
            start = i + 1;
        }
    }
}

struct trie trie_build(struct arena *arena, struct trie_word *words, size_t count)
{
    size_t most = 1;
    for (size_t i = 0; i < count; i++) {
        most += words[i].length;
    }
    qsort(words, count, sizeof *words, compare_words);
    struct build build = {words, ARENA_ARRAY(arena, struct trie_node, most), 1};
    build.nodes[0].value = NO_VALUE;
    build_children(&build, 0, 0, count, 0);
    uint32_t *roots = ARENA_ARRAY(arena, uint32_t, TRIE_ROOTS);
    for (uint32_t i = 0; i < build.nodes[0].count; i++) {
        uint32_t node = build.nodes[0].first + i;
        if (build.nodes[node].point < TRIE_ROOTS) {
            roots[build.nodes[node].point] = node;
        }
    }
    return (struct trie){build.nodes, roots};
}

static uint32_t find_child(const struct trie *trie, uint32_t node, uint32_t point)
{
    uint32_t low = trie->nodes[node].first;
    uint32_t high = low + trie->nodes[node].count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (trie->nodes[middle].point == point) {
            return middle;
        }
        if (trie->nodes[middle].point < point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

static bool is_latin(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
}

/* No word may begin or end in the middle of a run of Latin letters or of digits. */
static bool is_inside_word(const struct folded *text, size_t at)
{
    if (at == 0 || at >= text->count) {
        return false;
    }
    uint32_t before = text->points[at - 1];
    uint32_t after = text->points[at];
    if (!is_latin(before) || !is_latin(after)) {
        return false;
    }
    return (before >= 'a') == (after >= 'a');
}

size_t trie_cover(struct arena *arena, const struct trie *trie, const struct folded *text, struct trie_hit *hits)
{
    /* best[i]: the most that can be covered from i on; chosen[i]: the word taken at i, length 0 for none. */
    uint32_t *best = ARENA_ARRAY(arena, uint32_t, text->count + 1);
    struct trie_hit *chosen = ARENA_ARRAY(arena, struct trie_hit, text->count + 1);
    for (size_t i = text->count; i-- > 0;) {
        best[i] = best[i + 1];
        uint32_t node = text->points[i] < TRIE_ROOTS ? trie->roots[text->points[i]] : 0;
        if (node == 0 || is_inside_word(text, i)) {
            continue;
        }
        for (size_t j = i + 1; node != 0; j++) {
            uint32_t length = (uint32_t)(j - i);
            uint32_t value = trie->nodes[node].value;
            if (value != NO_VALUE && !is_inside_word(text, j) && best[j] + length * length >= best[i]) {
                best[i] = best[j] + length * length;
                chosen[i] = (struct trie_hit){(uint32_t)i, length, value};
            }
            node = j < text->count ? find_child(trie, node, text->points[j]) : 0;
        }
    }
    size_t count = 0;
    for (size_t i = 0; i < text->count;) {
        if (chosen[i].length > 0) {
            hits[count++] = chosen[i];
            i += chosen[i].length;
        } else {
            i++;
        }
    }
    return count;
}
