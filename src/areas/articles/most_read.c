/* The list of what is read most, for the platform's page. */
#include "areas/articles/pages.h"

#include "areas/articles/reads.h"
#include "areas/articles/rows.h"
#include "areas/services.h"

enum { MOST_READ_ROWS = 10 };

struct result article_most_read(const struct request *request, struct store_session *session,
                                const struct column_tree *tree, json_t *out)
{
    struct article_top top[READS_TOP];
    size_t count = article_reads_top(request->services->reads, top);
    struct result result = result_ok();
    for (size_t index = 0; index < count && json_array_size(out) < MOST_READ_ROWS; index++) {
        struct article article;
        result = article_find(request->arena, session, request->region_id, top[index].article_id, &article);
        if (result_failed(result) && result.code != RESULT_NOT_FOUND) {
            return result;
        }
        size_t at = result_failed(result) ? SIZE_MAX : column_tree_find(tree, article.column_id);
        if (at != SIZE_MAX && tree->shown[at] && strcmp(article.status, "published") == 0) {
            article_shorten(request->arena, &article);
            json_t *row = article_row_document(request, &article, tree);
            article_set(row, "reads", json_integer(top[index].reads));
            (void)json_array_append_new(out, row);
        }
    }
    return result_ok();
}
