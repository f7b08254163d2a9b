/* Any bytes as a query, as a path and as Accept-Language: what comes out is UTF-8, a path without tricks. */
#include "base/check.h"
#include "text/text.h"
#include "web/form.h"
#include "web/guard.h"
#include "web/language.h"
#include "web/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_path(const char *path)
{
    CHECK(path[0] == '/' && strstr(path, "//") == NULL && strstr(path, "/../") == NULL && strchr(path, '\\') == NULL);
    CHECK(utf8_is_valid(span_of(path)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    arena_init(&arena);
    struct span text = span_make((const char *)bytes, size);
    struct form form = {0};
    if (!result_failed(form_read_query(&arena, text, &form))) {
        for (size_t index = 0; index < form.field_count; index++) {
            CHECK(utf8_is_valid(form.fields[index].value) && utf8_is_valid(span_of(form.fields[index].name)));
        }
    }
    const char *path = NULL;
    if (!result_failed(guard_decode_path(&arena, text, &path))) {
        check_path(path);
    }
    enum language language = LANGUAGE_EN;
    (void)language_accept(text, &language);
    struct wire wire = {.method = "GET", .target = text};
    if (!result_failed(guard_check_head(&wire))) {
        struct wish wish = reading_wish(&wire);
        CHECK(wish.path.length + wish.query.length <= size);
    }
    arena_release(&arena);
    return 0;
}
