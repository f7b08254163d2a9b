/* Reading a listing: from the words and codes of people to the numbers that fit works on.
 *
 * A *trade* 工种方向 is the pivot between occupations, majors and industries: it has names people use (数控车工, 数车,
 * CNC车床), the occupation and major codes that stand for it, the skills that go with it, and relations to other trades.
 * The table and the method by which it was built: catalogues/README.md.
 *
 * A text is read by longest match over the names (folded), then by what is *done* to what (轴承 + 销售 is selling, 轴承 +
 * 装配 is assembling; 设备 + 护理 is maintenance, 护理 alone is nursing).
 */
#ifndef CATALOGUE_READING_H
#define CATALOGUE_READING_H

#include "catalogue/catalogue.h"
#include "match/fit.h"

enum reading_field {
    READING_TITLE,
    READING_BODY,
    READING_SKILLS,
    READING_OCCUPATION, /* the code itself; start and end are 0 */
    READING_MAJOR,
    READING_FIELD_COUNT
};

/* A listing as stored; every text may be "" and every code may be "". */
struct reading_input {
    int64_t id;
    const char *side; /* "need" / "offer" */
    const char *kind; /* code of CATALOGUE_KINDS */
    const char *title, *body, *skills;
    const char *occupation_code, *major_code, *industry_code, *county_code;
    const char *cooperation;   /* codes separated by commas */
    int level_low, level_high; /* ranks, 0 = not stated */
    int32_t headcount;
    int32_t start_day, end_day;
    int record_permille; /* FIT_NO_RECORD */
};

/* Arrays live in the arena. Never fails: an unreadable text gives no mention. O(text). */
struct fit_listing reading_read(struct arena *arena, const struct catalogue *catalogue,
                                const struct reading_input *input);

/* The rules of fit as the catalogues give them, with the default weights. Arrays borrowed from the catalogue. */
struct fit_rules reading_rules(const struct catalogue *catalogue);

/* Names for documents. */
size_t reading_trade_count(const struct catalogue *catalogue);
const char *reading_trade_code(const struct catalogue *catalogue, uint16_t trade);
const char *reading_trade_name(const struct catalogue *catalogue, uint16_t trade, bool english);
const char *reading_skill_name(const struct catalogue *catalogue, uint16_t skill);
/* The occupation and the major that stand best for a trade; "" when there is none. */
const char *reading_trade_occupation(const struct catalogue *catalogue, uint16_t trade);
const char *reading_trade_major(const struct catalogue *catalogue, uint16_t trade);
bool reading_find_trade(const struct catalogue *catalogue, struct span code, uint16_t *out);

/* Groups of trades (机械加工, 焊接与钣金 …) for pictures of the whole city; every trade stands in one. */
size_t reading_group_count(const struct catalogue *catalogue);
uint16_t reading_trade_group(const struct catalogue *catalogue, uint16_t trade);
const char *reading_group_code(const struct catalogue *catalogue, uint16_t group);
const char *reading_group_name(const struct catalogue *catalogue, uint16_t group, bool english);

/* Row of the distance table (rules.distances_km) of a county or zone; FIT_NO_PLACE when it has none. */
uint16_t reading_place(const struct catalogue *catalogue, struct span county_code);

/* All trades that a free text speaks of, strongest first; at most `most`. Used by the message reader and by search. */
size_t reading_find_trades(struct arena *arena, const struct catalogue *catalogue, struct span text,
                           struct fit_mention *out, size_t most);

#endif
