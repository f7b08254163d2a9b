/* One line per event on standard error: time, level, what. For engineers; never personal data, never secrets.
 *
 * Line breaks and control characters in what came from outside are replaced, so no line can be forged.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
