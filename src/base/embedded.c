/* Look-up in the sorted table of embedded files. */
#include "base/embedded.h"

/* Written by tools/embed.c into the build folder. */
extern const struct embedded_file embedded_files[];
extern const size_t embedded_file_count;

/* The first file whose name is not smaller than `name`. */
static size_t lower_bound(const char *name)
{
    size_t low = 0;
    size_t high = embedded_file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(embedded_files[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct embedded_file *embedded_find(const char *name)
{
    size_t at = lower_bound(name);
    bool found = at < embedded_file_count && strcmp(embedded_files[at].name, name) == 0;
    return found ? &embedded_files[at] : NULL;
}

const struct embedded_file *embedded_list(const char *prefix, size_t *count)
{
    size_t first = lower_bound(prefix);
    size_t length = strlen(prefix);
    size_t after = first;
    while (after < embedded_file_count && strncmp(embedded_files[after].name, prefix, length) == 0) {
        after++;
    }
    *count = after - first;
    return embedded_files + first;
}
