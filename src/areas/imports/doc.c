/* What an import looks like before and after it is confirmed. */
#include "areas/imports/doc.h"

#include "areas/imports/fields.h"
#include "base/id.h"
#include "sheet/sheet.h"

enum { SHOWN_GOOD = 20, SHOWN_REFUSED = 200 };

json_t *import_batch_document(const struct import_batch *batch)
{
    char id[ID_TEXT_SIZE];
    json_t *document = json_pack(
        "{s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:s, s:s, s:I, s:b, s:b, s:b, s:b, s:b}", "id",
        id_format(batch->id, id), "kind", batch->kind, "file_name", batch->file_name, "status", batch->status,
        "row_count", (int)batch->row_count, "good_count", (int)(batch->row_count - batch->refused_count),
        "refused_count", (int)batch->refused_count, "created_count", (int)batch->created_count, "changed_count",
        (int)batch->changed_count, "same_count", (int)batch->same_count, "organisation_count",
        (int)batch->organisation_count, "message", batch->message, "actor", batch->actor_name, "at_ms",
        (json_int_t)batch->created_ms, "is_preview", (int)(strcmp(batch->status, "preview") == 0), "is_applying",
        (int)(strcmp(batch->status, "applying") == 0), "is_done", (int)(strcmp(batch->status, "done") == 0),
        "is_failed", (int)(strcmp(batch->status, "failed") == 0), "is_cancelled",
        (int)(strcmp(batch->status, "cancelled") == 0));
    json_object_set_new(document, "has_refused", json_boolean(batch->refused_count > 0));
    json_object_set_new(document, "has_good", json_boolean(batch->row_count > batch->refused_count));
    return document;
}

static json_t *columns_document(const struct import_sheet *sheet)
{
    json_t *list = json_array();
    for (size_t column = 0; column < sheet->column_count; column++) {
        char name[8];
        const struct import_field *field = sheet->fields[column];
        if (sheet->headers[column].length == 0) {
            continue;
        }
        json_array_append_new(list,
                              json_pack("{s:s, s:s%, s:s, s:b}", "name", sheet_column_name(column, name), "header",
                                        sheet->headers[column].at, sheet->headers[column].length, "field",
                                        field == NULL ? "" : field->name, "known", (int)(field != NULL)));
    }
    return list;
}

static const char *entry_name(const struct catalogue *catalogue, enum catalogue_table table, const char *code)
{
    const struct catalogue_entry *entry = catalogue_find(catalogue, table, span_of(code));
    return entry == NULL ? "" : entry->name;
}

static json_t *organisation_row(const struct catalogue *catalogue, const struct import_row *row)
{
    const struct organisation *organisation = row->organisation;
    return json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:i}", "number", (int)row->number, "organisation",
                     organisation->name, "credit_code", organisation->credit_code, "organisation_kind",
                     organisation->kind, "county", entry_name(catalogue, CATALOGUE_REGIONS, organisation->county_code),
                     "industry", entry_name(catalogue, CATALOGUE_INDUSTRIES, organisation->industry_code), "people",
                     (int)(organisation->staff_count + organisation->student_count));
}

static json_t *listing_row(const struct catalogue *catalogue, const struct import_row *row)
{
    const struct listing *listing = row->listing;
    const struct organisation *organisation = row->organisation;
    char start[DAY_TEXT_SIZE];
    return json_pack("{s:i, s:s, s:s, s:o, s:s, s:i, s:s, s:I, s:I, s:s, s:b, s:b}", "number", (int)row->number,
                     "organisation", organisation->name[0] != '\0' ? organisation->name : organisation->credit_code,
                     "title", listing->title, "kind", catalogue_document(catalogue, CATALOGUE_KINDS, listing->kind),
                     "county", entry_name(catalogue, CATALOGUE_REGIONS, listing->county_code), "headcount",
                     (int)listing->headcount, "start", day_format(listing->start_day, start), "pay_low_fen",
                     (json_int_t)listing->pay_low_fen, "pay_high_fen", (json_int_t)listing->pay_high_fen, "pay_unit",
                     listing->pay_unit, "has_pay", (int)(listing->pay_low_fen > 0), "pay_is_range",
                     (int)(listing->pay_high_fen > listing->pay_low_fen));
}

static json_t *problems_of(struct arena *arena, const struct import_sheet *sheet, const struct import_row *row,
                           bool notes)
{
    json_t *list = json_array();
    size_t count = notes ? row->note_count : row->problem_count;
    for (size_t index = 0; index < count; index++) {
        const struct import_problem *problem = notes ? &row->notes[index] : &row->problems[index];
        bool cell = problem->column >= 0 && (size_t)problem->column < sheet->column_count;
        char name[8];
        struct span header = cell ? sheet->headers[problem->column] : span_make("", 0);
        const char *where =
            cell ? arena_format(arena, "%s%u", sheet_column_name((size_t)problem->column, name), row->number) : "";
        json_array_append_new(list, json_pack("{s:s, s:s%, s:s, s:s, s:s}", "cell", where, "header",
                                              header.at == NULL ? "" : header.at, header.length, "value",
                                              problem->value, "message", problem->message, "hint", problem->hint));
    }
    return list;
}

/* A row with what is to be said of it: why it is refused, or what was left out. */
static json_t *told_row(struct arena *arena, const struct import_sheet *sheet, const struct import_row *row, bool notes)
{
    struct span who = span_of(row->organisation->name);
    struct span what = span_of(row->listing == NULL ? "" : row->listing->title);
    return json_pack("{s:i, s:s, s:s, s:o}", "number", (int)row->number, "organisation", import_shown_value(arena, who),
                     "title", import_shown_value(arena, what), "problems", problems_of(arena, sheet, row, notes));
}

json_t *import_sheet_document(struct arena *arena, const struct catalogue *catalogue, const struct import_sheet *sheet)
{
    json_t *good = json_array();
    json_t *refused = json_array();
    json_t *noted = json_array();
    for (size_t index = 0; index < sheet->row_count; index++) {
        const struct import_row *row = &sheet->rows[index];
        if (row->problem_count > 0 && json_array_size(refused) < SHOWN_REFUSED) {
            json_array_append_new(refused, told_row(arena, sheet, row, false));
        } else if (row->problem_count == 0 && json_array_size(good) < SHOWN_GOOD) {
            json_array_append_new(good, row->listing == NULL ? organisation_row(catalogue, row)
                                                             : listing_row(catalogue, row));
        }
    }
    for (size_t index = 0; index < sheet->row_count && json_array_size(noted) < SHOWN_REFUSED; index++) {
        const struct import_row *row = &sheet->rows[index];
        if (row->problem_count == 0 && row->note_count > 0) {
            json_array_append_new(noted, told_row(arena, sheet, row, true));
        }
    }
    size_t good_count = sheet->row_count - sheet->refused_count;
    return json_pack("{s:o, s:o, s:i, s:o, s:o, s:i, s:i}", "columns", columns_document(sheet), "good", good,
                     "good_more", (int)(good_count - json_array_size(good)), "refused", refused, "noted", noted,
                     "refused_more", (int)(sheet->refused_count - json_array_size(refused)), "header_number",
                     (int)sheet->header_number);
}
