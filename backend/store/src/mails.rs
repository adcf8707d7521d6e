//! Mails that wait to be sent.

use crate::columns::{Bind, Legible};
use crate::schema::mails;
use crate::{ReadTx, StoreError, WriteTx};
use diesel::prelude::*;
use domain::mail::Occasion;
use serde::{Deserialize, Serialize};
use shared::{AppointmentId, Pii, Timestamp, UserId};
use uuid::Uuid;

/// A mail that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingMail {
    /// This mail.
    pub id: Uuid,
    /// What about, and so to whom.
    pub about: MailAbout,
    /// Tries so far, with the one that has been claimed.
    pub tries: u32,
}

/// What a mail is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailAbout {
    /// An appointment, told to one of its two people.
    Appointment {
        /// To whom.
        user_id: UserId,
        /// About which appointment.
        appointment_id: AppointmentId,
        /// What about it.
        occasion: Occasion,
    },
    /// The code of a token, to the address that it is to prove.
    Code {
        /// The token's.
        hash: String,
    },
    /// That a person has another address now, to the one before.
    AddressChanged {
        /// Whose.
        user_id: UserId,
        /// The one before.
        before: Pii,
    },
}

/// The same as the column has it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum StoredOccasion {
    Appointment(Occasion),
    Account(AccountOccasion),
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AccountOccasion {
    Code,
    AddressChanged,
}

type AboutRow = (
    Option<UserId>,
    Option<AppointmentId>,
    Option<String>,
    Option<Pii>,
    Legible<StoredOccasion>,
);

/// What a row says; nothing where it makes no sense.
fn about_of((user_id, appointment_id, hash, email, occasion): AboutRow) -> Option<MailAbout> {
    match occasion.0? {
        StoredOccasion::Appointment(occasion) => Some(MailAbout::Appointment {
            user_id: user_id?,
            appointment_id: appointment_id?,
            occasion,
        }),
        StoredOccasion::Account(AccountOccasion::Code) => Some(MailAbout::Code { hash: hash? }),
        StoredOccasion::Account(AccountOccasion::AddressChanged) => {
            Some(MailAbout::AddressChanged {
                user_id: user_id?,
                before: email?,
            })
        }
    }
}

type DueRow = (Uuid, AboutRow, u32);

/// The turn of what is worth nothing later: that something is near, and codes, which somebody waits for.
const URGENT: i64 = 0;
/// The turn of what says that something changed.
const NEWS: i64 = 1;

impl ReadTx<'_> {
    /// When the next mail is due.
    pub fn next_mail(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let query = mails::table.select(diesel::dsl::min(mails::due_at));
        self.run(|c| query.first(c))
    }

    /// Whether newer news about the same appointment wait for the same person.
    pub fn has_newer_news(
        &mut self,
        mail_id: Uuid,
        (user_id, appointment_id): (UserId, AppointmentId),
    ) -> Result<bool, StoreError> {
        let newer = mails::table
            .filter(mails::user_id.eq(Bind(user_id)))
            .filter(mails::appointment_id.eq(Bind(appointment_id)))
            .filter(mails::turn.eq(NEWS))
            .filter(mails::id.gt(Bind(mail_id)))
            .count();
        let count: i64 = self.run(|c| newer.get_result(c))?;
        Ok(count > 0)
    }
}

