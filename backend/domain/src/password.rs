use zxcvbn::{Score, zxcvbn};

/// Words that everybody who guesses here tries.
const HERE: [&str; 4] = ["medconsult", "clinic", "doctor", "patient"];
/// Characters that are looked at: what follows makes a password no easier.
const MAX_LOOKED_AT: usize = 64;

/// Whether a password is among those that are tried first: commonly used, a walk over the keyboard, a
/// date, a repetition, nothing but blanks, or made of what is known about its owner. That is what takes
/// fewer than a million tries, as the method of D. L. Wheeler's zxcvbn (USENIX Security 2016) counts them.
pub fn is_guessable(password: &str, about: &[&str]) -> bool {
    if password.chars().all(char::is_whitespace) {
        return true;
    }
    let looked_at: String = password.chars().take(MAX_LOOKED_AT).collect();
    let about = about.iter().flat_map(|text| words(text));
    let known: Vec<&str> = HERE.into_iter().chain(about).collect();
    zxcvbn(&looked_at, &known).score() < Score::Two
}

/// Guesses below which a server's secret counts as guessable: about as many as zxcvbn counts at all (64 bits). A
/// random one of 32 characters takes far more.
const SECRET_GUESSES_LOG10: f64 = 19.0;

/// Whether a server's secret is a repetition, or made of what people write, as zxcvbn counts its guesses.
pub fn is_guessable_secret(secret: &str) -> bool {
    let looked_at: String = secret.chars().take(MAX_LOOKED_AT).collect();
    zxcvbn(&looked_at, &HERE).guesses_log10() < SECRET_GUESSES_LOG10
}

/// What a name or an address is made of, and the whole of it; of an address, what stands before the `@`, too.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    let parts = parts.filter(|part| part.len() > 2);
    parts.chain(text.split('@').take(1)).chain([text])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_refused() {
        for tried_first in [
            "password",
            "12345678",
            "        ",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "iloveyou",
            "password1",
            "20011103",
            "medconsult",
            "\t\t\t\t\t\t\t\t\t",
        ] {
            assert!(is_guessable(tried_first, &[]), "{tried_first}");
        }
    }

    #[test]
    fn what_is_known_about_its_owner_is_tried_first_too() {
        let about = ["Johannes Mittermaier", "j.mittermaier@example.org"];
        for own in ["mittermaier", "Mittermaier1", "j.mittermaier", about[1]] {
            assert!(is_guessable(own, &about), "{own}");
        }
        assert!(!is_guessable("mittermaier vom bach", &[]));
    }

    #[test]
    fn some_words_in_a_row_are_good_enough() {
        for good in [
            "correct horse",
            "battery staple",
            "öxäqvüzß",
            "k9!vR2#pLq",
            "river lamp 41 moss",
        ] {
            assert!(
                !is_guessable(good, &["John Miller", "john.miller@example.org"]),
                "{good}"
            );
        }
    }
}
