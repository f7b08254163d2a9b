/* Drafts read from a message, as a document (codes only, the same in every language) and as a table for people.
 *
 * { "message": "要20个…", "drafts": [ {
 *     "title": "数控车工", "occupation_code": "6-18-01-01", "occupation_name": "车工", "headcount": 20 | null,
 *     "start": "2026-09-01" | null,
 *     "pay": { "low_fen", "high_fen", "unit": "month|day|hour|piece|year", "piecework", "negotiable" },
 *     "pay_yuan": { "low", "high" } | null, "lodging": true | false | null, "meals": …, "skills": ["看图"],
 *     "county_code", "county_name", "level": 3 | null, "level_name", "shift": "day|two|three|long_day" | null,
 *     "experience_months": 36 | null, "skilled": false, "education": "大专" | null,
 *     "flags": [ { "kind": "age_limit", "text": "18-45岁", "start", "end", "message": "message.flag.age_limit",
 *                  "law", "policy", "article", "clause", "effective", "source", "status" } ],
 *     "spans": { "title": { "start": 8, "end": 20 } …, "skills": [ {…} ] } } ] }
 *
 * Spans are bytes of the message; what was not said has none. The clauses: catalogues/hiring_rules.csv.
 */
#ifndef AREAS_LISTINGS_MESSAGE_DOC_H
#define AREAS_LISTINGS_MESSAGE_DOC_H

#include "areas/listings/message.h"
#include "web/words.h"

#include <jansson.h>
#include <stdio.h>

/* A new reference in *out. Errors: INTERNAL when the table of rules is broken. */
MUST_USE struct result message_build_document(struct arena *arena, const struct catalogue *catalogue,
                                              struct span message, const struct message_draft *drafts, size_t count,
                                              json_t **out);

/* A document of the above for a person, one line a value that was said. */
void message_print_table(const json_t *document, const struct words *words, enum language language, FILE *out);

/* The messages of a file: separated by lines of --- or else by empty lines or else one on each line. Lines belong to one
 * message when they are numbered, or when many of them name no post alone (a notice over several lines). */
struct message_list {
    const struct span *messages; /* borrowed from `text`; the array lives in the arena */
    size_t count;
};
struct message_list message_list_of(struct arena *arena, const struct catalogue *catalogue, struct span text);

struct message_request {
    const struct catalogue *catalogue;
    const struct words *words;
    enum language language;
    const char *region; /* city code */
    int32_t today;
    bool json;
};

/* `zhiqiao parse-need [FILE]`: the bytes of the file (UTF-8 or GB18030) to
 * { "messages": [ document … ] } or tables. A message that cannot be read has "drafts": [] and "error": its key.
 *
 * Errors   INVALID: the bytes are no text, or none of the messages could be read (field "message"); what could be
 *          printed is printed. INTERNAL: a table is broken. */
MUST_USE struct result message_run(const struct message_request *request, struct span file, FILE *out);

#endif
