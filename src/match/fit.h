/* Fit: which offers suit a need, which needs suit an offer, and why. Pure: no I/O, no clock, no text, no JSON.
 *
 * A listing is reduced beforehand (catalogue/reading.h) to small numbers. The score of a need and an offer is the sum
 * of nine named points, in tenths: 0 to 1000, shown as 0 to 100. Every point is weight × value / 1000, rounded half up,
 * so that the points add up exactly to the score. Integers only: the same input gives the same bytes everywhere.
 *
 * A pair fits only when its trade value is above 0 and the kinds of the two listings go together; other pairs are no
 * fit whatever the other points say (轴承销售 and 轴承装配 share a word, not a trade).
 *
 * The formulas stand below at `struct fit_rules`; docs/algorithms.md says the same in words, with a worked example.
 */
#ifndef MATCH_FIT_H
#define MATCH_FIT_H

#include "base/arena.h"
#include "base/day.h"
#include "base/result.h"

#include <stdint.h>

enum fit_point {
    FIT_TRADE,       /* occupation / programme 岗位专业 */
    FIT_SKILLS,      /* 技能 */
    FIT_LEVEL,       /* 技能等级 */
    FIT_NUMBERS,     /* 人数 */
    FIT_TIME,        /* 时间 */
    FIT_DISTANCE,    /* 距离 */
    FIT_COOPERATION, /* 合作方式 */
    FIT_RECORD,      /* 履约记录 */
    FIT_WORDS,       /* the same particular words 相同用词 */
    FIT_POINT_COUNT
};

enum fit_side { FIT_NEED, FIT_OFFER };

enum { FIT_NO_PLACE = 0xffff, FIT_NO_TRADE = 0xffff, FIT_NO_RECORD = -1, FIT_NO_PERSON = 0 };

enum { FIT_MOST_MENTIONS = 16, FIT_MOST_SKILLS = 64, FIT_MOST_KINDS = 32, FIT_MOST_LEVEL = 8, FIT_MOST_WORDS = 24 };

/* Where in the listing something was read: which text, and its bytes. */
struct fit_fragment {
    uint8_t field; /* enum reading_field of catalogue/reading.h */
    uint32_t start, end;
};

/* One trade that the listing speaks of. */
struct fit_mention {
    uint16_t trade;    /* 0 … rules.trade_count - 1 */
    uint16_t strength; /* 1 … 1000: 1000 = named by code or in the title, less for a passing word */
    struct fit_fragment fragment;
};

struct fit_skill {
    uint16_t skill; /* 0 … rules.skill_count - 1 */
    struct fit_fragment fragment;
};

/* A particular word of the text: two neighbouring characters (低压) or a Latin word (plc). */
struct fit_word {
    uint32_t word;   /* its number: the same word, the same number, everywhere */
    uint16_t weight; /* 1 … 1000: how particular it is; less for a word of the body */
    uint16_t start;  /* where it was read, as in struct fit_fragment */
    uint8_t field, length;
};

struct fit_listing {
    int64_t id;
    uint8_t side;                       /* enum fit_side */
    uint8_t kind;                       /* 0 … rules.kind_count - 1 */
    uint8_t level_low, level_high;      /* ranks 1 to 8 of the skill levels; 0 = not stated */
    const struct fit_mention *mentions; /* by trade, one each; at most 16 */
    size_t mention_count;
    const struct fit_skill *skills; /* by skill, one each; at most 64 */
    size_t skill_count;
    const struct fit_word *words; /* by word, one each; at most 24 */
    size_t word_count;
    int32_t headcount;          /* people wanted, or places / graduates offered; 0 = not stated */
    int32_t start_day, end_day; /* DAY_NONE = not stated */
    uint16_t place;             /* row of the distance table, or FIT_NO_PLACE */
    uint32_t cooperation;       /* set of cooperation kinds wanted or offered; 0 = not stated */
    int16_t record_permille;    /* share of earlier matters carried out; FIT_NO_RECORD */
};

