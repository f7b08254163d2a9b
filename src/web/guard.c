/* The rules of the guard, one function each. */
#include "web/guard.h"

#include "text/text.h"

enum { LENGTH_DIGITS = 15 };

static struct result refuse(const char *detail)
{
    return result_fail(RESULT_INVALID, NULL, "error.bad_request", detail);
}

/* RFC 9110 §5.6.2: what names of methods and headers are made of. */
static bool is_token(struct span name)
{
    for (size_t index = 0; index < name.length; index++) {
        char letter = name.at[index];
        bool plain =
            (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
        if (!plain && (letter == '\0' || strchr("!#$%&'*+-.^_`|~", letter) == NULL)) {
            return false;
        }
    }
    return name.length > 0;
}

static bool has_control(struct span value, bool tab_allowed)
{
    for (size_t index = 0; index < value.length; index++) {
        unsigned char byte = (unsigned char)value.at[index];
        if ((byte < ' ' && !(byte == '\t' && tab_allowed)) || byte == 127) {
            return true;
        }
    }
    return false;
}

static struct result check_target(struct span target)
{
    if (target.length > TARGET_MOST) {
        return refuse("the URL is too long");
    }
    if (target.length == 0 || target.at[0] != '/') {
        return refuse("the target is not a path");
    }
    if (has_control(target, false) || memchr(target.at, ' ', target.length) != NULL ||
        memchr(target.at, '#', target.length) != NULL) {
        return refuse("a character in the URL that does not belong there");
    }
    return result_ok();
}

static struct result check_fields(const struct wire *wire)
{
    if (wire->header_count > HEADERS_MOST) {
        return refuse("too many headers");
    }
    for (size_t index = 0; index < wire->header_count; index++) {
        if (!is_token(wire->headers[index].name)) {
            return refuse("a header's name is empty or malformed");
        }
        if (has_control(wire->headers[index].value, true)) {
            return refuse("a control character in a header");
        }
    }
    return result_ok();
}

static bool is_length(struct span value)
{
    for (size_t index = 0; index < value.length; index++) {
        if (value.at[index] < '0' || value.at[index] > '9') {
            return false;
        }
    }
    return value.length > 0 && value.length <= LENGTH_DIGITS;
}

/* One reading only of where the body ends. */
static struct result check_framing(const struct wire *wire)
{
    size_t lengths = wire_count(wire, "Content-Length");
    size_t encodings = wire_count(wire, "Transfer-Encoding");
    if (lengths > 1 || encodings > 1) {
        return refuse("Content-Length or Transfer-Encoding twice");
    }
    if (lengths + encodings > 1) {
        return refuse("Content-Length and Transfer-Encoding together");
    }
    if (lengths == 1 && !is_length(wire_header(wire, "Content-Length"))) {
        return refuse("Content-Length is not a number");
    }
    if (encodings == 1 && !span_is_word(wire_header(wire, "Transfer-Encoding"), "chunked")) {
        return refuse("a Transfer-Encoding other than chunked");
    }
    bool has_body = encodings == 1 || guard_content_length(wire) > 0;
    if (has_body && (strcmp(wire->method, "GET") == 0 || strcmp(wire->method, "HEAD") == 0)) {
        return refuse("a GET with a body");
    }
    return result_ok();
}

static struct result check_host(const struct wire *wire)
{
    if (wire_count(wire, "Host") > 1) {
        return refuse("Host twice");
    }
    struct span host = wire_header(wire, "Host");
    for (size_t index = 0; index < host.length; index++) {
        if (strchr("/\\@?# \t,", host.at[index]) != NULL) {
            return refuse("Host is malformed");
        }
    }
    struct span expect = wire_header(wire, "Expect");
    if (expect.at != NULL && !span_is_word(expect, "100-continue")) {
        return refuse("an Expect other than 100-continue");
    }
    if (wire_count(wire, "Content-Encoding") > 0) {
        return refuse("a compressed body");
    }
    return result_ok();
}

struct result guard_check_head(const struct wire *wire)
{
    if (!is_token(span_of(wire->method))) {
        return refuse("the method is malformed");
    }
    struct result r = check_target(wire->target);
    if (result_failed(r)) {
        return r;
    }
    r = check_fields(wire);
    if (result_failed(r)) {
        return r;
    }
    r = check_framing(wire);
    return result_failed(r) ? r : check_host(wire);
}

size_t guard_content_length(const struct wire *wire)
{
    struct span value = wire_header(wire, "Content-Length");
    size_t length = 0;
    for (size_t index = 0; index < value.length && index < LENGTH_DIGITS; index++) {
        length = length * 10 + (size_t)(value.at[index] - '0');
    }
    return length;
}

static int hex_value(char letter)
{
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    char lower = (char)(letter | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool is_encoded(struct span raw, bool plus_is_space)
{
    return raw.length > 0 &&
           (memchr(raw.at, '%', raw.length) != NULL || (plus_is_space && memchr(raw.at, '+', raw.length) != NULL));
}

/* False for a % without two hexadecimal digits. */
static bool decode_into(char *out, struct span raw, bool plus_is_space, size_t *length)
{
    size_t written = 0;
    for (size_t index = 0; index < raw.length; index++) {
        char letter = raw.at[index];
        if (letter == '%') {
            int high = index + 2 < raw.length ? hex_value(raw.at[index + 1]) : -1;
            int low = high < 0 ? -1 : hex_value(raw.at[index + 2]);
            if (low < 0) {
                return false;
            }
            letter = (char)(high * 16 + low);
            index += 2;
        } else if (letter == '+' && plus_is_space) {
            letter = ' ';
        }
        out[written++] = letter;
    }
    *length = written;
    return true;
}

struct result guard_decode(struct arena *arena, struct span raw, bool plus_is_space, struct span *out)
{
    struct span text = raw;
    if (is_encoded(raw, plus_is_space)) {
        char *copy = arena_alloc(arena, raw.length + 1, 1);
        size_t length = 0;
        if (!decode_into(copy, raw, plus_is_space, &length)) {
            return refuse("a broken percent-encoding");
        }
        text = span_make(copy, length);
    }
    if (!utf8_is_valid(text)) {
        return refuse("not UTF-8, or a zero byte");
    }
    *out = text;
    return result_ok();
}

static bool has_encoded_slash(struct span raw)
{
    for (size_t index = 0; index + 2 < raw.length; index++) {
        if (raw.at[index] == '%' && raw.at[index + 1] == '2' && (raw.at[index + 2] | 0x20) == 'f') {
            return true;
        }
    }
    return false;
}

/* No part is empty (but the last, of "/"), "." or "..". */
static bool parts_are_sane(const char *path)
{
    for (const char *part = path + 1; *part != '\0';) {
        size_t length = strcspn(part, "/");
        bool dots = (length == 1 && part[0] == '.') || (length == 2 && part[0] == '.' && part[1] == '.');
        if (length == 0 || dots) {
            return false;
        }
        part += length + (part[length] == '/');
    }
    return true;
}

struct result guard_decode_path(struct arena *arena, struct span raw, const char **out)
{
    if (raw.length == 0 || raw.at[0] != '/' || has_encoded_slash(raw)) {
        return refuse("an encoded slash, or not a path");
    }
    struct span decoded = {NULL, 0};
    struct result r = guard_decode(arena, raw, false, &decoded);
    if (result_failed(r)) {
        return r;
    }
    const char *path = arena_copy(arena, decoded);
    if (has_control(decoded, false) || strchr(path, '\\') != NULL || !parts_are_sane(path)) {
        return refuse("an empty or dotted part in the path");
    }
    *out = path;
    return result_ok();
}

bool guard_is_local_path(struct span target)
{
    return target.length >= 1 && target.length <= TARGET_MOST && target.at[0] == '/' && !has_control(target, false) &&
           memchr(target.at, '\\', target.length) == NULL && !(target.length >= 2 && target.at[1] == '/');
}
