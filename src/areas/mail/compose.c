/* A message as RFC 5322 and MIME want it: words of any language in base64, no line longer than 76 letters. */
#include "areas/mail/mail.h"

#include "base/buffer.h"
#include "base/day.h"
#include "base/id.h"

#include <sodium.h>
#include <time.h>

/* Bytes of text in one encoded word: 39 make 52 letters, so that "Subject: =?UTF-8?B?…?=" stays within the 76 of RFC 2047. */
enum { WORD_BYTES = 39, LINE_BYTES = 57 };

static void add_base64(struct buffer *out, const char *bytes, size_t length)
{
    char text[128];
    (void)sodium_bin2base64(text, sizeof text, (const unsigned char *)bytes, length, sodium_base64_VARIANT_ORIGINAL);
    buffer_add_text(out, text);
}

/* Cut between characters, never inside one. */
static size_t word_length(const char *text, size_t length)
{
    if (length <= WORD_BYTES) {
        return length;
    }
    size_t cut = WORD_BYTES;
    while (cut > 0 && ((unsigned char)text[cut] & 0xc0U) == 0x80U) {
        cut--;
    }
    return cut == 0 ? WORD_BYTES : cut;
}

static void add_subject(struct buffer *out, const char *subject)
{
    buffer_add_text(out, "Subject: ");
    size_t length = strlen(subject);
    for (size_t at = 0; at < length;) {
        size_t word = word_length(subject + at, length - at);
        buffer_add_text(out, at == 0 ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        add_base64(out, subject + at, word);
        buffer_add_text(out, "?=");
        at += word;
    }
    buffer_add_text(out, "\r\n");
}

static void add_date(struct buffer *out, int64_t now_ms)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm when;
    (void)gmtime_r(&seconds, &when);
    buffer_add_format(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[when.tm_wday], when.tm_mday,
                      months[when.tm_mon], when.tm_year + 1900, when.tm_hour, when.tm_min, when.tm_sec);
}

const char *mail_build_message(struct arena *arena, const struct mail_settings *settings,
                               const struct mail_message *message)
{
    struct buffer out;
    buffer_init(&out);
    char id[ID_TEXT_SIZE];
    const char *host = strchr(settings->from, '@');
    buffer_add_format(&out, "From: <%s>\r\nTo: <%s>\r\n", settings->from, message->to);
    add_subject(&out, message->subject);
    add_date(&out, message->now_ms);
    buffer_add_format(&out, "Message-ID: <%s%s>\r\n", id_format(message->id, id), host == NULL ? "@localhost" : host);
    buffer_add_text(&out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                          "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    size_t length = strlen(message->body);
    for (size_t at = 0; at < length; at += LINE_BYTES) {
        add_base64(&out, message->body + at, length - at < LINE_BYTES ? length - at : LINE_BYTES);
        buffer_add_text(&out, "\r\n");
    }
    const char *text = arena_copy(arena, buffer_span(&out));
    buffer_release(&out);
    return text;
}
