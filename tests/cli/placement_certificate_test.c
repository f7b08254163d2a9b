/* Leaves, runs and digests of a certificate, each against the plain way of making it; and certificates of old. */
#define VERB "placement"
#define OUT  "allocation.csv"
#define FILES                                                                                                          \
    "seats.csv", "enterprises.csv", "applicants.csv", "preferences.csv", "lots.csv", "priorities.csv",                 \
        "allocation.csv", "allocation.csv.certificate/cutoffs.csv", "allocation.csv.certificate/certificate.json",     \
        "allocation.csv.certificate", "big"
#include "tests/cli/table_verb.h"

#include "cli/placement_certificate.h"
#include "cli/placement_digest.h"
#include "cli/placement_tree.h"

#include <sys/mman.h>

enum {
    PEOPLE = 2 * PLACEMENT_STRETCH + 7232,
    /* three runs */ SEATS = 201,
    WISHES_MOST = 5,
    BIG = 9 * PLACEMENT_PIECE + 12345
};

/* --- leaves and runs ------------------------------------------------------------------------------------------------ */

struct scene {
    struct arena arena;
    struct placement_files files;
    uint32_t *starts, *wishes, *scores, *wish_scores;
    uint64_t *lots;
};

static uint32_t next_random(uint32_t below)
{
    static uint32_t state = 20261124;
    state = state * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)state * below >> 32);
}

/* Seats with names of every length from 1 to 200; scores with none to three decimals. */
static void build_scene(struct scene *scene)
{
    static const uint32_t units[] = {1, 10, 100, 1000};
    *scene = (struct scene){0};
    arena_init(&scene->arena);
    struct placement_files *files = &scene->files;
    struct arena *arena = &scene->arena;
    bool added;
    *files = (struct placement_files){.arena = arena, .threads = 2};
    bulk_names_init(arena, &files->seats, SEATS);
    bulk_names_init(arena, &files->applicants, PEOPLE);
    for (size_t s = 0; s < SEATS - 1; s++) {
        char *name = ARENA_ARRAY(arena, char, s + 1);
        (void)memset(name, (int)('a' + s % 26), s + 1);
        (void)bulk_names_put(&files->seats, span_make(name, s + 1), &added);
    }
    scene->starts = ARENA_ARRAY(arena, uint32_t, PEOPLE + 1);
    scene->wishes = ARENA_ARRAY(arena, uint32_t, PEOPLE * WISHES_MOST);
    scene->scores = ARENA_ARRAY(arena, uint32_t, PEOPLE);
    scene->wish_scores = ARENA_ARRAY(arena, uint32_t, PEOPLE * WISHES_MOST);
    scene->lots = ARENA_ARRAY(arena, uint64_t, PEOPLE);
    for (uint32_t a = 0; a < PEOPLE; a++) {
        (void)bulk_names_put(&files->applicants, span_of(arena_format(arena, "%u", 1000000 + a)), &added);
        scene->scores[a] = a == 0 ? 4000000000U : next_random(4000001) * units[a % 4];
        scene->lots[a] = a == 1 ? UINT64_MAX : a == 2 ? 0 : next_random(UINT32_MAX);
        scene->starts[a + 1] = scene->starts[a] + next_random(WISHES_MOST + 1);
        for (uint32_t w = scene->starts[a]; w < scene->starts[a + 1]; w++) {
            scene->wishes[w] = next_random(SEATS - 1);
            scene->wish_scores[w] = next_random(4000001) * units[w % 4];
        }
    }
    files->problem = (struct placement_problem){.applicant_count = PEOPLE,
                                                .seat_count = SEATS - 1,
                                                .wish_starts = scene->starts,
                                                .wishes = scene->wishes,
                                                .scores = scene->scores,
                                                .lots = scene->lots};
}

static void print_leaf(struct buffer *leaf, const struct scene *scene, uint32_t a)
{
    struct arena arena;
    arena_init(&arena);
    const struct placement_problem *problem = &scene->files.problem;
    struct span id = bulk_name(&scene->files.applicants, a);
    buffer_clear(leaf);
    buffer_add_format(leaf, "%.*s\n%llu\n", (int)id.length, id.at, (unsigned long long)scene->lots[a]);
    for (uint32_t w = scene->starts[a]; w < scene->starts[a + 1]; w++) {
        struct span seat = bulk_name(&scene->files.seats, scene->wishes[w]);
        uint32_t score = problem->wish_scores == NULL ? scene->scores[a] : scene->wish_scores[w];
        buffer_add_format(leaf, "%.*s\t%s\n", (int)seat.length, seat.at, placement_score_text(&arena, score));
    }
    arena_release(&arena);
}