impl WriteTx<'_> {
    /// Stores a mail that is due now. News about an appointment take the place of what nobody has
    /// tried to send yet to the same person about the same one, and a code that of the one before.
    pub fn add_mail(&mut self, mail: &WaitingMail, now: Timestamp) -> Result<(), StoreError> {
        let (turn, user_id, appointment_id, hash, email, occasion) = match &mail.about {
            MailAbout::Appointment {
                user_id,
                appointment_id,
                occasion,
            } => {
                let turn = match occasion {
                    Occasion::Reminder(_) => URGENT,
                    Occasion::News(_) => NEWS,
                };
                if turn == NEWS {
                    let stale = mails::table
                        .filter(mails::user_id.eq(Bind(*user_id)))
                        .filter(mails::appointment_id.eq(Bind(*appointment_id)))
                        .filter(mails::turn.eq(NEWS))
                        .filter(mails::tries.eq(Bind(0_u32)));
                    self.run(|c| diesel::delete(stale).execute(c))?;
                }
                let stored = StoredOccasion::Appointment(*occasion);
                (
                    turn,
                    Some(*user_id),
                    Some(*appointment_id),
                    None,
                    None,
                    stored,
                )
            }
            MailAbout::Code { hash } => {
                let stale = mails::table.filter(mails::token_hash.eq(hash));
                self.run(|c| diesel::delete(stale).execute(c))?;
                let stored = StoredOccasion::Account(AccountOccasion::Code);
                (URGENT, None, None, Some(hash), None, stored)
            }
            MailAbout::AddressChanged { user_id, before } => {
                let stored = StoredOccasion::Account(AccountOccasion::AddressChanged);
                (NEWS, Some(*user_id), None, None, Some(before), stored)
            }
        };
        let values = (
            mails::turn.eq(turn),
            mails::id.eq(Bind(mail.id)),
            mails::user_id.eq(user_id.map(Bind)),
            mails::appointment_id.eq(appointment_id.map(Bind)),
            mails::token_hash.eq(hash),
            mails::email.eq(email.map(Bind)),
            mails::occasion.eq(Bind(occasion)),
            mails::due_at.eq(Bind(now)),
            mails::tries.eq(Bind(mail.tries)),
        );
        self.run(|c| diesel::insert_into(mails::table).values(values).execute(c))
            .map(drop)
    }

    /// Claims mails that are due, what is urgent first and then the longest due, until `until`: nobody else
    /// tries them before. At most `most`. One that can't be read is thrown away.
    pub fn claim_mails(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        let query = mails::table
            .filter(mails::due_at.le(Bind(now)))
            .order((mails::turn, mails::due_at, mails::id))
            .limit(most)
            .select((
                mails::id,
                (
                    mails::user_id,
                    mails::appointment_id,
                    mails::token_hash,
                    mails::email,
                    mails::occasion,
                ),
                mails::tries,
            ));
        let due: Vec<DueRow> = self.run(|c| query.load(c))?;
        let mut claimed = Vec::new();
        for (id, about, tries) in due {
            let Some(about) = about_of(about) else {
                // It would be due for ever, and nobody can say what it was about.
                self.delete_mail(id)?;
                continue;
            };
            let mail = WaitingMail {
                id,
                about,
                tries: tries.saturating_add(1),
            };
            let set = (
                mails::due_at.eq(Bind(until)),
                mails::tries.eq(Bind(mail.tries)),
            );
            let row = mails::table.find(Bind(mail.id));
            self.run(|c| diesel::update(row).set(set).execute(c))?;
            claimed.push(mail);
        }
        Ok(claimed)
    }

    /// Lets a claimed mail wait.
    pub fn postpone_mail(&mut self, mail_id: Uuid, until: Timestamp) -> Result<(), StoreError> {
        let row = mails::table.find(Bind(mail_id));
        let set = mails::due_at.eq(Bind(until));
        self.run(|c| diesel::update(row).set(set).execute(c))
            .map(drop)
    }

    /// Forgets a mail that was sent or never will be.
    pub fn delete_mail(&mut self, mail_id: Uuid) -> Result<(), StoreError> {
        let row = mails::table.find(Bind(mail_id));
        self.run(|c| diesel::delete(row).execute(c)).map(drop)
    }

    /// Forgets every mail, where there is no mail server.
    pub fn forget_mails(&mut self) -> Result<usize, StoreError> {
        self.run(|c| diesel::delete(mails::table).execute(c))
    }
}
