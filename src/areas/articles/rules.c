/* What an article must be, its life, who may do what. No database. */
#include "areas/articles/articles.h"

#include "text/text.h"
#include "web/link.h"
#include "web/permission.h"

/* --- content --------------------------------------------------------------------------------------------------- */

static size_t count_points(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xc0) != 0x80 ? 1 : 0;
    }
    return count;
}

static void check_length(struct problems *problems, const char *field, const char *text, size_t most)
{
    if (count_points(text) > most) {
        problems_add(problems, (struct problem){field, "articles.error.too_long", NULL, NULL});
    }
}

static void check_body(const struct article *article, struct problems *problems)
{
    if (strlen(article->body) > ARTICLE_BODY_MOST) {
        problems_add(problems, (struct problem){"body", "articles.error.body_long", NULL, NULL});
        return;
    }
    struct rich_report report;
    struct buffer html;
    buffer_init(&html);
    rich_render(article_format(article), span_of(article->body), &html, &report);
    bool empty = html.length == 0 || span_trim(buffer_span(&html)).length == 0;
    buffer_release(&html);
    if (empty && article->film_id == 0) {
        problems_add(problems, (struct problem){"body", "articles.error.body_missing", NULL, NULL});
    }
    if (report.images_without_words > 0) {
        problems_add(problems, (struct problem){"body", "articles.error.alt_missing", NULL, NULL});
    }
    if (report.images_elsewhere > 0) {
        problems_add(problems, (struct problem){"body", "articles.error.image_elsewhere", NULL, NULL});
    }
    if (report.links_refused > 0) {
        problems_add(problems, (struct problem){"body", "articles.error.link_refused", NULL, NULL});
    }
}

void article_check(const struct article *article, struct problems *problems)
{
    if (span_trim(span_of(article->title)).length == 0) {
        problems_add(problems, (struct problem){"title", "articles.error.title_missing", NULL, NULL});
    }
    check_length(problems, "title", article->title, ARTICLE_TITLE_MOST);
    check_length(problems, "summary", article->summary, ARTICLE_SUMMARY_MOST);
    check_length(problems, "source", article->source, ARTICLE_TEXT_MOST);
    check_length(problems, "author", article->author, ARTICLE_TEXT_MOST);
    check_length(problems, "source_url", article->source_url, ARTICLE_SUMMARY_MOST);
    if (article->source_url[0] != '\0' && !link_is_web_address(article->source_url)) {
        problems_add(problems, (struct problem){"source_url", "articles.error.source_url", article->source_url, NULL});
    }
    check_body(article, problems);
}

/* --- life-cycle ------------------------------------------------------------------------------------------------- */

bool article_status_may_become(const char *from, const char *to)
{
    static const char *const arrows[][2] = {
        {"draft", "review"},    {"review", "draft"},        {"review", "published"},    {"review", "scheduled"},
        {"scheduled", "draft"}, {"scheduled", "published"}, {"published", "retracted"}, {"retracted", "draft"},
    };
    for (size_t index = 0; index < sizeof arrows / sizeof arrows[0]; index++) {
        if (strcmp(arrows[index][0], from) == 0 && strcmp(arrows[index][1], to) == 0) {
            return true;
        }
    }
    return false;
}

/* --- rights ----------------------------------------------------------------------------------------------------- */

struct article_rights article_rights_in(const struct actor *actor, const struct article_column *studio,
                                        bool is_studio_editor)
{
    struct subject subject = {.person_id = is_studio_editor ? actor->person_id : 0,
                              .organisation_id = studio == NULL ? 0 : studio->organisation_id};
    return (struct article_rights){.write = permission_allows(actor, "article.write", subject),
                                   .review = permission_allows(actor, "article.review", subject),
                                   .arrange = permission_allows(actor, "article.arrange", subject)};
}