static void a_leaf_is_what_printing_it_would_give(void **state)
{
    (void)state;
    struct scene scene;
    struct buffer fast, plain;
    build_scene(&scene);
    buffer_init(&fast);
    buffer_init(&plain);
    for (int own = 0; own < 2; own++) {
        atomic_bool stopped = false;
        struct placement_tree tree;
        scene.files.problem.wish_scores = own == 0 ? NULL : scene.wish_scores;
        placement_tree_init(&tree, &scene.files, NULL, MERKLE_NO_LEAF, &stopped);
        for (uint32_t a = 0; a < 5000; a++) {
            buffer_clear(&fast);
            placement_tree_add_leaf(&fast, &tree, a, bulk_name(&scene.files.applicants, a));
            print_leaf(&plain, &scene, a);
            assert_int_equal(fast.length, plain.length);
            assert_memory_equal(fast.bytes, plain.bytes, plain.length);
        }
        placement_tree_release(&tree);
    }
    buffer_release(&fast);
    buffer_release(&plain);
    arena_release(&scene.arena);
}

/* Runs in any order, as threads may come to them. */
static void build_by_runs(struct scene *scene, uint64_t wanted, struct merkle *merkle, unsigned char *root)
{
    atomic_bool stopped = false;
    struct placement_tree tree;
    placement_tree_init(&tree, &scene->files, NULL, wanted, &stopped);
    assert_true(tree.run_count > 2);
    for (size_t run = tree.run_count; run > 0; run--) {
        placement_tree_build(&tree, run - 1);
    }
    placement_tree_finish(&tree, merkle, root);
    placement_tree_release(&tree);
}

static void a_tree_built_in_runs_is_the_tree_built_leaf_by_leaf(void **state)
{
    (void)state;
    static const uint32_t wanted[] = {0, PLACEMENT_STRETCH - 1, PLACEMENT_STRETCH, PLACEMENT_STRETCH + 33, PEOPLE - 1};
    struct scene scene;
    struct merkle plain;
    unsigned char right[DIGEST_SIZE];
    struct buffer leaf;
    build_scene(&scene);
    buffer_init(&leaf);
    merkle_init(&plain, MERKLE_NO_LEAF);
    for (uint32_t a = 0; a < PEOPLE; a++) {
        print_leaf(&leaf, &scene, a);
        merkle_add(&plain, buffer_span(&leaf));
    }
    merkle_finish(&plain, right);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        struct merkle merkle;
        unsigned char root[DIGEST_SIZE];
        build_by_runs(&scene, wanted[i], &merkle, root);
        assert_memory_equal(root, right, DIGEST_SIZE);
        assert_int_equal(merkle.leaf_count, PEOPLE);
        print_leaf(&leaf, &scene, wanted[i]);
        assert_true(merkle_verify(buffer_span(&leaf), merkle.path, merkle.path_length, right));
        print_leaf(&leaf, &scene, wanted[i] ^ 1);
        assert_false(merkle_verify(buffer_span(&leaf), merkle.path, merkle.path_length, right));
    }
    buffer_release(&leaf);
    arena_release(&scene.arena);
}

/* --- ways of reading -------------------------------------------------------------------------------------------------- */

enum { ROWS = 2 * PLACEMENT_STRETCH + 100 };

static FILE *begin(const char *name, const char *header)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    (void)fputs(header, file);
    return file;
}

/* `backwards`: the last id first. `behind`: what stands behind the header of applicants.csv. */
static void put_many(bool backwards, const char *behind)
{
    put("seats.csv",
        "seat_id,enterprise_id,capacity\nturning,E1,9000\nmilling,E1,20000\nthe class of Master Wang,E2,5\n");
    FILE *applicants = begin("applicants.csv", "applicant_id,score\n");
    FILE *lots = begin("lots.csv", "applicant_id,number\n");
    FILE *preferences = begin("preferences.csv", "applicant_id,rank,seat_id\n");
    (void)fputs(behind, applicants);
    for (unsigned i = 0; i < ROWS; i++) {
        unsigned id = 1000000 + (backwards ? ROWS - 1 - i : i);
        (void)fprintf(applicants, "%u,%u\n", id, id % 751);
        (void)fprintf(lots, "%u,%u\n", id, (id - 1000000) * 7919 % 1000003);
        (void)fprintf(preferences, "%u,1,turning\n%u,2,%s\n", id, id,
                      id % 3 == 0 ? "the class of Master Wang" : "milling");
    }
    assert_int_equal(fclose(applicants) + fclose(lots) + fclose(preferences), 0);
}

