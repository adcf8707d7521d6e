//! The server is killed (SIGKILL) at every step of an invitation and started again on the same
//! database: no ring is lost, none doubled, none outlasts its deadline, and each ends once.
//!
//! The server is the real program; its users come through HTTP and WebSockets.

use crate::support::final_state;
use crate::support::process::{House, Process};
use crate::support::step::{NOTHING, Pair, Step};
use crate::support::visitors::Visitors;
use backend::clock;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::StatusCode;
use shared::*;
use std::time::Duration;
use store::testing::TestDatabase;

/// Draws the moments; a run can be repeated with it.
const SEED: u64 = 20_261_121;
/// Requests take about this long, so that a kill within it meets them at any point.
const SQLITE_REQUEST_US: u64 = 9_000;
const POSTGRESQL_REQUEST_US: u64 = 18_000;

/// When the server is killed, counted from the step's request.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// While it is under way.
    After(Duration),
    /// Once its answer is there.
    Answered,
}

/// What became of one invitation whose server was killed.
struct Survivor {
    step: Step,
    pair: Pair,
    call: CallSnapshot,
}

#[derive(Default, Debug)]
struct Tally {
    answered: usize,
    cut_off_and_done: usize,
    cut_off_and_undone: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_at_every_step() {
    let kills = Kills {
        within_a_step: 4,
        within_us: SQLITE_REQUEST_US,
        wait_for_lost: true,
    };
    let tally = at_every_step(TestDatabase::sqlite().unwrap(), kills).await;
    // The moments must fall on both sides of a commit, or half of the question was not asked. On
    // PostgreSQL they rarely fall between the commit and the answer.
    assert!(tally.cut_off_and_done > 0 && tally.cut_off_and_undone > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_at_every_step() {
    let kills = Kills {
        within_a_step: 2,
        within_us: POSTGRESQL_REQUEST_US,
        wait_for_lost: false,
    };
    at_every_step(TestDatabase::postgresql().unwrap(), kills).await;
}

/// How often, besides the kill after each step.
struct Kills {
    within_a_step: usize,
    /// How long after its request at most.
    within_us: u64,
    /// Interrupted calls take a minute to be given up. Otherwise the doctor ends them.
    wait_for_lost: bool,
}

async fn at_every_step(database: TestDatabase, kills: Kills) -> Tally {
    let wait_for_lost = kills.wait_for_lost;
    let house = House::on(database);
    let mut server = house.start();
    let mut dice = StdRng::seed_from_u64(SEED);
    let (mut tally, mut survivors) = (Tally::default(), Vec::new());
    for step in Step::ALL {
        for cut in 0..=kills.within_a_step {
            let moment = match cut {
                0 => Moment::Answered,
                _ => Moment::After(Duration::from_micros(dice.random_range(0..kills.within_us))),
            };
            let pair = Pair::prepare(&server, survivors.len()).await;
            let mut survivor = kill_at(&house, &mut server, pair, (step, moment), &mut tally).await;
            let step = survivor.step;
            let is_met = matches!(step, Step::PatientReceives | Step::PatientReceivesAgain);
            if is_met || (step == Step::PatientLoses && !wait_for_lost) {
                let end = Step::End.request(&survivor.pair, Some(survivor.call.id));
                survivor.call = server.ask(end).await;
            }
            survivors.push(survivor);
        }
    }
    println!(
        "{}: killed {} times: {tally:?}",
        house.database.kind,
        survivors.len()
    );
    let deadlines = survivors.iter().filter_map(|survivor| survivor.call.until);
    if let Some(last) = deadlines.max() {
        sleep_until(last.plus_ms(final_state::LATE_MS)).await;
    }
    for survivor in &survivors {
        // The doctor's device asks for it yet again, with its old key: nobody is rung twice.
        let invite = Step::Invite.request(&survivor.pair, None);
        let again: CallSnapshot = server.ask(invite).await;
        assert_eq!(again.id, survivor.call.id);
        assert_eq!(again.phase, CallPhase::Ended, "{again:?}");
    }
    server.kill();
    for survivor in &survivors {
        let by_hand = survivor.step == Step::PatientLoses && !wait_for_lost;
        let allowed = final_state::endings_after(survivor.step, by_hand);
        final_state::check(&house, &survivor.pair, &survivor.call, &allowed);
    }
    final_state::check_whole(&house);
    tally
}

/// Plays an invitation up to a step, kills the server there, starts another one, and looks at what
/// both people find.
async fn kill_at(
    house: &House,
    server: &mut Process,
    pair: Pair,
    (step, moment): (Step, Moment),
    tally: &mut Tally,
) -> Survivor {
    let mut visitors = Visitors::arrive(server, &pair).await;
    for earlier in step.before() {
        visitors.take(server, &pair, *earlier).await;
    }
    let answered = visitors.start(server, &pair, step).await;
    let answer = match moment {
        Moment::Answered => {
            let answer = answered.wait(&mut visitors).await;
            server.kill();
            answer
        }
        Moment::After(pause) => {
            let paused = tokio::task::spawn_blocking(move || std::thread::sleep(pause));
            paused.await.unwrap();
            server.kill();
            answered.what_came().await
        }
    };
    let frames = visitors.drain().await;
    *server = house.start();

    let heard_of_it = frames.heard_of(step);
    let known = answer.is_some() || heard_of_it;
    let found = pair.look(server).await;
    let before = step.before().last().map_or(NOTHING, |step| step.picture());
    let after = step.picture();
    let context = format!("{step:?} {moment:?}, known to have happened: {known}");
    assert!(
        found.picture == after || (!known && found.picture == before),
        "{context}: {:?} is neither {before:?} nor {after:?}",
        found.picture
    );
    match (known, found.picture == after) {
        (true, _) => tally.answered += 1,
        (false, true) => tally.cut_off_and_done += 1,
        (false, false) => tally.cut_off_and_undone += 1,
    }
    if let Some(told) = answer.and_then(|answer| serde_json::from_value(answer).ok()) {
        assert_eq!(found.call, Some(told), "{context}: not what was answered");
    }
    frames.agree_with(found.call.as_ref());

    // Whoever got no answer asks again, and so does whoever got one and forgot.
    let call = pair.repeat(server, step, found.call.as_ref()).await;
    let again = pair.look(server).await;
    if step.receipt().is_none() {
        assert_eq!(again.picture, after, "{context}, asked again");
    }
    assert_eq!(again.call.as_ref(), Some(&call), "{context}: another call");
    frames.and_the_missed_ones(server, &pair, &call).await;
    Survivor { step, pair, call }
}

/// Moments around a deadline, in milliseconds from it.
const AROUND_MS: [i64; 9] = [-60, -12, -4, -1, 0, 1, 3, 8, 30];
/// Between one ring and the next: longer than a server takes to start.
const APART_MS: i64 = 900;

/// The last step is nobody's: the deadline.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_at_the_deadline() {
    let house = House::on(TestDatabase::sqlite().unwrap());
    let mut server = house.start();
    let mut pairs = Vec::new();
    for number in 0..AROUND_MS.len() {
        pairs.push(Pair::prepare(&server, number).await);
    }
    let mut rings: Vec<(Pair, CallSnapshot)> = Vec::new();
    for pair in pairs {
        if let Some((_, last)) = rings.last() {
            sleep_until(last.placed_at.plus_ms(APART_MS)).await;
        }
        let call = server.ask(Step::Invite.request(&pair, None)).await;
        rings.push((pair, call));
    }
    for ((pair, call), around_ms) in rings.iter().zip(AROUND_MS) {
        let until = call.until.unwrap();
        sleep_until(until.plus_ms(around_ms)).await;
        server.kill();
        server = house.start();
        if around_ms >= 0 {
            let pending: CallList = server.get(&pair.patient, paths::PENDING_INVITATION).await;
            assert_eq!(pending.calls, [], "rings {around_ms} ms after its deadline");
            let late = server.send(Step::Confirm.request(pair, Some(call.id)));
            let (status, problem) = late.await.unwrap();
            assert_eq!(status, StatusCode::CONFLICT, "answered too late: {problem}");
            assert_eq!(problem["code"], "call_ended");
        }
    }
    let last = rings.last().unwrap().1.until.unwrap();
    sleep_until(last.plus_ms(final_state::LATE_MS)).await;
    server.kill();
    println!("SQLite: killed {} times at a deadline", rings.len());
    for (pair, call) in &rings {
        let allowed = final_state::endings_after(Step::Invite, false);
        final_state::check(&house, pair, call, &allowed);
    }
    final_state::check_whole(&house);
}

async fn sleep_until(at: Timestamp) {
    let left = at.since_ms(clock::now());
    tokio::time::sleep(Duration::from_millis(u64::try_from(left).unwrap_or(0))).await;
}
