/* Texts and records of consent in the database and in the catalogue. */
#include "areas/personal/consent.h"

#include "base/buffer.h"
#include "base/day.h"
#include "catalogue/table.h"
#include "web/frame.h"

static const char table_name[] = "catalogues/consent_texts.csv";
const char *const consent_purposes[CONSENT_PURPOSES] = {"privacy", "telephone", "id_number"};

const char *consent_purpose_parse(struct span text)
{
    for (size_t index = 0; index < CONSENT_PURPOSES; index++) {
        if (span_is(text, consent_purposes[index])) {
            return consent_purposes[index];
        }
    }
    return NULL;
}

/* --- texts ------------------------------------------------------------------------------------------------------------- */

static const char *fill_region(const struct request *request, const char *text, bool english)
{
    static const char mark[] = "{region}";
    struct buffer out;
    buffer_init(&out);
    for (const char *at; (at = strstr(text, mark)) != NULL; text = at + sizeof mark - 1) {
        buffer_add(&out, text, (size_t)(at - text));
        buffer_add_text(&out, frame_region_name(request, english));
    }
    buffer_add_text(&out, text);
    const char *filled = arena_copy(request->arena, buffer_span(&out));
    buffer_release(&out);
    return filled;
}

/* The version that comes with the program, and what the law says of the purpose. */
static struct result read_shipped(const struct request *request, const char *purpose, struct consent_text *out)
{
    struct table table;
    struct arena *arena = request->arena;
    bool english = strcmp(request->language, "en") == 0;
    struct result result = table_read(arena, table_name, &table);
    for (size_t row = 0; row < table.rows && !result_failed(result); row++) {
        if (strcmp(table_cell(&table, row, "purpose"), purpose) != 0) {
            continue;
        }
        *out = (struct consent_text){.purpose = purpose,
                                     .version = table_number(&table, row, "version", 1),
                                     .text_zh = fill_region(request, table_cell(&table, row, "text_zh"), false),
                                     .text_en = fill_region(request, table_cell(&table, row, "text_en"), true),
                                     .separate = table_number(&table, row, "separate", 0) != 0,
                                     .clause = table_cell(&table, row, english ? "clause_en" : "clause_zh"),
                                     .source = table_cell(&table, row, "source"),
                                     .status = table_cell(&table, row, "status")};
        bool dated = day_parse(span_of(table_cell(&table, row, "effective_day")), &out->effective_day);
        return dated ? result_ok() : table_broken(arena, &table, row, "no day");
    }
    return result_failed(result) ? result : result_internal("a purpose without a text in consent_texts.csv");
}

struct result consent_texts(const struct request *request, struct store_session *session, const char *purpose,
                            struct consent_text *out, size_t *count)
{
    struct store_rows *rows;
    struct consent_text shipped;
    struct result result = read_shipped(request, purpose, &shipped);
    if (!result_failed(result)) {
        result = store_query(session, "personal_consent_texts",
                             STORE_VALUES(store_integer(request->region_id), store_text(purpose)), &rows);
    }
    if (result_failed(result)) {
        return result;
    }
    *count = 0;
    while (*count < CONSENT_TEXTS_MOST - 1 && store_rows_next(rows)) {
        struct consent_text *text = &out[(*count)++];
        *text = shipped;
        text->version = store_rows_integer(rows, 0);
        text->effective_day = DAY_NONE;
        (void)day_parse(store_rows_span(rows, 1), &text->effective_day);
        text->text_zh = fill_region(request, store_rows_text(request->arena, rows, 2), false);
        text->text_en = fill_region(request, store_rows_text(request->arena, rows, 3), true);
        text->created_ms = store_rows_integer(rows, 4);
    }
    out[(*count)++] = shipped;
    return store_rows_close(rows);
}

struct result consent_text_now(const struct request *request, struct store_session *session, const char *purpose,
                               struct consent_text *out)
{
    struct consent_text *texts = ARENA_ARRAY(request->arena, struct consent_text, CONSENT_TEXTS_MOST);
    size_t count = 0;
    struct result result = consent_texts(request, session, purpose, texts, &count);
    if (result_failed(result)) {
        return result;
    }
    *out = texts[count - 1]; /* the first version of all holds even before its day */
    for (size_t index = 0; index < count; index++) {
        if (texts[index].effective_day <= request->today) {
            *out = texts[index];
            break;
        }
    }
    return result_ok();
}

