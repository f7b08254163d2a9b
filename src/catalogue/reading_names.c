/* Names and rules for documents: what reading.h gives out beside the reading itself. */
#include "catalogue/reading.h"

#include "catalogue/trades.h"

struct fit_rules reading_rules(const struct catalogue *catalogue)
{
    return catalogue->trades->rules;
}

size_t reading_trade_count(const struct catalogue *catalogue)
{
    return catalogue->trades->trade_count;
}

const char *reading_trade_code(const struct catalogue *catalogue, uint16_t trade)
{
    return catalogue->trades->trades[trade].code;
}

const char *reading_trade_name(const struct catalogue *catalogue, uint16_t trade, bool english)
{
    const struct trade *found = &catalogue->trades->trades[trade];
    return english && found->name_en[0] != '\0' ? found->name_en : found->name;
}

const char *reading_skill_name(const struct catalogue *catalogue, uint16_t skill)
{
    return catalogue->trades->skills[skill];
}

const char *reading_trade_occupation(const struct catalogue *catalogue, uint16_t trade)
{
    return catalogue->trades->trades[trade].occupation;
}

const char *reading_trade_major(const struct catalogue *catalogue, uint16_t trade)
{
    return catalogue->trades->trades[trade].major;
}

bool reading_find_trade(const struct catalogue *catalogue, struct span code, uint16_t *out)
{
    uint16_t trade = trades_find(catalogue->trades, code);
    if (trade == TRADE_NONE) {
        return false;
    }
    *out = trade;
    return true;
}
