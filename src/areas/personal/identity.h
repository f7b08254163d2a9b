/* Telephone and ID number as people write them: read into one form, shown masked. Pure: no database.
 *
 * Full-width digits are read as digits, spaces and hyphens of any kind are passed over; everything else is refused.
 *   telephone   mobile 1[3-9] and nine digits, or area code and 7 to 8 digits ("0635-8321234"); +86 is dropped
 *   ID number   GB 11643-1999: 6 digits of place, day of birth, 3 of order, check digit 0-9 or X
 */
#ifndef AREAS_PERSONAL_IDENTITY_H
#define AREAS_PERSONAL_IDENTITY_H

#include "base/arena.h"
#include "base/result.h"
#include "base/span.h"

#include <stdint.h>

/* INVALID, field "telephone". */
MUST_USE struct result telephone_read(struct arena *arena, struct span typed, const char **out);
/* INVALID, field "id_number": not 18 signs, no such province, no such day of birth (or one to come), wrong check digit. */
MUST_USE struct result id_number_read(struct arena *arena, struct span typed, int32_t today, const char **out);
/* Full years on the day; of a number that was read. */
int id_number_age(const char *number, int32_t today);

/* "138****1234", "0635-*****34", "3715**********1234"; "" stays "". */
const char *telephone_mask(struct arena *arena, const char *telephone);
const char *id_number_mask(struct arena *arena, const char *number);

#endif
