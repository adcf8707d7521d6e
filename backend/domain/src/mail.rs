//! Mails about appointments: what they are about, who gets them, and when to try again.

use serde::{Deserialize, Serialize};
use shared::{AppointmentNews, ReminderTime};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_after_about_a_day() {
        let pauses: Vec<i64> = (1..).map_while(pause_after).collect();
        assert_eq!(pauses[..3], [5_000, 15_000, 45_000]);
        assert_eq!(pauses.len(), 9);
        let hours = pauses.iter().sum::<i64>() / 3_600_000;
        assert!((12..=24).contains(&hours), "{hours} h");
    }
}
