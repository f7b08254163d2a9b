/* The policy library (政策库): laws, rules and notices with their number, days, clauses, and what replaces what.
 *
 *   draft ── publish ──▶ published ── retract (reason) ──▶ retracted
 *     ▲                     │ change: the next version          │
 *     └──────────────────── take up again ◀────────────────────┘
 *
 * In force on a day: from its day of effect on, until the day of its repeal, or until a published policy that replaces it takes
 * effect; all by days alone (policy_force), kept in ends_day. Replacing goes over several steps and never in a circle.
 *
 * The full text is plain: one paragraph a line, "#" before a heading. Its clauses are found when it is saved (clauses.c) and have
 * anchors that hang on their number alone, /policies/0SAW…#clause-12, so that they stay when the text around them changes.
 *
 * Stands below the areas that cite policies (listings, articles): it uses none of them.
 */
#ifndef AREAS_POLICIES_POLICIES_H
#define AREAS_POLICIES_POLICIES_H

#include "areas/revisions/revisions.h"
#include "web/request.h"

enum {
    POLICY_TITLE_MOST = 200, /* characters, here and below */
    POLICY_NAME_MOST = 100,  /* short name, issuing body, number */
    POLICY_NOTE_MOST = 600,
    POLICY_URL_MOST = 400,
    POLICY_BODY_MOST = 1000 * 1000, /* bytes */
    POLICY_REPLACED_MOST = 30,
    POLICY_CLAUSES_MOST = 4000,
};

struct policy {
    int64_t id;
    const char *title;
    const char *short_name; /* by which it is usually cited: 就业促进法; "" */
    const char *issuer, *number;
    const char *level;                               /* national ministry province city county other */
    const char *issue_day, *effect_day, *repeal_day; /* YYYY-MM-DD or "" */
    const char *source_url, *note, *body;
    bool checked; /* somebody compared it with the source */
    const char *status, *reason;
    int64_t publish_ms;   /* when it came into the library; 0 = not yet */
    const char *ends_day; /* read only: kept by the store */
    int64_t actor_id;
    int32_t version;
    int64_t created_ms, updated_ms;
    const int64_t *replaced; /* what it replaces, ascending; filled by policy_find, written by insert and update */
    size_t replaced_count;
};

/* Every text "", a draft of no level. */
struct policy policy_empty(void);

/* What is wrong, field by field. `today` bounds the years. */
void policy_check(const struct policy *policy, int32_t today, struct problems *problems);
bool policy_status_may_become(const char *from, const char *to);
/* The levels in their order, NULL-ended. */
extern const char *const policy_levels[];

/* "soon" (not yet), "in", "out", on that day. */
const char *policy_force(const struct policy *policy, int32_t today);

/* --- numbers (number.c); pure --------------------------------------------------------------------------------------- */

/* 文号: the sign of the body, a year, a serial: 鲁政发〔2023〕6号. Also read with [], （）, 【】, "年" or nothing around the year, with
 * 第 before the serial, without 号, with full-width digits. */
struct policy_number {
    const char *sign; /* 鲁政发 */
    int32_t year, serial;
};
/* False when it is of another form (国务院令第364号), which is allowed. */
bool policy_number_parse(struct arena *arena, struct span text, struct policy_number *out);
/* As it is printed: 鲁政发〔2023〕6号; a text of another form trimmed. */
const char *policy_number_form(struct arena *arena, struct span text);
/* For comparing: the same for every way of writing one number. */
const char *policy_number_key(struct arena *arena, struct span text);
/* For comparing names and titles: folded, without 《》, 中华人民共和国 at the beginning and a bracket such as （2015年修正） at the end. */
const char *policy_name_key(struct arena *arena, struct span text);

/* --- clauses (clauses.c); pure --------------------------------------------------------------------------------------- */

enum clause_kind { CLAUSE_TEXT, CLAUSE_HEADING, CLAUSE_CHAPTER, CLAUSE_SECTION, CLAUSE_ARTICLE, CLAUSE_ITEM };

/* A stretch of the text: from a clause's label to the next one; TEXT is what stands before the first. */
struct clause {
    enum clause_kind kind;
    const char *anchor; /* "clause-12", "clause-12-1", "chapter-2"; only [a-z0-9_-]; "" for TEXT and HEADING */
    const char *label;  /* "第十二条", "三、"; "" for TEXT and HEADING */
    struct span text;   /* behind the label, its paragraphs separated by line breaks; borrowed of the text */
};
/* A text with articles (第一条) is divided by them, its chapters and sections; one without by 一、 and （一）. A number that is out of
 * order counts as text (第五条规定的… at the start of a line). A number that comes again gets another anchor: clause-1_2. At most
 * POLICY_CLAUSES_MOST; what comes behind belongs to the last. O(length). */
size_t clauses_find(struct arena *arena, struct span body, struct clause **out);
/* 27 to 二十七; 0 < number < 10000. */
const char *clause_number_words(struct arena *arena, int number);

/* --- the store ------------------------------------------------------------------------------------------------------- */

/* Who did it, for the history. actor NULL: the program itself. */
struct policy_act {
    const struct actor *actor;
    const char *reason;
};
/* Writes the version, the clauses, what it replaces, the search index, and ends_day of all concerned. id and times by the caller. Run
 * again after a lost answer: OK. INVALID "policies.error.circle" (field "replaced") when it would replace itself over any number of
 * steps, "policies.error.replaced_unknown" when one of them is not there. */
