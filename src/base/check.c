/* The one place where the program ends itself. */
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void check_failed(const char *file, int line, const char *what)
{
    (void)fprintf(stderr, "zhiqiao: %s:%d: broken invariant: %s\n", file, line, what);
    abort();
}
