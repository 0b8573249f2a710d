//! What changed after a signature, one by one, in words. The JSON report keeps the short form.

use crate::words::Words;

/// How `antin-sign` begins what it tells of a change, and the sentence for it; what stands behind it is a name.
const ITEMS: [(&str, &str); 17] = [
    ("signature added: ", "signing-item-signature"),
    ("time stamp added: ", "signing-item-stamp"),
    ("signature field added: ", "signing-item-signature-field"),
    ("unsigned field that shows something: ", "signing-item-shows"),
    ("field added: ", "signing-item-field"),
    ("field filled: ", "signing-item-filled"),
    ("field exchanged: ", "signing-item-exchanged"),
    ("field taken away: ", "signing-item-taken"),
    ("object reused as field: ", "signing-item-exchanged"),
    ("a field under two parents", "signing-item-two-parents"),
    ("annotation added: ", "signing-item-annotation"),
    ("annotation on page", "signing-item-annotation-changed"),
    ("annotation ", "signing-item-annotation-taken"),
    ("description", "signing-item-description"),
    ("identifier", "signing-item-identifier"),
    ("validation data", "signing-item-validation"),
    ("structure of a field added", "signing-item-structure"),
];

/// A change in words; what has none of its own is told as the part of the file that it is.
pub fn said(item: &str, words: &Words) -> String {
    let found = ITEMS.into_iter().find_map(|(before, key)| Some((key, item.strip_prefix(before)?)));
    let (key, name) = found.unwrap_or(("signing-item-other", item));
    words.fill(key, &[("name", name.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn changes_are_told_in_the_language_of_the_report() {
        let (vietnamese, english) = (Words::new(Language::Vi), Words::new(Language::En));
        assert_eq!(said("signature added: Sig2", &vietnamese), "thêm chữ ký Sig2");
        assert_eq!(said("signature added: Sig2", &english), "signature Sig2 added");
        assert_eq!(said("object 12 /Contents", &vietnamese), "phần khác của tệp: object 12 /Contents");
        for (before, key) in ITEMS {
            let told = said(&format!("{before}x1"), &vietnamese);
            assert!(!told.contains(key) && !told.contains("phần khác"), "{told}");
        }
    }

    /// Every change that the other crate can tell, taken from its source, has words; or is a place in the file.
    #[test]
    fn no_change_is_left_without_words() {
        let places = ["/AcroForm", "/DSS", "trailer /Encrypt", "no catalog", "too much to compare", "object ", "{at}"];
        let sources = [
            include_str!("../../../../sign/src/pdf/changes/form.rs"),
            include_str!("../../../../sign/src/pdf/changes/walk.rs"),
        ];
        let mut count = 0;
        // A call may go on in the next line; one that hands on what another said has no text of its own.
        let noted = sources.iter().flat_map(|source| source.split(".note(").skip(1));
        let noted = noted.filter_map(|rest| rest.split(';').next()?.split('"').nth(1));
        for text in noted.filter(|text| !text.is_empty()) {
            let is_known = ITEMS.iter().any(|(before, _)| text.starts_with(before));
            assert!(is_known || places.iter().any(|place| text.starts_with(place)), "{text}");
            count += 1;
        }
        assert!(count > 15, "{count}");
    }
}