/* How two trades are related: `value` permille; symmetric; every trade is 1000 with itself (not listed). */
struct fit_relation {
    uint16_t from, to, value;
};

/* What counts how much. Every value is permille, every division rounds half up; `open` means that a side does not say,
 * which counts half (500) unless said otherwise.
 *
 * trade        the best pair of mentions: strength of the need's × relation × strength of the offer's, × the value of
 *              the two kinds, / 1000³, rounded once. So a kind value below 1000 scales the trade, and 0 shuts the gate.
 * skills       mean over the need's skills: 1000 when the offer names the skill; otherwise half of what the offer's
 *              trades are worth for the trade of the skill (500 × the best relation × strength / 1000²; FIT_NO_TRADE: 0).
 *              A need without skills: the trade value. An offer without skills is judged by its trades alone.
 * level        need's least (low, else high) − offer's highest (high, else low): ≤ 0 is 1000, 1 is 500, 2 is 250, more 0.
 * numbers      offer < need: 1000 × offer / need. Up to four times the need: 1000. Beyond: 4000 × need / offer, ≥ 500.
 * time         days late: the offer's start − the need's start, or the need's start − the offer's end when it is over
 *              by then; each week begun costs 50. An offer that starts after the need's end: 0. An end before its own
 *              start is not looked at. Open when a start is open.
 * distance     the same place 1000; else 1000 − 6 for each km, ≥ 200.
 * cooperation  nothing in common 0; else 500 + 500 × number in common / number the need wants.
 * record       mean of both sides' records; who has none counts 500. Open only when neither has one.
 * words        for each word that both listings have the smaller of its two weights, added up, ≤ 1000. None in common: 0.
 *              It orders offers of one trade (低压电工, 高压电工); without a common trade it is never looked at.
 */
struct fit_rules {
    uint16_t weights[FIT_POINT_COUNT]; /* tenths; sum 1000 */
    size_t trade_count, skill_count, kind_count, place_count;
    const struct fit_relation *relations; /* sorted by from, to; both directions given; value 1 … 1000 */
    size_t relation_count;
    const uint16_t *kind_values;  /* kind_count × kind_count, need's kind first; 0 = do not go together */
    const uint16_t *distances_km; /* place_count × place_count */
    const uint16_t *skill_trades; /* skill_count: the trade a skill belongs to most; FIT_NO_TRADE = none */
};

/* One point of one pair. */
struct fit_part {
    uint16_t points; /* tenths */
    uint16_t value;  /* permille of the weight */
    uint8_t
        stated; /* 0: one side does not say; the value is then the rule's neutral one (words: nothing in common, 0) */
};

struct fit_score {
    uint16_t total; /* tenths, = sum of the points */
    struct fit_part parts[FIT_POINT_COUNT];
};

/* INVALID when the rules or the listing break their shape (order, range, count); field = the first member at fault. */
MUST_USE struct result fit_rules_check(const struct fit_rules *rules);
MUST_USE struct result fit_listing_check(const struct fit_rules *rules, const struct fit_listing *listing);

/* The plain definition: scores one pair of sound listings. False when the pair is no fit (*out is then all zero).
 * O((mentions of the need + skills of the need) × mentions of the offer × log relations). */
bool fit_score_pair(const struct fit_rules *rules, const struct fit_listing *need, const struct fit_listing *offer,
                    struct fit_score *out);

/* --- the index --------------------------------------------------------------------------------------------- */

struct fit_index;

/* An empty index. The rules are borrowed until fit_index_close. Errors: INVALID when the rules break their shape. */
MUST_USE struct result fit_index_open(const struct fit_rules *rules, struct fit_index **out);
void fit_index_close(struct fit_index *index);

/* Put in, or replace by id. Copies everything. Errors: INVALID, field = the member out of range. */
MUST_USE struct result fit_index_put(struct fit_index *index, const struct fit_listing *listing);
void fit_index_remove(struct fit_index *index, int64_t id); /* nothing when unknown */
const struct fit_listing *fit_index_find(const struct fit_index *index,
                                         int64_t id); /* borrowed until the next change */
