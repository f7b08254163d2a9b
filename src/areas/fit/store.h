/* The region's own part of the rules of fit, in the database. */
#ifndef AREAS_FIT_STORE_H
#define AREAS_FIT_STORE_H

#include "areas/fit/fit.h"

/* *out keeps what it has when the region has not set its own. */
MUST_USE struct result fit_weights_find(struct store_session *session, int64_t region_id, struct fit_weights *out);
MUST_USE struct result fit_weights_put(struct store_session *session, int64_t region_id,
                                       const struct fit_weights *weights, int64_t actor_id, int64_t now_ms);

struct trade_correction {
    const char *from_trade, *to_trade; /* codes */
    uint16_t value;                    /* permille; 0 = not related */
    const char *reason;
    int64_t at_ms;
};

MUST_USE struct result trade_correction_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                             struct trade_correction **out, size_t *count);
/* Stored once, for both directions. */
MUST_USE struct result trade_correction_put(struct store_session *session, int64_t region_id,
                                            const struct trade_correction *correction, int64_t actor_id);
MUST_USE struct result trade_correction_delete(struct store_session *session, int64_t region_id, const char *from_trade,
                                               const char *to_trade);

/* Tells every process that serves the region to read the rules anew. In the same transaction as the change. */
MUST_USE struct result fit_rules_set_changed(struct store_session *session, int64_t region_id, int64_t change_id);

#endif
