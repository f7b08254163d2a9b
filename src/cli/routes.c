/* The list of areas. */
#include "cli/routes.h"

#include "areas/accounts/accounts.h"
#include "areas/articles/articles.h"
#include "areas/articles/reads.h"
#include "areas/audit/audit.h"
#include "areas/fit/fit.h"
#include "areas/imports/imports.h"
#include "areas/insight/insight.h"
#include "areas/listings/listings.h"
#include "areas/mail/mail.h"
#include "areas/merge/merge.h"
#include "areas/organisations/organisations.h"
#include "areas/personal/personal.h"
#include "areas/policies/policies.h"
#include "areas/portal/portal.h"
#include "areas/requests/requests.h"
#include "areas/settings/settings.h"
#include "areas/threads/threads.h"
#include "areas/waiting/waiting.h"

const struct route *const site_routes[] = {
    accounts_routes, article_routes, audit_routes,    fit_routes,          imports_routes,  insight_routes,
    listing_routes,  mail_routes,    merge_routes,    organisation_routes, personal_routes, policy_routes,
    portal_routes,   request_routes, settings_routes, thread_routes,       waiting_routes,  NULL,
};

struct result site_connect(struct app *app, struct services *services)
{
    services->close_listings = listing_close_all;
    services->find_articles = articles_found;
    services->find_successor = merge_find_successor;
    struct result r = fit_service_open(app->store, app->catalogue, app->region_id, &services->fit);
    if (!result_failed(r)) {
        r = import_runner_open(app->store, app->catalogue, app->region_id, &services->imports);
    }
    if (!result_failed(r)) {
        r = audit_sealer_open(app->store, app->region_id, &services->audit);
    }
    if (!result_failed(r)) {
        const struct mail_world world = {app->store, app->words, app->region_id, app->region_name,
                                         services->mail_settings};
        r = mail_runner_open(&world, &services->mail);
    }
    if (!result_failed(r)) {
        article_reads_open(app->store, app->region_id, app->zone_minutes, &services->reads);
        r = article_clock_open(app->store, app->region_id, services->reads, &services->articles);
    }
    if (!result_failed(r)) {
        r = proposal_clock_open(app->store, app->region_id, &services->requests);
    }
    if (result_failed(r)) {
        site_disconnect(services);
        return r;
    }
    app->route_tables = site_routes;
    app->find_actor = accounts_find_actor;
    app->fill_page = portal_fill_page;
    app->note_refused = audit_note_refused;
    app->note_read = article_note_read;
    app->services = services;
    return r;
}

/* Whatever is open, in the order against its opening. */
void site_disconnect(struct services *services)
{
    proposal_clock_close(services->requests);
    article_clock_close(services->articles);
    article_reads_close(services->reads);
    mail_runner_close(services->mail);
    audit_sealer_close(services->audit);
    import_runner_close(services->imports);
    fit_service_close(services->fit);
}
