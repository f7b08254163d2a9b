/* The options of serve that speak of mail. */
#ifndef CLI_SERVE_MAIL_H
#define CLI_SERVE_MAIL_H

#include "areas/mail/mail.h"
#include "cli/command.h"

/* --site-url without a slash behind; NULL when it is not given. It stands for itself: mail is not needed for it. */
const char *serve_read_site_url(struct command *command);
/* NULL without --smtp. False, after having said so, when something is missing. Lives in the command's arena. */
bool serve_read_mail(struct command *command, const struct mail_settings **out);

#define SERVE_MAIL_OPTIONS                                                                                             \
    {"smtp", "URL", "cli.serve.smtp"}, {"smtp-from", "ADDRESS", "cli.serve.smtp_from"},                                \
        {"smtp-user", "NAME", "cli.serve.smtp_user"}, {"smtp-password-file", "FILE", "cli.serve.smtp_password_file"},  \
        {"smtp-ca", "FILE", "cli.serve.smtp_ca"}, {"smtp-plain", NULL, "cli.serve.smtp_plain"},                        \
    {                                                                                                                  \
        "site-url", "URL", "cli.serve.site_url"                                                                        \
    }

#endif
