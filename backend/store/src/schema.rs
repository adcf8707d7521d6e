//! The tables, as both databases' migrations make them.

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    users (id) {
        id -> Id,
        role -> Word,
        name -> Private,
        email -> Private,
        password_hash -> Private,
        date_of_birth -> Nullable<Private>,
        time_zone -> Text,
        specialty -> Text,
        profile -> Document,
        approved -> Bool,
        last_seq -> BigInt,
        last_notification -> BigInt,
        created_at -> Instant,
        email_proved_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    sessions (id) {
        id -> Id,
        user_id -> Id,
        refresh_hash -> Text,
        created_at -> Instant,
        expires_at -> Instant,
        ended_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    spent_tokens (refresh_hash) {
        refresh_hash -> Text,
        session_id -> Id,
        spent_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    schedules (id) {
        id -> Id,
        doctor_id -> Id,
        title -> Text,
        description -> Text,
        status -> Word,
        starts_at -> Instant,
        ends_at -> Instant,
        time_zone -> Text,
        capacity -> Count,
        version -> BigInt,
        queue_version -> BigInt,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    queue_entries (id) {
        id -> Id,
        schedule_id -> Id,
        patient_id -> Id,
        state -> Word,
        turn -> BigInt,
        reason -> Private,
        device_test -> Nullable<Document>,
        joined_at -> Instant,
        ready_at -> Nullable<Instant>,
        failed_outcome -> Nullable<Word>,
        failed_cause -> Nullable<Word>,
        failed_at -> Nullable<Instant>,
        reminded_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    calls (id) {
        id -> Id,
        version -> BigInt,
        kind -> Word,
        schedule_id -> Nullable<Id>,
        entry_id -> Nullable<Id>,
        phase -> Word,
        until_at -> Nullable<Instant>,
        stage -> Word,
        stall -> Nullable<Word>,
        window_closes_at -> Nullable<Instant>,
        placed_at -> Instant,
        accepted_at -> Nullable<Instant>,
        active_at -> Nullable<Instant>,
        ended_at -> Nullable<Instant>,
        outcome -> Nullable<Word>,
        cause -> Nullable<Word>,
        ended_by -> Nullable<Word>,
        appointment_id -> Nullable<Id>,
        loud_until_at -> Instant,
        reason -> Private,
        decline_message -> Private,
        calls_back -> Nullable<Id>,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    availability_rules (id) {
        id -> Id,
        doctor_id -> Id,
        weekday -> Word,
        hours -> Document,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    availability_exceptions (id) {
        id -> Id,
        doctor_id -> Id,
        date -> Text,
        change -> Document,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    lead_times (doctor_id) {
        doctor_id -> Id,
        notice_minutes -> Count,
        horizon_days -> Count,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    appointments (id) {
        id -> Id,
        version -> BigInt,
        doctor_id -> Id,
        patient_id -> Id,
        state -> Word,
        starts_at -> Instant,
        ends_at -> Instant,
        asked_by -> Word,
        reason -> Private,
        rescheduled_from -> Nullable<Id>,
        chain_id -> Id,
        confirmed_at -> Nullable<Instant>,
        cancelled_by -> Nullable<Word>,
        cancel_reason -> Private,
        absent -> Nullable<Word>,
        device_test -> Nullable<Document>,
        held_until -> Nullable<Instant>,
        lapsed_at -> Nullable<Instant>,
        changed_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    reminders (appointment_id, reminder) {
        appointment_id -> Id,
        reminder -> Word,
        due_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    call_members (call_id, side) {
        call_id -> Id,
        side -> Word,
        user_id -> Id,
        session_id -> Nullable<Id>,
        microphone_on -> Bool,
        camera_on -> Bool,
        receiving -> Bool,
        live -> Bool,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    call_quality (call_id, side, number) {
        call_id -> Id,
        side -> Word,
        number -> BigInt,
        at -> Instant,
        report -> Document,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    call_ratings (call_id) {
        call_id -> Id,
        stars -> Count,
        comment -> Private,
        rated_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    calendar_feeds (user_id) {
        user_id -> Id,
        token_hash -> Text,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    mails (id) {
        id -> Id,
        user_id -> Nullable<Id>,
        appointment_id -> Nullable<Id>,
        token_hash -> Nullable<Text>,
        email -> Nullable<Private>,
        occasion -> Document,
        due_at -> Instant,
        tries -> Count,
        turn -> BigInt,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    outbox (user_id, seq) {
        user_id -> Id,
        seq -> BigInt,
        frame -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    notifications (user_id, number) {
        user_id -> Id,
        number -> BigInt,
        about -> Text,
        created_at -> Instant,
        read_at -> Nullable<Instant>,
        topic -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    idempotency_keys (user_id, key) {
        user_id -> Id,
        key -> Text,
        made_id -> Text,
        wish -> Nullable<Text>,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    audit (seq) {
        seq -> BigInt,
        at -> Instant,
        actor_id -> Nullable<Text>,
        action -> Text,
        subject_id -> Nullable<Text>,
        detail -> Text,
        previous_hash -> Text,
        hash -> Text,
        key_id -> Text,
        mac -> Text,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    chat_members (encounter_id, user_id) {
        encounter_id -> Id,
        user_id -> Id,
        delivered_up_to -> BigInt,
        read_up_to -> BigInt,
        unread -> BigInt,
        last_number -> BigInt,
        last_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    chat_files (id) {
        id -> Id,
        encounter_id -> Id,
        sender_id -> Id,
        name -> Private,
        media_type -> Text,
        bytes -> Count,
        stored_as -> Text,
        key -> Nullable<Text>,
        created_at -> Instant,
        stored_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    messages (id) {
        id -> Id,
        encounter_id -> Id,
        number -> BigInt,
        sender_id -> Id,
        text -> Private,
        file_id -> Nullable<Id>,
        key -> Nullable<Text>,
        sent_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    notification_choices (user_id, kind) {
        user_id -> Id,
        kind -> Word,
        in_app -> Bool,
        os -> Bool,
        mail -> Bool,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    notes (encounter_id) {
        encounter_id -> Id,
        doctor_id -> Id,
        text -> Private,
        version -> BigInt,
        changed_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    readiness (id) {
        id -> BigInt,
        written_at -> Instant,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    mail_tokens (hash) {
        hash -> Text,
        purpose -> Word,
        user_id -> Nullable<Id>,
        email -> Private,
        registration -> Nullable<Document>,
        code -> Count,
        tries -> Count,
        sent_at -> Instant,
        expires_at -> Instant,
        used_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::columns::*;
    use diesel::sql_types::*;

    blocks (doctor_id, patient_id) {
        doctor_id -> Id,
        patient_id -> Id,
        blocked_at -> Instant,
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, blocks);
diesel::allow_tables_to_appear_in_same_query!(appointments, calls);
diesel::allow_tables_to_appear_in_same_query!(call_ratings, call_members);
diesel::allow_tables_to_appear_in_same_query!(messages, chat_files, chat_members);
diesel::allow_tables_to_appear_in_same_query!(
    users,
    sessions,
    schedules,
    queue_entries,
    calls,
    call_members
);
