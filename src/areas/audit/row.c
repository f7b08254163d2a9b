/* Rows of the log: read, and written as what is sealed. */
#include "areas/audit/row.h"

static void add_number(struct buffer *to, int64_t number)
{
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    *--at = '\n';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        *--at = '-';
    }
    buffer_add(to, at, (size_t)(digits + sizeof digits - at));
}

static void add_text(struct buffer *to, struct span text)
{
    add_number(to, (int64_t)text.length);
    to->bytes[to->length - 1] = ':';
    buffer_add(to, text.length == 0 ? "" : text.at, text.length);
    buffer_add_byte(to, '\n');
}

/* at_ms, actor_id, actor_name, action, subject_kind, subject_id, organisation_id, outcome, detail, address */
static const bool is_number[AUDIT_ROW_COLUMNS] = {true, true, false, false, false, true, true, false, false, false};

void audit_chain_init(struct audit_chain *chain)
{
    *chain = (struct audit_chain){.maker = hash_maker_open()};
    buffer_init(&chain->scratch);
}

void audit_chain_release(struct audit_chain *chain)
{
    buffer_release(&chain->scratch);
    hash_maker_close(chain->maker);
}

void audit_chain_add(struct audit_chain *chain, int64_t entry_id, const struct store_rows *rows, int first_column)
{
    struct buffer *scratch = &chain->scratch;
    buffer_clear(scratch);
    buffer_add(scratch, chain->digest, DIGEST_SIZE);
    add_number(scratch, entry_id);
    for (int column = 0; column < AUDIT_ROW_COLUMNS; column++) {
        if (is_number[column]) {
            add_number(scratch, store_rows_integer(rows, first_column + column));
        } else {
            add_text(scratch, store_rows_span(rows, first_column + column));
        }
    }
    hash_maker_sm3(chain->maker, buffer_span(scratch), chain->digest);
}

struct audit_entry audit_read_row(struct arena *arena, const struct store_rows *rows, int first_column)
{
    return (struct audit_entry){.at_ms = store_rows_integer(rows, first_column),
                                .actor_id = store_rows_integer(rows, first_column + 1),
                                .actor_name = store_rows_text(arena, rows, first_column + 2),
                                .action = store_rows_text(arena, rows, first_column + 3),
                                .subject_kind = store_rows_text(arena, rows, first_column + 4),
                                .subject_id = store_rows_integer(rows, first_column + 5),
                                .organisation_id = store_rows_integer(rows, first_column + 6),
                                .outcome = store_rows_text(arena, rows, first_column + 7),
                                .detail = store_rows_text(arena, rows, first_column + 8),
                                .address = store_rows_text(arena, rows, first_column + 9)};
}