struct result consent_text_insert(struct store_session *session, const struct request *request,
                                  const struct consent_text *text)
{
    char day[DAY_TEXT_SIZE];
    int64_t changed = 0;
    struct result result =
        store_execute(session, "personal_consent_text_insert",
                      STORE_VALUES(store_integer(request->region_id), store_text(text->purpose),
                                   store_integer(text->version), store_text(day_format(text->effective_day, day)),
                                   store_text(text->text_zh), store_text(text->text_en),
                                   store_integer(request->actor->person_id), store_integer(request->now_ms)),
                      &changed);
    return result_failed(result) || changed == 1 ? result
                                                 : result_fail(RESULT_CONFLICT, NULL, "personal.error.version", NULL);
}

/* --- records ----------------------------------------------------------------------------------------------------------- */

static struct personal_cell guardian_cell(int64_t region_id, int64_t id)
{
    return (struct personal_cell){"consent_record/guardian", region_id, id};
}

/* The text in the language in which it was shown. */
static const char *digest_of(const struct request *request, const struct consent_text *text,
                             char out[static DIGEST_TEXT_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    bool english = strcmp(request->language, "en") == 0;
    hash_sm3(span_of(english ? text->text_en : text->text_zh), digest);
    return hash_text(digest, out);
}

struct result consent_append(struct store_session *session, const struct request *request, int64_t person_id,
                             const struct consent_record *record)
{
    char digest[DIGEST_TEXT_SIZE];
    const char *guardian = "";
    struct consent_text text;
    struct result result = consent_text_now(request, session, record->purpose, &text);
    const struct personal_cell cell = guardian_cell(request->region_id, record->id);
    if (!result_failed(result)) {
        const char *given = record->guardian == NULL ? "" : record->guardian;
        result = personal_seal(request->arena, session, &cell, given, &guardian);
    }
    return result_failed(result)
               ? result
               : store_execute(session, "personal_consent_insert",
                               STORE_VALUES(store_integer(request->region_id), store_integer(record->id),
                                            store_integer(person_id), store_text(record->purpose),
                                            store_integer(text.version), store_text(record->step),
                                            store_text(record->how), store_text(digest_of(request, &text, digest)),
                                            store_text(guardian), store_integer(request->now_ms)),
                               NULL);
}

struct result consent_list(struct arena *arena, struct store_session *session, int64_t region_id, int64_t person_id,
                           struct consent_listed *out, size_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "personal_consent_list",
                                       STORE_VALUES(store_integer(region_id), store_integer(person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *count = 0;
    while (*count < CONSENTS_MOST && store_rows_next(rows)) {
        out[(*count)++] = (struct consent_listed){.id = store_rows_integer(rows, 0),
                                                  .purpose = store_rows_text(arena, rows, 1),
                                                  .version = store_rows_integer(rows, 2),
                                                  .step = store_rows_text(arena, rows, 3),
                                                  .how = store_rows_text(arena, rows, 4),
                                                  .digest = store_rows_text(arena, rows, 5),
                                                  .guardian = store_rows_text(arena, rows, 6),
                                                  .at_ms = store_rows_integer(rows, 7)};
    }
    result = store_rows_close(rows);
    for (size_t index = 0; index < *count && !result_failed(result); index++) {
        const struct personal_cell cell = guardian_cell(region_id, out[index].id);
        result = personal_unseal(arena, session, &cell, out[index].guardian, &out[index].guardian);
    }
    return result;
}

const struct consent_listed *consent_last(const struct consent_listed *list, size_t count, const char *purpose)
{
    for (size_t index = 0; index < count; index++) {
        if (strcmp(list[index].purpose, purpose) == 0) {
            return &list[index];
        }
    }
    return NULL;
}

struct result consent_is_asked(struct store_session *session, const struct request *request, int64_t person_id,
                               bool *asked)
{
    struct consent_text text;
    size_t count = 0;
    struct consent_listed *list = ARENA_ARRAY(request->arena, struct consent_listed, CONSENTS_MOST);
    struct result result = consent_text_now(request, session, consent_purposes[0], &text);
    result = result_failed(result) ? result
                                   : consent_list(request->arena, session, request->region_id, person_id, list, &count);
    const struct consent_listed *last = result_failed(result) ? NULL : consent_last(list, count, consent_purposes[0]);
    *asked = last == NULL || strcmp(last->step, "given") != 0 || last->version < text.version;
    return result;
}
