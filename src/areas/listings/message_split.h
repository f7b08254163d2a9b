/* Several posts in one message: which words belong to which post.
 *
 *   焊工5个,电工2个,都要有证,包吃住
 *
 * Every mention of a post opens a group that runs to the next one. What stands before the first group, and what is said
 * of all (都, 以上; board, place and start anywhere; after the last post in a sentence of its own), is shared.
 */
#ifndef AREAS_LISTINGS_MESSAGE_SPLIT_H
#define AREAS_LISTINGS_MESSAGE_SPLIT_H

#include "areas/listings/message_text.h"

enum { MESSAGE_SHARED = -1, MESSAGE_DROPPED = -2, MESSAGE_MOST_POSTS = 64 };

struct message_split {
    size_t posts;                      /* at least 1 when anything of a need was read, else 0 */
    size_t titles[MESSAGE_MOST_POSTS]; /* token of each post; text->token_count when it has no title */
    size_t counts[MESSAGE_MOST_POSTS]; /* token with its number of people; text->token_count when not said */
    int *owners;                       /* of each token: a post, MESSAGE_SHARED or MESSAGE_DROPPED */
};

/* Sorts the tokens by place. */
struct message_split message_split(struct message_text *text);

#endif
