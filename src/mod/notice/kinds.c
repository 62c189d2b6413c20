/*
 * src/mod/notice/kinds.c: what people are told of, and what about. A move of a dossier that has no
 * row here concerns the office only.
 */
#include "mod/notice/internal.h"
#include "web/texts.h"

const struct notice_kind notice_kinds[] = {
        { "dossier.submit", NOTICE_PROGRESS, T_NOTICE_SUBMIT, T_NOTICE_SUBMIT_LEAD, NULL },
        { "dossier.accept", NOTICE_PROGRESS, T_NOTICE_ACCEPT, T_NOTICE_ACCEPT_LEAD, NULL },
        { "dossier.start", NOTICE_PROGRESS, T_NOTICE_START, T_NOTICE_START_LEAD, NULL },
        { "dossier.resubmit", NOTICE_PROGRESS, T_NOTICE_RESUBMIT, T_NOTICE_RESUBMIT_LEAD, NULL },
        { "dossier.paid", NOTICE_PROGRESS, T_NOTICE_PAID, T_NOTICE_PAID_LEAD, NULL },
        { "dossier.resume", NOTICE_PROGRESS, T_NOTICE_RESUME, T_NOTICE_RESUME_LEAD, NULL },
        { "dossier.withdraw", NOTICE_PROGRESS, T_NOTICE_WITHDRAW, T_NOTICE_WITHDRAW_LEAD, NULL },
        { "dossier.supplement", NOTICE_NEEDED, T_NOTICE_SUPPLEMENT, T_NOTICE_SUPPLEMENT_LEAD,
                NULL },
        { "dossier.ask_payment", NOTICE_NEEDED, T_NOTICE_ASK_PAYMENT, T_NOTICE_ASK_PAYMENT_LEAD,
                NULL },
        { "dossier.refuse", NOTICE_DECISION, T_NOTICE_REFUSE, T_NOTICE_REFUSE_LEAD, NULL },
        { "dossier.stop", NOTICE_DECISION, T_NOTICE_STOP, T_NOTICE_STOP_LEAD, NULL },
        { "dossier.extend", NOTICE_DECISION, T_NOTICE_EXTEND, T_NOTICE_EXTEND_LEAD, NULL },
        { "dossier.correct", NOTICE_DECISION, T_NOTICE_CORRECT, T_NOTICE_CORRECT_LEAD, NULL },
        { "dossier.approve", NOTICE_RESULT, T_NOTICE_APPROVE, T_NOTICE_APPROVE_LEAD, NULL },
        { "dossier.hand_over", NOTICE_RESULT, T_NOTICE_HAND_OVER, T_NOTICE_HAND_OVER_LEAD, NULL },
        { "account.totp_on", NOTICE_SAFETY, T_NOTICE_TOTP_ON, T_NOTICE_SAFETY_LEAD, NULL },
        { "account.totp_off", NOTICE_SAFETY, T_NOTICE_TOTP_OFF, T_NOTICE_SAFETY_LEAD, NULL },
        { "account.passkey_on", NOTICE_SAFETY, T_NOTICE_PASSKEY_ON, T_NOTICE_SAFETY_LEAD, NULL },
        { "account.passkey_off", NOTICE_SAFETY, T_NOTICE_PASSKEY_OFF, T_NOTICE_SAFETY_LEAD, NULL },
        { "account.recovery_used", NOTICE_SAFETY, T_NOTICE_RECOVERY, T_NOTICE_SAFETY_LEAD, NULL },
        { "account.recovery", NOTICE_SAFETY, T_NOTICE_COUNTER_CODE, T_NOTICE_SAFETY_LEAD, NULL },
        { "account.linked", NOTICE_SAFETY, T_NOTICE_LINKED, T_NOTICE_SAFETY_LEAD, NULL },
        { "account.contact", NOTICE_SAFETY, T_NOTICE_CONTACT, T_NOTICE_SAFETY_LEAD, NULL },
        { "mydata.ready", NOTICE_RESULT, T_NOTICE_COPY_READY, T_NOTICE_COPY_READY_LEAD, NULL },
        { "mydata.corrected", NOTICE_DECISION, T_NOTICE_CORRECTED, T_NOTICE_CORRECTION_LEAD, NULL },
        { "mydata.declined", NOTICE_DECISION, T_NOTICE_DECLINED, T_NOTICE_CORRECTION_LEAD, NULL },
        { "complaint.sent", NOTICE_PROGRESS, T_NOTICE_COMPLAINT_SENT, T_NOTICE_COMPLAINT_SENT_LEAD,
                NULL },
        { "complaint.taken", NOTICE_PROGRESS, T_NOTICE_COMPLAINT_TAKEN,
                T_NOTICE_COMPLAINT_SENT_LEAD, NULL },
        { "complaint.answered", NOTICE_DECISION, T_NOTICE_COMPLAINT_ANSWERED,
                T_NOTICE_COMPLAINT_ANSWERED_LEAD, NULL },
        { "complaint.refused", NOTICE_DECISION, T_NOTICE_COMPLAINT_REFUSED,
                T_NOTICE_COMPLAINT_ANSWERED_LEAD, NULL },
        { "complaint.new", NOTICE_NEEDED, T_NOTICE_COMPLAINT_NEW, T_NOTICE_COMPLAINT_NEW_LEAD,
                "/kien-nghi" },
        { "complaint.taken_back", NOTICE_PROGRESS, T_NOTICE_COMPLAINT_BACK,
                T_NOTICE_COMPLAINT_BACK_LEAD, "/kien-nghi" },
        { "quality.reported", NOTICE_NEEDED, T_NOTICE_QUALITY_REPORTED,
                T_NOTICE_QUALITY_REPORTED_LEAD, "/chat-luong" },
        { "quality.planned", NOTICE_NEEDED, T_NOTICE_QUALITY_PLANNED, T_NOTICE_QUALITY_PLANNED_LEAD,
                "/chat-luong" },
        { "quality.sent_back", NOTICE_NEEDED, T_NOTICE_QUALITY_BACK, T_NOTICE_QUALITY_BACK_LEAD,
                "/chat-luong" },
        { "quality.done", NOTICE_NEEDED, T_NOTICE_QUALITY_DONE, T_NOTICE_QUALITY_DONE_LEAD,
                "/chat-luong" },
        { "quality.closed", NOTICE_PROGRESS, T_NOTICE_QUALITY_CLOSED, T_NOTICE_QUALITY_CLOSED_LEAD,
                "/chat-luong" },
        { "quality.soon", NOTICE_NEEDED, T_NOTICE_QUALITY_SOON, T_NOTICE_QUALITY_SOON_LEAD,
                "/chat-luong" },
        { "quality.late", NOTICE_NEEDED, T_NOTICE_QUALITY_LATE, T_NOTICE_QUALITY_LATE_LEAD,
                "/chat-luong" },
        { "quality.audit_lead", NOTICE_NEEDED, T_NOTICE_QUALITY_AUDIT_LEAD,
                T_NOTICE_QUALITY_AUDIT_LEAD_LEAD, "/danh-gia-noi-bo" },
        { "quality.audit_planned", NOTICE_NEEDED, T_NOTICE_QUALITY_AUDIT_PLANNED,
                T_NOTICE_QUALITY_AUDIT_PLANNED_LEAD, "/danh-gia-noi-bo" },
        { "quality.audit_reported", NOTICE_NEEDED, T_NOTICE_QUALITY_AUDIT_REPORTED,
                T_NOTICE_QUALITY_AUDIT_REPORTED_LEAD, "/danh-gia-noi-bo?tt=3" },
        { "quality.audit_cancelled", NOTICE_PROGRESS, T_NOTICE_QUALITY_AUDIT_CANCELLED,
                T_NOTICE_QUALITY_AUDIT_CANCELLED_LEAD, "/danh-gia-noi-bo?tt=4" },
        { "appointment.booked", NOTICE_PROGRESS, T_NOTICE_APPOINTMENT_BOOKED,
                T_NOTICE_APPOINTMENT_BOOKED_LEAD, "/lich-hen" },
        { "appointment.moved", NOTICE_PROGRESS, T_NOTICE_APPOINTMENT_MOVED,
                T_NOTICE_APPOINTMENT_MOVED_LEAD, "/lich-hen" },
        { "appointment.soon", NOTICE_NEEDED, T_NOTICE_APPOINTMENT_SOON,
                T_NOTICE_APPOINTMENT_SOON_LEAD, "/lich-hen" },
        { "appointment.cancelled", NOTICE_PROGRESS, T_NOTICE_APPOINTMENT_CANCELLED,
                T_NOTICE_APPOINTMENT_CANCELLED_LEAD, "/lich-hen" },
        { "appointment.called_off", NOTICE_NEEDED, T_NOTICE_APPOINTMENT_CALLED_OFF,
                T_NOTICE_APPOINTMENT_CALLED_OFF_LEAD, "/lich-hen" },
        { "mandate.grant", NOTICE_SAFETY, T_NOTICE_MANDATE_GRANT, T_NOTICE_MANDATE_GRANT_LEAD,
                "/lam-thay" },
        { "mandate.granted", NOTICE_SAFETY, T_NOTICE_MANDATE_GRANTED, T_NOTICE_MANDATE_GRANTED_LEAD,
                "/lam-thay" },
        { "mandate.ask", NOTICE_NEEDED, T_NOTICE_MANDATE_ASK, T_NOTICE_MANDATE_ASK_LEAD,
                "/lam-thay" },
        { "mandate.refuse", NOTICE_DECISION, T_NOTICE_MANDATE_REFUSE, T_NOTICE_MANDATE_REFUSE_LEAD,
                "/lam-thay" },
        { "mandate.over", NOTICE_SAFETY, T_NOTICE_MANDATE_OVER, T_NOTICE_MANDATE_OVER_LEAD,
                "/lam-thay" },
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
