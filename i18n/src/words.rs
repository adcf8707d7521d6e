use shared::{AppointmentNews, ClosingTemplate, NotificationAbout, ReminderTime};

/// All that is said in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Notifications of the operating system, on desktops and phones.
    pub notifications: NotificationWords,
    /// The icon beside the clock.
    pub tray: TrayWords,
    /// Mails about appointments.
    pub mails: MailWords,
    /// What those read who still wait when a doctor ends a session, in their thread.
    pub closing: fn(ClosingTemplate) -> &'static str,
    /// What an appointment is called in a person's own calendar, which others may look into.
    pub calendar_entry: &'static str,
    /// Why the computer does not go to sleep, where a system lists such reasons.
    pub awake: &'static str,
}

/// Notifications of the operating system. Whom one is about stands below the title.
#[derive(Clone, Copy, Debug)]
pub struct NotificationWords {
    /// The title of a ring.
    pub invitation: &'static str,
    /// The button that takes it.
    pub accept: &'static str,
    /// The button that refuses it.
    pub decline: &'static str,
    /// What a press on a piece of news does, where a system shows it as a button.
    pub open: &'static str,
    /// What a phone's settings call the notifications of rings.
    pub invitation_channel: &'static str,
    /// What a rehearsal of the ring shows.
    pub rehearsal: Rehearsal,
    /// The title of a piece of news: what is the matter, never with whom or why.
    pub news: fn(&NotificationAbout) -> &'static str,
}

/// What a rehearsal of the ring shows.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsal {
    /// The title.
    pub title: &'static str,
    /// That nobody calls.
    pub body: &'static str,
}

/// The icon beside the clock: how the app is connected, and what may be chosen.
#[derive(Clone, Copy, Debug)]
pub struct TrayWords {
    /// Nobody is signed in.
    pub signed_out: &'static str,
    /// The first connection is under way.
    pub connecting: &'static str,
    /// It stands.
    pub online: &'static str,
    /// It is down and tried again.
    pub reconnecting: &'static str,
    /// Shows the window.
    pub open: &'static str,
    /// Ends the app.
    pub quit: &'static str,
}

/// Mails about appointments. They name nobody and say nothing of why.
#[derive(Clone, Copy, Debug)]
pub struct MailWords {
    /// The subject where something became of an appointment.
    pub news: fn(AppointmentNews) -> &'static str,
    /// The subject where one is near.
    pub reminder: fn(ReminderTime) -> &'static str,
    /// Stands before the time at which it starts.
    pub starts: &'static str,
    /// Says where to look; a full stop or an address follows.
    pub look: &'static str,
    /// Mails that prove an address.
    pub address: AddressWords,
}

/// Mails that prove an address. They name nobody.
#[derive(Clone, Copy, Debug)]
pub struct AddressWords {
    /// The subject of a mail with a code.
    pub code: &'static str,
    /// Its text, of the code.
    pub code_text: fn(&str) -> String,
    /// The subject where somebody wanted an address that has an account.
    pub known: &'static str,
    /// Its text.
    pub known_text: &'static str,
    /// The subject to an address that was given up.
    pub changed: &'static str,
    /// Its text.
    pub changed_text: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;
    use shared::{
        AppointmentId, CallId, EncounterId, NotificationKind, PasswordTry, Pii, ScheduleId,
        Timestamp, UserId, WaitingRoomNews,
    };

