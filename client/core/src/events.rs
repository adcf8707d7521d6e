//! What one feature has to say to the others.
//!
//! No feature changes another one: it says what happened, and [`crate::App`] hands that on, once the
//! speaker is done, to those whom it concerns.

use crate::calls::wish::CallWish;
use shared::{CallSnapshot, EncounterId, PendingRegistration, Schedule, SignedIn, Timestamp};

/// See the module.
#[derive(Debug)]
pub(crate) enum Event {
    /// Somebody with rooms here has come in.
    Entered,
    /// The person leaves this device: all of them forget.
    Left {
        /// The server ended the session, which the person is told.
        by_server: bool,
    },
    /// A registration waits for the code that was mailed.
    CodeSent(PendingRegistration),
    /// It came.
    Registered(Box<SignedIn>),
    /// The server refused something, as the person's address was not proved yet.
    EmailUnproved,
    /// It was proved.
    AddressProved,
    /// The person asks for everything in view anew.
    Reload,
    /// The socket is up and authenticated.
    Online {
        /// Nothing was missed meanwhile that frames would have told.
        resumed: bool,
    },
    /// A frame is missing, so its news are to be fetched.
    Missed,
    /// The person is somewhere else in the app, below any call.
    RouteChanged,
    /// A schedule as the server has it now.
    ScheduleTold(Schedule),
    /// The schedules of the list, as the server has them now.
    SchedulesListed(Vec<Schedule>),
    /// The list of schedules is about to be looked at.
    SchedulesWanted,
    /// A doctor's calendar shows a time.
    PeriodShown {
        /// Its first instant.
        from: Timestamp,
        /// The first one after it.
        to: Timestamp,
    },
    /// A call as the server has it now.
    CallTold(CallSnapshot),
    /// The person pressed what places a call.
    CallWanted(CallWish),
    /// The server refused to make the call that was wanted.
    CallRefused,
    /// What is known of calls may be outdated.
    CallsOutdated,
    /// The person accepts the call that rings, by another way than its own button.
    AcceptWanted,
    /// How many messages are unread in some threads.
    UnreadTold(Vec<(EncounterId, u32)>),
    /// This person has read a thread to its end, here or elsewhere.
    ThreadRead(EncounterId),
    /// This patient took a place in a queue.
    PlaceTaken,
}
