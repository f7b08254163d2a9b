/* Files written beside and renamed. */
#include "cli/output.h"

#include <unistd.h>

struct result output_open(struct arena *arena, const char *path, struct output *out)
{
    *out = (struct output){.path = path, .part = arena_format(arena, "%s.%ld.part", path, (long)getpid())};
    out->file = fopen(out->part, "wbxe");
    return out->file == NULL ? result_invalid(path, "cli.error.file") : result_ok();
}

struct result output_settle(struct output *output)
{
    bool good = fflush(output->file) == 0 && ferror(output->file) == 0 && fsync(fileno(output->file)) == 0;
    return good ? result_ok() : result_fail(RESULT_BUSY, output->path, "cli.error.file", NULL);
}

struct result output_close(struct output *output, bool good)
{
    good = fclose(output->file) == 0 && good;
    if (good && rename(output->part, output->path) == 0) {
        return result_ok();
    }
    (void)unlink(output->part);
    return result_fail(RESULT_BUSY, output->path, "cli.error.file", NULL);
}

void output_add_value(struct buffer *out, struct span value)
{
    bool plain = memchr(value.at, ',', value.length) == NULL && memchr(value.at, '"', value.length) == NULL;
    if (plain) {
        buffer_add(out, value.at, value.length);
        return;
    }
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] == '"') {
            buffer_add_byte(out, '"');
        }
        buffer_add_byte(out, value.at[i]);
    }
    buffer_add_byte(out, '"');
}
