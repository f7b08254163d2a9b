/* Quotas told again: cut-offs, leaves of the certificate, texts, JSON. */
#include "cli/placement_quotas.h"

#include "cli/output.h"
#include "cli/placement_certificate.h"

#include <stdlib.h>

enum { GROUP_HEAD = 6, SCHOOL_HEAD = 7 }; /* "group" and "school" with their tabs */

static bool is_school(struct span name)
{
    return name.at[0] == 's';
}

static struct span bare_name(const struct placement_files *files, uint32_t group)
{
    struct span name = bulk_name(&files->groups, group);
    size_t head = is_school(name) ? SCHOOL_HEAD : GROUP_HEAD;
    return span_make(name.at + head, name.length - head);
}

static struct span place_name(const struct placement_files *files, const struct placement_quota *quota)
{
    return bulk_name(quota->whole ? &files->enterprises : &files->seats, quota->place);
}

static int compare_names(struct span left, struct span right)
{
    size_t shorter = left.length < right.length ? left.length : right.length;
    int order = memcmp(left.at, right.at, shorter);
    return order != 0 ? order : (left.length > right.length) - (left.length < right.length);
}

/* --- cut-offs ------------------------------------------------------------------------------------------------------- */

static int compare_quotas(const void *left, const void *right, void *context)
{
    const struct placement_files *files = context;
    const struct placement_quota *a = &files->quotas.list[*(const uint32_t *)left];
    const struct placement_quota *b = &files->quotas.list[*(const uint32_t *)right];
    if (a->whole != b->whole) {
        return a->whole ? 1 : -1;
    }
    int order = compare_names(place_name(files, a), place_name(files, b));
    order =
        order != 0 ? order : compare_names(bulk_name(&files->groups, a->group), bulk_name(&files->groups, b->group));
    return order != 0 ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

static void add_quota_cutoff(struct buffer *out, const struct placement_files *files,
                             const struct placement_quota *quota, const struct placement_cutoff *cutoff)
{
    static const char *const kinds[] = {"seat_at_most", "seat_reserved", "seat_kept_empty"};
    struct arena arena;
    arena_init(&arena);
    buffer_add_text(out, quota->whole ? "enterprise_at_most" : kinds[quota->kind]);
    buffer_add_byte(out, ',');
    output_add_value(out, place_name(files, quota));
    buffer_add_format(out, ",%u,%u,", quota->number, cutoff->held);
    if (cutoff->full && cutoff->applicant != PLACEMENT_NONE) {
        buffer_add_format(out, "%s,%llu", placement_score_text(&arena, cutoff->score), (unsigned long long)cutoff->lot);
    } else {
        buffer_add_byte(out, ',');
    }
    bool school = is_school(bulk_name(&files->groups, quota->group));
    buffer_add_text(out, school ? "," : ",,");
    output_add_value(out, bare_name(files, quota->group));
    buffer_add_text(out, school ? ",," : ",");
    buffer_add_text(out, cutoff->full ? "yes\n" : "no\n");
    arena_release(&arena);
}

void placement_add_quota_cutoffs(struct buffer *out, const struct placement_files *files,
                                 const struct placement_cutoffs *cutoffs)
{
    struct arena arena;
    arena_init(&arena);
    size_t count = files->quotas.quota_count;
    uint32_t *order = ARENA_ARRAY(&arena, uint32_t, count);
    for (uint32_t q = 0; q < count; q++) {
        order[q] = q;
    }
    qsort_r(order, count, sizeof *order, compare_quotas, (void *)(uintptr_t)files);
    for (size_t i = 0; i < count; i++) {
        add_quota_cutoff(out, files, &files->quotas.list[order[i]], &cutoffs->quotas[order[i]]);
    }
    arena_release(&arena);
}

/* --- leaves --------------------------------------------------------------------------------------------------------- */

/* In the order of the names. A line begins with a tab, which no seat_id does. */
void placement_add_leaf_groups(struct buffer *out, const struct placement_files *files, uint32_t applicant)
{
    const struct placement_quotas *quotas = &files->quotas;
    uint32_t sorted[PLACEMENT_GROUPS_MOST];
    uint32_t count = 0;
    for (uint32_t i = quotas->member_starts[applicant]; i < quotas->member_starts[applicant + 1]; i++) {
        struct span name = bulk_name(&files->groups, quotas->members[i]);
        uint32_t at = count++;
        while (at > 0 && compare_names(bulk_name(&files->groups, sorted[at - 1]), name) > 0) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = quotas->members[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        struct span name = bulk_name(&files->groups, sorted[i]);
        buffer_add_byte(out, '\t');
        buffer_add(out, name.at, name.length);
        buffer_add_byte(out, '\n');
    }
}

/* --- for people and programs ---------------------------------------------------------------------------------------- */

const char *placement_quota_text(struct arena *arena, const struct placement_files *files, uint32_t quota)
{
    static const char *const signs[] = {"≤", "≥", "≥"};
    const struct placement_quota *told = &files->quotas.list[quota];
    return arena_format(arena, "%s %s %u%s", arena_copy(arena, bare_name(files, told->group)), signs[told->kind],
                        told->number, told->kind == PLACEMENT_KEPT ? " ∅" : "");
}

json_t *placement_json_quota(const struct placement_files *files, uint32_t quota)
{
    static const char *const kinds[] = {"at_most", "reserved", "kept_empty"};
    if (quota == PLACEMENT_NONE) {
        return json_null();
    }
    const struct placement_quota *told = &files->quotas.list[quota];
    struct span place = place_name(files, told);
    struct span group = bare_name(files, told->group);
    return json_pack("{s:s,s:s%,s:s%,s:I}", "kind", kinds[told->kind], told->whole ? "enterprise_id" : "seat_id",
                     place.at, place.length, is_school(bulk_name(&files->groups, told->group)) ? "school_id" : "group",
                     group.at, group.length, "number", (json_int_t)told->number);
}
