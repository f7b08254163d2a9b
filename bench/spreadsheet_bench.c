/* The rows of a .csv as Excel would store them, for the import bench: texts shared, whole numbers as numbers.
 *
 *     spreadsheet_bench FROM.csv TO.xlsx
 */
#include "sheet/sheet.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <xlsxwriter.h>

enum { TEXT_MOST = 32767 * 4 + 1, DIGITS_MOST = 9 };

struct copy {
    lxw_worksheet *page;
    lxw_row_t row;
    char text[TEXT_MOST];
};

static bool is_number(struct span text)
{
    for (size_t index = 0; index < text.length; index++) {
        if (text.at[index] < '0' || text.at[index] > '9') {
            return false;
        }
    }
    return text.length > 0 && text.length <= DIGITS_MOST && text.at[0] != '0';
}

static struct result copy_row(const struct sheet_row *row, void *context)
{
    struct copy *copy = context;
    for (size_t index = 0; index < row->count; index++) {
        struct span text = row->cells[index].text;
        if (text.length == 0 || text.length >= TEXT_MOST) {
            continue;
        }
        memcpy(copy->text, text.at, text.length);
        copy->text[text.length] = '\0';
        if (is_number(text)) {
            worksheet_write_number(copy->page, copy->row, (lxw_col_t)index, strtod(copy->text, NULL), NULL);
        } else {
            worksheet_write_string(copy->page, copy->row, (lxw_col_t)index, copy->text, NULL);
        }
    }
    copy->row++;
    return result_ok();
}

static bool map_file(const char *path, struct span *out)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0 || status.st_size == 0) {
        return false;
    }
    const char *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    *out = span_make(bytes, (size_t)status.st_size);
    return bytes != MAP_FAILED;
}

int main(int argc, char **argv)
{
    static struct copy copy;
    struct span bytes;
    if (argc != 3 || !map_file(argv[1], &bytes)) {
        (void)fprintf(stderr, "usage: spreadsheet_bench FROM.csv TO.xlsx\n");
        return 2;
    }
    lxw_workbook *book = workbook_new(argv[2]);
    copy.page = workbook_add_worksheet(book, NULL);
    struct result result = sheet_read(bytes, copy_row, &copy);
    bool written = workbook_close(book) == LXW_NO_ERROR;
    return result_failed(result) || !written ? 1 : 0;
}