static void solve_for_root(char root[static DIGEST_TEXT_SIZE])
{
    char path[128];
    assert_int_equal(solve(), CLI_DONE);
    (void)snprintf(path, sizeof path, "%s.certificate/certificate.json", out);
    json_t *document = json_load_file(path, 0, NULL);
    const json_t *wishes = json_object_get(document, "wishes");
    assert_int_equal(json_integer_value(json_object_get(wishes, "leaves")), ROWS);
    (void)snprintf(root, DIGEST_TEXT_SIZE, "%s", json_string_value(json_object_get(wishes, "sha256_root")));
    json_decref(document);
}

static void the_root_is_the_same_however_the_rows_are_read_and_ordered(void **state)
{
    (void)state;
    char fast[DIGEST_TEXT_SIZE], ordinary[DIGEST_TEXT_SIZE], backwards[DIGEST_TEXT_SIZE];
    put_many(false, "");
    solve_for_root(fast);
    put_many(false, "\n"); /* an empty line is not for the fast reader */
    solve_for_root(ordinary);
    put_many(true, "");
    solve_for_root(backwards);
    assert_string_equal(ordinary, fast);
    assert_string_equal(backwards, fast);
    take_all_away();
}

/* --- digests -------------------------------------------------------------------------------------------------------- */

static const char *write_big(size_t length)
{
    static char path[96];
    unsigned char *bytes = malloc(length + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (unsigned char)next_random(256);
    }
    put_bytes("big", (const char *)bytes, length);
    free(bytes);
    (void)snprintf(path, sizeof path, "%s/big", folder);
    return path;
}

/* What `command` prints, with the file's path put in, begins or ends with the digest. */
static void assert_command_agrees(const char *command, const char *path, const unsigned char digest[DIGEST_SIZE])
{
    char line[256], printed[256], text[DIGEST_TEXT_SIZE];
    char *hole = strstr(strcpy(line, command), "FILE");
    assert_non_null(hole);
    char behind[128];
    (void)snprintf(behind, sizeof behind, "%s", hole + 4);
    (void)snprintf(hole, sizeof line - (size_t)(hole - line), "%s%s", path, behind);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(printed, sizeof printed, pipe));
    assert_int_equal(pclose(pipe), 0);
    assert_non_null(strstr(printed, hash_text(digest, text)));
}

static void make_digests(struct placement_digests *digests, const struct placement_digest *files, size_t count,
                         bool whole)
{
    atomic_bool stopped = false;
    placement_digests_init(digests, files, count, whole, &stopped);
    for (size_t part = digests->part_count; part > 0; part--) {
        placement_digests_do(digests, part - 1);
    }
    placement_digests_finish(digests);
    placement_digests_release(digests);
    assert_false(atomic_load(&stopped));
}

static void anybody_can_repeat_the_digests_with_ordinary_programs(void **state)
{
    (void)state;
    static const size_t lengths[] = {1, PLACEMENT_PIECE - 1, PLACEMENT_PIECE, PLACEMENT_PIECE + 1, BIG};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        const char *path = write_big(lengths[i]);
        int file = open(path, O_RDONLY | O_CLOEXEC);
        void *mapped = mmap(NULL, lengths[i], PROT_READ, MAP_PRIVATE, file, 0);
        assert_true(mapped != MAP_FAILED);
        (void)close(file);
        /* beside another file, so that pieces of two go side by side */
        const struct placement_digest files[] = {{.bytes = span_of("applicant_id,score\nLi,90\n")},
                                                 {.bytes = span_make(mapped, lengths[i]), .mapped = true}};
        struct placement_digests digests;
        make_digests(&digests, files, 2, false);
        assert_command_agrees("sha256sum FILE", path, digests.files[1].sha256);
        assert_command_agrees("split -b 1M --filter='openssl dgst -sm3 -binary' FILE | openssl dgst -sm3", path,
                              digests.files[1].sm3);
        make_digests(&digests, files, 2, true);
        assert_command_agrees("sha256sum FILE", path, digests.files[1].sha256);
        assert_command_agrees("openssl dgst -sm3 FILE", path, digests.files[1].sm3);
        (void)munmap(mapped, lengths[i]);
    }
}

