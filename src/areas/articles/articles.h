/* The information platform: columns, studios, articles, documents.
 *
 *            submit            approve (at once, or at a time)        time comes
 *   draft ──────────▶ review ───────────────────────▶ scheduled ───────────────▶ published
 *     ▲                 │ └──────────────── approve ──────────────────────────────▲  │ retract (reason)
 *     └── send back ────┘                                                         │  ▼
 *     └──────────────────────────────── take up again ◀───────────────────── retracted
 *
 * An article stands in one column. Columns are a tree; a studio is a column with an editor of its own (a member of its
 * organisation, or a person named as its editor), and what is below it belongs to it. What is hidden, in whole or because a
 * column above is hidden, visitors do not see. Lists are ordered by the time of publication, newest first.
 *
 * Body: Markdown or pasted HTML as it came; made safe by text/rich.h whenever it is shown. Every stored version is kept. Search
 * holds what is published.
 *
 * For others (imports, feeds, search across kinds): article_insert / article_update / article_find / article_list /
 * article_search / column_*; all inside the caller's transaction.
 */
#ifndef AREAS_ARTICLES_ARTICLES_H
#define AREAS_ARTICLES_ARTICLES_H

#include "areas/files/files.h"
#include "areas/revisions/revisions.h"
#include "areas/waiting/waiting.h"
#include "text/rich.h"
#include "web/request.h"

enum {
    ARTICLE_TITLE_MOST = 200, /* characters, here and below */
    ARTICLE_SUMMARY_MOST = 400,
    ARTICLE_TEXT_MOST = 200,    /* source, author */
    ARTICLE_BODY_MOST = 300000, /* bytes */
    ARTICLE_LINKS_MOST = 20,
    COLUMN_DEPTH_MOST = 6,
    COLUMNS_MOST = 2000,
};

/* --- columns --------------------------------------------------------------------------------------------------- */

struct article_column {
    int64_t id, parent_id; /* parent 0: the platform itself */
    const char *kind;      /* column studio */
    const char *name, *english_name, *summary;
    int64_t organisation_id; /* of a studio; 0 = none */
    int32_t position;
    bool hidden;
    int32_t version;
    int64_t created_ms, updated_ms;
};

/* All columns of a region, children behind their parent, in the order in which they are shown. Small: read whole. */
struct column_tree {
    struct article_column *columns;
    int32_t *depths;  /* 0 = at the top */
    bool *shown;      /* neither it nor one above is hidden */
    int64_t *studios; /* id of the studio it is or stands in, 0 = none */
    size_t count;
};
MUST_USE struct result column_tree_read(struct arena *arena, struct store_session *session, int64_t region_id,
                                        struct column_tree *out);
/* SIZE_MAX when it is not there. */
size_t column_tree_find(const struct column_tree *tree, int64_t id);
/* By names from the top, "/" between them ("新闻动态/县区动态"); SIZE_MAX when there is none. */
size_t column_tree_find_path(const struct column_tree *tree, struct span path);
/* The columns from the top down to `index`, itself included; at most COLUMN_DEPTH_MOST. */
size_t column_tree_path(const struct column_tree *tree, size_t index, size_t out[static COLUMN_DEPTH_MOST]);
/* Itself and all below it that are shown (or all): ids; at most COLUMNS_MOST. */
size_t column_tree_below(const struct column_tree *tree, size_t index, bool hidden_too, int64_t *ids);

/* The name in the reader's language. */
const char *column_name(const struct article_column *column, const char *language);

/* id and times from the caller. Errors: CONFLICT "articles.error.column_exists" (the same name beside it), INVALID
 * "articles.error.column_deep". */
MUST_USE struct result column_insert(struct store_session *session, int64_t region_id,
                                     const struct article_column *column);
/* Name, place, order, hidden. CONFLICT "articles.error.changed_since" by version; INVALID "articles.error.column_circle" when it would stand below itself. */
MUST_USE struct result column_update(struct arena *arena, struct store_session *session, int64_t region_id,
                                     const struct article_column *column);
/* One place up (-1) or down (+1) among its neighbours. */
MUST_USE struct result column_move(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                   int direction, int64_t now_ms);
MUST_USE struct result studio_editor_add(struct store_session *session, int64_t region_id, int64_t column_id,
                                         int64_t person_id);
MUST_USE struct result studio_editor_remove(struct store_session *session, int64_t region_id, int64_t column_id,
                                            int64_t person_id);

/* --- articles -------------------------------------------------------------------------------------------------- */

