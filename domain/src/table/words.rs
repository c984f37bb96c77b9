//! Words that a search finds: every row keeps its terms, and a search looks for beginnings of them.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The longest term, in characters.
pub const MAX_TERM: usize = 40;
/// The most terms that a row keeps.
pub const MAX_TERMS: usize = 60;
/// The most words that a search looks for.
const MAX_WANTED: usize = 6;

/// The terms of a row's texts: each word, and each of its tails behind a sign, so that `2041` finds
/// `INV-2041` and `example` finds `ann@marsh.example`.
#[must_use]
pub fn terms<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for word in texts.into_iter().flat_map(str::split_whitespace) {
        let word = folded(word);
        for tail in tails(&word) {
            let term: String = tail.chars().take(MAX_TERM).collect();
            if !terms.contains(&term) {
                terms.push(term);
            }
            if terms.len() == MAX_TERMS {
                return terms;
            }
        }
    }
    terms
}

/// What a search looks for: words of which some term of the row begins with each.
#[must_use]
pub fn wanted(search: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in search.split_whitespace() {
        let word: String = folded(word).chars().take(MAX_TERM).collect();
        if !word.is_empty() && !words.contains(&word) && words.len() < MAX_WANTED {
            words.push(word);
        }
    }
    words
}

/// Small letters without marks, and without signs at either end.
fn folded(word: &str) -> String {
    let plain: String = word.nfd().filter(|c| !is_combining_mark(*c) && !c.is_control()).collect();
    plain.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// The word from each beginning of a run of letters and digits.
fn tails(word: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    word.char_indices().filter_map(move |(at, c)| {
        let begins = c.is_alphanumeric() && !inside;
        inside = c.is_alphanumeric();
        begins.then(|| &word[at..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_by_their_beginnings() {
        let row = terms(["José Ångström", "jose@marsh.example", "INV-2041/b", "1250.00"]);
        for search in ["jos", "JOSÉ", "angs", "marsh.ex", "inv-20", "2041", "(2041", "b", "1250", "jose ang 1250.00"] {
            let found = wanted(search).iter().all(|word| row.iter().any(|term| term.starts_with(word.as_str())));
            assert!(found, "{search} in {row:?}");
        }
        assert!(!row.iter().any(|term| term.starts_with("041")), "not from the middle of a number");
    }

    proptest! {
        #[test]
        fn a_row_is_found_by_each_of_its_words(text in "\\PC{0,80}") {
            let row = terms([text.as_str()]);
            for word in text.split_whitespace().take(6).flat_map(wanted) {
                prop_assert!(row.iter().any(|term| term.starts_with(&word)), "{word:?} in {row:?}");
            }
        }

        #[test]
        fn terms_are_bounded(text in any::<String>()) {
            let row = terms([text.as_str()]);
            prop_assert!(row.len() <= MAX_TERMS);
            prop_assert!(row.iter().all(|term| term.chars().count() <= MAX_TERM && !term.is_empty()));
        }
    }
}