/* --- certificates of old --------------------------------------------------------------------------------------------- */

static void put_sound_files(void)
{
    put("seats.csv", "seat_id,enterprise_id,capacity\nturning,E1,1\nmilling,E1,2\n");
    put("applicants.csv", "applicant_id,score\nLi,90\nWang,80.5\n");
    put("preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nWang,1,turning\nWang,2,milling\n");
    put("lots.csv", "applicant_id,number\nLi,5\nWang,9\n");
}

static void make_old(json_t *digests, const char *name)
{
    char path[128], text[DIGEST_TEXT_SIZE];
    unsigned char digest[DIGEST_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    const char *bytes = read_back(path);
    assert_int_equal(strlen(bytes), json_integer_value(json_object_get(digests, "bytes")));
    hash_sm3(span_of(bytes), digest);
    (void)json_object_del(digests, "sm3_pieces");
    (void)json_object_set_new(digests, "sm3", json_string(hash_text(digest, text)));
}

/* As it was written before there were pieces. */
static json_t *build_version_1(const char *path)
{
    const char *name;
    json_t *digests;
    json_t *document = json_load_file(path, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(document, "version")), 3);
    (void)json_object_set_new(document, "version", json_integer(1));
    json_object_foreach(json_object_get(document, "inputs"), name, digests)
    {
        make_old(digests, name);
    }
    make_old(json_object_get(document, "allocation"), "allocation.csv");
    make_old(json_object_get(document, "cutoffs"), "allocation.csv.certificate/cutoffs.csv");
    return document;
}

static int check_with_certificate(void)
{
    char certificate[96];
    (void)snprintf(certificate, sizeof certificate, "%s.certificate", out);
    return run("check", folder, out, "--certificate", certificate, "--lang", "en", NULL);
}

static void a_certificate_of_the_first_version_is_still_checked(void **state)
{
    (void)state;
    char path[128];
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_int_equal(check_with_certificate(), CLI_DONE);
    (void)snprintf(path, sizeof path, "%s.certificate/certificate.json", out);
    json_t *document = build_version_1(path);
    assert_int_equal(json_dump_file(document, path, 0), 0);
    assert_int_equal(check_with_certificate(), CLI_DONE);
    json_t *applicants = json_object_get(json_object_get(document, "inputs"), "applicants.csv");
    char text[DIGEST_TEXT_SIZE];
    (void)snprintf(text, sizeof text, "%s", json_string_value(json_object_get(applicants, "sm3")));
    text[5] = text[5] == '0' ? '1' : '0';
    (void)json_object_set_new(applicants, "sm3", json_string(text));
    assert_int_equal(json_dump_file(document, path, 0), 0);
    assert_int_equal(check_with_certificate(), CLI_BAD_INPUT);
    assert_says(said, "does not belong to this: inputs");
    json_decref(document);
}

static void no_version_but_those_that_were_is_believed(void **state)
{
    (void)state;
    char path[128];
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    (void)snprintf(path, sizeof path, "%s.certificate/certificate.json", out);
    json_t *document = json_load_file(path, 0, NULL);
    static const int versions[] = {0, 1, 2, 4};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        (void)json_object_set_new(document, "version", json_integer(versions[i]));
        assert_int_equal(json_dump_file(document, path, 0), 0);
        assert_int_equal(check_with_certificate(), CLI_BAD_INPUT);
        assert_says(said, versions[i] == 1 ? "does not belong to this: inputs" : "does not belong to this: version");
    }
    json_decref(document);
}

static int open_folder(void **state)
{
    (void)state;
    return open_table_folder() ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_is_what_printing_it_would_give),
        cmocka_unit_test(a_tree_built_in_runs_is_the_tree_built_leaf_by_leaf),
        cmocka_unit_test(the_root_is_the_same_however_the_rows_are_read_and_ordered),
        cmocka_unit_test(anybody_can_repeat_the_digests_with_ordinary_programs),
        cmocka_unit_test(a_certificate_of_the_first_version_is_still_checked),
        cmocka_unit_test(no_version_but_those_that_were_is_believed),
    };
    return cmocka_run_group_tests(tests, open_folder, close_table_folder);
}
