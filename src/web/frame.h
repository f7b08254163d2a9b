/* What every page shows around its own content: the object `page` in the document of a view.
 *
 *   title             of this page, in its language
 *   language, english (true or false), other_language, other_language_url
 *   language_tag      for the attribute lang: "zh-Hant" when the page is in traditional characters
 *   traditional, other_script, other_script_url: of Chinese pages, the way to the other characters
 *   sizes             [{"title", "url", "current"}]: of letters; size: "large" or "largest", absent when normal
 *   path, url         of this page: without and with the query
 *   csrf              for the hidden field of every form
 *   breadcrumb        [{"title"|"text", "url"}]: what the handler's document had under "breadcrumb"
 *   region_name, sample, version
 *   user              null for a visitor; name, login, office, administrator, organisations[{id,name,kind,role}]
 *   query             what stands in the search box
 *   and what app->fill_page adds: nav, user.waiting
 */
#ifndef WEB_FRAME_H
#define WEB_FRAME_H

#include "web/app.h"
#include "web/reading.h"

/* New reference. `document` loses its "breadcrumb". */
json_t *frame_build(const struct request *request, const struct wire *wire, const struct wish *wish,
                    const struct response *response, json_t *document);

/* The city as the catalogue names it in English, where it does; else its name. */
const char *frame_region_name(const struct request *request, bool english);

#endif
