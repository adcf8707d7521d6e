//! Where races are run: groups side by side, round after round, and a tally of who won.

use super::race_group::{self, RaceGroup, Seen};
use super::{config, rounds};
use backend::error::AppError;
use backend::state::AppState;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use shared::*;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use store::testing::TestDatabase;
use tokio::sync::Barrier;

/// Races that are run at once, each with people of its own.
pub const GROUPS: usize = 20;
/// Draws the order in which racers reach the start; a run can be repeated with it.
const SEED: u64 = 20_261_121;

/// What a racer was told.
pub type Answer = Result<Option<CallSnapshot>, ProblemCode>;
pub type Racer = Pin<Box<dyn Future<Output = Answer> + Send>>;
/// Group, side, racer.
pub type Start = (usize, usize, Racer);

pub struct RaceHarness {
    pub groups: Vec<RaceGroup>,
    state: Arc<AppState>,
    kind: &'static str,
    sides: [&'static str; 2],
    wins: [usize; 2],
    rounds: usize,
    wanted: usize,
    dice: StdRng,
    /// How often each call must have been accepted and ended, for the books.
    acts: HashMap<CallId, [usize; 2]>,
}

impl RaceHarness {
    pub async fn open(database: &TestDatabase, sides: [&'static str; 2]) -> Self {
        let state = AppState::open(config(database)).unwrap();
        Self {
            groups: race_group::build(&state, GROUPS).await,
            state,
            kind: database.kind,
            sides,
            wins: [0; 2],
            rounds: 0,
            wanted: rounds(100, 1_000),
            dice: StdRng::seed_from_u64(SEED),
            acts: HashMap::new(),
        }
    }

    /// Whether there is another round to run.
    pub fn next(&mut self) -> bool {
        let more = self.rounds < self.wanted;
        self.rounds += GROUPS;
        more
    }

    pub async fn ring(&self, until: Timestamp) -> Vec<CallId> {
        race_group::ring(&self.state, &self.groups, until).await
    }

    pub fn start<F>(&self, run: impl FnOnce(Arc<AppState>) -> F) -> Racer
    where
        F: Future<Output = Result<Option<CallSnapshot>, AppError>> + Send + 'static,
    {
        let racing = run(self.state.clone());
        Box::pin(async move { racing.await.map_err(code) })
    }

    pub fn singles(&self, racer: impl Fn(&RaceGroup, usize) -> Racer) -> Vec<Start> {
        let groups = self.groups.iter().enumerate();
        groups
            .map(|(number, group)| (number, 0, racer(group, number)))
            .collect()
    }

    pub fn pairs(&self, racers: impl Fn(&RaceGroup, usize) -> [Racer; 2]) -> Vec<Start> {
        let mut starts = Vec::new();
        for (number, group) in self.groups.iter().enumerate() {
            for (side, racer) in racers(group, number).into_iter().enumerate() {
                starts.push((number, side, racer));
            }
        }
        starts
    }

    /// Lets all of them go at once, each in a task of its own; the answers, group by group.
    pub async fn race(&mut self, mut starts: Vec<Start>) -> Vec<[Option<Answer>; 2]> {
        starts.shuffle(&mut self.dice);
        let barrier = Arc::new(Barrier::new(starts.len()));
        let running: Vec<_> = starts
            .into_iter()
            .map(|(group, side, racer)| {
                let barrier = barrier.clone();
                let run = tokio::spawn(async move {
                    barrier.wait().await;
                    racer.await
                });
                (group, side, run)
            })
            .collect();
        let mut answers = vec![[None, None]; GROUPS];
        for (group, side, run) in running {
            answers[group][side] = Some(run.await.unwrap());
        }
        answers
    }

    /// What came of the round; then the groups are made ready for the next one.
    pub async fn look(&self) -> Vec<Seen> {
        let seen = race_group::look(&self.state, &self.groups).await;
        race_group::clear(&self.state, &self.groups).await;
        seen
    }

    /// A side won, and the call was accepted and ended so often.
    pub fn note(&mut self, side: usize, call_id: CallId, accepted_ended: [usize; 2]) {
        self.count(side);
        let before = self.acts.insert(call_id, accepted_ended);
        assert_eq!(before, None, "one call in two rounds");
    }

    pub fn count(&mut self, side: usize) {
        self.wins[side] += 1;
    }

    /// Compares the books with what was seen, and tells who won how often.
    pub async fn finish(self) {
        let [first, second] = self.wins;
        println!(
            "{}: {} won {first}, {} won {second}",
            self.kind, self.sides[0], self.sides[1]
        );
        assert_eq!(first + second, self.wanted);
        assert!(first > 0 && second > 0, "no race: one side always won");
        let keys = self.state.audit_keys.clone();
        let audit = self.state.read(move |tx| {
            tx.verify_audit(&keys, &[])?.expect("the chain is whole");
            Ok(tx.audit_after(0, i64::MAX)?)
        });
        let mut written: HashMap<String, [usize; 2]> = HashMap::new();
        for entry in audit.await.unwrap() {
            let acts = written.entry(entry.subject_id.unwrap()).or_default();
            match entry.action.as_str() {
                "call.accept" => acts[0] += 1,
                "call.end" | "call.decline" => acts[1] += 1,
                _ => {}
            }
        }
        for (call_id, expected) in &self.acts {
            let acts = written.get(&call_id.to_string());
            assert_eq!(acts.copied().unwrap_or_default(), *expected, "the audit");
        }
        self.compare_frames().await;
    }

    /// Both people of a call were told of its acceptance and of its end, once.
    async fn compare_frames(self) {
        let mut told: HashMap<(UserId, CallId), [usize; 2]> = HashMap::new();
        let mut members: HashMap<CallId, [UserId; 2]> = HashMap::new();
        for group in &self.groups {
            for person in [group.doctor, group.rival, group.phone] {
                let user_id = person.identity.user_id;
                let frames = self
                    .state
                    .read(move |tx| Ok(tx.frames_after(user_id, 0, i64::MAX)?));
                let frames = frames.await.unwrap();
                assert!((1..).zip(&frames).all(|(seq, frame)| frame.seq == seq));
                for stored in frames {
                    let Some(call) = stored.frame.call() else {
                        continue;
                    };
                    members.insert(call.id, [call.caller.user_id, call.callee.user_id]);
                    let acts = told.entry((user_id, call.id)).or_default();
                    match stored.frame {
                        ServerFrame::CallConfirmed { .. } => acts[0] += 1,
                        ServerFrame::CallEnded { .. } | ServerFrame::CallDeclined { .. } => {
                            acts[1] += 1;
                        }
                        _ => {}
                    }
                }
            }
        }
        for (call_id, expected) in self.acts {
            for user_id in members[&call_id] {
                assert_eq!(told[&(user_id, call_id)], expected, "the frames");
            }
        }
    }
}

fn code(trouble: AppError) -> ProblemCode {
    match trouble {
        AppError::Refused(refusal) => refusal.code(),
        AppError::Known(code) => code,
        other => panic!("{other:?}"),
    }
}
