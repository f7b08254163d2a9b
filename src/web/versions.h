/* Two versions of a form laid beside each other: for two people who change the same thing at once, and for its history.
 *
 *   base ──▶ mine      what only they changed comes into my form; what both changed, and differently, stays mine
 *     └────▶ theirs    and is marked, so that it can be shown beside
 */
#ifndef WEB_VERSIONS_H
#define WEB_VERSIONS_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>

/* `count` fields of each; merged and both are filled. */
void versions_merge(const struct span *base, const struct span *mine, const struct span *theirs, size_t count,
                    struct span *merged, bool *both);

/* The lines that differ, for views/diff of the articles: [{"mark", "gone", "new", "gap", "text"}]; long stretches without a
 * change are left out. New reference. */
json_t *versions_diff(struct arena *arena, const char *before, const char *after);

/* One field that differs, for views/change of the articles: {"label", "both", "diff"} of a text of several lines, else {"label", "both",
 * "before", "after"} with null for an empty one. New reference. */
struct version_change {
    const char *label; /* language key */
    const char *before, *after;
    bool lines, both;
};
json_t *versions_change(struct arena *arena, const struct version_change *change);

/* Browsers send line breaks as CR LF; texts are kept with LF. */
const char *versions_unix_lines(struct arena *arena, struct span text);

#endif
