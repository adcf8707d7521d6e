//! The language: chosen on a device, kept there, and the device's own where nothing was chosen.

use crate::clinic::Clinic;
use client_core::{App, Intent, LanguageIntent, LanguageView, SessionIntent};
use i18n::Language;
use shared::Role;

fn set(language: Option<Language>) -> LanguageIntent {
    LanguageIntent::SetLanguage { language }
}

fn seen(app: &App) -> LanguageView {
    let view = app.view().language;
    assert_eq!(app.language(), view.spoken);
    view
}

#[test]
fn a_choice_holds_before_sign_in_after_sign_out_and_at_the_next_start() {
    let mut clinic = Clinic::open();
    let phone = clinic.device(0, None);
    clinic.says(phone, set(Some(Language::De)));
    let german = LanguageView {
        chosen: Some(Language::De),
        spoken: Language::De,
    };
    assert_eq!(seen(&clinic.devices[phone].app), german);
    let kept = clinic.devices[phone].keeps_language;
    assert_eq!(kept, Some(Language::De));

    let (desk, _) = clinic.person(Role::Patient, "John", 0);
    clinic.says(desk, set(Some(Language::De)));
    clinic.says(desk, SessionIntent::SignOut);
    assert_eq!(clinic.devices[desk].view().me, None);
    assert_eq!(seen(&clinic.devices[desk].app), german);

    assert_eq!(seen(&App::speaking(kept, Language::En)), german);
}

#[test]
fn the_device_decides_until_a_person_does_and_again_after() {
    let mut clinic = Clinic::open();
    let phone = clinic.device(0, None);
    clinic.devices[phone].app = App::speaking(None, Language::De);
    let own = LanguageView {
        chosen: None,
        spoken: Language::De,
    };
    assert_eq!(seen(&clinic.devices[phone].app), own);
    clinic.says(phone, set(Some(Language::En)));
    assert_eq!(clinic.devices[phone].app.language(), Language::En);
    clinic.says(phone, set(None));
    assert_eq!(seen(&clinic.devices[phone].app), own);
    assert_eq!(clinic.devices[phone].keeps_language, None);
}

#[test]
fn a_page_names_a_language_by_its_tag_or_none() {
    for (text, language) in [("\"de\"", Some(Language::De)), ("null", None)] {
        let text = format!(r#"{{"do":"set_language","language":{text}}}"#);
        let intent: Intent = serde_json::from_str(&text).unwrap();
        assert_eq!(intent, set(language).into());
    }
    let unknown = r#"{"do":"set_language","language":"xx"}"#;
    assert!(serde_json::from_str::<Intent>(unknown).is_err());
}