size_t fit_index_count(const struct fit_index *index, enum fit_side side);
/* The ids of one side, ascending; returns how many. O(n log n). */
size_t fit_index_list(struct arena *arena, const struct fit_index *index, enum fit_side side, int64_t **out);
size_t fit_index_bytes(const struct fit_index *index);

/* The same listings under other weights, for a preview; costs nothing. In the arena; borrowed from `index`, which must
 * not change while the view is used. Not to be closed. Errors: INVALID (field "weights") when they do not sum to 1000. */
MUST_USE struct result fit_index_view(struct arena *arena, const struct fit_index *index,
                                      const uint16_t weights[FIT_POINT_COUNT], const struct fit_index **out);

/* Readers may run side by side; a change needs the index alone (the caller locks). */

struct fit_match {
    int64_t id;
    struct fit_score score;
};

/* The best `most` listings of the other side for `listing` (which need not be in the index), best first; equal scores
 * by the smaller id. Exactly what scoring every pair would give. */
MUST_USE struct result fit_solve(struct arena *arena, const struct fit_index *index, const struct fit_listing *listing,
                                 size_t most, struct fit_match **out, size_t *count);

/* How many of an answer, from the best on, come near the best: those with seven tenths of its score at least. What stands
 * further back is of a related trade at most; shown beside the best it would only mislead. O(count). */
size_t fit_count_near(const struct fit_match *matches, size_t count);

/* Own code path: scores every pair of the other side plainly and compares. INTERNAL with the first difference. */
MUST_USE struct result fit_check(const struct fit_index *index, const struct fit_listing *listing, size_t most,
                                 const struct fit_match *matches, size_t count);

/* --- why --------------------------------------------------------------------------------------------------- */

enum fit_change_kind {
    FIT_CHANGE_ADD_SKILL,   /* the offer adds (teaches) a skill that the need names: value = skill */
    FIT_CHANGE_STATE,       /* `side` states `point`, which it leaves open, as suits the other side best: the gain is
                               what it would be *at most*. value = level rank, people, day, set of kinds; skills: 0 */
    FIT_CHANGE_LEVEL,       /* the offer reaches level `value` */
    FIT_CHANGE_HEADCOUNT,   /* the offer gives `value` more people */
    FIT_CHANGE_START,       /* the offer is there `value` days earlier */
    FIT_CHANGE_COOPERATION, /* the offer agrees to cooperation kind `value` (bit number) */
    FIT_CHANGE_TRADE,       /* the offer's programme moves to trade `value` (a direction of study): the mention that
                               made the trade value takes that trade and keeps its strength */
};

struct fit_change {
    uint8_t kind, point, side; /* side = who would change something */
    int32_t value;
    uint16_t gain; /* tenths, exactly what the changed pair would score more */
};

enum { FIT_MOST_CHANGES = 3, FIT_MOST_SHARED = 64 };

struct fit_explanation {
    struct fit_score score;
    const struct fit_mention *need_mention, *offer_mention; /* the two that made the trade value; of equals the first */
    uint16_t relation;                                      /* permille between their trades */
    uint16_t shared[FIT_MOST_SHARED][2];                    /* skills matched: index in need, index in offer */
    size_t shared_count;
    uint16_t missing[FIT_MOST_SHARED]; /* need's skills (index) that the offer does not have */
    size_t missing_count;
    uint16_t words[FIT_MOST_WORDS][2]; /* words in common: index in need, index in offer */
    size_t word_count;
    uint16_t distance_km;                        /* FIT_NO_PLACE when unknown */
    struct fit_change changes[FIT_MOST_CHANGES]; /* gain > 0, biggest first; equals by kind, value, point, side */
    size_t change_count;
};

/* False when the pair is no fit. Proposes only what somebody can do: never a nearer place or a better record. */
bool fit_explain(const struct fit_rules *rules, const struct fit_listing *need, const struct fit_listing *offer,
                 struct fit_explanation *out);

#endif
