/* Shared inside the floor only: bounds, the way of a row to the caller, the parts of an .xlsx. */
#ifndef SHEET_INSIDE_H
#define SHEET_INSIDE_H

#include "sheet/sheet.h"

enum {
    SHEET_ROWS_MOST = 1000000,
    SHEET_COLUMNS_MOST = 1000,
    SHEET_CELL_POINTS_MOST = 32767,
    SHEET_CELL_BYTES_MOST = SHEET_CELL_POINTS_MOST * 4 + 64, /* no longer text is kept while reading */
};
#define SHEET_BYTES_MOST ((size_t)64 << 20)

/* --- rows -------------------------------------------------------------------------------------------------- */

/* One row on its way: the reader fills cells[0] to cells[count - 1] and sends it. */
struct sheet_sink {
    sheet_row_work work;
    void *context;
    size_t rows; /* sent so far */
    size_t count;
    struct sheet_cell cells[SHEET_COLUMNS_MOST];
};

/* Trims, cuts, and calls the caller unless every cell is empty. Leaves the sink ready for the next row. */
MUST_USE struct result sink_send(struct sheet_sink *sink, uint32_t number);

struct span cell_trim(struct span text);

/* Would a spreadsheet run it? = + - @ and their full-width forms, behind white space and apostrophes too. */
bool cell_is_formula(struct span text);

static inline struct result sheet_fail(const char *message, const char *detail)
{
    return result_fail(RESULT_INVALID, NULL, message, detail);
}

MUST_USE struct result csv_read(struct span bytes, struct sheet_sink *sink);
MUST_USE struct result xlsx_read(struct span bytes, size_t sheet, struct sheet_sink *sink);

/* --- parts of an .xlsx ------------------------------------------------------------------------------------- */

struct zip;

struct package {
    struct zip *zip;
    size_t packed;     /* size of the whole file */
    uint64_t unpacked; /* of all that was read so far */
};

MUST_USE struct result package_open(struct package *package, struct span bytes);
void package_close(struct package *package);

enum { PART_MISSING = -1 };
/* By name; case, and \ for /, do not matter. */
int64_t package_find(const struct package *package, const char *name);

/* Handlers see names without their namespace prefix. The first failure stops the reading. */
struct xml_reader;
struct xml_handlers {
    void (*start)(struct xml_reader *reader, const char *name, const char **attributes);
    void (*end)(struct xml_reader *reader, const char *name);
    void (*text)(struct xml_reader *reader, const char *text, size_t length); /* or NULL */
};
struct xml_reader {
    const struct xml_handlers *handlers;
    void *context;
    struct result result;
    void *parser; /* expat's */
    size_t depth;
};
void xml_stop(struct xml_reader *reader, struct result failure);
/* By its name without prefix; NULL when there is none. */
const char *xml_attribute(const char **attributes, const char *name);

/* Bounded while it streams: unpacked size, ratio, depth, size of one tag. A document type is refused. */
MUST_USE struct result package_read(struct package *package, int64_t part, const struct xml_handlers *handlers,
                                    void *context);
/* The same for parts that may be large: with our own scanner (scan.h) where it can, else as above. */
MUST_USE struct result package_scan(struct package *package, int64_t part, const struct xml_handlers *handlers,
                                    void *context);

/* Numbers as people see them. */
enum number_style { STYLE_PLAIN, STYLE_DATE, STYLE_TIME };

struct xlsx_styles {
    struct arena arena;
    uint8_t *formats; /* number_style by format id, FORMATS of them */
    uint8_t *cells;   /* number_style by cell style */
    size_t count;
    size_t capacity;
    bool in_cells;
    bool days_from_1904;
};
void styles_init(struct xlsx_styles *styles);
void styles_release(struct xlsx_styles *styles);
MUST_USE struct result styles_read(struct xlsx_styles *styles, struct package *package, int64_t part);
enum number_style style_of_format(const char *code);
enum { NUMBER_TEXT_SIZE = 64 };
/* Length of the text written; 0 when `raw` is no number: it is then shown as it is. */
size_t number_show(const struct xlsx_styles *styles, size_t style, struct span raw, char text[static NUMBER_TEXT_SIZE]);

struct shared_strings {
    struct buffer text;
    size_t *starts; /* count + 1 */
    size_t count;
    size_t capacity;
    bool in_text;
    unsigned phonetic; /* depth inside rPh */
};
void strings_release(struct shared_strings *strings);
MUST_USE struct result strings_read(struct shared_strings *strings, struct package *package, int64_t part);
/* False when there is no such string. */
bool strings_get(const struct shared_strings *strings, size_t number, struct span *out);
/* _x000D_ and its like, in place; the new length. */
size_t text_unescape(char *text, size_t length);
bool text_is_escape(const char *at, size_t left); /* does one begin here? */

MUST_USE struct result worksheet_read(struct package *package, int64_t part, const struct xlsx_styles *styles,
                                      const struct shared_strings *strings, struct sheet_sink *sink);

#endif
