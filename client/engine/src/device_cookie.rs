//! What each server gave this device to be known again once it has signed in.
//!
//! It lets nobody in: it only spares whoever owns this device from waiting because strangers guess at the
//! same account elsewhere. So it outlives signing out, and lies in a file of its own.

use crate::choice_file::ChoiceFile;
use hyper::header::{HeaderMap, SET_COOKIE};
use shared::{limits, paths};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use url::Url;

/// Longest cookie that is kept, in bytes.
const MAX_BYTES: usize = 1_024;
/// Most servers that are remembered.
const MAX_SERVERS: usize = 16;

/// By server.
type Kept = BTreeMap<String, String>;

/// One profile's.
#[derive(Debug)]
pub struct DeviceCookies {
    file: ChoiceFile<Kept>,
    kept: Mutex<Kept>,
}

impl DeviceCookies {
    /// What this profile's folder holds.
    pub fn load(folder: &Path) -> Self {
        let file: ChoiceFile<Kept> = ChoiceFile::new(folder, "known_by.json");
        Self {
            kept: Mutex::new(file.load()),
            file,
        }
    }

    /// The header for a request to this address; nothing where none is due.
    pub fn header_for(&self, url: &str) -> Option<String> {
        let server = server_of(url)?;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let value = kept.get(&server)?;
        Some(format!("{}={value}", limits::DEVICE_COOKIE))
    }

    /// Keeps what an answer from this address gives.
    pub fn keep(&self, url: &str, headers: &HeaderMap) {
        let Some(server) = server_of(url) else {
            return;
        };
        let given = headers.get_all(SET_COOKIE).iter().find_map(|line| {
            let first = line.to_str().ok()?.split(';').next()?;
            let (name, value) = first.trim().split_once('=')?;
            let fits = name == limits::DEVICE_COOKIE && value.len() <= MAX_BYTES;
            fits.then(|| value.to_owned())
        });
        let Some(value) = given else {
            return;
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_SERVERS && !kept.contains_key(&server) {
            kept.pop_first();
        }
        kept.insert(server, value);
        if let Err(error) = self.file.store(&kept) {
            tracing::warn!(%error, "what this device is known by can't be kept");
        }
    }
}

/// The server of an address at which somebody signs in.
fn server_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let signs_in = [paths::LOGIN, paths::REGISTER].contains(&url.path());
    signs_in.then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    const LOGIN: &str = "https://clinic.example/api/auth/login";

    fn given(cookie: &str) -> HeaderMap {
        let value = HeaderValue::from_str(cookie).unwrap();
        HeaderMap::from_iter([(SET_COOKIE, value)])
    }

    #[test]
    fn what_a_server_gave_goes_back_to_that_server_when_somebody_signs_in() {
        let folder = tempfile::tempdir().unwrap();
        let cookies = DeviceCookies::load(folder.path());
        assert_eq!(cookies.header_for(LOGIN), None);
        cookies.keep(
            LOGIN,
            &given("medconsult_device=abc; Path=/api/auth; HttpOnly"),
        );
        let again = DeviceCookies::load(folder.path());
        assert_eq!(again.header_for(LOGIN).unwrap(), "medconsult_device=abc");
        for other in [
            "https://clinic.example/api/auth/refresh",
            "https://elsewhere.example/api/auth/login",
            "http://clinic.example/api/auth/login",
        ] {
            assert_eq!(again.header_for(other), None, "{other}");
        }
    }

    #[test]
    fn other_cookies_and_endless_ones_are_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let cookies = DeviceCookies::load(folder.path());
        cookies.keep(LOGIN, &given("tracker=abc"));
        cookies.keep(
            LOGIN,
            &given(&format!("medconsult_device={}", "x".repeat(2_000))),
        );
        cookies.keep(
            "https://clinic.example/api/auth/me",
            &given("medconsult_device=abc"),
        );
        assert_eq!(cookies.header_for(LOGIN), None);
    }
}
