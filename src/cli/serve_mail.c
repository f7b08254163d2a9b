/* The mail server of the site, from the options of serve. The password comes from a file, never from the command line that
 * others on the machine can list. */
#include "cli/serve_mail.h"

#include <stdio.h>
#include <string.h>

enum { PASSWORD_SIZE = 1024 };

static bool read_password(struct command *command, const char *path, const char **out)
{
    char text[PASSWORD_SIZE];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return false;
    }
    size_t length = fread(text, 1, sizeof text - 1, file);
    bool whole = ferror(file) == 0;
    (void)fclose(file);
    text[length] = '\0';
    text[strcspn(text, "\r\n")] = '\0';
    *out = arena_text(&command->arena, text);
    return whole;
}

const char *serve_read_site_url(struct command *command)
{
    const char *given = command_option(command, "site-url");
    char *site = given == NULL ? NULL : arena_text(&command->arena, given);
    while (site != NULL && site[0] != '\0' && site[strlen(site) - 1] == '/') {
        site[strlen(site) - 1] = '\0';
    }
    return site;
}

bool serve_read_mail(struct command *command, const struct mail_settings **out)
{
    *out = NULL;
    const char *server = command_option(command, "smtp");
    if (server == NULL) {
        return true;
    }
    struct mail_settings *settings = ARENA_NEW(&command->arena, struct mail_settings);
    settings->server = server;
    settings->from = command_option(command, "smtp-from");
    settings->user = command_option(command, "smtp-user");
    settings->ca_file = command_option(command, "smtp-ca");
    settings->security = command_flag(command, "smtp-plain") ? MAIL_PLAIN : MAIL_STARTTLS;
    settings->site_url = serve_read_site_url(command);
    if (settings->from == NULL || settings->site_url == NULL) {
        command_say(command, stderr, "cli.serve.smtp_incomplete", NULL, NULL);
        return false;
    }
    const char *path = command_option(command, "smtp-password-file");
    if (path != NULL && !read_password(command, path, &settings->password)) {
        command_say(command, stderr, "cli.serve.smtp_password_unread", path, NULL);
        return false;
    }
    *out = settings;
    return true;
}
