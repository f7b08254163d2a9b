/* How fast is fit? All needs' ten best offers at scale 1, 10 and 100, against scoring every pair.
 *
 *   build/bench/fit_bench [largest scale]
 *
 * CPU seconds of one core. Scoring every pair is done in full at scale 1 and 10; at 100 on a sample of the needs and
 * multiplied, which the table says. Every sampled answer is checked (fit_check) before a figure is printed.
 */
#include "bench/fit_city.h"

#include "base/check.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { TOP = 10, SAMPLE = 40, CHANGES = 2000, WORST_QUESTIONS = 200 };

struct measured {
    size_t scale, needs, offers, sampled;
    double load_s, solve_s, pairs_s, change_ms, worst_change_ms, query_ms, worst_query_ms, needs_ms;
    size_t bytes;
};

static double seconds_now(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const struct fit_listing *need_of(const struct fit_index *index, size_t number)
{
    const struct fit_listing *need = fit_index_find(index, (int64_t)number);
    CHECK(need != NULL);
    return need;
}

/* Needs are 0 … needs - 1, offers behind them. */
static void load(struct city *city, struct fit_index *index, struct measured *out)
{
    struct city_listing made;
    for (size_t i = 0; i < out->needs + out->offers; i++) {
        city_fill(city, (int64_t)i, i < out->needs ? FIT_NEED : FIT_OFFER, &made);
        double before = seconds_now();
        struct result put = fit_index_put(index, &made.listing);
        out->load_s += seconds_now() - before;
        CHECK(!result_failed(put));
    }
    out->bytes = fit_index_bytes(index);
}

static void solve_all(const struct fit_index *index, struct measured *out)
{
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < out->needs; i++) {
        struct fit_match *matches;
        size_t count;
        double before = seconds_now();
        struct result solved = fit_solve(&arena, index, need_of(index, i), TOP, &matches, &count);
        double took = seconds_now() - before;
        CHECK(!result_failed(solved));
        out->solve_s += took;
        out->worst_query_ms = fmax(out->worst_query_ms, took * 1e3);
        if (i % (out->needs / SAMPLE) == 0) {
            CHECK(!result_failed(fit_check(index, need_of(index, i), TOP, matches, count)));
        }
        arena_reset(&arena);
    }
    out->query_ms = out->solve_s * 1e3 / (double)out->needs;
    arena_release(&arena);
}

/* What a program without an index does: score each offer, keep the ten best. */
static void score_every_pair(const struct city *city, const struct fit_index *index, struct measured *out)
{
    size_t step = out->scale < 100 ? 1 : out->needs / SAMPLE;
    uint64_t sum = 0;
    double before = seconds_now();
    for (size_t n = 0; n < out->needs; n += step) {
        uint16_t best[TOP] = {0};
        const struct fit_listing *need = need_of(index, n);
        for (size_t o = 0; o < out->offers; o++) {
            struct fit_score score;
            if (fit_score_pair(&city->rules, need, need_of(index, out->needs + o), &score) &&
                score.total > best[TOP - 1]) {
                size_t at = TOP - 1;
                for (; at > 0 && best[at - 1] < score.total; at--) {
                    best[at] = best[at - 1];
                }
                best[at] = score.total;
            }
        }
        sum += best[0];
        out->sampled++;
    }
    out->pairs_s = (seconds_now() - before) * (double)out->needs / (double)out->sampled;
    CHECK(sum > 0);
}

/* One offer changes and the fits of one need are asked for. */
static void change_and_ask(struct city *city, struct fit_index *index, struct measured *out)
{
    struct arena arena;
    arena_init(&arena);
    double total = 0;
    for (size_t i = 0; i < CHANGES; i++) {
        struct city_listing made;
        struct fit_match *matches;
        size_t count;
        city_fill(city, (int64_t)(out->needs + city_below(city, (uint32_t)out->offers)), FIT_OFFER, &made);
        const struct fit_listing *need = need_of(index, city_below(city, (uint32_t)out->needs));
        double before = seconds_now();
        CHECK(!result_failed(fit_index_put(index, &made.listing)));
        CHECK(!result_failed(fit_solve(&arena, index, need, TOP, &matches, &count)));
        double took = (seconds_now() - before) * 1e3;
        total += took;
        out->worst_change_ms = fmax(out->worst_change_ms, took);
        arena_reset(&arena);
    }
    out->change_ms = total / CHANGES;
    arena_release(&arena);
}

