/* Numbers as Chinese texts write them: 二十七, 27, ２７. Private to the area. */
#ifndef AREAS_POLICIES_NUMERALS_H
#define AREAS_POLICIES_NUMERALS_H

#include <stdbool.h>

/* The number at *at, moving *at behind it; 1 to 9999. False, and *at as it was, when there is none. */
bool numeral_read(const char **at, const char *end, int *out);
/* Digits alone, half or full width. */
bool numeral_read_digits(const char **at, const char *end, int *out);

#endif
