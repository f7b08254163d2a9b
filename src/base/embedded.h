/* Files that the build put inside the program: views, SQL, language packs, catalogues, assets.
 *
 * Names are paths below the project ("catalogues/majors.csv", "src/areas/listings/listings.sql",
 * "ui/css/base.css"). Sorted by name. The bytes live as long as the process and are followed by a zero byte.
 * The table is written by tools/embed.c at build time.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/span.h"

struct embedded_file {
    const char *name;
    struct span bytes;
};

/* NULL when there is no such file. O(log n). */
const struct embedded_file *embedded_find(const char *name);

/* The files whose names start with `prefix`, one beside the other; *count may be 0. */
const struct embedded_file *embedded_list(const char *prefix, size_t *count);

#endif
