/* Mail: a queue in the database and a runner that sends it by SMTP.
 *
 *   mail_enqueue (in the caller's transaction) ─▶ queued ── runner: sent ─▶ sent
 *                                                   ▲  └── server down, refused for now: again after 1, 2, 4 … minutes,
 *                                                   └──────────────────── at most 4 hours, 20 times ─▶ failed
 *                                                      refused for good (550 and the like) ─▶ failed
 *   failed ── the office: once more ─▶ queued
 *
 * A message is written together with what it tells of, or not at all. It may arrive twice after a crash between sending
 * and noting (the same Message-ID), never not at all. Without settings of a server it waits, and the office is shown that.
 * The words are mail.template.NAME.subject and .body of both language packs (of "items" among the values, {day, word,
 * title} each, a line is made in the language of the reader: {{lines}}), filled with the caller's values and with
 * {{link}} (site address + value "path"), {{site}} (name of the region) and {{name}} (of the person, if one is meant).
 */
#ifndef AREAS_MAIL_MAIL_H
#define AREAS_MAIL_MAIL_H

#include "web/words.h"
#include "web/request.h"

enum { MAIL_ADDRESS_MOST = 254, MAIL_ATTEMPTS = 20 };

struct mail {
    int64_t person_id;    /* goes to the person's address, in the person's language; 0 = to `address` */
    const char *address;  /* "" for a person */
    const char *language; /* for an address: "zh-CN" or "en" */
    const char *template; /* NAME above: "reset" */
    const char *values;   /* a JSON object of texts and whole numbers: {"path": "/reset/…"} */
    int64_t now_ms;
};
/* id from store_next_id, made before the transaction. Run again: nothing happens. A person without an address is no
 * failure: nothing is queued. */
MUST_USE struct result mail_enqueue(struct store_session *session, int64_t region_id, int64_t id,
                                    const struct mail *mail);

/* INVALID, field "email", "mail.error.address": not something@host.name of plain letters, or too long. "" is refused. */
MUST_USE struct result mail_address_check(const char *address);
/* What two ways of writing one address have in common: lower case. */
const char *mail_address_key(struct arena *arena, const char *address);
/* "w***@example.cn": for people who need not know it. */
const char *mail_address_mask(struct arena *arena, const char *address);

/* The address of a person; "" when there is none. */
MUST_USE struct result mail_contact_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                         int64_t person_id, const char **address, int64_t *confirmed_ms);
/* Who has shown that mail to this address reaches them; 0: nobody, or more than one. */
MUST_USE struct result mail_contact_owner(struct arena *arena, struct store_session *session, int64_t region_id,
                                          const char *address, int64_t *person_id);
/* "" takes it away. confirmed_ms 0: nobody has shown yet that mail gets there. */
MUST_USE struct result mail_contact_put(struct store_session *session, int64_t region_id, int64_t person_id,
                                        const char *address, int64_t confirmed_ms);

/* --- sending ----------------------------------------------------------------------------------------------------- */

enum mail_security { MAIL_STARTTLS, MAIL_PLAIN }; /* smtps:// is TLS from the first byte, whatever this says */

struct mail_settings {
    const char *server;          /* smtp://mail.example.cn:587 or smtps://… */
    const char *from;            /* an address */
    const char *user, *password; /* NULL: without signing in */
    const char *ca_file;         /* NULL: the system's */
    const char *site_url; /* https://zhiqiao.example.cn, without a slash behind; what links in mails begin with */
    enum mail_security security;
};

struct mail_message {
    int64_t id;
    const char *to, *subject, *body;
    int64_t now_ms;
};
/* The message as it goes over the wire: headers, base64. Lives in the arena. */
const char *mail_build_message(struct arena *arena, const struct mail_settings *settings,
                               const struct mail_message *message);

/* One message to the server. *for_good: it makes no sense to try again. detail (arena) is for the office: the server's
 * answer, without personal data. BUSY on failure. */
MUST_USE struct result mail_send(struct arena *arena, const struct mail_settings *settings,
                                 const struct mail_message *message, bool *for_good);

/* How long to wait after the n-th failed attempt (n from 1). */
int64_t mail_retry_ms(int attempts);

struct mail_runner;
struct mail_world {
    struct store *store;
    const struct words *words;
    int64_t region_id;
    const char *region_name;
    const struct mail_settings *settings; /* NULL: nothing is sent */
};
/* A thread that sends what is due, also what other processes queued. settings and words must outlive it. */
MUST_USE struct result mail_runner_open(const struct mail_world *world, struct mail_runner **out);
void mail_runner_wake(struct mail_runner *runner); /* there is something; also with NULL */
void mail_runner_close(struct mail_runner *runner);
bool mail_runner_sends(const struct mail_runner *runner); /* are there settings? */
/* Sends everything due once, in the caller's thread; for tests and the runner itself. *sent: how many were tried. */
MUST_USE struct result mail_runner_send_due(struct mail_runner *runner, int64_t now_ms, size_t *tried);

extern const struct route mail_routes[];

#endif
