//! English.

use crate::{AddressWords, MailWords, NotificationWords, Rehearsal, TrayWords, Words};
use shared::{
    AppointmentNews, ClosingTemplate, NotificationAbout, PasswordTry, ReminderTime, WaitingRoomNews,
};

pub(crate) const WORDS: Words = Words {
    notifications: NotificationWords {
        invitation: "Incoming consultation",
        accept: "Accept",
        decline: "Decline",
        open: "Open",
        invitation_channel: "Invitations",
        rehearsal: Rehearsal {
            title: "Ring rehearsal",
            body: "Nobody is calling. This is how a call is shown.",
        },
        news: |about| match about {
            NotificationAbout::MissedCall { outgoing: true, .. } => "Call not answered",
            NotificationAbout::MissedCall { .. } => "Missed call",
            NotificationAbout::SessionStarted { .. } => "The session has started",
            NotificationAbout::SessionEnded {
                never_started: true,
                ..
            } => "The session did not take place",
            NotificationAbout::SessionEnded { .. } => "The session has ended",
            NotificationAbout::MailUndeliverable { .. } => "E-mail can’t be delivered",
            NotificationAbout::RemovedFromQueue { .. } => "You were taken out of the queue",
            NotificationAbout::PlaceLapsed { .. } => "Your place was given free",
            NotificationAbout::HandedOver { .. } => "Another doctor will see you",
            NotificationAbout::ByPhoneOnly { .. } => "Please call the clinic",
            NotificationAbout::AppointmentChanged { .. } => "News about an appointment",
            NotificationAbout::AppointmentReminder { .. } => "An appointment is near",
            NotificationAbout::NewMessage { .. } => "New message",
            NotificationAbout::WaitingRoom { news, .. } => match news {
                WaitingRoomNews::Arrived => "A patient arrived",
                WaitingRoomNews::Left => "A patient left",
                WaitingRoomNews::Ready => "A patient is ready",
                WaitingRoomNews::TestFinished => "A device test is finished",
                WaitingRoomNews::HandedOver => "A patient was handed over to you",
            },
            NotificationAbout::PasswordTried { at } => match at {
                PasswordTry::SignIn => "Wrong passwords were given for your account",
                PasswordTry::Change => "Wrong passwords were given to change yours",
            },
        },
    },
    tray: TrayWords {
        signed_out: "Not signed in",
        connecting: "Connecting",
        online: "Connected",
        reconnecting: "No connection, trying again",
        open: "Open MedConsult",
        quit: "Quit",
    },
    mails: MailWords {
        news: |news| match news {
            AppointmentNews::Requested => "You are asked for an appointment",
            AppointmentNews::Booked => "An appointment was booked",
            AppointmentNews::Confirmed => "Your appointment is confirmed",
            AppointmentNews::Declined => "Your appointment was declined",
            AppointmentNews::Cancelled => "Your appointment was cancelled",
            AppointmentNews::Moved => "Your appointment is to be moved",
            AppointmentNews::Expired => "Your appointment was not confirmed in time",
            AppointmentNews::NoShow => "Your appointment did not take place",
        },
        reminder: |before| match before {
            ReminderTime::Day => "Your appointment is within a day",
            ReminderTime::Hour => "Your appointment is within an hour",
            ReminderTime::TenMinutes => "Your appointment is in ten minutes",
        },
        starts: "Start",
        look: "Everything else is in the app",
        address: AddressWords {
            code: "Your code for MedConsult",
            code_text: |code| {
                format!(
                    "Your code is {code}. It counts for half an hour.\r\n\r\nType it in the app in which you \
                     asked for it, and nowhere else. Nobody from your clinic will ask you for it.\r\n\r\nIf \
                     you did not ask for a code, do nothing: without it nothing happens."
                )
            },
            known: "You have an account already",
            known_text: "Somebody, perhaps you, wanted to use this address for an account. It has one already: \
                         sign in with this address and your password.\r\n\r\nIf it was not you, you need not \
                         do anything. Whoever it was has not been told that you have an account.",
            changed: "Your account has another address",
            changed_text: "Your account no longer uses this address: in the app, somebody who knows your \
                           password chose another one.\r\n\r\nIf it was not you, please call your clinic at \
                           once.",
        },
    },
    closing: |template| match template {
        ClosingTemplate::OutOfTime => {
            "There was not time enough for everybody in this session. I am sorry that you waited. Please come to my next session, or book an appointment."
        }
        ClosingTemplate::Emergency => {
            "I have to leave for an emergency and end this session. I am sorry that you waited. Please come to my next session, or book an appointment. If you cannot wait, please call the clinic."
        }
        ClosingTemplate::Technical => {
            "Because of technical trouble I have to end this session. I am sorry that you waited. Please come to my next session, or call the clinic."
        }
    },
    calendar_entry: "Online consultation",
    awake: "A consultation goes on",
};
