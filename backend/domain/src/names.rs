//! The order of people's names, and finding some by words.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use icu_normalizer::DecomposingNormalizerBorrowed;
use std::cmp::Ordering;

/// Names in the order of a language (UTS #35, part 5; the data is CLDR's).
pub struct NameOrder(Option<CollatorBorrowed<'static>>);

impl NameOrder {
    /// That of the first of these BCP 47 tags that is one; CLDR's own where none is.
    #[must_use]
    pub fn of(tags: &[String]) -> Self {
        let known = tags.iter().find_map(|tag| Locale::try_from_str(tag).ok());
        let locale = known.unwrap_or(Locale::UNKNOWN);
        Self(Collator::try_new((&locale).into(), CollatorOptions::default()).ok())
    }

    /// Which of two names comes first.
    #[must_use]
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        match &self.0 {
            Some(collator) => collator.compare(one, other),
            None => one.cmp(other),
        }
    }
}

/// Whether each of these words stands somewhere in the texts, whatever its case and its accents.
#[must_use]
pub fn all_words_in(words: &str, texts: &[&str]) -> bool {
    let text = fold(&texts.join(" "));
    fold(words)
        .split_whitespace()
        .all(|word| text.contains(word))
}

/// Without accents and capitals.
fn fold(text: &str) -> String {
    let apart = DecomposingNormalizerBorrowed::new_nfkd();
    let apart = apart.normalize(text);
    let letters = apart
        .chars()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str) -> [&'static str; 6] {
        let mut names = ["Zoll", "Öhler", "ohm", "Abel", "Ødegaard", "Oppel"];
        let order = NameOrder::of(&[language.to_owned()]);
        names.sort_by(|one, other| order.compare(one, other));
        names
    }

    /// As the browsers' `Intl.Collator` of these languages sorts them.
    #[test]
    fn names_lie_where_a_reader_looks_for_them() {
        for language in ["en", "de-AT"] {
            let expected = ["Abel", "Ødegaard", "Öhler", "ohm", "Oppel", "Zoll"];
            assert_eq!(sorted(language), expected, "{language}");
        }
        // Swedish has them behind its z.
        let expected = ["Abel", "ohm", "Oppel", "Zoll", "Ødegaard", "Öhler"];
        let swedish = sorted("sv");
        assert_eq!(swedish[..4], expected[..4]);
        assert_eq!(sorted("no language"), sorted("en"));
    }

    #[test]
    fn words_are_found_without_accents_and_capitals() {
        let texts = ["Jörg Müller", "Kardiologie"];
        assert!(all_words_in("jorg KARDIO", &texts));
        assert!(all_words_in(" ", &texts));
        assert!(all_words_in("Mu\u{308}ller", &texts));
        assert!(!all_words_in("jorg schmidt", &texts));
    }
}
