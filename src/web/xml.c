/* XML from a view. */
#include "web/xml.h"

#include "web/app.h"
#include "web/views.h"

struct result xml_answer(struct request *request, struct response *response, const char *view, json_t *document)
{
    struct buffer out;
    buffer_init(&out);
    enum language language = strcmp(request->language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH_CN;
    struct result result = request->app->views == NULL ? result_ok()
                                                       : views_render_fragment(request->app->views, language, view,
                                                                               document, request->now_ms, &out);
    if (!result_failed(result)) {
        response->body = span_make(arena_copy(request->arena, buffer_span(&out)), out.length);
    }
    buffer_release(&out);
    json_decref(document);
    return result;
}
