/*
 * src/mod/notice/kinds.c: what people are told of, and what about. A move of a dossier that has no
 * row here concerns the office only.
 */
#include "mod/notice/internal.h"
#include "web/texts.h"

const struct notice_kind notice_kinds[] = {
        { "dossier.submit", NOTICE_PROGRESS, T_NOTICE_SUBMIT, T_NOTICE_SUBMIT_LEAD },
        { "dossier.accept", NOTICE_PROGRESS, T_NOTICE_ACCEPT, T_NOTICE_ACCEPT_LEAD },
        { "dossier.start", NOTICE_PROGRESS, T_NOTICE_START, T_NOTICE_START_LEAD },
        { "dossier.resubmit", NOTICE_PROGRESS, T_NOTICE_RESUBMIT, T_NOTICE_RESUBMIT_LEAD },
        { "dossier.paid", NOTICE_PROGRESS, T_NOTICE_PAID, T_NOTICE_PAID_LEAD },
        { "dossier.resume", NOTICE_PROGRESS, T_NOTICE_RESUME, T_NOTICE_RESUME_LEAD },
        { "dossier.withdraw", NOTICE_PROGRESS, T_NOTICE_WITHDRAW, T_NOTICE_WITHDRAW_LEAD },
        { "dossier.supplement", NOTICE_NEEDED, T_NOTICE_SUPPLEMENT, T_NOTICE_SUPPLEMENT_LEAD },
        { "dossier.ask_payment", NOTICE_NEEDED, T_NOTICE_ASK_PAYMENT, T_NOTICE_ASK_PAYMENT_LEAD },
        { "dossier.refuse", NOTICE_DECISION, T_NOTICE_REFUSE, T_NOTICE_REFUSE_LEAD },
        { "dossier.stop", NOTICE_DECISION, T_NOTICE_STOP, T_NOTICE_STOP_LEAD },
        { "dossier.extend", NOTICE_DECISION, T_NOTICE_EXTEND, T_NOTICE_EXTEND_LEAD },
        { "dossier.correct", NOTICE_DECISION, T_NOTICE_CORRECT, T_NOTICE_CORRECT_LEAD },
        { "dossier.approve", NOTICE_RESULT, T_NOTICE_APPROVE, T_NOTICE_APPROVE_LEAD },
        { "dossier.hand_over", NOTICE_RESULT, T_NOTICE_HAND_OVER, T_NOTICE_HAND_OVER_LEAD },
        { "account.totp_on", NOTICE_SAFETY, T_NOTICE_TOTP_ON, T_NOTICE_SAFETY_LEAD },
        { "account.totp_off", NOTICE_SAFETY, T_NOTICE_TOTP_OFF, T_NOTICE_SAFETY_LEAD },
        { "account.passkey_on", NOTICE_SAFETY, T_NOTICE_PASSKEY_ON, T_NOTICE_SAFETY_LEAD },
        { "account.passkey_off", NOTICE_SAFETY, T_NOTICE_PASSKEY_OFF, T_NOTICE_SAFETY_LEAD },
        { "account.recovery_used", NOTICE_SAFETY, T_NOTICE_RECOVERY, T_NOTICE_SAFETY_LEAD },
        { "account.recovery", NOTICE_SAFETY, T_NOTICE_COUNTER_CODE, T_NOTICE_SAFETY_LEAD },
        { "account.linked", NOTICE_SAFETY, T_NOTICE_LINKED, T_NOTICE_SAFETY_LEAD },
        { "account.contact", NOTICE_SAFETY, T_NOTICE_CONTACT, T_NOTICE_SAFETY_LEAD },
        { "mydata.ready", NOTICE_RESULT, T_NOTICE_COPY_READY, T_NOTICE_COPY_READY_LEAD },
        { "mydata.corrected", NOTICE_DECISION, T_NOTICE_CORRECTED, T_NOTICE_CORRECTION_LEAD },
        { "mydata.declined", NOTICE_DECISION, T_NOTICE_DECLINED, T_NOTICE_CORRECTION_LEAD },
        { 0 },
};

static const struct {
        const char *word;
        bool mail, sms;
} topics[] = {
#define X(name, word, mail, sms) [NOTICE_##name] = { word, mail, sms },
        NOTICE_TOPICS(X)
#undef X
};

const struct notice_kind *notice_kind_by(struct str kind)
{
        for (const struct notice_kind *k = notice_kinds; k->kind; k++)
                if (str_is(kind, k->kind))
                        return k;
        return NULL;
}

const char *notice__topic_word(enum notice_topic topic)
{
        return topics[topic].word;
}

bool notice__wants(const struct notice_choice_row_rows *choices, enum notice_topic topic,
        const struct notice_channel *c)
{
        for (size_t i = 0; i < choices->n; i++)
                if (str_is(choices->rows[i].topic, topics[topic].word) &&
                        str_is(choices->rows[i].channel, c->name))
                        return choices->rows[i].wanted;
        return strcmp(c->name, "mail") == 0  ? topics[topic].mail
               : strcmp(c->name, "sms") == 0 ? topics[topic].sms
                                             : false;
}
