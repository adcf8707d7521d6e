//! A call whose two devices vanish without a word comes to an end, and keeps nobody busy for ever.

use crate::support::config;
use crate::support::visit::Visit;
use backend::app::calls::deadlines;
use backend::state::AppState;
use shared::*;
use store::testing::TestDatabase;

#[tokio::test]
async fn a_call_that_nobody_is_in_any_more_is_lost() {
    for database in TestDatabase::both().unwrap() {
        let mut visit = Visit::prepare(database).await;
        let call = visit.meet().await;
        assert_eq!(call.phase, CallPhase::Active);
        // A second server on the same database: to it, nobody ever connected.
        let beside = AppState::open(config(&visit.clinic.database)).unwrap();
        let at = |s: i64| beside.started_at.plus_s(s);

        // Right after its start it can't know who will be back.
        deadlines::interrupt_deserted(&beside, at(59))
            .await
            .unwrap();
        let path = paths::with_id(paths::CALL, call.id);
        let now: CallSnapshot = visit.clinic.get(&visit.doctor, &path).await;
        assert_eq!(now.phase, CallPhase::Active);

        deadlines::interrupt_deserted(&beside, at(61))
            .await
            .unwrap();
        let now: CallSnapshot = visit.clinic.get(&visit.doctor, &path).await;
        assert_eq!(now.phase, CallPhase::Interrupted);
        let until = now.until.expect("a deadline runs");
        assert!(until > at(61) && until <= at(121), "{until:?}");
        assert_eq!(deadlines::settle_due(&beside, until).await.unwrap(), 1);
        let now: CallSnapshot = visit.clinic.get(&visit.doctor, &path).await;
        assert_eq!(
            (now.outcome, now.cause),
            (Some(Outcome::Lost), Some(Cause::OtherSideGone))
        );
        // Both may be in another call.
        visit
            .clinic
            .join_ready(&visit.patient, &visit.schedule)
            .await;
        visit
            .clinic
            .invite(&visit.doctor, &visit.schedule, &visit.patient)
            .await;
    }
}
