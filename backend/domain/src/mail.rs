//! Mails about appointments: what they are about, who gets them, and when to try again.

use crate::appointment::newest_due;
use serde::{Deserialize, Serialize};
use shared::{AppointmentNews, AppointmentState, ReminderTime, Timestamp};

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// Something became of an appointment.
    News(AppointmentNews),
    /// One is near.
    Reminder(ReminderTime),
}

/// Whether the one who did it gets the mail, too, so that both calendars stay true.
#[must_use]
pub const fn concerns_both(news: AppointmentNews) -> bool {
    match news {
        AppointmentNews::Booked
        | AppointmentNews::Confirmed
        | AppointmentNews::Cancelled
        | AppointmentNews::Moved => true,
        AppointmentNews::Requested
        | AppointmentNews::Declined
        | AppointmentNews::Expired
        | AppointmentNews::NoShow => false,
    }
}

/// Whether what a mail says is still so, or says nothing any more: what waits long enough to be overtaken is not
/// sent. Of news, only the newest about an appointment is worth sending, which is the caller's to know.
#[must_use]
pub fn is_true(
    occasion: Occasion,
    state: AppointmentState,
    starts_at: Timestamp,
    now: Timestamp,
) -> bool {
    use AppointmentNews as News;
    match (occasion, state) {
        (Occasion::News(News::Requested), AppointmentState::Pending)
        | (Occasion::News(News::Booked | News::Confirmed), AppointmentState::Confirmed)
        | (
            Occasion::News(News::Declined | News::Cancelled | News::Expired),
            AppointmentState::Cancelled,
        )
        | (Occasion::News(News::Moved), AppointmentState::Rescheduled)
        | (Occasion::News(News::NoShow), AppointmentState::NoShow) => true,
        (Occasion::Reminder(reminder), AppointmentState::Confirmed) => {
            newest_due(starts_at, now) == Some(reminder)
        }
        (Occasion::News(_) | Occasion::Reminder(_), _) => false,
    }
}

/// Most tries of one mail: with the pauses between them, about a day.
const MAX_TRIES: u32 = 10;
/// Pause after the first try, in milliseconds. Each further one is three times as long.
const FIRST_PAUSE_MS: i64 = 5_000;

/// How long to wait after so many tries, in milliseconds; nothing where it is given up.
#[must_use]
pub fn pause_after(tries: u32) -> Option<i64> {
    let further = tries.saturating_sub(1);
    (tries < MAX_TRIES).then(|| FIRST_PAUSE_MS.saturating_mul(3_i64.saturating_pow(further)))
}

/// Longest pause while the mail server takes nothing from this clinic, in milliseconds: whoever mends that sees
/// mails go out within five minutes.
const LONGEST_BLOCKED_MS: i64 = 5 * 60 * 1000;

/// How long to wait after so many tries where the mail server takes nothing from this clinic. It is never given
/// up: what is not worth sending any more is dropped when its turn comes.
#[must_use]
pub fn pause_while_blocked(tries: u32) -> i64 {
    let further = tries.saturating_sub(1).min(MAX_TRIES);
    let pause = FIRST_PAUSE_MS.saturating_mul(3_i64.saturating_pow(further));
    pause.min(LONGEST_BLOCKED_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_so_is_sent() {
        use AppointmentNews as News;
        use AppointmentState as Is;
        // Minutes before the start.
        let (start, at) = (Timestamp(0), |minutes: i64| Timestamp(-minutes * 60_000));
        let news = Occasion::News;
        let reminder = Occasion::Reminder;
        for (occasion, state, minutes, expected) in [
            (news(News::Booked), Is::Confirmed, 500, true),
            (news(News::Booked), Is::Cancelled, 500, false),
            (news(News::Booked), Is::Rescheduled, 500, false),
            (news(News::Cancelled), Is::Cancelled, 500, true),
            (news(News::Cancelled), Is::Confirmed, 500, false),
            (news(News::Requested), Is::Confirmed, 500, false),
            (news(News::Moved), Is::Rescheduled, 500, true),
            (news(News::Moved), Is::Confirmed, 500, false),
            (reminder(ReminderTime::Day), Is::Confirmed, 1_439, true),
            (reminder(ReminderTime::Day), Is::Confirmed, 59, false),
            (reminder(ReminderTime::Hour), Is::Confirmed, 59, true),
            (reminder(ReminderTime::Hour), Is::Confirmed, 9, false),
            (reminder(ReminderTime::TenMinutes), Is::Confirmed, 1, true),
            (reminder(ReminderTime::TenMinutes), Is::Confirmed, 0, false),
            (reminder(ReminderTime::TenMinutes), Is::Cancelled, 1, false),
        ] {
            let found = is_true(occasion, state, start, at(minutes));
            assert_eq!(found, expected, "{occasion:?} {state:?} {minutes}");
        }
    }

    #[test]
    fn while_the_server_takes_nothing_it_is_asked_again_for_ever() {
        let pauses: Vec<i64> = (1..7).map(pause_while_blocked).collect();
        assert_eq!(pauses, [5_000, 15_000, 45_000, 135_000, 300_000, 300_000]);
        assert_eq!(pause_while_blocked(u32::MAX), 300_000);
    }

    #[test]
    fn pauses_grow_and_end_after_about_a_day() {
        let pauses: Vec<i64> = (1..).map_while(pause_after).collect();
        assert_eq!(pauses[..3], [5_000, 15_000, 45_000]);
        assert_eq!(pauses.len(), 9);
        let hours = pauses.iter().sum::<i64>() / 3_600_000;
        assert!((12..=24).contains(&hours), "{hours} h");
    }
}
