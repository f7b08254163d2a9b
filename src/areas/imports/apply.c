/* Putting understood rows into the database: one transaction, all or none.
 *
 * What a sheet does not say it does not wipe: a column that is missing or a cell that is empty leaves the stored value.
 * The transaction may be run again (store.h), so all counting starts anew in apply_rows. Rows that give only a credit code
 * come last, so that they find an organisation that another row of the sheet makes.
 */
#include "areas/imports/apply.h"

#include <stdlib.h>

enum { PROGRESS_STEP = 64 };

/* --- what the rows share --------------------------------------------------------------------------------------------- */

void apply_refuse(struct applying *applying, struct import_refusal refusal)
{
    refusal.hint = arena_text(&applying->longer, refusal.hint);
    applying->refusals[applying->refusal_count++] = refusal;
}

bool apply_touch(struct applying *applying, int64_t id, uint32_t number, uint32_t *earlier)
{
    char key[24];
    int64_t seen;
    (void)snprintf(key, sizeof key, "%lld", (long long)id);
    if (memory_find(&applying->touched, key, &seen)) {
        *earlier = (uint32_t)seen;
        return false;
    }
    memory_put(&applying->longer, &applying->touched, key, number);
    return true;
}

void apply_refuse_repeated(struct applying *applying, uint32_t number, uint32_t earlier)
{
    apply_refuse(applying, (struct import_refusal){number, -1, "import.row.repeated",
                                                   arena_format(&applying->arena, "%u", earlier)});
}

static bool is_code_only(const struct import_row *row)
{
    return row->organisation->name[0] == '\0';
}

static int compare_refusals(const void *left, const void *right)
{
    const struct import_refusal *a = left;
    const struct import_refusal *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

/* By number, in an arena that outlives the work. */
static struct import_refusals copy_refusals(struct arena *arena, const struct applying *applying)
{
    size_t count = applying->refusal_count;
    struct import_refusal *list = ARENA_ARRAY(arena, struct import_refusal, count + 1);
    for (size_t index = 0; index < count; index++) {
        list[index] = applying->refusals[index];
        list[index].hint = arena_text(arena, list[index].hint);
    }
    qsort(list, count, sizeof *list, compare_refusals);
    return (struct import_refusals){list, count};
}

static void begin(struct applying *applying)
{
    size_t rows = applying->job->sheet->row_count;
    arena_reset(&applying->arena);
    arena_reset(&applying->longer);
    applying->outcome = (struct import_outcome){0};
    applying->owners = memory_make(&applying->longer, rows);
    applying->touched = memory_make(&applying->longer, rows);
    applying->refusals = ARENA_ARRAY(&applying->longer, struct import_refusal, rows + 1);
    applying->refusal_count = 0;
}

/* --- the transaction ---------------------------------------------------------------------------------------------------- */

static bool note_progress(const struct applying *applying, size_t done)
{
    const struct import_job *job = applying->job;
    if (job->progress != NULL) {
        *job->progress = (int)(done * 1000 / job->sheet->row_count);
    }
    return job->cancel == NULL || !*job->cancel;
}

typedef struct result (*row_work)(struct applying *applying, struct store_session *session,
                                  const struct import_row *row);

/* Rows with a name, then those with only a code. */
static struct result each_row(struct applying *applying, struct store_session *session, row_work work)
{
    const struct import_sheet *sheet = applying->job->sheet;
    size_t done = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t index = 0; index < sheet->row_count; index++) {
            const struct import_row *row = &sheet->rows[index];
            if (row->problem_count > 0 || is_code_only(row) != (pass == 1)) {
                continue;
            }
            if (done++ % PROGRESS_STEP == 0 && !note_progress(applying, done)) {
                return result_fail(RESULT_CONFLICT, NULL, "import.error.cancelled", NULL);
            }
            arena_reset(&applying->arena);
            struct result result = work(applying, session, row);
            if (result_failed(result)) {
                return result;
            }
        }
    }
    return result_ok();
}

