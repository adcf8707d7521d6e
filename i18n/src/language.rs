use crate::{Words, de, en};
use serde::{Deserialize, Serialize};

/// A language the house speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Language {
    /// English: what is spoken to whoever speaks none of these.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// Its primary subtag (BCP 47), as serde writes it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The first of these tags (BCP 47, the best first) that the house speaks, whatever its region
    /// or script; English where it speaks none.
    #[must_use]
    pub fn of_tags<T: AsRef<str>>(tags: &[T]) -> Self {
        let spoken = tags.iter().find_map(|tag| Self::of_tag(tag.as_ref()));
        spoken.unwrap_or_default()
    }

    fn of_tag(tag: &str) -> Option<Self> {
        // Systems write `de_AT`, too.
        let primary = tag.split(['-', '_']).next()?;
        let mut all = Self::ALL.into_iter();
        all.find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// What is said in it.
    #[must_use]
    pub const fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::De => &de::WORDS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_first_known_tag_decides() {
        for (tags, language) in [
            (&["de"][..], Language::De),
            (&["de-AT", "en"], Language::De),
            (&["de_AT"], Language::De),
            (&["DE-Latn-CH"], Language::De),
            (&["en-GB", "de"], Language::En),
            (&["fr-FR", "de-DE", "en"], Language::De),
            (&["den", "fr"], Language::En),
            (&["C", ""], Language::En),
            (&[], Language::En),
        ] {
            assert_eq!(Language::of_tags(tags), language, "{tags:?}");
        }
    }

    #[test]
    fn every_language_is_found_by_its_tag() {
        for language in Language::ALL {
            assert_eq!(Language::of_tags(&[language.tag()]), language);
        }
    }
}
