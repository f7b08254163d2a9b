/* PostgreSQL: comes with the next commit. */
#include "store/driver.h"

static struct result postgres_open(struct store *store, const char *address)
{
    (void)address;
    return store_broken(store, "PostgreSQL is not built in yet");
}

const struct store_driver store_postgres_driver = {.open = postgres_open};