    fn news() -> Vec<NotificationAbout> {
        let id = uuid::Uuid::now_v7();
        let name = || Pii::from("Ann Lee");
        let mut news = vec![
            NotificationAbout::MissedCall {
                call_id: CallId(id),
                other_name: name(),
                other_id: None,
                call_kind: None,
                outgoing: false,
            },
            NotificationAbout::SessionStarted {
                schedule_id: ScheduleId(id),
                title: "Morning".into(),
            },
            NotificationAbout::SessionEnded {
                schedule_id: ScheduleId(id),
                title: "Morning".into(),
                never_started: false,
            },
            NotificationAbout::SessionEnded {
                schedule_id: ScheduleId(id),
                title: "Evening".into(),
                never_started: true,
            },
            NotificationAbout::MailUndeliverable {
                user_id: UserId(id),
                other_name: Some(name()),
            },
            NotificationAbout::RemovedFromQueue {
                schedule_id: ScheduleId(id),
            },
            NotificationAbout::PlaceLapsed {
                schedule_id: ScheduleId(id),
                title: "Morning".into(),
            },
            NotificationAbout::HandedOver {
                schedule_id: ScheduleId(id),
                doctor_name: name(),
            },
            NotificationAbout::ByPhoneOnly {
                doctor_name: name(),
            },
            NotificationAbout::AppointmentChanged {
                appointment_id: AppointmentId(id),
                news: AppointmentNews::Booked,
                other_name: name(),
                starts_at: Timestamp(0),
            },
            NotificationAbout::AppointmentReminder {
                appointment_id: AppointmentId(id),
                before: ReminderTime::Day,
                other_name: name(),
                starts_at: Timestamp(0),
            },
            NotificationAbout::NewMessage {
                encounter_id: EncounterId(id),
                from_name: name(),
            },
        ];
        let rooms = [
            WaitingRoomNews::Arrived,
            WaitingRoomNews::Left,
            WaitingRoomNews::Ready,
            WaitingRoomNews::TestFinished,
            WaitingRoomNews::HandedOver,
        ];
        news.extend(rooms.map(|news| NotificationAbout::WaitingRoom {
            schedule_id: ScheduleId(id),
            patient_id: UserId(id),
            patient_name: name(),
            title: "Morning".into(),
            news,
        }));
        let tries = [PasswordTry::SignIn, PasswordTry::Change];
        news.extend(tries.map(|at| NotificationAbout::PasswordTried { at }));
        let has = |kind| news.iter().any(|about| about.kind() == kind);
        assert!(NotificationKind::ALL.into_iter().all(has));
        news
    }

    /// Every sentence of a language, in the same order for each.
    fn sentences(language: Language) -> Vec<&'static str> {
        let Words {
            notifications,
            tray,
            mails,
            closing,
            calendar_entry,
            awake,
        } = language.words();
        let NotificationWords {
            invitation,
            accept,
            decline,
            open: open_news,
            invitation_channel,
            rehearsal: Rehearsal { title, body },
            news: title_of,
        } = notifications;
        let TrayWords {
            signed_out,
            connecting,
            online,
            reconnecting,
            open,
            quit,
        } = tray;
        let mut sentences = vec![
            *invitation,
            accept,
            decline,
            open_news,
            invitation_channel,
            title,
            body,
            signed_out,
            connecting,
            online,
            reconnecting,
            open,
            quit,
            mails.starts,
            mails.look,
            mails.address.code,
            mails.address.known,
            mails.address.known_text,
            mails.address.changed,
            mails.address.changed_text,
            calendar_entry,
            awake,
        ];
        sentences.extend(news().iter().map(title_of));
        let subjects = [
            AppointmentNews::Requested,
            AppointmentNews::Booked,
            AppointmentNews::Confirmed,
            AppointmentNews::Declined,
            AppointmentNews::Cancelled,
            AppointmentNews::Moved,
            AppointmentNews::Expired,
            AppointmentNews::NoShow,
        ];
        sentences.extend(ClosingTemplate::ALL.map(closing));
        sentences.extend(subjects.map(mails.news));
        let reminders = [
            ReminderTime::Day,
            ReminderTime::Hour,
            ReminderTime::TenMinutes,
        ];
        sentences.extend(reminders.map(mails.reminder));
        sentences
    }

    #[test]
    fn a_mail_with_a_code_holds_it() {
        for language in Language::ALL {
            let text = (language.words().mails.address.code_text)("0123-4567");
            assert!(text.contains("0123-4567"), "{text}");
        }
    }

    #[test]
    fn every_language_says_something_of_its_own_for_everything() {
        for language in Language::ALL {
            for other in Language::ALL {
                let pairs = sentences(language).into_iter().zip(sentences(other));
                for (sentence, translated) in pairs {
                    assert_eq!(sentence.trim(), sentence);
                    assert!(!sentence.is_empty(), "after {translated}");
                    assert_eq!(sentence == translated, language == other, "{sentence}");
                }
            }
        }
    }
}
