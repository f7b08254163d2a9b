/* An XML file made from a view alone, without the layout: feeds, the map of the site. */
#ifndef WEB_XML_H
#define WEB_XML_H

#include "web/request.h"

/* Takes the document over. The caller has set response->content_type. */
MUST_USE struct result xml_answer(struct request *request, struct response *response, const char *view,
                                  json_t *document);

#endif