/* Milliseconds for one offer's ten best needs, on average. */
static double ask_for_needs(const struct fit_index *index, const struct measured *size)
{
    struct arena arena;
    arena_init(&arena);
    double before = seconds_now();
    for (size_t i = 0; i < CHANGES; i++) {
        struct fit_match *matches;
        size_t count;
        const struct fit_listing *offer = need_of(index, size->needs + i * 7 % size->offers);
        CHECK(!result_failed(fit_solve(&arena, index, offer, TOP, &matches, &count)));
        arena_reset(&arena);
    }
    arena_release(&arena);
    return (seconds_now() - before) * 1e3 / CHANGES;
}

/* Everything against the index: every offer of one trade, and all alike (ties) or all different. */
static double ask_worst_case(size_t offers, bool alike)
{
    struct city city;
    struct fit_index *index;
    struct city_listing made;
    struct arena arena;
    arena_init(&arena);
    city_open(&city, 7);
    CHECK(!result_failed(fit_index_open(&city.rules, &index)));
    for (size_t i = 0; i < offers; i++) {
        if (i == 0 || !alike) {
            city_fill(&city, 0, FIT_OFFER, &made);
        }
        made.listing.id = (int64_t)(i * 7919 % offers);
        made.listing.mention_count = 1;
        made.mentions[0] = (struct fit_mention){0, 1000, {0, 0, 12}};
        CHECK(!result_failed(fit_index_put(index, &made.listing)));
    }
    double before = seconds_now();
    for (size_t i = 0; i < WORST_QUESTIONS; i++) {
        struct fit_match *matches;
        size_t count;
        city_fill(&city, -1, FIT_NEED, &made);
        made.mentions[0].trade = 0;
        made.listing.mention_count = 1;
        CHECK(!result_failed(fit_solve(&arena, index, &made.listing, TOP, &matches, &count)));
        arena_reset(&arena);
    }
    double took = (seconds_now() - before) * 1e3 / WORST_QUESTIONS;
    fit_index_close(index);
    city_close(&city);
    arena_release(&arena);
    return took;
}

static struct measured measure(size_t scale)
{
    struct measured out = {.scale = scale, .needs = CITY_NEEDS * scale, .offers = CITY_OFFERS * scale};
    struct city city;
    struct fit_index *index;
    city_open(&city, 20261124);
    CHECK(!result_failed(fit_index_open(&city.rules, &index)));
    load(&city, index, &out);
    solve_all(index, &out);
    score_every_pair(&city, index, &out);
    out.needs_ms = ask_for_needs(index, &out);
    change_and_ask(&city, index, &out);
    fit_index_close(index);
    city_close(&city);
    return out;
}

static void print_row(const struct measured *row, const struct measured *before)
{
    double listings = (double)(row->needs + row->offers);
    printf("%5zu %7zu x %-6zu %8.2f %9.3f %9.4f %9.3f %11.1f%c %9.0f %7.1f %6.0f", row->scale, row->needs, row->offers,
           row->load_s, row->solve_s, row->query_ms, row->worst_query_ms, row->pairs_s,
           row->sampled < row->needs ? '*' : ' ', row->pairs_s / row->solve_s, (double)row->bytes / 1e6,
           (double)row->bytes / listings);
    printf(" %9.4f %9.3f %9.3f", row->needs_ms, row->change_ms, row->worst_change_ms);
    if (before != NULL) {
        printf(" %6.2f", log10(row->solve_s / before->solve_s));
    }
    printf("\n");
    fflush(stdout);
}

int main(int count, char **arguments)
{
    size_t largest = count > 1 ? (size_t)strtoul(arguments[1], NULL, 10) : 100;
    printf("fit: the ten best offers of every need; CPU seconds of one core\n");
    printf("%5s %7s   %-6s %8s %9s %9s %9s %12s %9s %7s %6s %9s %9s %9s %6s\n", "scale", "needs", "offers", "load s",
           "all s", "query ms", "worst ms", "every pair s", "ratio", "MB", "B each", "offer ms", "change ms",
           "worst ms", "growth");
    struct measured rows[3];
    size_t made = 0;
    for (size_t scale = 1; scale <= largest && made < 3; scale *= 10, made++) {
        rows[made] = measure(scale);
        print_row(&rows[made], made > 0 ? &rows[made - 1] : NULL);
    }
    printf("every pair: fit_score_pair on all of them; * = on %d needs, multiplied. ratio = every pair / all.\n",
           SAMPLE);
    printf("change: one offer put anew and one need's fits asked again. growth: log10(time / time at a tenth).\n");
    printf("offer: one offer's ten best needs.\n");
    size_t offers = rows[made - 1].offers;
    printf("worst cases, %zu offers of one trade: all alike %.3f ms a question, all different %.3f ms\n", offers,
           ask_worst_case(offers, true), ask_worst_case(offers, false));
    return 0;
}