MUST_USE struct result policy_insert(struct arena *arena, struct store_session *session, int64_t region_id,
                                     const struct policy *policy, const struct policy_act *act);
/* version must be the stored one: CONFLICT "policies.error.changed_meanwhile" otherwise. */
MUST_USE struct result policy_update(struct arena *arena, struct store_session *session, int64_t region_id,
                                     const struct policy *policy, const struct policy_act *act);
/* NOT_FOUND "policies.error.not_found". */
MUST_USE struct result policy_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                   struct policy *out);
/* By number, short name or title, in any writing: the published one in force first, then the newest. *id 0: none. without: an id that is
 * passed over. published_only: for visitors. */
struct policy_name {
    struct span text;
    int32_t today;
    int64_t without;
    bool published_only;
};
MUST_USE struct result policy_find_by_name(struct arena *arena, struct store_session *session, int64_t region_id,
                                           const struct policy_name *name, int64_t *id);
/* Those that replace it, and those that it replaces, without text, whatever their status. */
MUST_USE struct result policy_list_replacing(struct arena *arena, struct store_session *session, int64_t region_id,
                                             int64_t id, struct policy **out, size_t *count);
MUST_USE struct result policy_list_replaced(struct arena *arena, struct store_session *session, int64_t region_id,
                                            int64_t id, struct policy **out, size_t *count);

struct policy_place {
    const char *sort_day; /* "" with id 0: from the newest */
    int64_t id;
};
/* Published ones (or drafts, or retracted ones), the newest day first. text: every sort of query as in articles, and numbers in any
 * writing. Filters: "" = any. The cost is that of the hits (sorting, counting), which a library bounds by itself. */
struct policy_query {
    struct span text;
    const char *status; /* NULL: published */
    const char *level, *force, *issuer, *year;
    int32_t today;
    struct policy_place after;
    size_t limit; /* at most 200 */
};
struct policy_hits {
    struct policy *policies; /* with body, for snippets, when text was asked for */
    size_t count;
    bool more;
};
MUST_USE struct result policy_search(struct arena *arena, struct store_session *session, int64_t region_id,
                                     const struct policy_query *query, struct policy_hits *out);

/* What there is to choose from: for each filter its choices among what fits the text and the other filters, most first. */
enum policy_facet { POLICY_LEVEL, POLICY_FORCE, POLICY_ISSUER, POLICY_YEAR, POLICY_FACETS };
enum { POLICY_COUNTED_MOST = 5000 };
struct policy_choice {
    const char *value;
    int64_t count;
};
struct policy_facets {
    struct policy_choice *choices[POLICY_FACETS];
    size_t counts[POLICY_FACETS];
    int64_t total; /* that fit everything; exact up to POLICY_COUNTED_MOST */
    bool capped;
};
MUST_USE struct result policy_count_facets(struct arena *arena, struct store_session *session, int64_t region_id,
                                           const struct policy_query *query, struct policy_facets *out);

/* Every version, newest first, its document as policy_stored_document. */
MUST_USE struct result policy_list_revisions(struct arena *arena, struct store_session *session, int64_t region_id,
                                             int64_t id, struct revision **out, size_t *count);
json_t *policy_stored_document(const struct policy *policy);
bool policy_from_stored(struct arena *arena, const char *document, struct policy *out);

/* --- for others ---------------------------------------------------------------------------------------------------------- */

/* Where an article of a policy stands: key is its number, short name or title as a rule table names it, article "27" or "16(2)".
 * *url "/policies/0SAW…#clause-27", or "" when the library has not that policy published with that clause. */
MUST_USE struct result policy_cite(struct arena *arena, struct store_session *session, int64_t region_id,
                                   const char *key, const char *article, int32_t today, const char **url);
/* Every object of a list that has "policy" and "article" gets "url" (null where policy_cite finds nothing). */
MUST_USE struct result policies_cite_list(const struct request *request, struct store_session *session, json_t *list);

/* The id in a path of the library, "/policies/0SAW…" or "/policies/0SAW…#clause-12"; false when it is another path. */
bool policy_path_id(const char *path, int64_t *id);
/* {"id", "url", "title", "short_name", "issuer", "number", "level", "issue_day", "effect_day", "repeal_day", "force", "status",
 * "checked"}; new reference. */
json_t *policy_row_document(const struct request *request, const struct policy *policy);
/* For pages of other areas: the newest published ones, as rows. */
MUST_USE struct result policies_latest(const struct request *request, struct store_session *session, size_t limit,
                                       json_t **out);
/* For a search across kinds: the newest that hold these words, as rows with "pieces" and "note_pieces", their "url" that of the clause
 * where one holds them. New reference, NULL when it failed. */
enum { POLICIES_FOUND = 3 };
MUST_USE struct result policies_found(struct request *request, struct store_session *session, struct span text,
                                      json_t **out);

/* For the map of the site: {"url", "updated"} of every published one, up to 5000, appended. */
MUST_USE struct result policies_map(const struct request *request, struct store_session *session, json_t *out);

extern const struct route policy_routes[];

#endif
