//! Whoever sits before an app, however the app runs: what they want, and what they see.

use super::Person;
use super::terminal::Terminal;
use client_core::{Intent, Screen, SessionIntent, ViewState};
use shared::Pii;

pub trait Seat {
    async fn wants(&mut self, intent: impl Into<Intent>);

    /// Waits for a view that fits.
    async fn sees<T>(&mut self, what: &str, fits: impl Fn(&ViewState) -> Option<T>) -> T;

    /// Signs in, and is at home.
    async fn enters(&mut self, email: &str, password: &str) {
        let entrance = |view: &ViewState| matches!(view.screen, Screen::SignIn(_)).then_some(());
        self.sees("the sign-in form", entrance).await;
        let (email, password) = (Pii::from(email), Pii::from(password));
        self.wants(SessionIntent::SignIn { email, password }).await;
        let home = |view: &ViewState| {
            let online = matches!(view.link, client_core::LinkState::Online);
            let home = matches!(
                view.screen,
                Screen::DoctorHome { .. } | Screen::PatientHome { .. }
            );
            (online && home).then_some(())
        };
        self.sees("the home screen", home).await;
    }
}

impl Seat for Person {
    async fn wants(&mut self, intent: impl Into<Intent>) {
        Self::wants(self, intent).await;
    }

    async fn sees<T>(&mut self, what: &str, fits: impl Fn(&ViewState) -> Option<T>) -> T {
        Self::sees(self, what, fits).await
    }
}

impl Seat for Terminal {
    async fn wants(&mut self, intent: impl Into<Intent>) {
        Self::wants(self, intent);
    }

    async fn sees<T>(&mut self, what: &str, fits: impl Fn(&ViewState) -> Option<T>) -> T {
        Self::sees(self, what, fits).await.1
    }
}
