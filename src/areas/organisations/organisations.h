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
/* Somebody is its owner. */
MUST_USE struct result organisation_is_owned(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                             bool *owned);
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
/* Each of the three brings the organisation's row of the search index up to date. */
MUST_USE struct result post_put(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                const struct post *post, int64_t now_ms);

/* What it has, in the order shown; at most 500 each. */
struct organisation_has {
    struct programme *programmes;
    struct facility *facilities;
    struct post *posts;
    size_t programme_count, facility_count, post_count;
};
MUST_USE struct result organisation_list_has(struct arena *arena, struct store_session *session, int64_t region_id,
                                             int64_t organisation_id, struct organisation_has *out);
enum organisation_part { PART_PROGRAMME, PART_FACILITY, PART_POST };
MUST_USE struct result organisation_delete_part(struct arena *arena, struct store_session *session, int64_t region_id,
                                                int64_t organisation_id, enum organisation_part part, int64_t id);

/* --- search -------------------------------------------------------------------------------------------------- */

/* Marks in the full-text tables of organisations and listings (text/terms.h). */
enum organisation_mark {
    MARK_SIDE = 's',
    MARK_KIND = 'k',
    MARK_COUNTY = 'c',
    MARK_INDUSTRY = 'i',
    MARK_MAJOR = 'm',
    MARK_OCCUPATION = 'o',
    MARK_LEVEL = 'l',
    MARK_ORGANISATION = 'u',
    MARK_REGION = 'r',
    MARK_SCHOOL_LEVEL = 'h',
    MARK_ABOVE_SCALE = 'a', /* code "1" */
};

struct organisation_filter {
    struct span text; /* words, pinyin; of names, products, programmes, posts, equipment */
    struct span kind, county_code, industry_code, school_level, major_code; /* empty = any */
    bool above_scale;                                                       /* only those */
    const char *after_key; /* keyset: sort_key and id of the last one shown; NULL and 0 from the first */
    int64_t after_id;
    size_t limit; /* at most 1000 */
};

struct organisation_page {
    struct organisation *organisations; /* by pinyin */
    size_t count;
    const char *next_key; /* NULL: this is the last page */
    int64_t next_id;
};
MUST_USE struct result organisation_search(struct arena *arena, struct store_session *session, int64_t region_id,
                                           const struct organisation_filter *filter, struct organisation_page *out);

/* What the filters' counts are made from: kind, county, industry, school level, scale of up to `most` hits. */
struct organisation_facts {
    const char *kind, *county_code, *industry_code, *school_level;
    bool above_scale;
};
MUST_USE struct result organisation_list_facts(struct arena *arena, struct store_session *session, int64_t region_id,
                                               const struct organisation_filter *filter, size_t most,
                                               struct organisation_facts **out, size_t *count);

/* The ids of at most `most` organisations whose names hold the word. */
MUST_USE struct result organisation_find_named(struct arena *arena, struct store_session *session, int64_t region_id,
                                               struct span word, size_t most, int64_t *ids, size_t *count);

/* --- document ------------------------------------------------------------------------------------------------ */

/* {"id","name","kind","credit_code","county":{"code","name"},"industry":{…},…}; new reference. */
json_t *organisation_document(const struct catalogue *catalogue, const struct organisation *organisation);
/* The same with "programmes", "facilities" and "posts". */
json_t *organisation_full_document(const struct catalogue *catalogue, const struct organisation *organisation,
                                   const struct organisation_has *has);
/* As a row of a list: with "url" and the pieces that the query hits (partial organisations/row). */
json_t *organisation_row_document(const struct request *request, const struct organisation *organisation,
                                  struct span query);
/* {"code", "name", "name_en"} of an entry; NULL for no code; the code as its own name when it is unknown. */
json_t *catalogue_document(const struct catalogue *catalogue, enum catalogue_table table, const char *code);
/* The id as documents show it. */
json_t *id_document(int64_t id);

extern const struct route organisation_routes[];

#endif
