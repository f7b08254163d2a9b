/* Everything, for the smallest problems: pair after pair, in each slot or in none, as long as the pairs that are left could
 * still lead past the best. What they can lead to is all of their weights and all that they can do
 * for the leasts. */
#include "match/talks_state.h"

#include <string.h>

struct search {
    struct talks_state *state;
    struct talks_state now;
    int64_t bound;
    uint64_t budget;
};

/* Sum of the gains of what is left, as if nobody were in another's way. */
static int64_t hope(const struct search *search, uint32_t from)
{
    const struct talks_frame *frame = search->now.frame;
    int64_t sum = 0;
    int64_t missing = 0;
    for (uint32_t p = from; p < frame->pairs; p++) {
        const struct talks_pair *pair = &frame->problem->pairs[p];
        bool full = search->now.held[pair->left] >= frame->mosts[pair->left] ||
                    search->now.held[pair->right] >= frame->mosts[pair->right];
        if (!frame->barred[p] && !full) {
            sum += frame->worth[p];
            missing += 2;
        }
    }
    int64_t wanted = 0;
    for (size_t i = 0; i < frame->n; i++) {
        wanted += search->now.held[i] < frame->leasts[i] ? frame->leasts[i] - search->now.held[i] : 0;
    }
    return sum + frame->unit * (missing < wanted ? missing : wanted);
}

static void go_on(struct search *search, uint32_t pair)
{
    struct talks_state *now = &search->now;
    const struct talks_frame *frame = now->frame;
    if (now->value > search->state->value) {
        talks_state_copy(search->state, now);
    }
    if (pair == frame->pairs || search->budget == 0 || search->state->value >= search->bound ||
        now->value + hope(search, pair) <= search->state->value) {
        return;
    }
    const struct talks_pair *p = &frame->problem->pairs[pair];
    bool may = !frame->barred[pair] && now->held[p->left] < frame->mosts[p->left] &&
               now->held[p->right] < frame->mosts[p->right] &&
               (frame->groups == NULL || now->group_used[frame->groups[pair]] == 0);
    uint64_t both = may ? frame->open[p->left] & ~now->busy[p->left] & frame->open[p->right] & ~now->busy[p->right] : 0;
    for (; both != 0 && search->budget > 0; both &= both - 1) {
        uint8_t slot = (uint8_t)__builtin_ctzll(both);
        for (uint8_t zone = 0; zone < frame->zones && search->budget > 0; zone++) {
            size_t before = now->journal_count;
            if (talks_state_put(now, pair, slot, zone)) {
                search->budget--;
                go_on(search, pair + 1);
                talks_state_undo(now, before);
            }
        }
    }
    if (search->budget > 0) {
        search->budget--;
        go_on(search, pair + 1);
    }
}

bool talks_exact(struct arena *arena, struct talks_state *state, int64_t bound, uint64_t budget)
{
    struct search search = {.state = state, .bound = bound, .budget = budget};
    if (state->frame->pairs > TALKS_EXACT_PAIRS) {
        return false;
    }
    talks_state_init(arena, state->frame, &search.now);
    go_on(&search, 0);
    return search.budget > 0;
}
