/* A site with three columns, and the short ways of writing in them. */
#ifndef TESTS_ARTICLES_SITE_H
#define TESTS_ARTICLES_SITE_H

#include "tests/areas/site.h"

#include "areas/articles/articles.h"

/* Columns: 1 通知公告, 2 工作室, 3 (studio of the school, organisation 2) below 2. */
static const int64_t NOTICES = 7001, STUDIOS = 7002, STUDIO = 7003;

static inline struct result do_plant(struct store_session *session, void *context)
{
    (void)context;
    /* clang-format off */
    const struct article_column columns[] = {
        {.id = NOTICES, .kind = "column", .name = "通知公告", .english_name = "Notices", .summary = ""},
        {.id = STUDIOS, .kind = "column", .name = "工作室", .english_name = "Studios", .summary = ""},
        {.id = STUDIO, .parent_id = STUDIOS, .kind = "studio", .name = "水城中专工作室", .english_name = "", .summary = "",
         .organisation_id = 2}};
    /* clang-format on */
    struct result result = result_ok();
    for (size_t index = 0; index < 3 && !result_failed(result); index++) {
        result = column_insert(session, REGION, &columns[index]);
    }
    return result;
}

static inline int start_sqlite_site(void **state)
{
    return start_site_sqlite(state) != 0 ||
           result_failed(store_write(((struct site *)*state)->city.store, do_plant, NULL));
}

static inline int start_postgres_site(void **state)
{
    return start_site_postgres(state) != 0 ||
           result_failed(store_write(((struct site *)*state)->city.store, do_plant, NULL));
}

static inline const char *id_text(struct site *site, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return arena_text(&site->city.arena, id_format(id, text));
}

static inline const char *form_of(struct site *site, int64_t column, const char *title, const char *body)
{
    return arena_format(&site->city.arena, "column=%s&title=%s&format=markdown&body=%s", id_text(site, column), title,
                        body);
}

/* Writes one; its path "/articles/0SAW…". */
static inline const char *write_article(struct site *site, enum who who, int64_t column, const char *title,
                                        const char *body)
{
    struct dispatch_answer answer = site_post(site, who, "/articles", form_of(site, column, title, body));
    if (answer.status != 303) {
        fail_msg("%d: %.*s", answer.status, (int)answer.body.length, answer.body.at);
    }
    return arena_copy(&site->city.arena, span_make(answer.location, strlen(answer.location) - strlen("/edit")));
}

static inline int step(struct site *site, enum who who, const char *path, const char *form)
{
    return site_post(site, who, arena_format(&site->city.arena, "%s/status", path), form).status;
}

static inline int status_of(struct site *site, enum who who, const char *path)
{
    return site_get(site, who, path).status;
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

#endif
