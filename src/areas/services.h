/* What the areas keep in memory while the program serves: handed to every request, opaque to the floors below. */
#ifndef AREAS_SERVICES_H
#define AREAS_SERVICES_H

#include "web/request.h"

struct audit_sealer;
struct article_clock;
struct fit_service;
struct import_runner;
struct mail_runner;
struct mail_settings;
struct proposal_clock;

/* Rows of what another kind holds of these words; NULL when it failed. */
typedef struct result (*services_find)(struct request *request, struct store_session *session, struct span text,
                                       json_t **out);

/* Ends what an organisation has in another area when it is closed. Inside store_write. */
typedef struct result (*services_close)(struct request *request, struct store_session *session,
                                        int64_t organisation_id);

/* The organisation that one was merged into; 0: none. */
typedef struct result (*services_successor)(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                            int64_t *into_id);

struct services {
    services_close close_listings; /* for organisations, which stand below the listings */
    services_find find_articles; /* for the search of listings, which articles in turn lead to: not a circle this way */
    services_successor find_successor; /* for the page of an organisation, which the merge moves listings of */
    struct audit_sealer *audit;
    struct article_clock *articles;
    struct article_reads *reads;
    struct fit_service *fit;
    struct import_runner *imports;
    const char *site_url;                      /* set before site_connect, without a slash behind; NULL: not known */
    const struct mail_settings *mail_settings; /* set before site_connect; NULL: mail waits in its queue */
    struct mail_runner *mail;
    struct proposal_clock *requests;
};

#endif
