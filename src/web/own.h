/* The route that belongs to no area: /healthz for whoever watches the machine. */
#ifndef WEB_OWN_H
#define WEB_OWN_H

#include "web/request.h"

extern const struct route own_routes[];

#endif
