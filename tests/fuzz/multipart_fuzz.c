/* Any bytes as a body in parts: texts are UTF-8, files lie within the body. The first byte chooses the boundary. */
#include "base/check.h"
#include "text/text.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct arena arena;
    arena_init(&arena);
    struct span boundary = bytes[0] % 2 == 0 ? span_of("b") : span_of("----WebKitFormBoundaryABC");
    struct span body = span_make((const char *)bytes + 1, size - 1);
    struct form form = {0};
    if (!result_failed(form_read_multipart(&arena, boundary, body, &form))) {
        for (size_t index = 0; index < form.field_count; index++) {
            CHECK(utf8_is_valid(form.fields[index].value) && utf8_is_valid(span_of(form.fields[index].name)));
        }
        for (size_t index = 0; index < form.upload_count; index++) {
            struct span file = form.uploads[index].bytes;
            CHECK(file.at >= body.at && file.at + file.length <= body.at + body.length);
        }
    }
    arena_release(&arena);
    return 0;
}
