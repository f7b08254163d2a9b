/* How fast is a placement from files to a file? Against the yardstick's own way, and against `wc -l preferences.csv`.
 *
 *   build/bench/placement_files_bench FOLDER APPLICANTS [repetitions] [program]
 *
 * Makes the city of bench/placement_city.h under a common score in FOLDER, unless it is there already: 8 digits an
 * applicant, the row order of programs. The yardstick reads byte by byte, knows the ids to be numbers in a row and needs
 * no table for them, finds no fault in anything, solves by R and writes. Each run is a process of its own; one run of each
 * in turn; medians of wall and CPU seconds, the largest resident size. The answers are compared byte by byte.
 */
#include "bench/bench.h"
#include "bench/placement_city.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REPETITIONS_MOST = 15, PATH_MOST = 512, FIRST_ID = 10000000 };

static const char *folder;
static const char *program = "build/zhiqiao";

static const char *path_of(const char *name)
{
    static char paths[4][PATH_MOST];
    static int turn;
    char *path = paths[turn++ % 4];
    (void)snprintf(path, PATH_MOST, "%s/%s", folder, name);
    return path;
}

/* --- the files ------------------------------------------------------------------------------------------------------ */

static FILE *begin(const char *name, const char *header)
{
    FILE *file = fopen(path_of(name), "wb");
    CHECK(file != NULL);
    (void)fputs(header, file);
    return file;
}

static void add_number(FILE *file, uint64_t number, char after)
{
    char digits[24];
    int at = 23;
    digits[at] = after;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    (void)fwrite_unlocked(digits + at, 1, (size_t)(24 - at), file);
}

static void write_city(uint32_t people)
{
    struct placement_problem city = make_city(people);
    FILE *seats = begin("seats.csv", "seat_id,enterprise_id,capacity\n");
    for (uint32_t s = 0; s < city.seat_count; s++) {
        (void)fprintf(seats, "s%u,e%u,%u\n", s, city.enterprises[s], city.capacities[s]);
    }
    FILE *applicants = begin("applicants.csv", "applicant_id,score\n");
    FILE *lots = begin("lots.csv", "applicant_id,number\n");
    FILE *preferences = begin("preferences.csv", "applicant_id,rank,seat_id\n");
    for (uint32_t a = 0; a < people; a++) {
        add_number(applicants, FIRST_ID + a, ',');
        add_number(applicants, city.scores[a], '\n');
        add_number(lots, FIRST_ID + a, ',');
        add_number(lots, city.lots[a] >> 1, '\n');
        for (uint32_t w = city.wish_starts[a]; w < city.wish_starts[a + 1]; w++) {
            add_number(preferences, FIRST_ID + a, ',');
            add_number(preferences, w - city.wish_starts[a] + 1, ',');
            (void)fputc_unlocked('s', preferences);
            add_number(preferences, city.wishes[w], '\n');
        }
    }
    CHECK(fclose(seats) == 0 && fclose(applicants) == 0 && fclose(lots) == 0 && fclose(preferences) == 0);
    free_city(&city);
}

/* --- the yardstick's own way ------------------------------------------------------------------------------------------ */

struct bytes {
    const char *at, *end;
};

