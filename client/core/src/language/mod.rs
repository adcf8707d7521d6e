//! The language of the app: the person's choice, or the device's own.
//!
//! Kept on the device, so it holds before anybody signs in, and for whoever signs in next.

pub(crate) mod intent;

use crate::ctx::Ctx;
use crate::io::Effect;
use crate::language::intent::LanguageIntent;
use i18n::Language;
use serde::{Deserialize, Serialize};

/// The language, as the page shows and speaks it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LanguageView {
    /// What the person chose; absent where the device decides.
    pub chosen: Option<Language>,
    /// What is spoken: by the page, notifications and the icon beside the clock.
    pub spoken: Language,
}

#[derive(Default)]
pub(crate) struct SpokenLanguage {
    chosen: Option<Language>,
    of_device: Language,
}

impl SpokenLanguage {
    pub(crate) const fn new(chosen: Option<Language>, of_device: Language) -> Self {
        Self { chosen, of_device }
    }

    pub(crate) fn view(&self) -> LanguageView {
        LanguageView {
            chosen: self.chosen,
            spoken: self.chosen.unwrap_or(self.of_device),
        }
    }

    pub(crate) fn on_intent(&mut self, cx: &mut Ctx, intent: LanguageIntent) {
        let LanguageIntent::SetLanguage { language } = intent;
        if self.chosen != language {
            self.chosen = language;
            cx.push(Effect::StoreLanguage(language));
        }
    }
}
