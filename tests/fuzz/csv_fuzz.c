/* Any bytes as a file that is no zip: rows come out as clean text, or there is a message. */
#include "base/check.h"
#include "sheet/inside.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct result check_row(const struct sheet_row *row, void *context)
{
    uint32_t *last = context;
    CHECK(row->number > *last);
    CHECK(row->count > 0 && row->count <= SHEET_COLUMNS_MOST);
    CHECK(row->cells[row->count - 1].text.length > 0);
    for (size_t column = 0; column < row->count; column++) {
        struct span text = row->cells[column].text;
        CHECK(utf8_is_valid(text));
        CHECK(span_equal(cell_trim(text), text));
    }
    *last = row->number;
    return result_ok();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint32_t last = 0;
    struct result result = sheet_read(span_make((const char *)bytes, size), check_row, &last);
    CHECK(result_failed(result) == (result.message != NULL));
    CHECK(result_failed(result) || last > 0);
    return 0;
}
