/* One message to an SMTP server, by libcurl.
 *
 * STARTTLS is demanded, not merely tried: a server (or somebody between) that does not offer it gets nothing, unless the
 * settings say "plain", for a relay on the same machine. Certificates are checked.
 */
#include "areas/mail/mail.h"

#include <curl/curl.h>

enum { CONNECT_SECONDS = 10, WHOLE_SECONDS = 60 };

struct reading {
    const char *text;
    size_t length, at;
};

static size_t read_more(char *to, size_t size, size_t count, void *context)
{
    struct reading *reading = context;
    size_t room = size * count;
    size_t left = reading->length - reading->at;
    size_t take = room < left ? room : left;
    memcpy(to, reading->text + reading->at, take);
    reading->at += take;
    return take;
}

/* Answers that stay the same however often one asks: no such mailbox, refused by policy, not a mail address. */
static bool is_for_good(CURLcode code, long answer)
{
    return code != CURLE_LOGIN_DENIED && (answer == 501 || answer == 521 || (answer >= 550 && answer <= 556));
}

static void set_options(CURL *curl, const struct mail_settings *settings, const struct mail_message *message,
                        struct curl_slist *to)
{
    bool whole = strncmp(settings->server, "smtps://", 8) == 0;
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    (void)curl_easy_setopt(curl, CURLOPT_URL, settings->server);
    (void)curl_easy_setopt(curl, CURLOPT_USE_SSL,
                           (long)(settings->security == MAIL_PLAIN && !whole ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (settings->user != NULL) {
        (void)curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
        (void)curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->password == NULL ? "" : settings->password);
    }
    if (settings->ca_file != NULL) {
        (void)curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
    }
    (void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, settings->from);
    (void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    (void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_more);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WHOLE_SECONDS);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)message;
}

struct result mail_send(struct arena *arena, const struct mail_settings *settings, const struct mail_message *message,
                        bool *for_good)
{
    *for_good = false;
    const char *text = mail_build_message(arena, settings, message);
    struct reading reading = {text, strlen(text), 0};
    CURL *curl = curl_easy_init();
    struct curl_slist *to = curl_slist_append(NULL, message->to);
    if (curl == NULL || to == NULL) {
        curl_slist_free_all(to);
        curl_easy_cleanup(curl);
        return result_fail(RESULT_BUSY, NULL, "mail.error.not_sent", "no memory for a connection");
    }
    set_options(curl, settings, message, to);
    (void)curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
    CURLcode code = curl_easy_perform(curl);
    long answer = 0;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    curl_slist_free_all(to);
    curl_easy_cleanup(curl);
    if (code == CURLE_OK) {
        return result_ok();
    }
    *for_good = is_for_good(code, answer);
    return result_fail(RESULT_BUSY, NULL, "mail.error.not_sent",
                       arena_format(arena, "%s (SMTP %ld)", curl_easy_strerror(code), answer));
}
