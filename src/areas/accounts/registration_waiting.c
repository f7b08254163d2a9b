/* Whose turn it is: what waits for the office, and what waits for who asked. */
#include "areas/accounts/registration.h"

#include "base/id.h"

static const char kind[] = "registration";

struct result registration_wait(struct store_session *session, const struct waiting_turn *turn,
                                const struct registration *row)
{
    bool asked = strcmp(row->status, "asked") == 0;
    char id[ID_TEXT_SIZE];
    if (!registration_is_open(row)) {
        return waiting_done(session, turn->region_id, kind, row->id);
    }
    struct waiting_item item = {.id = turn->item_id,
                                .kind = kind,
                                .subject_id = row->id,
                                .person_id = asked ? row->person_id : 0,
                                .role = asked ? NULL : "office",
                                .word = asked ? "waiting.word.asked"
                                              : arena_format(turn->arena, "waiting.word.%s", row->kind),
                                .title = row->name,
                                .url = arena_format(turn->arena, "/registrations/%s", id_format(row->id, id)),
                                .now_ms = turn->now_ms};
    struct result result =
        waiting_due(session, turn, asked ? SETTING_ANSWER_DAYS : SETTING_REGISTRATION_DAYS, &item.due_ms);
    return result_failed(result) ? result : waiting_put(session, turn->region_id, &item);
}
