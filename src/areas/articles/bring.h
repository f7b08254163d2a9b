/* Bringing in articles from files: text, Markdown and HTML, clean or garbled.
 *
 *   bytes ── article_bring_read ──▶ struct article_brought (title, source, trail of columns, body, what was cleaned)   no I/O
 *         ── article_bring ──▶ in the column of the trail: version 1 as it came, version 2 cleaned and published
 *
 * What is read besides the body: a line of navigation at the top (首页 >> 资讯平台 >> … >> 栏目) gives the columns; a line
 * "来源：… 作者：… 2026-11-24" or the name of an institution alone gives source, author and day; the title is a heading, a short
 * first line, or else what the first sentence tells after its day. Columns that are not there are made; one whose name ends in
 * 工作室 as a studio. The same file twice changes nothing.
 */
#ifndef AREAS_ARTICLES_BRING_H
#define AREAS_ARTICLES_BRING_H

#include "areas/articles/articles.h"
#include "text/garbled.h"

enum { BRING_BYTES_MOST = 4 << 20 };

struct article_brought {
    const char *original;                 /* as it came, in UTF-8 */
    struct article article;               /* title, summary, body, format, source, author */
    const char *trail[COLUMN_DEPTH_MOST]; /* columns from the top, without start page and platform */
    size_t trail_count;
    int32_t day; /* of publication as the page says; 0 = it does not */
    struct garbled garbled;
    bool was_garbled;
};

/* file_name tells Markdown and HTML by its ending. Errors: INVALID "text.encoding_unknown", "articles.error.file_large",
 * "articles.error.file_empty" (nothing but navigation). Everything in the arena. */
MUST_USE struct result article_bring_read(struct arena *arena, const char *file_name, struct span bytes,
                                          struct article_brought *out);

struct article_bringing {
    struct store *store;
    int64_t region_id, now_ms;
    int zone_minutes;
    const char *column; /* a path instead of the trail's; "" = the trail's, or 资讯 when it has none */
    bool draft;         /* leave it unpublished */
    bool dry_run;
};
struct article_bring_outcome {
    int64_t id; /* 0 in a dry run of a new one */
    bool is_new;
    const char *column_path; /* "刘老师工作室/文件" */
    size_t columns_made;
};
MUST_USE struct result article_bring(struct arena *arena, const struct article_bringing *bringing,
                                     const struct article_brought *brought, struct article_bring_outcome *out);

#endif
