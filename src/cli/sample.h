/* The sample city: invented organisations, needs and offers from a seed. Same seed, scale and day, same city.
 *
 * The words come from the tables below sample/ (embedded). Names are put together from invented parts; credit codes carry the right
 * check digit and belong to nobody we know of.
 */
#ifndef CLI_SAMPLE_H
#define CLI_SAMPLE_H

#include "base/random.h"
#include "catalogue/catalogue.h"
#include "catalogue/table.h"
#include "store/store.h"

#define SAMPLE_PASSWORD "Sample-2026"

struct sample_tables {
    struct table jobs, technology, products, programmes, words;
};

struct sample {
    const struct catalogue *catalogue;
    struct store *store;
    int64_t region_id;
    int64_t now_ms;
    int32_t today;
    int scale;
    struct arena *arena; /* of the whole run */
    struct random random;
    struct sample_tables tables;
};

MUST_USE struct result sample_read_tables(struct arena *arena, struct sample_tables *out);

/* --- choosing --------------------------------------------------------------------------------------------------------- */

/* A row by its weight; rows of `words` by their list. */
size_t sample_choose_row(struct random *random, const struct table *table);
const char *sample_choose_word(struct sample *sample, const char *list);
/* One part of "a|b|c". */
const char *sample_choose_part(struct sample *sample, const char *parts);
/* Some parts, in their order, joined. */
const char *sample_choose_parts(struct sample *sample, const char *parts, size_t least, const char *between);
/* The text with {name} replaced. */
const char *sample_fill(struct arena *arena, const char *text, const char *const *pairs);

/* --- what was used already ----------------------------------------------------------------------------------------------- */

/* Digests of texts; grows in the arena. A chance equal digest only means that one more text is made. */
struct sample_set {
    uint64_t *slots;
    size_t size, used;
};
void sample_set_init(struct arena *arena, struct sample_set *set, size_t expected);
/* False when it is there already. */
bool sample_set_add(struct sample_set *set, const char *text);

/* --- the city --------------------------------------------------------------------------------------------------------- */

struct sample_organisation {
    int64_t id;
    const char *name, *credit_code, *county_code, *industry_code, *school_level, *suffix;
    bool is_school;
};

struct sample_city {
    struct sample_organisation *schools, *firms;
    size_t school_count, firm_count;
};

/* One of the kind, not stored; the number decides its form. */
struct sample_organisation sample_make_firm(struct sample *sample, size_t number);
struct sample_organisation sample_make_school(struct sample *sample, size_t number);

/* What is asked of the scale: 20 schools, 300 firms, 1,500 needs, 900 offers, times `scale`. */
MUST_USE struct result sample_make_organisations(struct sample *sample, struct sample_city *city);
MUST_USE struct result sample_make_listings(struct sample *sample, const struct sample_city *city);
/* Columns, a studio of the first school, articles. */
MUST_USE struct result sample_make_articles(struct sample *sample, const struct sample_city *city);
/* The policy library: sample/policies.json and the laws of catalogues/hiring_rules.csv. */
MUST_USE struct result sample_make_policies(struct sample *sample);
/* One open request from school to factory. */
MUST_USE struct result sample_make_requests(struct sample *sample, const struct sample_city *city);
/* What waits for the office: registrations, a claim, an entry that is there twice; and the account newcomer. */
MUST_USE struct result sample_make_registrations(struct sample *sample, const struct sample_city *city);
/* Agreed to the privacy notice, so that nobody who tries the sample is asked first. */
MUST_USE struct result sample_store_consent(struct store_session *session, const struct sample *sample,
                                            int64_t person_id, int64_t consent_id);
/* office, school, factory: for trying; all with SAMPLE_PASSWORD. */
MUST_USE struct result sample_make_people(struct sample *sample, const struct sample_city *city);

/* The three spreadsheets as an office really sends them, with faulty rows, into a folder. */
MUST_USE struct result sample_write_sheets(struct sample *sample, const char *folder);

#endif
