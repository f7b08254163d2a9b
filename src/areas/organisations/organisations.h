/* Organisations: schools, enterprises, associations, government, parks; what they have (programmes, facilities, posts).
 *
 * An organisation is known by its 统一社会信用代码 (GB 32100), or, while the office has not got the code yet, by its
 * name. Texts in these structs live in the arena given to the function that filled them; "" and 0 mean "not stated".
 */
#ifndef AREAS_ORGANISATIONS_ORGANISATIONS_H
#define AREAS_ORGANISATIONS_ORGANISATIONS_H

#include "web/request.h"

struct organisation {
    int64_t id;
    const char *kind; /* school enterprise association government park */
    const char *name, *short_name;
    const char *credit_code;
    const char *county_code, *industry_code;
    const char *school_level; /* 中职 高职专科 职业本科 技工 */
    const char *ownership;    /* public private … */
    bool above_scale;         /* 规上 */
    int32_t staff_count, student_count, teacher_count;
    const char *address, *website;
    const char *products; /* core products, separated by 、 */
    const char *summary;
    const char *status; /* imported approved closed */
    int32_t version;
    int64_t created_ms, updated_ms;
};

struct programme {
    int64_t id;
    const char *level, *major_code, *name, *direction;
    int32_t student_count, graduate_count;
};

struct facility {
    int64_t id;
    const char *kind; /* equipment site */
    const char *name, *summary;
    int32_t unit_count, place_count;
};

struct post {
    int64_t id;
    const char *name, *occupation_code;
    int32_t staff_count;
};

/* --- rules: no I/O ------------------------------------------------------------------------------------------- */

/* Adds what is wrong with each field; nothing added = acceptable. Codes are looked up in the catalogue, with the nearest
 * three as hint. */
void organisation_check(struct arena *arena, const struct catalogue *catalogue, const struct organisation *organisation,
                        struct problems *problems);
/* May this person change it: the office, or an owner, staff or editor of it. */
bool organisation_may_edit(const struct actor *actor, int64_t organisation_id);

/* --- store: inside store_read / store_write ------------------------------------------------------------------- */

MUST_USE struct result organisation_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                         int64_t id, struct organisation *out);
/* By credit code where one is given, else by name (folded). NOT_FOUND otherwise. */
MUST_USE struct result organisation_find_by_code(struct arena *arena, struct store_session *session, int64_t region_id,
                                                 const char *credit_code, struct organisation *out);
MUST_USE struct result organisation_find_by_name(struct arena *arena, struct store_session *session, int64_t region_id,
                                                 const char *name, struct organisation *out);
/* id and times are set by the caller. CONFLICT: code (field credit_code) or name (field name) belongs to another. Keeps the
 * registry and the search index in step. */
MUST_USE struct result organisation_insert(struct arena *arena, struct store_session *session, int64_t region_id,
                                           const struct organisation *organisation);
/* version must be the stored one (CONFLICT "organisation.error.changed_meanwhile" otherwise) and is raised by one. */
MUST_USE struct result organisation_update(struct arena *arena, struct store_session *session, int64_t region_id,
                                           const struct organisation *organisation);
/* Insert or replace by their natural key (major+level+direction; kind+name; name). */
MUST_USE struct result programme_put(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                     const struct programme *programme, int64_t now_ms);
MUST_USE struct result facility_put(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                    const struct facility *facility, int64_t now_ms);
MUST_USE struct result post_put(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                const struct post *post, int64_t now_ms);

/* --- document ------------------------------------------------------------------------------------------------ */

/* {"id","name","kind","credit_code","county":{"code","name"},"industry":{…},…}; new reference. */
json_t *organisation_document(const struct catalogue *catalogue, const struct organisation *organisation);

extern const struct route organisation_routes[];

#endif