static struct result apply_rows(struct store_session *session, void *context)
{
    struct applying *applying = context;
    const struct import_job *job = applying->job;
    begin(applying);
    struct result result =
        each_row(applying, session, job->sheet->kind == IMPORT_ORGANISATIONS ? apply_organisation : apply_listing);
    if (result_failed(result) || job->finish == NULL) {
        return result;
    }
    struct import_outcome outcome = applying->outcome;
    outcome.refusals = copy_refusals(&applying->longer, applying);
    return job->finish(session, &outcome, job->finish_context);
}

struct result import_apply(struct arena *arena, const struct import_job *job, struct import_outcome *out)
{
    struct applying applying = {.job = job};
    arena_init(&applying.arena);
    arena_init(&applying.longer);
    struct result result = store_write(job->store, apply_rows, &applying);
    if (!result_failed(result)) {
        (void)note_progress(&applying, job->sheet->row_count);
        *out = applying.outcome;
        out->refusals = copy_refusals(arena, &applying);
    }
    arena_release(&applying.arena);
    arena_release(&applying.longer);
    return result;
}

/* --- before it is applied ------------------------------------------------------------------------------------------------- */

/* The codes that the sheet itself will register. */
static void note_own_codes(struct applying *applying)
{
    const struct import_sheet *sheet = applying->job->sheet;
    for (size_t index = 0; index < sheet->row_count; index++) {
        const struct import_row *row = &sheet->rows[index];
        if (row->problem_count == 0 && !is_code_only(row) && row->organisation->credit_code[0] != '\0') {
            memory_put(&applying->longer, &applying->touched, row->organisation->credit_code, 1);
        }
    }
}

static struct result check_row(struct applying *applying, struct store_session *session, const struct import_row *row)
{
    const struct organisation *given = row->organisation;
    const char *key = arena_format(&applying->arena, "%s\n%s", given->credit_code, given->name);
    struct identity identity = {0};
    int64_t place = 0;
    bool own = is_code_only(row) && memory_find(&applying->touched, given->credit_code, &place);
    if (own) {
        return result_ok();
    }
    if (memory_find(&applying->owners, key, &place)) {
        if (place >= 0) {
            struct import_refusal refusal = applying->refusals[place];
            refusal.number = row->number;
            apply_refuse(applying, refusal);
        }
        return result_ok();
    }
    struct result result =
        identity_find(&applying->arena, session, applying->job->region_id, applying->job->sheet, row, &identity);
    if (result_failed(result)) {
        return result;
    }
    bool refused = identity.kind == IDENTITY_REFUSED;
    memory_put(&applying->longer, &applying->owners, key, refused ? (int64_t)applying->refusal_count : -1);
    if (refused) {
        apply_refuse(applying, identity.refusal);
    }
    return result_ok();
}

static struct result check_rows(struct store_session *session, void *context)
{
    struct applying *applying = context;
    begin(applying);
    note_own_codes(applying);
    return each_row(applying, session, check_row);
}

struct result import_check(struct arena *arena, struct store *store, int64_t region_id,
                           const struct import_sheet *sheet, struct import_refusals *out)
{
    const struct import_job job = {.store = store, .region_id = region_id, .sheet = sheet};
    struct applying applying = {.job = &job};
    arena_init(&applying.arena);
    arena_init(&applying.longer);
    struct result result = store_read(store, check_rows, &applying);
    if (!result_failed(result)) {
        *out = copy_refusals(arena, &applying);
    }
    arena_release(&applying.arena);
    arena_release(&applying.longer);
    return result;
}

void import_lay_refusals(struct arena *arena, struct import_sheet *sheet, const struct import_refusals *refusals)
{
    size_t next = 0;
    for (size_t index = 0; index < sheet->row_count && next < refusals->count; index++) {
        struct import_row *row = &sheet->rows[index];
        while (next < refusals->count && refusals->list[next].number < row->number) {
            next++;
        }
        if (next < refusals->count && refusals->list[next].number == row->number && row->problem_count == 0) {
            const struct import_refusal *refusal = &refusals->list[next];
            import_row_refuse(arena, row, refusal->column, refusal->message, refusal->hint);
            sheet->refused_count++;
        }
    }
}
