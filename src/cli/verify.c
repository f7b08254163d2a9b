/* verify audit: is the log as it was written? */
#include "areas/audit/audit.h"
#include "base/id.h"
#include "base/number.h"
#include "cli/command.h"

static const struct option_row rows[] = {
    {"expect", "N:SEAL", "cli.verify.expect"},
    {NULL, NULL, NULL},
};

static const char *const faults[] = {"sound", "altered", "removed", "gap", "inserted", "other"};
static const char *const sentences[] = {"cli.verify.sound", "cli.verify.altered",  "cli.verify.removed",
                                        "cli.verify.gap",   "cli.verify.inserted", "cli.verify.other"};

/* 1200:ab12… */
static bool read_expected(const struct command *command, int64_t *number, const char **digest)
{
    const char *text = command_option(command, "expect");
    *number = 0;
    *digest = "";
    if (text == NULL) {
        return true;
    }
    size_t digits = strcspn(text, ":");
    *digest = text[digits] == '\0' ? "" : text + digits + 1;
    bool sound = number_parse(span_make(text, digits), number) && *number > 0 &&
                 strlen(*digest) == DIGEST_TEXT_SIZE - 1 && strspn(*digest, "0123456789abcdef") == DIGEST_TEXT_SIZE - 1;
    if (!sound) {
        command_say(command, stderr, "cli.verify.expect_form", text, NULL);
    }
    return sound;
}

static void report(const struct command *command, const struct audit_finding *finding)
{
    char id[ID_TEXT_SIZE] = "";
    char number[24];
    bool sound = finding->fault == AUDIT_SOUND;
    if (finding->entry_id != 0) {
        (void)id_format(finding->entry_id, id);
    }
    if (command_json(command)) {
        command_print(json_pack("{s:b, s:s, s:I, s:s, s:I, s:I, s:s}", "sound", (int)sound, "fault",
                                faults[finding->fault], "number", (json_int_t)finding->number, "entry_id", id, "sealed",
                                (json_int_t)finding->sealed, "pending", (json_int_t)finding->pending, "last_seal",
                                finding->last_digest));
        return;
    }
    (void)snprintf(number, sizeof number, "%lld", (long long)(sound ? finding->sealed : finding->number));
    command_say(command, stdout, sentences[finding->fault], number, sound ? finding->last_digest : id);
    if (sound && finding->pending > 0) {
        (void)snprintf(number, sizeof number, "%lld", (long long)finding->pending);
        command_say(command, stdout, "cli.verify.pending", number, NULL);
    }
}

static enum cli_exit run_verify(struct command *command)
{
    int64_t number = 0;
    const char *digest = NULL;
    struct region region;
    enum cli_exit exit = CLI_DONE;
    if (strcmp(command->arguments[0], "audit") != 0) {
        command_say(command, stderr, "cli.verify.usage", command->arguments[0], NULL);
        return CLI_USAGE;
    }
    if (!read_expected(command, &number, &digest)) {
        return CLI_USAGE;
    }
    struct store *store = command_open_store(command, &exit);
    if (store == NULL) {
        return exit;
    }
    if (command_find_region(command, store, &region, &exit)) {
        struct audit_finding finding;
        struct result result = audit_verify(store, region.id, number, digest, &finding);
        if (result_failed(result)) {
            exit = command_fail(command, result);
        } else {
            report(command, &finding);
            exit = finding.fault == AUDIT_SOUND ? CLI_DONE : CLI_BAD_INPUT;
        }
    }
    store_close(store);
    return exit;
}

const struct verb verify_verb = {"verify", "audit", "cli.verify.about", rows, 1, 1, run_verify};
