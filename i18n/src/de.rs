//! German.

use crate::{AddressWords, MailWords, NotificationWords, Rehearsal, TrayWords, Words};
use shared::{
    AppointmentNews, ClosingTemplate, NotificationAbout, PasswordTry, ReminderTime, WaitingRoomNews,
};

pub(crate) const WORDS: Words = Words {
    notifications: NotificationWords {
        invitation: "Eingehender Anruf",
        accept: "Annehmen",
        decline: "Ablehnen",
        open: "Öffnen",
        invitation_channel: "Anrufe",
        rehearsal: Rehearsal {
            title: "Klingelprobe",
            body: "Niemand ruft an. So wird ein Anruf gezeigt.",
        },
        news: |about| match about {
            NotificationAbout::MissedCall { outgoing: true, .. } => "Anruf nicht angenommen",
            NotificationAbout::MissedCall { .. } => "Verpasster Anruf",
            NotificationAbout::SessionStarted { .. } => "Die Sprechstunde hat begonnen",
            NotificationAbout::SessionEnded {
                never_started: true,
                ..
            } => "Die Sprechstunde fand nicht statt",
            NotificationAbout::SessionEnded { .. } => "Die Sprechstunde ist beendet",
            NotificationAbout::MailUndeliverable { .. } => "E-Mails kommen nicht an",
            NotificationAbout::RemovedFromQueue { .. } => "Sie wurden aus der Warteliste genommen",
            NotificationAbout::PlaceLapsed { .. } => "Ihr Platz wurde freigegeben",
            NotificationAbout::HandedOver { .. } => {
                "Eine andere Ärztin oder ein anderer Arzt übernimmt"
            }
            NotificationAbout::ByPhoneOnly { .. } => "Bitte rufen Sie die Praxis an",
            NotificationAbout::AppointmentChanged { .. } => "Neues zu einem Termin",
            NotificationAbout::AppointmentReminder { .. } => "Ein Termin steht bevor",
            NotificationAbout::NewMessage { .. } => "Neue Nachricht",
            // The name stands below, so that nobody has to be called a patient of either sex.
            NotificationAbout::WaitingRoom { news, .. } => match news {
                WaitingRoomNews::Arrived => "Im Wartezimmer angekommen",
                WaitingRoomNews::Left => "Hat das Wartezimmer verlassen",
                WaitingRoomNews::Ready => "Bereit im Wartezimmer",
                WaitingRoomNews::TestFinished => "Gerätetest abgeschlossen",
                WaitingRoomNews::HandedOver => "Ihnen wurde jemand übergeben",
            },
            NotificationAbout::PasswordTried { at } => match at {
                PasswordTry::SignIn => "Falsche Passwörter für Ihr Konto",
                PasswordTry::Change => "Falsche Passwörter beim Ändern des Ihren",
            },
        },
    },
    tray: TrayWords {
        signed_out: "Nicht angemeldet",
        connecting: "Verbindet",
        online: "Verbunden",
        reconnecting: "Keine Verbindung, neuer Versuch läuft",
        open: "MedConsult öffnen",
        quit: "Beenden",
    },
    mails: MailWords {
        news: |news| match news {
            AppointmentNews::Requested => "Sie werden um einen Termin gebeten",
            AppointmentNews::Booked => "Ein Termin wurde gebucht",
            AppointmentNews::Confirmed => "Ihr Termin ist bestätigt",
            AppointmentNews::Declined => "Ihr Termin wurde abgelehnt",
            AppointmentNews::Cancelled => "Ihr Termin wurde abgesagt",
            AppointmentNews::Moved => "Ihr Termin soll verlegt werden",
            AppointmentNews::Expired => "Ihr Termin wurde nicht rechtzeitig bestätigt",
            AppointmentNews::NoShow => "Ihr Termin hat nicht stattgefunden",
        },
        reminder: |before| match before {
            ReminderTime::Day => "Ihr Termin ist innerhalb eines Tages",
            ReminderTime::Hour => "Ihr Termin ist innerhalb einer Stunde",
            ReminderTime::TenMinutes => "Ihr Termin ist in zehn Minuten",
        },
        starts: "Beginn",
        look: "Alles Weitere steht in der App",
        address: AddressWords {
            code: "Ihr Code für MedConsult",
            code_text: |code| {
                format!(
                    "Ihr Code ist {code}. Er gilt eine halbe Stunde.\r\n\r\nGeben Sie ihn in der App ein, in \
                     der Sie ihn angefordert haben, und nirgends sonst. Niemand aus Ihrer Praxis wird Sie \
                     danach fragen.\r\n\r\nHaben Sie keinen Code angefordert? Dann müssen Sie nichts tun: \
                     Ohne den Code geschieht nichts."
                )
            },
            known: "Sie haben schon ein Konto",
            known_text: "Jemand, vielleicht Sie selbst, wollte diese Adresse für ein Konto verwenden. Dafür gibt \
                         es schon eines: Melden Sie sich mit dieser Adresse und Ihrem Passwort an.\r\n\r\nFalls \
                         Sie es nicht waren, müssen Sie nichts tun. Wer es war, hat nicht erfahren, dass Sie ein \
                         Konto haben.",
            changed: "Ihr Konto hat eine andere Adresse",
            changed_text: "Ihr Konto verwendet diese Adresse nicht mehr: In der App hat jemand, der Ihr Passwort \
                           kennt, eine andere gewählt.\r\n\r\nFalls Sie es nicht waren, rufen Sie bitte sofort \
                           Ihre Praxis an.",
        },
    },
    closing: |template| match template {
        ClosingTemplate::OutOfTime => {
            "In dieser Sprechstunde hat die Zeit nicht für alle gereicht. Es tut mir leid, dass Sie gewartet haben. Bitte kommen Sie in meine nächste Sprechstunde, oder buchen Sie einen Termin."
        }
        ClosingTemplate::Emergency => {
            "Ich muss zu einem Notfall und beende diese Sprechstunde. Es tut mir leid, dass Sie gewartet haben. Bitte kommen Sie in meine nächste Sprechstunde, oder buchen Sie einen Termin. Wenn Sie nicht warten können, rufen Sie bitte die Praxis an."
        }
        ClosingTemplate::Technical => {
            "Wegen einer technischen Störung muss ich diese Sprechstunde beenden. Es tut mir leid, dass Sie gewartet haben. Bitte kommen Sie in meine nächste Sprechstunde, oder rufen Sie die Praxis an."
        }
    },
    calendar_entry: "Online-Termin",
    awake: "Ein Gespräch läuft",
};
