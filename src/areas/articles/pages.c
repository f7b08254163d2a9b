/* The area's table of routes. */
#include "areas/articles/pages.h"

enum {
    FORM_BODY = 2 * 1024 * 1024,
    IMAGE_BODY = 16 * 1024 * 1024,
    DOCUMENT_BODY = 65 * 1024 * 1024,
    SMALL = 16 * 1024
};

const struct route article_routes[] = {
    {METHOD_GET, "/news", "visit", 0, article_show_platform},
    {METHOD_GET, "/news/search", "visit", 0, article_show_search},
    {METHOD_GET, "/news/archive", "visit", 0, article_show_archive},
    {METHOD_GET, "/news/feed.atom", "visit", 0, article_show_feed},
    {METHOD_GET, "/news/columns/:id/feed.atom", "visit", 0, article_show_column_feed},
    {METHOD_GET, "/sitemap.xml", "visit", 0, article_show_map},
    {METHOD_GET, "/robots.txt", "visit", 0, article_show_robots},
    {METHOD_GET, "/news/columns/:id", "visit", 0, article_show_column},
    {METHOD_GET, "/articles/new", "article.write", 0, article_show_new},
    {METHOD_POST, "/articles", "article.write", FORM_BODY, article_submit_new},
    {METHOD_POST, "/articles/preview", "article.write", FORM_BODY, article_show_preview},
    {METHOD_GET, "/articles/:id", "visit", 0, article_show},
    {METHOD_POST, "/articles/:id", "article.write", FORM_BODY, article_submit_edit},
    {METHOD_GET, "/articles/:id/edit", "article.write", 0, article_show_edit},
    {METHOD_POST, "/articles/:id/status", "article.write", SMALL, article_submit_status},
    {METHOD_GET, "/articles/:id/history", "article.write", 0, article_show_history},
    {METHOD_POST, "/articles/:id/images", "article.write", IMAGE_BODY, article_submit_image},
    {METHOD_POST, "/articles/:id/images/remove", "article.write", SMALL, article_remove_image},
    {METHOD_POST, "/articles/:id/documents/remove", "article.write", SMALL, article_remove_document},
    {METHOD_POST, "/articles/:id/documents", "article.write", DOCUMENT_BODY, article_submit_document},
    {METHOD_POST, "/articles/:id/film", "article.write", FILE_BODY_MOST, article_submit_film},
    {METHOD_GET, "/documents/:id", "visit", 0, article_show_document},
    {METHOD_GET, "/media/:id", "visit", 0, article_show_media},
    {METHOD_GET, "/office/articles", "article.write", 0, article_show_desk},
    {METHOD_POST, "/office/articles/rule", "article.rule", SMALL, article_submit_rule},
    {METHOD_GET, "/office/columns", "article.arrange", 0, article_show_columns},
    {METHOD_POST, "/office/columns", "article.arrange", SMALL, article_submit_column},
    {METHOD_GET, "/office/columns/:id", "article.arrange", 0, article_show_column_edit},
    {METHOD_POST, "/office/columns/:id", "article.arrange", SMALL, article_submit_column_edit},
    {METHOD_POST, "/office/columns/:id/move", "article.arrange", SMALL, article_submit_column_move},
    {METHOD_POST, "/office/columns/:id/editors", "article.arrange", SMALL, article_submit_column_editor},
    {0},
};
