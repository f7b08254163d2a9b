/* The best listings of the other side, without looking at most of them.
 *
 * The trades that the listing reaches are walked from the nearest to the farthest; of each list the blocks are taken in
 * the order of what their best entry could score at most, until even that could not enter the best found so far
 * (threshold algorithm: Fagin, Lotem & Naor 2001). What remains is scored exactly, so the answer is that of scoring
 * every pair. Equal scores: a bound that ties still enters when the block holds a smaller id.
 *
 * `best` is a heap with the worst of the best on top.
 */
#include "match/fit_query.h"

#include "base/check.h"

struct candidate {
    const struct fit_listing *listing;
    int32_t total;
};

struct bounded_block {
    int32_t bound;
    uint32_t block;
};

struct walk {
    struct fit_query query;
    struct candidate *best;
    size_t count, most;
    struct bounded_block *blocks; /* room for the longest list */
};

static bool candidate_is_worse(const struct candidate *one, const struct candidate *other)
{
    return fit_is_better(other->total, other->listing->id, one->total, one->listing->id);
}

static void sink(struct candidate *heap, size_t count, size_t at)
{
    struct candidate moving = heap[at];
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && candidate_is_worse(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!candidate_is_worse(&heap[child], &moving)) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moving;
}

static void rise(struct candidate *heap, size_t at)
{
    struct candidate moving = heap[at];
    while (at > 0 && candidate_is_worse(&moving, &heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = moving;
}

/* Could a listing with this score and an id not below `id` still enter? */
static bool may_enter(const struct walk *walk, int32_t total, int64_t id)
{
    if (total == FIT_NO_SCORE) {
        return false;
    }
    if (walk->count < walk->most) {
        return true;
    }
    const struct candidate *worst = &walk->best[0];
    return fit_is_better(total, id, worst->total, worst->listing->id);
}

static void enter(struct walk *walk, const struct fit_listing *listing, int32_t total)
{
    if (!may_enter(walk, total, listing->id)) {
        return;
    }
    if (walk->count < walk->most) {
        walk->best[walk->count] = (struct candidate){listing, total};
        rise(walk->best, walk->count++);
        return;
    }
    walk->best[0] = (struct candidate){listing, total};
    sink(walk->best, walk->count, 0);
}

struct hopeful {
    const struct fit_listing *listing;
    uint32_t bound;
};

/* The most promising first: once they have entered, few of the others need a look. */
static void insert_hopeful(struct hopeful *hopefuls, size_t count, struct hopeful hopeful)
{
    size_t at = count;
    while (at > 0 && hopefuls[at - 1].bound < hopeful.bound) {
        hopefuls[at] = hopefuls[at - 1];
        at--;
    }
    hopefuls[at] = hopeful;
}

/* Those of a block that may enter, by what its entries tell. Entries of one kind and strength stand together, so the
 * grade is seldom made anew. The listings lie elsewhere in memory: they are called for here and looked at later. */
static size_t pick_hopefuls(const struct walk *walk, uint16_t trade, const struct fit_block *block,
                            struct hopeful hopefuls[FIT_BLOCK_ENTRIES])
{
    const struct fit_query *query = &walk->query;
    uint32_t least = walk->count < walk->most ? 0 : (uint32_t)walk->best[0].total;
    uint32_t rest = fit_query_bound_rest(query, block);
    uint32_t words = query->most_words;
    uint32_t others = rest + words + query->rules->weights[FIT_SKILLS];
    struct fit_grade grade = {0};
    const struct fit_entry *graded = NULL;
    size_t count = 0;
    for (const struct fit_entry *entry = block->entries; entry < block->entries + block->count; entry++) {
        if (graded == NULL || graded->strength != entry->strength || graded->kind != entry->kind) {
            grade = fit_query_grade(query, trade, query->kind_values[entry->kind], entry->strength);
            graded = entry;
        }
        uint32_t bound = grade.points + query->cell_points[entry->cell];
        if (grade.value == 0 || bound + others < least) {
            continue;
        }
        bound += fit_query_bound_skills(query, entry, &grade);
        if (bound + rest + words < least) {
            continue;
        }
        bound += fit_query_bound_numbers(query, entry);
        if (bound + words < least || (bound += fit_query_bound_words(query, entry)) < least) {
            continue;
        }
        __builtin_prefetch(entry->stored);
        __builtin_prefetch((const char *)entry->stored + 64);
        __builtin_prefetch((const char *)entry->stored + 128);
        __builtin_prefetch((const char *)entry->stored + 192);
        __builtin_prefetch((const char *)entry->stored + 256);
        insert_hopeful(hopefuls, count++, (struct hopeful){&entry->stored->listing, bound});
    }
    return count;
}

static void walk_block(struct walk *walk, uint16_t trade, const struct fit_block *block)
{
    struct hopeful hopefuls[FIT_BLOCK_ENTRIES];
    size_t count = pick_hopefuls(walk, trade, block, hopefuls);
    for (size_t i = 0; i < count; i++) {
        const struct fit_listing *listing = hopefuls[i].listing;
        if (may_enter(walk, (int32_t)hopefuls[i].bound, listing->id)) {
            enter(walk, listing, fit_query_score(&walk->query, trade, listing));
        }
    }
}

/* Higher bound first, then the earlier block. */
static bool block_goes_first(struct bounded_block one, struct bounded_block other)
{
    return one.bound != other.bound ? one.bound > other.bound : one.block < other.block;
}

static void sink_block(struct bounded_block *heap, size_t count, size_t at)
{
    struct bounded_block moving = heap[at];
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && block_goes_first(heap[child + 1], heap[child])) {
            child++;
        }
        if (!block_goes_first(heap[child], moving)) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moving;
}

/* The blocks that could matter, as a heap with the most promising on top. */
static size_t bound_blocks(struct walk *walk, uint16_t trade, const struct fit_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct fit_block *block = &list->blocks[i];
        int32_t bound = fit_query_bound_block(&walk->query, trade, block);
        if (may_enter(walk, bound, block->least_id)) {
            walk->blocks[count++] = (struct bounded_block){bound, (uint32_t)i};
        }
    }
    for (size_t at = count / 2; at-- > 0;) {
        sink_block(walk->blocks, count, at);
    }
    return count;
}