static struct bytes map(const char *name)
{
    int file = open(path_of(name), O_RDONLY | O_CLOEXEC);
    struct stat known;
    CHECK(file >= 0 && fstat(file, &known) == 0);
    const char *at = mmap(NULL, (size_t)known.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    CHECK(at != MAP_FAILED);
    struct bytes bytes = {at, at + known.st_size};
    while (*bytes.at++ != '\n') {
    }
    return bytes;
}

/* Past letters before the digits and the byte behind them. */
static uint64_t read_number(struct bytes *bytes)
{
    uint64_t number = 0;
    while (*bytes->at < '0' || *bytes->at > '9') {
        bytes->at++;
    }
    while (*bytes->at >= '0' && *bytes->at <= '9') {
        number = number * 10 + (uint64_t)(*bytes->at++ - '0');
    }
    bytes->at++;
    return number;
}

static void run_yardstick(uint32_t people)
{
    struct placement_problem city = {.applicant_count = people};
    uint32_t *capacities = city_array(people, sizeof *capacities);
    uint32_t *scores = city_array(people, sizeof *scores);
    uint64_t *lots = city_array(people, sizeof *lots);
    uint32_t *starts = city_array((size_t)people + 1, sizeof *starts);
    uint32_t *wishes = city_array((size_t)people * WISHES, sizeof *wishes);
    uint32_t *places = city_array(people, sizeof *places);
    for (struct bytes rows = map("seats.csv"); rows.at < rows.end; city.seat_count++) {
        uint64_t seat = read_number(&rows);
        (void)read_number(&rows);
        capacities[seat] = (uint32_t)read_number(&rows);
    }
    for (struct bytes rows = map("applicants.csv"); rows.at < rows.end;) {
        uint64_t applicant = read_number(&rows) - FIRST_ID;
        scores[applicant] = (uint32_t)read_number(&rows);
    }
    for (struct bytes rows = map("lots.csv"); rows.at < rows.end;) {
        uint64_t applicant = read_number(&rows) - FIRST_ID;
        lots[applicant] = read_number(&rows);
    }
    uint32_t count = 0;
    for (struct bytes rows = map("preferences.csv"); rows.at < rows.end;) {
        uint64_t applicant = read_number(&rows) - FIRST_ID;
        (void)read_number(&rows);
        wishes[count++] = (uint32_t)read_number(&rows);
        starts[applicant + 1] = count;
    }
    city.wish_starts = starts;
    city.wishes = wishes;
    city.scores = scores;
    city.lots = lots;
    city.capacities = capacities;
    solve_plain(&city, places);
    FILE *out = begin("yardstick.csv", "applicant_id,seat_id\n");
    for (uint32_t a = 0; a < people; a++) {
        add_number(out, FIRST_ID + a, ',');
        if (places[a] == PLACEMENT_NONE) {
            (void)fputc_unlocked('\n', out);
        } else {
            (void)fputc_unlocked('s', out);
            add_number(out, places[a], '\n');
        }
    }
    CHECK(fflush(out) == 0 && fsync(fileno(out)) == 0 && fclose(out) == 0);
}

/* --- measuring ------------------------------------------------------------------------------------------------------ */

enum run { RUN_WC, RUN_YARDSTICK, RUN_ONE, RUN_TWO, RUN_CERTIFY, RUN_CHECK, RUN_CHECK_ALL, RUNS };
/* clang-format off */
static const char *const run_names[RUNS] = {"wc -l preferences.csv", "the yardstick, one thread",
                                            "solve --no-certificate --threads 1", "solve --no-certificate --threads 2",
                                            "solve with certificate", "check", "check with certificate"};
/* clang-format on */

struct cost {
    double wall, processor;
    double megabytes; /* resident at its height */
};

static void become(enum run run, uint32_t people)
{
    const char *out = path_of("allocation.csv");
    const char *certificate = path_of("certificate");
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)dup2(nowhere, STDOUT_FILENO);
    switch (run) {
    case RUN_WC:
        (void)execlp("wc", "wc", "-l", path_of("preferences.csv"), (char *)NULL);
        break;
    case RUN_YARDSTICK:
        run_yardstick(people);
        _exit(0);
    case RUN_ONE:
    case RUN_TWO:
        (void)execl(program, program, "placement", "solve", folder, "--out", out, "--no-certificate", "--threads",
                    run == RUN_ONE ? "1" : "2", (char *)NULL);
        break;
    case RUN_CERTIFY:
        (void)execl(program, program, "placement", "solve", folder, "--out", out, "--certificate", certificate,
                    (char *)NULL);
        break;
    case RUN_CHECK:
        (void)execl(program, program, "placement", "check", folder, out, (char *)NULL);
        break;
    case RUN_CHECK_ALL:
        (void)execl(program, program, "placement", "check", folder, out, "--certificate", certificate, (char *)NULL);
        break;
    case RUNS:
        break;
    }
    _exit(127);
}

static struct cost run_once(enum run run, uint32_t people)
{
    struct rusage usage;
    int status;
    double before = now();
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        become(run, people);
    }
    CHECK(wait4(child, &status, 0, &usage) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return (struct cost){now() - before,
                         (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                             (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
                         (double)usage.ru_maxrss * 1024 / 1e6};
}

static bool answers_agree(void)
{
    struct bytes ours = map("allocation.csv");
    struct bytes plain = map("yardstick.csv");
    size_t length = (size_t)(ours.end - ours.at);
    bool same = length == (size_t)(plain.end - plain.at) && memcmp(ours.at, plain.at, length) == 0;
    (void)munmap((void *)(uintptr_t)(ours.at - 21), length + 21);
    (void)munmap((void *)(uintptr_t)(plain.at - 21), length + 21);
    return same;
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
    return values[count / 2];
}

static void print_costs(struct cost costs[RUNS][REPETITIONS_MOST], int repetitions)
{
    double base[RUNS] = {0};
    for (int run = 0; run < RUNS; run++) {
        double wall[REPETITIONS_MOST], processor[REPETITIONS_MOST], most = 0;
        for (int i = 0; i < repetitions; i++) {
            wall[i] = costs[run][i].wall;
            processor[i] = costs[run][i].processor;
            most = costs[run][i].megabytes > most ? costs[run][i].megabytes : most;
        }
        base[run] = median(wall, repetitions);
        (void)printf("  %-38s %8.3f s wall %8.3f s CPU %7.0f MB", run_names[run], base[run],
                     median(processor, repetitions), most);
        if (run > RUN_YARDSTICK) {
            (void)printf("  %6.1f of wc, %5.2f of the yardstick, %5.2f of solve --threads 2", base[run] / base[RUN_WC],
                         base[run] / base[RUN_YARDSTICK], run < RUN_TWO ? 1.0 : base[run] / base[RUN_TWO]);
        }
        (void)printf("\n");
    }
}

int main(int argc, char **argv)
{
    static struct cost costs[RUNS][REPETITIONS_MOST];
    if (argc < 3) {
        (void)fprintf(stderr, "usage: placement_files_bench FOLDER APPLICANTS [repetitions] [program]\n");
        return 2;
    }
    folder = argv[1];
    uint32_t people = (uint32_t)strtoul(argv[2], NULL, 10);
    int repetitions = argc > 3 ? (int)strtoul(argv[3], NULL, 10) : 3;
    program = argc > 4 ? argv[4] : program;
    repetitions = repetitions < 1 ? 1 : repetitions > REPETITIONS_MOST ? REPETITIONS_MOST : repetitions;
    if (access(path_of("preferences.csv"), R_OK) != 0) {
        (void)mkdir(folder, 0777);
        write_city(people);
    }
    for (int i = 0; i < repetitions; i++) {
        for (int run = 0; run < RUNS; run++) {
            costs[run][i] = run_once((enum run)run, people);
        }
        CHECK(answers_agree());
    }
    (void)printf("%u applicants × %d wishes from files, medians of %d\n", people, WISHES, repetitions);
    print_costs(costs, repetitions);
    return 0;
}
