/* Any bytes as the file of an .xlsx: the zip itself is the enemy. */
#include "base/check.h"
#include "sheet/inside.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct result check_row(const struct sheet_row *row, void *context)
{
    (void)context;
    CHECK(row->count > 0 && row->count <= SHEET_COLUMNS_MOST);
    for (size_t column = 0; column < row->count; column++) {
        CHECK(utf8_is_valid(row->cells[column].text));
    }
    return result_ok();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct result result = sheet_read(span_make((const char *)bytes, size), check_row, NULL);
    CHECK(result_failed(result) == (result.message != NULL));
    return 0;
}
