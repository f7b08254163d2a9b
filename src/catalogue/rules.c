/* The rules of fit: relations between trades, which kinds go together, distances, weights.
 *
 * Relation of two trades, permille (catalogues/README.md says why):
 *   300 for the same family + 400 × cosine of the majors that lead to both + 100 for a common small class (first
 *   seven characters) of their occupations; at most 800; below 400 there is none. A row of trade_relations.csv
 *   replaces the figure. Symmetric by construction. */
#include "catalogue/book.h"

enum {
    RELATION_FAMILY = 300,
    RELATION_MAJORS = 400,
    RELATION_SMALL_CLASS = 100,
    RELATION_MOST = 800,
    RELATION_LEAST = 400,
    RELATION_TAUGHT_LEAST = 550,
    SMALL_CLASS_LENGTH = 7,
    PLACES_MOST = 4096,
};

static const uint16_t WEIGHTS[FIT_POINT_COUNT] = {
    [FIT_TRADE] = 430,   [FIT_SKILLS] = 160,     [FIT_LEVEL] = 60,  [FIT_NUMBERS] = 50, [FIT_TIME] = 60,
    [FIT_DISTANCE] = 60, [FIT_COOPERATION] = 50, [FIT_RECORD] = 50, [FIT_WORDS] = 80,
};

static uint64_t root_of(uint64_t square)
{
    uint64_t root = 0;
    for (uint64_t bit = UINT64_C(1) << 31; bit > 0; bit >>= 1) {
        uint64_t candidate = root | bit;
        root = candidate * candidate <= square ? candidate : root;
    }
    return root;
}

static uint64_t taught(struct trade_weight weight)
{
    return weight.strength >= RELATION_TAUGHT_LEAST ? weight.strength : 0;
}

/* Sums over the groups of majors: products[a, b], and squares on the diagonal. What a major only touches upon (a mechanic
 * learns some electricity) makes its graduates fit, not the trades alike. */
static uint64_t *sum_products(struct arena *arena, size_t count, const struct major_group *groups, size_t group_count)
{
    uint64_t *products = ARENA_ARRAY(arena, uint64_t, count * count + 1);
    for (size_t g = 0; g < group_count; g++) {
        for (size_t i = 0; i < groups[g].count; i++) {
            for (size_t k = 0; k < groups[g].count; k++) {
                struct trade_weight one = groups[g].trades[i];
                struct trade_weight two = groups[g].trades[k];
                products[one.trade * count + two.trade] += taught(one) * taught(two);
            }
        }
    }
    return products;
}

static uint16_t baseline(const struct trade_book *book, const uint64_t *products, size_t left, size_t right)
{
    size_t count = book->trade_count;
    const struct trade *one = &book->trades[left];
    const struct trade *two = &book->trades[right];
    uint64_t value = strcmp(one->family, two->family) == 0 ? RELATION_FAMILY : 0;
    uint64_t lengths = root_of(products[left * count + left]) * root_of(products[right * count + right]);
    if (lengths > 0) {
        value += RELATION_MAJORS * products[left * count + right] / lengths;
    }
    bool same_class = one->occupation[0] != '\0' && strncmp(one->occupation, two->occupation, SMALL_CLASS_LENGTH) == 0;
    value += same_class ? RELATION_SMALL_CLASS : 0;
    if (value < RELATION_LEAST) {
        return 0;
    }
    return (uint16_t)(value > RELATION_MOST ? RELATION_MOST : value);
}

static struct result lay_curated(struct arena *arena, const struct trade_book *book, uint16_t *matrix)
{
    struct table table;
    struct result r = table_read(arena, "catalogues/trade_relations.csv", &table);
    for (size_t i = 0; !result_failed(r) && i < table.rows; i++) {
        uint16_t from = trades_find(book, span_of(table_cell(&table, i, "from")));
        uint16_t to = trades_find(book, span_of(table_cell(&table, i, "to")));
        int value = table_number(&table, i, "value", -1);
        if (from == TRADE_NONE || to == TRADE_NONE || from == to || value < 0 || value > 1000) {
            return table_broken(arena, &table, i, "unknown trade or value");
        }
        matrix[from * book->trade_count + to] = (uint16_t)value;
        matrix[to * book->trade_count + from] = (uint16_t)value;
    }
    return r;
}

