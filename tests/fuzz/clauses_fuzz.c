/* Any text as a policy: every clause lies within it and in its order, anchors are letters, digits, dashes and their own; a number that is read
 * reads the same from its printed form. */
#include "areas/policies/policies.h"
#include "base/check.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_clauses(struct arena *arena, struct span text)
{
    struct clause *clauses = NULL;
    size_t count = clauses_find(arena, text, &clauses);
    const char *at = text.at;
    CHECK(count <= POLICY_CLAUSES_MOST);
    for (size_t index = 0; index < count; index++) {
        const struct clause *one = &clauses[index];
        CHECK(one->text.length == 0 ||
              (one->text.at >= at && one->text.at + one->text.length <= text.at + text.length));
        at = one->text.length == 0 ? at : one->text.at + one->text.length;
        CHECK(strspn(one->anchor, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(one->anchor));
        CHECK((one->anchor[0] == '\0') == (one->label[0] == '\0'));
        for (size_t other = index < 40 ? 0 : index - 40; other < index; other++) {
            CHECK(one->anchor[0] == '\0' || strcmp(one->anchor, clauses[other].anchor) != 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct span text = span_make((const char *)bytes, size);
    struct policy_number number;
    if (size == 0 || !utf8_is_valid(text)) {
        return 0;
    }
    arena_init(&arena);
    try_clauses(&arena, text);
    if (policy_number_parse(&arena, text, &number)) {
        const char *form = policy_number_form(&arena, text);
        CHECK(strcmp(policy_number_form(&arena, span_of(form)), form) == 0);
        CHECK(strcmp(policy_number_key(&arena, span_of(form)), policy_number_key(&arena, text)) == 0);
    }
    (void)policy_name_key(&arena, text);
    arena_release(&arena);
    return 0;
}
