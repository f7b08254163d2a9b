/* Broken invariants: a fault of ours, never of the input.
 *
 * CHECK stays in release builds: it prints file and line and aborts. Wrong input is a `struct result`.
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

_Noreturn void check_failed(const char *file, int line, const char *what);

#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))

#endif
