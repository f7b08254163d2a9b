/* From the code of a result to the status of HTTP: one table for everybody. */
#ifndef WEB_STATUS_H
#define WEB_STATUS_H

#include "web/request.h"

int status_of_result(enum result_code code, enum method method);

/* What the error document and the language packs call it: "not_found". */
const char *status_name(int status);

#endif
