use super::{Call, Phase, Starter};
use crate::Refusal;
use shared::{CallKind, Outcome, Timestamp, UserId, limits};

/// Whom a person may call back about this call: the patient whose direct call they did not answer.
///
/// # Errors
/// Not the called person, or not a direct call of a patient that was missed or declined lately.
pub fn check_call_back(call: &Call, who: UserId, now: Timestamp) -> Result<UserId, Refusal> {
    if call.callee.user_id != who {
        return Err(Refusal::NotYours);
    }
    let of_patient = call.terms.kind == CallKind::Direct && call.terms.starter == Starter::Patient;
    let in_vain = match call.phase {
        Phase::Ended(ending) => {
            matches!(ending.outcome, Outcome::Missed | Outcome::Declined)
                && now.since_ms(ending.at) <= limits::CALL_BACK_MS
        }
        Phase::Ringing { .. }
        | Phase::Connecting { .. }
        | Phase::Active
        | Phase::Interrupted { .. } => false,
    };
    if of_patient && in_vain {
        Ok(call.caller.user_id)
    } else {
        Err(Refusal::NoCallBack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{DeadlineFacts, Event, Terms, step};
    use shared::SessionId;
    use uuid::Uuid;

    const START: Timestamp = Timestamp(1_700_000_000_000);
    const DAY_S: i64 = 86_400;

    fn person(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn call(terms: Terms) -> Call {
        let device = SessionId(Uuid::from_u128(9));
        Call::place(terms, (person(1), device), person(2), true, START)
    }

    fn after(call: &Call, event: Event, seconds: i64) -> Call {
        step(call, event, START.plus_s(seconds)).unwrap().call
    }

    #[test]
    fn only_the_called_doctor_calls_back_and_only_for_a_day() {
        let missed = after(
            &call(Terms::direct_call()),
            Event::Deadline(DeadlineFacts::default()),
            30,
        );
        let declined = after(&call(Terms::direct_call()), Event::Decline, 5);
        for (ended, at) in [(&missed, 30), (&declined, 5)] {
            let asked = |who, later| check_call_back(ended, who, START.plus_s(at + later));
            assert_eq!(asked(person(2), 0), Ok(person(1)));
            assert_eq!(asked(person(2), DAY_S), Ok(person(1)));
            assert_eq!(asked(person(2), DAY_S + 1), Err(Refusal::NoCallBack));
            assert_eq!(asked(person(1), 0), Err(Refusal::NotYours));
        }
    }

    #[test]
    fn nothing_else_is_called_back() {
        let silent = Event::Deadline(DeadlineFacts::default());
        let rings = call(Terms::direct_call());
        let cancelled = after(&rings, Event::Cancel, 5);
        let of_queue = after(&call(Terms::queue_invitation()), silent, 30);
        let own_call_back = after(&call(Terms::call_back()), silent, 30);
        for other in [rings, cancelled, of_queue, own_call_back] {
            let asked = check_call_back(&other, person(2), START.plus_s(31));
            assert_eq!(asked, Err(Refusal::NoCallBack), "{other:?}");
        }
    }
}