struct article {
    int64_t id, column_id;
    const char *title, *summary, *body;
    const char *format; /* markdown html */
    const char *source, *source_url, *author;
    const char *links; /* related: JSON [{"url": "/listings/0SAW…", "words": ""}], paths of this site */
    int64_t film_id, poster_id, captions_id;
    const char *film_words; /* what the film shows, in words */
    const char *status;     /* draft review scheduled published retracted */
    const char *reason;     /* of the retraction, or why it was sent back */
    int64_t publish_ms;     /* 0 = not yet known */
    int64_t actor_id;       /* who began it */
    int32_t version;
    int64_t created_ms, updated_ms;
};

/* Every text "", Markdown, a draft. */
struct article article_empty(void);
enum rich_format article_format(const struct article *article);

/* What is wrong, field by field: title missing or too long, body empty or too long, pictures without a description, a source
 * address that is none. */
void article_check(const struct article *article, struct problems *problems);
/* Is there an arrow in the drawing above. */
bool article_status_may_become(const char *from, const char *to);

/* NOT_FOUND "articles.error.not_found". */
MUST_USE struct result article_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                    struct article *out);

/* Who did it, for the history. actor NULL: the program itself (an import, the clock). */
struct article_act {
    const struct actor *actor;
    const char *reason; /* "" or why */
};
/* id and times are set by the caller; any status (an import may insert published ones with their own publish_ms). Writes the
 * version and the search index too. Run again after a lost answer: OK. */
MUST_USE struct result article_insert(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct article *article, const struct article_act *act);
/* version must be the stored one: CONFLICT "articles.error.changed_meanwhile" otherwise. */
MUST_USE struct result article_update(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct article *article, const struct article_act *act);
/* Publishes what is scheduled up to now_ms, oldest first, at most ARTICLE_DUE_MOST at a time; *count of them. trace_ids: as many ids
 * for the audit log, made before. Inside store_write. */
enum { ARTICLE_DUE_MOST = 100 };
MUST_USE struct result article_publish_due(struct arena *arena, struct store_session *session, int64_t region_id,
                                           int64_t now_ms, const int64_t trace_ids[static ARTICLE_DUE_MOST],
                                           size_t *count);

/* One of them, which must be due still (else nothing happens). */
MUST_USE struct result article_publish_one(struct arena *arena, struct store_session *session, int64_t region_id,
                                           int64_t id, int64_t now_ms, int64_t trace_id);
/* Everything that is due, as the clock does it: together, and when that fails one by one, so that one that cannot be published
 * holds nobody up. *failed: how many could not be; they wait for the editors. */
MUST_USE struct result article_clock_run(struct store *store, int64_t region_id, int64_t now_ms, size_t *failed);

/* What waits after a step: a review for the editors (setting article_review_days, 3 working days), what was sent back for who began it
 * (article_change_days, 10), or nothing. was: the status before. Inside the step's transaction. */
MUST_USE struct result article_wait(struct store_session *session, const struct waiting_turn *turn,
                                    const struct article *article, const char *was);
MUST_USE struct result article_wait_failed(struct store_session *session, const struct waiting_turn *turn,
                                           const struct article *article);

/* Four eyes: who began an article does not publish it. Setting article_four_eyes: "on", "off"; else when the region has more than
 * one editor. */
enum four_eyes { FOUR_EYES_USUAL, FOUR_EYES_ON, FOUR_EYES_OFF };
enum four_eyes four_eyes_parse(struct span text);
MUST_USE struct result four_eyes_find(struct store_session *session, int64_t region_id, enum four_eyes *setting,
                                      bool *needed);
MUST_USE struct result four_eyes_put(struct store_session *session, int64_t region_id, enum four_eyes setting,
                                     int64_t person_id, int64_t now_ms);

/* A place in an ordered list: what comes behind it. publish_ms 0: from the newest. */
struct article_place {
    int64_t publish_ms, id;
};
/* Without body: lists do not need it, `summary` is filled from the beginning of the text when the author gave none.
 * Newest first, behind `after`; of any of the columns (column_count 0: all columns). limit at most 200. */
struct article_list {
    const int64_t *columns;
    size_t column_count;
    const char *status; /* NULL: published */
    int64_t actor_id;   /* 0 = of anybody */
    struct article_place after;
    size_t limit;
};
MUST_USE struct result article_list_read(struct arena *arena, struct store_session *session, int64_t region_id,
                                         const struct article_list *list, struct article **out, size_t *count,
                                         bool *more);

