/* The rules of fit of one region: the catalogue's, with the region's weights and corrections laid over. No I/O. */
#ifndef AREAS_FIT_REGION_RULES_H
#define AREAS_FIT_REGION_RULES_H

#include "areas/fit/store.h"

/* Arrays live in the arena or in the catalogue. A correction that names an unknown trade is left out. */
struct fit_rules region_rules_build(struct arena *arena, const struct catalogue *catalogue,
                                    const struct fit_weights *weights, const struct trade_correction *corrections,
                                    size_t correction_count);

#endif
