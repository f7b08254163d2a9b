/* Messages to lanes: a lane whose message has ended takes the next. */
#include "base/hash_lanes.h"

#include "base/hash_kernel.h"

enum { LENGTH_SIZE = 8 };

struct lane {
    const struct hash_message *message; /* NULL: idle */
    const unsigned char *at;
    size_t blocks; /* that follow at `at` */
    bool padded;   /* in the last blocks already */
    unsigned char tail[2 * HASH_BLOCK];
};

struct lanes {
    const struct hash_kernel *kernel;
    uint32_t state[HASH_WORDS * HASH_LANES_MOST];
    struct lane all[HASH_LANES_MOST];
};

static uint32_t *word_of(struct lanes *lanes, int number, int word)
{
    return &lanes->state[word * lanes->kernel->word_step + number * lanes->kernel->lane_step];
}

static void begin_message(struct lanes *lanes, int number, const struct hash_message *message)
{
    struct lane *lane = &lanes->all[number];
    lane->message = message;
    lane->at = (const unsigned char *)message->bytes.at;
    lane->blocks = message->bytes.length / HASH_BLOCK;
    lane->padded = false;
    if (lanes->kernel->word_step == 1) { /* read back as whole registers: single words would have to be waited for */
        (void)memcpy(word_of(lanes, number, 0), lanes->kernel->start, sizeof lanes->kernel->start);
        return;
    }
    for (int word = 0; word < HASH_WORDS; word++) {
        *word_of(lanes, number, word) = lanes->kernel->start[word];
    }
}

/* The rest of the message, a one bit, zeros, and its length in bits. */
static void begin_tail(struct lane *lane)
{
    static const unsigned char zeros[sizeof lane->tail];
    struct span bytes = lane->message->bytes;
    size_t rest = bytes.length % HASH_BLOCK;
    uint64_t bits = __builtin_bswap64((uint64_t)bytes.length * 8);
    lane->padded = true;
    lane->at = lane->tail;
    lane->blocks = rest + 1 + LENGTH_SIZE <= HASH_BLOCK ? 1 : 2;
    (void)memcpy(lane->tail, zeros, sizeof lane->tail); /* here far faster than memset by the compiler's choice */
    if (rest > 0) {
        (void)memcpy(lane->tail, bytes.at + bytes.length - rest, rest);
    }
    lane->tail[rest] = 0x80;
    (void)memcpy(lane->tail + lane->blocks * HASH_BLOCK - LENGTH_SIZE, &bits, LENGTH_SIZE);
}

static void end_message(struct lanes *lanes, int number)
{
    unsigned char *digest = lanes->all[number].message->digest;
    const uint32_t *word = word_of(lanes, number, 0);
    for (int i = 0; i < HASH_WORDS; i++, word += lanes->kernel->word_step) {
        uint32_t bytes = __builtin_bswap32(*word);
        (void)memcpy(digest + 4 * (size_t)i, &bytes, 4);
    }
    lanes->all[number].message = NULL;
}

/* As many blocks as every busy lane has; idle ones go along for nothing, on a busy one's. False when all are idle. */
static bool step(struct lanes *lanes)
{
    const unsigned char *at[HASH_LANES_MOST];
    const unsigned char *any = NULL;
    size_t blocks = SIZE_MAX;
    for (int i = 0; i < lanes->kernel->lanes; i++) {
        struct lane *lane = &lanes->all[i];
        if (lane->message != NULL) {
            any = lane->at;
            blocks = lane->blocks < blocks ? lane->blocks : blocks;
        }
    }
    if (any == NULL) {
        return false;
    }
    for (int i = 0; i < lanes->kernel->lanes; i++) {
        at[i] = lanes->all[i].message == NULL ? any : lanes->all[i].at;
    }
    lanes->kernel->compress(lanes->state, at, blocks);
    for (int i = 0; i < lanes->kernel->lanes; i++) {
        if (lanes->all[i].message != NULL) {
            lanes->all[i].at += blocks * HASH_BLOCK;
            lanes->all[i].blocks -= blocks;
        }
    }
    return true;
}

/* A lane that has come to an end: of the blocks in place, of the message, or of both. */
static void go_on(struct lanes *lanes, int number, const struct hash_message **next, const struct hash_message *end)
{
    struct lane *lane = &lanes->all[number];
    if (lane->message != NULL && lane->blocks == 0 && lane->padded) {
        end_message(lanes, number);
    }
    if (lane->message == NULL && *next < end) {
        begin_message(lanes, number, (*next)++);
    }
    if (lane->message != NULL && lane->blocks == 0) {
        begin_tail(lane);
    }
}

static void hash_side_by_side(const struct hash_kernel *kernel, const struct hash_message *messages, size_t count)
{
    struct lanes lanes;
    const struct hash_message *next = messages;
    lanes.kernel = kernel;
    for (int i = 0; i < kernel->lanes; i++) {
        lanes.all[i].message = NULL;
    }
    (void)memset(lanes.state, 0, sizeof lanes.state);
    do {
        for (int i = 0; i < kernel->lanes; i++) {
            go_on(&lanes, i, &next, messages + count);
        }
    } while (step(&lanes));
}

void hash_sm3_many(const struct hash_message *messages, size_t count)
{
    const struct hash_kernel *kernel = hash_kernel_sm3();
    if (count > 1 && kernel != NULL) {
        hash_side_by_side(kernel, messages, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        hash_sm3(messages[i].bytes, messages[i].digest);
    }
}

void hash_sha256_many(const struct hash_message *messages, size_t count)
{
    const struct hash_kernel *kernel = hash_kernel_sha256();
    if (kernel != NULL) {
        hash_side_by_side(kernel, messages, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        hash_sha256(messages[i].bytes, messages[i].digest);
    }
}