/* Published ones whose words hit, newest id first; ids below `before` (0 = from the newest). Every sort of query as in listings:
 * one character, traditional, pinyin, initials of the title. */
struct article_query {
    struct span text;
    int64_t column_id;      /* 0 = any; this one only */
    const int64_t *without; /* columns that are left out: the hidden ones, for visitors */
    size_t without_count;
    int64_t before;
    size_t limit;   /* at most 200 */
    bool uncounted; /* total is not wanted */
};
struct article_hits {
    struct article *articles; /* with body, for snippets */
    size_t count;
    int64_t next_before; /* 0 = no more */
    int64_t total;       /* exact up to 10,000 */
    bool total_capped;
};
MUST_USE struct result article_search(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct article_query *query, struct article_hits *out);

/* Every version, newest first, its document as article_stored_document. */
MUST_USE struct result article_list_revisions(struct arena *arena, struct store_session *session, int64_t region_id,
                                              int64_t id, struct revision **out, size_t *count);
json_t *article_stored_document(const struct article *article);
bool article_from_stored(struct arena *arena, const char *document, struct article *out);

/* --- pictures and documents -------------------------------------------------------------------------------------- */

struct article_image {
    struct file file;
    const char *words;
};
/* The row, not its file. *rows: how many there were. */
MUST_USE struct result article_image_delete(struct store_session *session, int64_t region_id, int64_t article_id,
                                            int64_t file_id, int64_t *rows);
MUST_USE struct result article_image_insert(struct store_session *session, int64_t region_id, int64_t article_id,
                                            int64_t file_id, const char *words);
MUST_USE struct result article_image_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                          int64_t article_id, struct article_image **out, size_t *count);

struct document {
    int64_t id, article_id;
    const char *title;
    int32_t version; /* the newest */
    int64_t created_ms, updated_ms;
};
struct document_version {
    int32_t version;
    struct file file;
    const char *note, *actor_name;
    int64_t actor_id, at_ms;
};
/* With every version and its file. */
MUST_USE struct result document_delete(struct arena *arena, struct store_session *session, int64_t region_id,
                                       int64_t id);
/* The first version of a new document, or the next of one that is there (document->version is the stored one, 0 = new). The file
 * is stored in the same transaction. */
MUST_USE struct result document_put(struct store_session *session, int64_t region_id, const struct document *document,
                                    const struct document_version *version);
MUST_USE struct result document_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     struct document *out);
MUST_USE struct result document_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                     int64_t article_id, struct document **out, size_t *count);
/* Newest first; at most 200. */
MUST_USE struct result document_list_versions(struct arena *arena, struct store_session *session, int64_t region_id,
                                              int64_t id, struct document_version **out, size_t *count);

/* --- rules ------------------------------------------------------------------------------------------------------ */

/* What a person may do in a column; from the table of permissions. studio_editor: is named as editor of the studio. */
struct article_rights {
    bool write;   /* draft, submit; retract what stands in the own studio */
    bool review;  /* publish, send back, retract anything */
    bool arrange; /* columns */
};
/* studio: the studio the column is or stands in, NULL = none. */
struct article_rights article_rights_in(const struct actor *actor, const struct article_column *studio,
                                        bool is_studio_editor);

/* --- documents (JSON) --------------------------------------------------------------------------------------------- */

/* For lists: {"id", "url", "title", "summary", "author", "source", "publish_ms", "column", "column_url", "status"}; new reference. */
json_t *article_row_document(const struct request *request, const struct article *article,
                             const struct column_tree *tree);
/* For the start page: the newest of all shown columns as rows. */
MUST_USE struct result articles_latest(const struct request *request, struct store_session *session, size_t limit,
                                       json_t **out);

/* For a search across kinds: the newest that hold these words and stand in shown columns, as rows with "pieces" and "note_pieces";
 * a new reference, NULL when it failed. */
enum { ARTICLES_FOUND = 3 };
MUST_USE struct result articles_found(struct request *request, struct store_session *session, struct span text,
                                      json_t **out);

/* --- the clock ---------------------------------------------------------------------------------------------------- */

/* A thread that publishes what is due, every few seconds, and has the numbers of reads written (reads.h), every minute. */
struct article_clock;
struct article_reads;
MUST_USE struct result article_clock_open(struct store *store, int64_t region_id, struct article_reads *reads,
                                          struct article_clock **out);
void article_clock_close(struct article_clock *clock);

extern const struct route article_routes[];

#endif
