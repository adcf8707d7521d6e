//! The tables, as both databases' migrations make them.

diesel::table! {
    users (id) {
        id -> Text,
        role -> Text,
        name -> Text,
        email -> Text,
        password_hash -> Text,
        date_of_birth -> Nullable<Text>,
        time_zone -> Text,
        specialty -> Text,
        profile -> Text,
        approved -> Bool,
        last_seq -> BigInt,
        last_notification -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        refresh_hash -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    spent_tokens (refresh_hash) {
        refresh_hash -> Text,
        session_id -> Text,
        spent_at -> BigInt,
    }
}

diesel::table! {
    schedules (id) {
        id -> Text,
        doctor_id -> Text,
        title -> Text,
        description -> Text,
        status -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        time_zone -> Text,
        capacity -> BigInt,
        version -> BigInt,
        queue_version -> BigInt,
    }
}

diesel::table! {
    queue_entries (id) {
        id -> Text,
        schedule_id -> Text,
        patient_id -> Text,
        state -> Text,
        turn -> BigInt,
        reason -> Text,
        device_test -> Nullable<Text>,
        joined_at -> BigInt,
    }
}

diesel::table! {
    calls (id) {
        id -> Text,
        version -> BigInt,
        kind -> Text,
        schedule_id -> Nullable<Text>,
        entry_id -> Nullable<Text>,
        phase -> Text,
        until_at -> Nullable<BigInt>,
        stage -> Text,
        stall -> Nullable<Text>,
        window_closes_at -> Nullable<BigInt>,
        placed_at -> BigInt,
        accepted_at -> Nullable<BigInt>,
        active_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        cause -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        appointment_id -> Nullable<Text>,
        loud_until_at -> BigInt,
        reason -> Text,
        decline_message -> Text,
        calls_back -> Nullable<Text>,
    }
}

diesel::table! {
    availability_rules (id) {
        id -> Text,
        doctor_id -> Text,
        weekday -> Text,
        hours -> Text,
    }
}

diesel::table! {
    availability_exceptions (id) {
        id -> Text,
        doctor_id -> Text,
        date -> Text,
        change -> Text,
    }
}

diesel::table! {
    lead_times (doctor_id) {
        doctor_id -> Text,
        notice_minutes -> BigInt,
        horizon_days -> BigInt,
    }
}

diesel::table! {
    appointments (id) {
        id -> Text,
        version -> BigInt,
        doctor_id -> Text,
        patient_id -> Text,
        state -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        asked_by -> Text,
        reason -> Text,
        rescheduled_from -> Nullable<Text>,
        confirmed_at -> Nullable<BigInt>,
        cancelled_by -> Nullable<Text>,
        cancel_reason -> Text,
        absent -> Nullable<Text>,
        device_test -> Nullable<Text>,
    }
}

diesel::table! {
    reminders (appointment_id, reminder) {
        appointment_id -> Text,
        reminder -> Text,
        due_at -> BigInt,
    }
}

diesel::table! {
    call_members (call_id, side) {
        call_id -> Text,
        side -> Text,
        user_id -> Text,
        session_id -> Nullable<Text>,
        microphone_on -> Bool,
        camera_on -> Bool,
        receiving -> Bool,
        live -> Bool,
    }
}

diesel::table! {
    call_quality (call_id, side, number) {
        call_id -> Text,
        side -> Text,
        number -> BigInt,
        at -> BigInt,
        report -> Text,
    }
}

diesel::table! {
    call_ratings (call_id) {
        call_id -> Text,
        stars -> BigInt,
        comment -> Text,
        rated_at -> BigInt,
    }
}

diesel::table! {
    calendar_feeds (user_id) {
        user_id -> Text,
        token -> Text,
    }
}

diesel::table! {
    mails (id) {
        id -> Text,
        user_id -> Text,
        appointment_id -> Text,
        occasion -> Text,
        due_at -> BigInt,
        tries -> BigInt,
    }
}

diesel::table! {
    outbox (user_id, seq) {
        user_id -> Text,
        seq -> BigInt,
        frame -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    notifications (user_id, number) {
        user_id -> Text,
        number -> BigInt,
        about -> Text,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    idempotency_keys (user_id, key) {
        user_id -> Text,
        key -> Text,
        made_id -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    audit (seq) {
        seq -> BigInt,
        at -> BigInt,
        actor_id -> Nullable<Text>,
        action -> Text,
        subject_id -> Nullable<Text>,
        detail -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    chat_members (encounter_id, user_id) {
        encounter_id -> Text,
        user_id -> Text,
        delivered_up_to -> BigInt,
        read_up_to -> BigInt,
        unread -> BigInt,
    }
}

diesel::table! {
    chat_files (id) {
        id -> Text,
        encounter_id -> Text,
        sender_id -> Text,
        name -> Text,
        media_type -> Text,
        bytes -> BigInt,
        stored_as -> Text,
        key -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    messages (id) {
        id -> Text,
        encounter_id -> Text,
        number -> BigInt,
        sender_id -> Text,
        text -> Text,
        file_id -> Nullable<Text>,
        key -> Nullable<Text>,
        sent_at -> BigInt,
    }
}

diesel::table! {
    notification_choices (user_id, kind) {
        user_id -> Text,
        kind -> Text,
        in_app -> Bool,
        os -> Bool,
        mail -> Bool,
    }
}

diesel::table! {
    notes (encounter_id) {
        encounter_id -> Text,
        doctor_id -> Text,
        text -> Text,
        version -> BigInt,
        changed_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(messages, chat_files);
diesel::allow_tables_to_appear_in_same_query!(
    users,
    sessions,
    schedules,
    queue_entries,
    calls,
    call_members
);
