/* Documents of imports. New references. */
#ifndef AREAS_IMPORTS_DOC_H
#define AREAS_IMPORTS_DOC_H

#include "areas/imports/store.h"

/* {"id", "kind", "file_name", "status", "row_count", "good_count", "refused_count", "created_count", …, "at_ms"} */
json_t *import_batch_document(const struct import_batch *batch);

/* What the preview shows of a sheet:
 * {"columns": [{"name": "A", "header", "field", "known"}], "good": [{"number", "organisation", "title", …}],
 *  "refused": [{"number", "who", "problems": [{"cell": "D7", "header", "value", "message", "hint"}]}],
 *  "noted": the same for rows from which forbidden limits were
 *  left out, "good_more", "refused_more": how many are not shown} */
json_t *import_sheet_document(struct arena *arena, const struct catalogue *catalogue, const struct import_sheet *sheet);

#endif
