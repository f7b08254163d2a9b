/* A good zip with hostile XML in it. Parts of the input, separated by 0xff: worksheet, shared strings, styles, workbook,
 * relations; what is missing is as Excel writes it. */
#include "base/check.h"
#include "sheet/inside.h"
#include "text/text.h"

#include <stdlib.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { PARTS = 5 };

static const char *const names[PARTS] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                         "xl/workbook.xml", "xl/_rels/workbook.xml.rels"};
static const char *const usual[PARTS] = {
    "<worksheet><sheetData/></worksheet>", "<sst><si><t>a</t></si></sst>",
    "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
    "<workbook><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets></workbook>",
    "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"};

static struct result check_row(const struct sheet_row *row, void *context)
{
    (void)context;
    CHECK(row->count > 0 && row->count <= SHEET_COLUMNS_MOST);
    for (size_t column = 0; column < row->count; column++) {
        CHECK(utf8_is_valid(row->cells[column].text));
    }
    return result_ok();
}

static struct span next_part(const uint8_t **at, const uint8_t *end, const char *otherwise)
{
    if (*at == NULL) {
        return span_of(otherwise);
    }
    const uint8_t *stop = memchr(*at, 0xff, (size_t)(end - *at));
    struct span part = span_make((const char *)*at, (size_t)((stop == NULL ? end : stop) - *at));
    *at = stop == NULL ? NULL : stop + 1;
    return part;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    CHECK(zip != NULL);
    zip_source_keep(source);
    const uint8_t *at = bytes;
    for (size_t index = 0; index < PARTS; index++) {
        struct span part = next_part(&at, bytes + size, usual[index]);
        zip_int64_t entry = zip_file_add(zip, names[index], zip_source_buffer(zip, part.at, part.length, 0), 0);
        CHECK(entry >= 0 && zip_set_file_compression(zip, (zip_uint64_t)entry, ZIP_CM_STORE, 0) == 0);
    }
    CHECK(zip_close(zip) == 0);
    zip_stat_t stat;
    CHECK(zip_source_stat(source, &stat) == 0 && zip_source_open(source) == 0);
    char *file = malloc(stat.size);
    CHECK(file != NULL && zip_source_read(source, file, stat.size) == (zip_int64_t)stat.size);
    (void)zip_source_close(source);
    zip_source_free(source);
    struct result result = sheet_read(span_make(file, stat.size), check_row, NULL);
    CHECK(result_failed(result) == (result.message != NULL));
    free(file);
    return 0;
}
