/* Handlers of the web floor itself. */
#include "web/own.h"

static struct result ask_region(struct store_session *session, void *context)
{
    const struct request *request = context;
    struct store_rows *rows = NULL;
    struct result r = store_query(session, "web_find_region", STORE_VALUES(store_integer(request->region_id)), &rows);
    if (result_failed(r)) {
        return r;
    }
    bool found = store_rows_next(rows);
    r = store_rows_close(rows);
    return result_failed(r) || found ? r : result_fail(RESULT_BUSY, NULL, "error.busy", "the region is not there");
}

/* Says ok when the database answers, else 503. */
static struct result show_health(struct request *request, struct response *response)
{
    struct result r = request->store == NULL ? result_ok() : store_read(request->store, ask_region, request);
    if (result_failed(r)) {
        return result_fail(RESULT_BUSY, NULL, "error.busy", r.detail);
    }
    response->document = json_pack("{s:s}", "status", "ok");
    response->no_store = true;
    return result_ok();
}

const struct route own_routes[] = {
    {METHOD_GET, "/healthz", "visit", 0, show_health},
    {0},
};
