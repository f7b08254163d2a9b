/* The log: one write(2) per line, so lines of several threads do not mix. */
#include "base/log.h"

#include "base/day.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_SIZE = 2048 };

/* -DLOG_LOWEST=LOG_DEBUG shows what the libraries say, too. */
#ifndef LOG_LOWEST
#define LOG_LOWEST LOG_INFO
#endif

void log_write(enum log_level level, const char *format, ...)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    if (level < LOG_LOWEST) {
        return;
    }
    char when[TIME_TEXT_SIZE];
    char line[LINE_SIZE];
    int start = snprintf(line, sizeof line, "%s %s ", time_format(time_now_ms(), when), names[level]);
    va_list arguments;
    va_start(arguments, format);
    int more = vsnprintf(line + start, sizeof line - (size_t)start - 1, format, arguments);
    va_end(arguments);
    size_t room = sizeof line - (size_t)start - 2;
    size_t length = (size_t)start + (more < 0 ? 0 : (size_t)more < room ? (size_t)more : room);
    for (size_t index = (size_t)start; index < length; index++) {
        if ((unsigned char)line[index] < ' ' || line[index] == 127) {
            line[index] = ' ';
        }
    }
    line[length] = '\n';
    ssize_t written = write(STDERR_FILENO, line, length + 1);
    (void)written;
}
