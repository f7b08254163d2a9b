/* A folder of small files from any bytes, for targets that read a verb's folder: parts separated by 0xff, one a file. The
 * target defines FUZZED, its name, before; opens the source once with the names of the files; and finds there the command
 * with its words, and a stream where what is told goes unheard. */
#ifndef TESTS_FUZZ_SOURCE_H
#define TESTS_FUZZ_SOURCE_H

#include "base/check.h"
#include "cli/command.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/zhiqiao-" FUZZED "-fuzz.XXXXXX";
static struct command *command; /* with the words, opened once */
static FILE *silent;
static const char *const *part_names;
static size_t part_count;

static inline const char *path_of(size_t part)
{
    static char path[96];
    (void)snprintf(path, sizeof path, "%s/%s", folder, part_names[part]);
    return path;
}

static inline void source_take_away(void)
{
    for (size_t i = 0; i < part_count; i++) {
        (void)unlink(path_of(i));
    }
    (void)rmdir(folder);
    words_close(&command->words);
    arena_release(&command->arena);
    free(command);
}

static inline void source_open(const char *const *names, size_t count)
{
    size_t file_count = 0;
    part_names = names;
    part_count = count;
    command = calloc(1, sizeof *command);
    silent = fopen("/dev/null", "w");
    CHECK(command != NULL && silent != NULL && mkdtemp(folder) != NULL);
    arena_init(&command->arena);
    const struct embedded_file *files = embedded_list("ui/i18n/", &file_count);
    CHECK(!result_failed(words_load(&command->arena, files, file_count, &command->words)));
    CHECK(atexit(source_take_away) == 0);
}

/* An empty part is a file that is not there. */
static inline void source_put_parts(const uint8_t *bytes, size_t size)
{
    const uint8_t *at = bytes;
    const uint8_t *end = bytes + size;
    for (size_t i = 0; i < part_count; i++) {
        const char *path = path_of(i);
        const uint8_t *stop = at == end ? NULL : memchr(at, 0xff, (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        (void)unlink(path);
        if (stop > at) {
            FILE *file = fopen(path, "wb");
            CHECK(file != NULL && fwrite(at, 1, (size_t)(stop - at), file) == (size_t)(stop - at) && fclose(file) == 0);
        }
        at = stop == end ? end : stop + 1;
    }
}

#endif
