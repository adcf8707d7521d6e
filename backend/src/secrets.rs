//! What the environment says in confidence; secrets come from nowhere else.

use crate::keys::Keys;
use anyhow::{Context, ensure};
use shared::Pii;

/// Fewest bytes of a secret: as many as the keys have that come from it.
const SECRET_BYTES: usize = crate::keys::KEY_BYTES;
const SECRET: &str = "MEDCONSULT_SECRET";
const PREVIOUS: &str = "MEDCONSULT_PREVIOUS_SECRET";
const NEW_ONE: &str = "`medconsult-server secret new` makes one";

/// What the environment says in confidence.
#[derive(Clone, Default)]
pub struct Secrets {
    /// `MEDCONSULT_SECRET`: the server's keys come from it.
    pub token: Option<Pii>,
    /// `MEDCONSULT_PREVIOUS_SECRET`: the one before, while it is being changed.
    pub previous: Option<Pii>,
    /// `MEDCONSULT_TURN_SECRET`.
    pub turn: Option<Pii>,
    /// `MEDCONSULT_SMTP_PASSWORD`.
    pub smtp: Option<Pii>,
}

impl Secrets {
    /// Reads the environment.
    #[must_use]
    pub fn from_environment() -> Self {
        let read = |name| std::env::var(name).ok().map(Pii);
        Self {
            token: read(SECRET),
            previous: read(PREVIOUS),
            turn: read("MEDCONSULT_TURN_SECRET"),
            smtp: read("MEDCONSULT_SMTP_PASSWORD"),
        }
    }

    /// The server's keys.
    ///
    /// # Errors
    /// There is no secret, or one that could be guessed.
    pub fn keys(&self) -> anyhow::Result<Keys> {
        let secret = self.token.as_ref();
        let secret = secret.with_context(|| format!("{SECRET} is not set; {NEW_ONE}"))?;
        check(SECRET, secret)?;
        // Whether it was a good one is too late to ask: what it sealed must still be known.
        Ok(Keys::new(secret.clone(), self.previous.clone()))
    }
}

/// A new secret: 256 random bits, as text for a shell.
#[must_use]
pub fn new_secret() -> Pii {
    Pii(crate::clock::random_token())
}

fn check(name: &str, secret: &Pii) -> anyhow::Result<()> {
    ensure!(
        secret.reveal().len() >= SECRET_BYTES,
        "{name} is shorter than {SECRET_BYTES} bytes; {NEW_ONE}"
    );
    ensure!(
        !domain::is_guessable_secret(secret.reveal()),
        "{name} could be guessed: it repeats itself, or is made of what people write; {NEW_ONE}. \
         With the guessable one as {PREVIOUS}, nobody is signed out"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(secret: Option<&str>) -> Option<String> {
        let secrets = Secrets {
            token: secret.map(Pii::from),
            ..Secrets::default()
        };
        secrets.keys().err().map(|error| error.to_string())
    }

    #[test]
    fn a_secret_that_could_be_guessed_is_refused_and_one_is_told_what_to_do() {
        for (guessable, why) in [
            (None, "is not set"),
            (Some("too short"), "is shorter"),
            (Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), "could be guessed"),
            (Some("passwordpasswordpasswordpassword"), "could be guessed"),
            (Some("0123456789abcdef0123456789abcdef"), "could be guessed"),
            (
                Some("00000000000000000000000000000000000000000000"),
                "could be guessed",
            ),
        ] {
            let told = told(guessable).unwrap();
            assert!(told.contains(why) && told.contains("secret new"), "{told}");
        }
    }

    #[test]
    fn one_of_our_own_and_one_of_openssl_are_taken() {
        for _ in 0..100 {
            assert_eq!(told(Some(new_secret().reveal())), None);
        }
        // openssl rand -hex 32, openssl rand -base64 24
        for good in [
            "9f1c4e0b77a2d85e3b6f90c1d4a7e2580f3c6b9d1e4a7085c2f5b8e1d4073a6c",
            "q8Zr0mVb3TxkYw1LhN5uGd7cPe9sAf2J",
        ] {
            assert_eq!(told(Some(good)), None, "{good}");
        }
        assert_ne!(new_secret().reveal(), new_secret().reveal());
    }
}
