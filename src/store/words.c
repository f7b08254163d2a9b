/* Error texts kept once each. */
#include "store/words.h"

void words_init(struct words *words)
{
    *words = (struct words){.count = 0};
    (void)pthread_mutex_init(&words->mutex, NULL);
    arena_init(&words->arena);
}

void words_release(struct words *words)
{
    arena_release(&words->arena);
    (void)pthread_mutex_destroy(&words->mutex);
}

static const char *find_or_add(struct words *words, const char *text)
{
    for (size_t index = 0; index < words->count; index++) {
        if (strcmp(words->kept[index], text) == 0) {
            return words->kept[index];
        }
    }
    if (words->count == WORDS_MAX) {
        return "too many different errors to keep this one";
    }
    words->kept[words->count] = arena_text(&words->arena, text);
    return words->kept[words->count++];
}

const char *words_keep(struct words *words, const char *text)
{
    char line[WORDS_LENGTH + 1];
    size_t length = 0;
    for (const char *at = text == NULL ? "" : text; *at != '\0' && length < WORDS_LENGTH; at++) {
        line[length++] = *at == '\n' || *at == '\r' ? ' ' : *at;
    }
    while (length > 0 && line[length - 1] == ' ') {
        length--;
    }
    line[length] = '\0';
    (void)pthread_mutex_lock(&words->mutex);
    const char *kept = find_or_add(words, line);
    (void)pthread_mutex_unlock(&words->mutex);
    return kept;
}