static struct result load_relations(struct arena *arena, struct trade_book *book, const struct major_group *groups,
                                    size_t group_count)
{
    size_t count = book->trade_count;
    uint16_t *matrix = ARENA_ARRAY(arena, uint16_t, count * count + 1);
    struct arena scratch;
    arena_init(&scratch);
    uint64_t *products = sum_products(&scratch, count, groups, group_count);
    for (size_t i = 0; i < count * count; i++) {
        matrix[i] = i / count == i % count ? 0 : baseline(book, products, i / count, i % count);
    }
    arena_release(&scratch);
    struct result r = lay_curated(arena, book, matrix);
    if (result_failed(r)) {
        return r;
    }
    size_t related = 0;
    for (size_t i = 0; i < count * count; i++) {
        related += matrix[i] > 0 ? 1 : 0;
    }
    struct fit_relation *relations = ARENA_ARRAY(arena, struct fit_relation, related + 1);
    size_t at = 0;
    for (size_t i = 0; i < count * count; i++) {
        if (matrix[i] > 0) {
            relations[at++] = (struct fit_relation){(uint16_t)(i / count), (uint16_t)(i % count), matrix[i]};
        }
    }
    book->relation_matrix = matrix;
    book->rules.relations = relations;
    book->rules.relation_count = related;
    return r;
}

uint16_t trades_relation(const struct trade_book *book, uint16_t left, uint16_t right)
{
    return left == right ? 1000 : book->relation_matrix[left * book->trade_count + right];
}

static struct result load_kinds(struct arena *arena, const struct catalogue *catalogue, struct trade_book *book)
{
    size_t count = catalogue_count(catalogue, CATALOGUE_KINDS);
    uint16_t *values = ARENA_ARRAY(arena, uint16_t, count * count + 1);
    struct table table;
    struct result r = table_read(arena, "catalogues/kind_match.csv", &table);
    for (size_t i = 0; !result_failed(r) && i < table.rows; i++) {
        const struct catalogue_entry *need =
            catalogue_find(catalogue, CATALOGUE_KINDS, span_of(table_cell(&table, i, "need")));
        const struct catalogue_entry *offer =
            catalogue_find(catalogue, CATALOGUE_KINDS, span_of(table_cell(&table, i, "offer")));
        int value = table_number(&table, i, "value", -1);
        if (need == NULL || offer == NULL || value < 0 || value > 1000) {
            return table_broken(arena, &table, i, "unknown kind or value");
        }
        values[(size_t)need->number * count + (size_t)offer->number] = (uint16_t)value;
    }
    book->rules.kind_count = count;
    book->rules.kind_values = values;
    return r;
}

/* Plain geometry is enough within a city: 111.2 km a degree of latitude, 89.6 km a degree of longitude at 36.4° N. */
static uint16_t distance_km(const int *from, const int *to)
{
    int64_t north = (int64_t)(from[0] - to[0]) * 1112;
    int64_t east = (int64_t)(from[1] - to[1]) * 896;
    uint64_t metres = root_of((uint64_t)((north / 100) * (north / 100) + (east / 100) * (east / 100)));
    return (uint16_t)((metres + 500) / 1000);
}

static struct result load_places(struct arena *arena, const struct catalogue *catalogue, struct trade_book *book)
{
    struct table table;
    struct result r = table_read(arena, "catalogues/region_places.csv", &table);
    if (result_failed(r)) {
        return r;
    }
    if (table.rows > PLACES_MOST) {
        return table_broken(arena, &table, 0, "too many places");
    }
    size_t regions = catalogue_count(catalogue, CATALOGUE_REGIONS);
    uint16_t *places = ARENA_ARRAY(arena, uint16_t, regions + 1);
    int(*seats)[2] = arena_alloc(arena, table.rows + 1, sizeof *seats);
    memset(places, 0xff, regions * sizeof *places); /* FIT_NO_PLACE */
    for (size_t i = 0; i < table.rows; i++) {
        const struct catalogue_entry *region =
            catalogue_find(catalogue, CATALOGUE_REGIONS, span_of(table_cell(&table, i, "code")));
        if (region == NULL) {
            return table_broken(arena, &table, i, "unknown region");
        }
        places[region->number] = (uint16_t)i;
        seats[i][0] = table_number(&table, i, "latitude_e4", 0);
        seats[i][1] = table_number(&table, i, "longitude_e4", 0);
    }
    uint16_t *distances = ARENA_ARRAY(arena, uint16_t, table.rows * table.rows + 1);
    for (size_t i = 0; i < table.rows * table.rows; i++) {
        distances[i] = distance_km(seats[i / table.rows], seats[i % table.rows]);
    }
    book->places = places;
    book->rules.place_count = table.rows;
    book->rules.distances_km = distances;
    return r;
}

struct result book_load_rules(struct arena *arena, const struct catalogue *catalogue, struct trade_book *book,
                              const struct major_group *groups, size_t group_count)
{
    struct result r = load_relations(arena, book, groups, group_count);
    if (!result_failed(r)) {
        r = load_kinds(arena, catalogue, book);
    }
    if (!result_failed(r)) {
        r = load_places(arena, catalogue, book);
    }
    memcpy(book->rules.weights, WEIGHTS, sizeof WEIGHTS);
    book->rules.trade_count = book->trade_count;
    book->rules.skill_count = book->skill_count;
    return r;
}
