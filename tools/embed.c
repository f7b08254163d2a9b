/* Build tool: put files into the program.
 *
 * embed OUT.S NAME=PATH …    writes an assembler file with the bytes (.incbin) and the sorted table that
 *                            base/embedded.h describes. NAME alone means PATH is the same.
 * No compression here: the Makefile makes the .gz and .br variants and hands them over as files.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
    const char *name;
    const char *path;
};

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct file *)left)->name, ((const struct file *)right)->name);
}

static void write_file(FILE *out, size_t number, const struct file *file)
{
    (void)fprintf(out, "name%zu: .asciz \"%s\"\n.balign 16\nstart%zu: .incbin \"%s\"\nend%zu: .byte 0\n", number,
                  file->name, number, file->path, number);
}

static void write_table(FILE *out, size_t count)
{
    (void)fprintf(out, ".section .data.rel.ro,\"aw\"\n.balign 16\n.globl embedded_files\nembedded_files:\n");
    for (size_t number = 0; number < count; number++) {
        (void)fprintf(out, ".quad name%zu, start%zu, end%zu - start%zu\n", number, number, number, number);
    }
    (void)fprintf(out, ".globl embedded_file_count\n.balign 8\nembedded_file_count: .quad %zu\n", count);
    (void)fprintf(out, ".section .note.GNU-stack,\"\",@progbits\n");
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        (void)fprintf(stderr, "usage: embed OUT.S NAME[=PATH] ...\n");
        return 2;
    }
    size_t count = (size_t)argc - 2;
    struct file *files = calloc(count + 1, sizeof *files);
    FILE *out = fopen(argv[1], "w");
    if (files == NULL || out == NULL) {
        perror(argv[1]);
        return 1;
    }
    for (size_t number = 0; number < count; number++) {
        char *equals = strchr(argv[number + 2], '=');
        files[number] = (struct file){argv[number + 2], equals == NULL ? argv[number + 2] : equals + 1};
        if (equals != NULL) {
            *equals = '\0';
        }
    }
    qsort(files, count, sizeof *files, compare_names);
    (void)fprintf(out, ".section .rodata\n");
    for (size_t number = 0; number < count; number++) {
        write_file(out, number, &files[number]);
    }
    write_table(out, count);
    free(files);
    return fclose(out) == 0 ? 0 : 1;
}
