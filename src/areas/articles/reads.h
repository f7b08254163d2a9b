/* How often articles are read, without knowing by whom.
 *
 *   a page goes out ── article_reads_note ──► a number in memory ── article_reads_flush, every minute ──► article_read (day, article)
 *                                                                └► the list of the most read of 30 days, in memory too
 *
 * A read stays a read: noting takes no database, and the numbers of a minute are one write. What is lost when the process is
 * killed is at most that minute.
 *
 * The same reader counts once a day for an article. So that this needs no memory of who it was, a mark is set in a field of
 * 8 million bits, at the place that SipHash gives for article, address and agent under a key that is drawn by chance, never
 * leaves the memory, and goes with all marks when the day ends or half of the field is full. A mark tells neither address nor
 * article; without the key nobody can try addresses. Robots (an agent that is no browser, or says what it is) do not count.
 *
 * Bounds: 8192 different articles between two flushes; further ones are not counted. Thread-safe.
 */
#ifndef AREAS_ARTICLES_READS_H
#define AREAS_ARTICLES_READS_H

#include "store/store.h"
#include "web/app.h"

struct article_reads;

enum { READS_TOP = 40, READS_DAYS = 30, READS_KEPT_DAYS = 400 };

void article_reads_open(struct store *store, int64_t region_id, int zone_minutes, struct article_reads **out);
/* Writes what is not yet written. NULL is allowed. */
void article_reads_close(struct article_reads *reads);

/* address and agent: as the request says, "" allowed; looked at, not kept. */
void article_reads_note(struct article_reads *reads, int64_t article_id, struct span address, struct span agent,
                        int64_t now_ms);
/* For app->note_read. */
void article_note_read(const struct app *app, int64_t id, struct span address, struct span agent);

/* Writes the numbers (no write when there are none) and reads the list anew. On failure the numbers are kept for the next
 * time. */
MUST_USE struct result article_reads_flush(struct article_reads *reads, int64_t now_ms);

/* The most read of the last 30 days, most first; at most READS_TOP. As it was at the last flush. NULL is allowed: none. */
struct article_top {
    int64_t article_id, reads;
};
size_t article_reads_top(struct article_reads *reads, struct article_top top[static READS_TOP]);

#endif
