/* Inside of the service: shared by its files, not by other areas. */
#ifndef AREAS_FIT_SERVICE_H
#define AREAS_FIT_SERVICE_H

#include "areas/fit/doc.h"
#include "areas/fit/store.h"

#include <pthread.h>

/* How well an open need is met, and what it is pooled by: the trade it is about most, its place, its people. */
struct met_need {
    int64_t id;
    uint16_t best;         /* tenths of its best match; 0 = nothing fits at all */
    uint16_t trade, place; /* FIT_NO_TRADE, FIT_NO_PLACE */
    int32_t headcount;
};

/* Pages that wait for a picture at once: each holds a worker. The next ones show the last picture. */
enum { UNMET_WAITERS_MOST = 4 };

/* How well every open need is met, as of one generation of the index; made by a thread of its own. */
struct unmet {
    pthread_mutex_t lock; /* guards the rest */
    pthread_t worker;
    bool started; /* the thread exists and must be joined */
    bool working;
    bool stop;   /* asked to end */
    int waiting; /* pages */
    struct met_need *needs;
    size_t count;
    uint64_t generation;
    int64_t made_ms; /* 0 = never */
};
void fit_unmet_close(struct unmet *unmet);

/* What is in memory of the region's listings and rules; read anew as a whole when the rules change. */
struct fit_state {
    struct arena arena; /* of the rules */
    struct fit_rules *rules;
    struct fit_weights weights;
    struct fit_index *index; /* borrows rules */
    int64_t last_change;     /* newest row of listing_change taken in */
};

struct fit_service {
    struct store *store;
    const struct catalogue *catalogue;
    int64_t region_id;

    /* Held by the one who brings the state up to date, also while he reads the database; taken before `lock`. */
    pthread_mutex_t refreshing;

    pthread_rwlock_t lock; /* guards what follows; never held while the database is waited for */
    struct fit_state state;
    uint64_t generation; /* counts what the index took in: a picture of another generation is old */

    struct unmet unmet; /* has a lock of its own */
};

/* The listing reduced to what fit works on. Takes no lock: the catalogue does not change. */
struct fit_listing fit_service_reduce(struct arena *arena, const struct fit_service *service,
                                      const struct listing *listing);

/* Best matches of a listing, open or not; none that is far behind the best (fit_count_near). Does not refresh. */
MUST_USE struct result fit_service_solve(struct arena *arena, struct fit_service *service,
                                         const struct listing *listing, size_t most, struct fit_match **out,
                                         size_t *count);

/* Fills the rest of a pair whose need, offer and english are set; false when the two are no fit. */
bool fit_service_explain(struct arena *arena, struct fit_service *service, struct fit_pair *pair);

/* The mention that the listing is about most; strength decides, the smaller trade breaks ties. NULL without any. */
const struct fit_mention *fit_strongest_mention(const struct fit_listing *listing);

/* What other weights would change: see preview.c. */
struct fit_preview_row {
    int64_t need_id;
    int64_t before_id, after_id; /* best offer; 0 = none */
    uint16_t before, after;      /* tenths */
};
/* Over a sample of open needs, evenly spread; those whose first match changes come first in *rows. */
MUST_USE struct result fit_service_preview(struct arena *arena, struct fit_service *service,
                                           const struct fit_weights *weights, struct fit_preview_row **rows,
                                           size_t *row_count);

/* Weights and corrections anew from the database, index rebuilt. Takes the locks. */
MUST_USE struct result fit_service_reload(struct fit_service *service);

/* A copy of the newest picture of how needs are met; starts making a newer one when the index has changed. *made_ms = 0:
 * there is none yet (a large city, just started); *working: a newer one is on its way. */
struct unmet_picture {
    struct met_need *needs;
    size_t count;
    int64_t made_ms;
    bool working;
};
MUST_USE struct result fit_service_unmet(struct arena *arena, struct fit_service *service, struct unmet_picture *out);

#endif