static void walk_list(struct walk *walk, uint16_t trade, const struct fit_list *list)
{
    size_t count = bound_blocks(walk, trade, list);
    while (count > 0) {
        struct bounded_block top = walk->blocks[0];
        walk->blocks[0] = walk->blocks[--count];
        if (count > 0) {
            sink_block(walk->blocks, count, 0);
        }
        if (!may_enter(walk, top.bound, INT64_MIN)) {
            return;
        }
        if (may_enter(walk, top.bound, list->blocks[top.block].least_id)) {
            walk_block(walk, trade, &list->blocks[top.block]);
        }
    }
}

static struct fit_match *give_out(struct arena *arena, struct walk *walk)
{
    struct fit_match *matches = ARENA_ARRAY(arena, struct fit_match, walk->count);
    for (size_t left = walk->count; left > 0; left--) {
        struct candidate worst = walk->best[0];
        struct fit_match *match = &matches[left - 1];
        match->id = worst.listing->id;
        bool fits = fit_score_sides(walk->query.rules, walk->query.listing, worst.listing, &match->score);
        CHECK(fits && match->score.total == worst.total);
        walk->best[0] = walk->best[left - 1];
        sink(walk->best, left - 1, 0);
    }
    return matches;
}

static void walk_trades(struct walk *walk, const struct fit_list *lists)
{
    for (size_t i = 0; i < walk->query.trade_count && walk->most > 0; i++) {
        uint16_t trade = walk->query.trades[i];
        if (!may_enter(walk, fit_query_bound_list(&walk->query, trade), INT64_MIN)) {
            return;
        }
        walk_list(walk, trade, &lists[trade]);
    }
}

size_t fit_count_near(const struct fit_match *matches, size_t count)
{
    size_t near = 0;
    while (near < count && matches[near].score.total * 10u >= matches[0].score.total * 7u) {
        near++;
    }
    return near;
}

struct result fit_solve(struct arena *arena, const struct fit_index *index, const struct fit_listing *listing,
                        size_t most, struct fit_match **out, size_t *count)
{
    struct result checked = fit_listing_check(index->rules, listing);
    if (result_failed(checked)) {
        return checked;
    }
    enum fit_side other_side = listing->side == FIT_NEED ? FIT_OFFER : FIT_NEED;
    const struct fit_list *lists = index->lists[other_side];
    struct walk walk = {.query = fit_query_prepare(arena, index, listing)};
    walk.most = most < index->counts[other_side] ? most : index->counts[other_side];
    walk.best = ARENA_ARRAY(arena, struct candidate, walk.most);
    size_t longest = 0;
    for (size_t i = 0; i < walk.query.trade_count; i++) {
        size_t blocks = lists[walk.query.trades[i]].count;
        longest = blocks > longest ? blocks : longest;
    }
    walk.blocks = ARENA_ARRAY(arena, struct bounded_block, longest);
    walk_trades(&walk, lists);
    *count = walk.count;
    *out = give_out(arena, &walk);
    return result_ok();
}
