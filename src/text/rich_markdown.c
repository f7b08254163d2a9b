/* Markdown by cmark-gfm. */
#include "text/rich_markdown.h"

#include "base/check.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_once_t registered = PTHREAD_ONCE_INIT;

static void attach(cmark_parser *parser, const char *name)
{
    cmark_syntax_extension *extension = cmark_find_syntax_extension(name);
    CHECK(extension != NULL);
    (void)cmark_parser_attach_syntax_extension(parser, extension);
}

char *rich_markdown_to_html(struct span markdown)
{
    (void)pthread_once(&registered, cmark_gfm_core_extensions_ensure_registered);
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8);
    attach(parser, "table");
    attach(parser, "strikethrough");
    cmark_parser_feed(parser, markdown.length == 0 ? "" : markdown.at, markdown.length);
    cmark_node *document = cmark_parser_finish(parser);
    char *html = cmark_render_html(document, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser));
    cmark_node_free(document);
    cmark_parser_free(parser);
    CHECK(html != NULL);
    return html;
}

void rich_markdown_free(char *html)
{
    free(html);
}
