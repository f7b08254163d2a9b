/* argon2id, two at a time; and how many may come to sign in at once. */
#include "areas/accounts/accounts.h"

#include "base/check.h"

#include <pthread.h>
#include <sodium.h>

enum { AT_ONCE = 2 };

/* Made once from 256 random bits that were thrown away. */
const char password_of_nobody[] =
    "$argon2id$v=19$m=65536,t=2,p=1$rDedxHHs6u00vJPB/3EEgg$ADmO+pd8PeAszJle/DTOpL1RafEa+bPXp1DX0oSKFJQ";

/* 64 MiB each: an unbounded number of sign-ins at once would take the machine's memory. */
static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_free = PTHREAD_COND_INITIALIZER;
static int gate_used;
static int places_taken;

static void gate_enter(void)
{
    CHECK(pthread_mutex_lock(&gate_lock) == 0);
    while (gate_used == AT_ONCE) {
        CHECK(pthread_cond_wait(&gate_free, &gate_lock) == 0);
    }
    gate_used++;
    CHECK(pthread_mutex_unlock(&gate_lock) == 0);
}

static void gate_leave(void)
{
    CHECK(pthread_mutex_lock(&gate_lock) == 0);
    gate_used--;
    CHECK(pthread_cond_signal(&gate_free) == 0);
    CHECK(pthread_mutex_unlock(&gate_lock) == 0);
}

bool sign_in_place_take(void)
{
    CHECK(pthread_mutex_lock(&gate_lock) == 0);
    bool free_place = places_taken < SIGN_IN_PLACES;
    places_taken += free_place;
    CHECK(pthread_mutex_unlock(&gate_lock) == 0);
    return free_place;
}

void sign_in_place_give(void)
{
    CHECK(pthread_mutex_lock(&gate_lock) == 0);
    places_taken--;
    CHECK(pthread_mutex_unlock(&gate_lock) == 0);
}

char *password_hash(struct arena *arena, const char *password)
{
    CHECK(sodium_init() >= 0);
    char *hash = arena_alloc(arena, crypto_pwhash_STRBYTES, 1);
    gate_enter();
    int failed = crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                   crypto_pwhash_MEMLIMIT_INTERACTIVE);
    gate_leave();
    CHECK(failed == 0);
    return hash;
}

bool password_matches(const char *hash, const char *password)
{
    CHECK(sodium_init() >= 0);
    if (strlen(password) > PASSWORD_MOST_BYTES) {
        return false;
    }
    gate_enter();
    int wrong = crypto_pwhash_str_verify(hash, password, strlen(password));
    gate_leave();
    return wrong == 0;
}
