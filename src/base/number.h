/* Whole numbers from text, strictly: the whole span, ASCII digits, an optional minus, no overflow. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/span.h"

#include <stdint.h>

bool number_parse(struct span text, int64_t *out);

/* Whole yuan or yuan with one or two decimals ("6500", "6500.5") to fen. */
bool money_parse_fen(struct span text, int64_t *out);

#endif
