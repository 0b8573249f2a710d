//! Every reason that a report can give, so that the doors can have a sentence for each.

/// Codes of [`super::report::ReasonReport`].
pub const CODES: &[&str] = &[
    // The file.
    "file-not-read",
    "unknown-format",
    "xml-not-supported",
    "pdf-damaged",
    "pdf-password",
    "pdf-recipients",
    "pdf-encryption-unknown",
    "cms-damaged",
    "too-many-signatures",
    "readers-differ",
    "bytes-behind-the-end",
    // The place of a signature in it.
    "range-not-sound",
    "range-not-from-the-beginning",
    "range-leaves-out-something-else",
    "range-ends-in-no-revision",
    "signature-empty",
    "name-twice",
    "signature-hidden",
    "signature-in-two-fields",
    "not-one-signer",
    "content-inside",
    "signature-unreadable",
    "fields-tangled",
    // Cryptography.
    "content-differs",
    "signature-does-not-match",
    "digests-differ",
    "attribute-missing",
    "algorithm-not-supported",
    "algorithm-weak",
    "certificate-missing",
    "certificate-not-named",
    "another-certificate-named",
    "content-missing",
    "not-baseline",
    // Changes afterwards.
    "fields-filled-later",
    "annotated-later",
    "changed-later",
    "shows-two-things",
    // Time stamps.
    "time-stamp-unreadable",
    "time-stamp-broken",
    "time-stamp-not-usable",
    "time-stamp-of-something-else",
    "time-stamp-weak",
    "time-stamp-authority-not-trusted",
    "archive-stamp-broken",
    "archive-stamp-without-index",
    "archive-stamp-of-old-form",
    "added-after-archive-stamp",
    // The path of the certificate, as `antin_pki::verdict::Reason::code` says it.
    "no-issuer",
    "budget",
    "bad-signature",
    "unsupported-algorithm",
    "algorithms-differ",
    "not-yet-valid",
    "expired",
    "not-a-ca",
    "may-not-sign-certificates",
    "path-too-long",
    "unknown-critical",
    "unreadable-extension",
    "name-not-permitted",
    "name-excluded",
    "constraint-not-understood",
    "no-policy",
    "mapped-any-policy",
    "wrong-purpose",
    "wrong-key-usage",
    "revoked",
    "no-crl",
    "ocsp-not-usable",
    "ocsp-responder-not-valid",
    "ocsp-stale",
    "ocsp-unknown",
    "crl-not-usable",
    "crl-signer-not-valid",
    "crl-reasons-incomplete",
    "crl-stale",
];

#[cfg(test)]
mod tests {
    use super::CODES;
    use std::collections::BTreeSet;

    /// The files in which codes are written, and what in them looks like a code and is none.
    const SOURCES: [(&str, &str); 6] = [
        ("validate.rs", include_str!("../validate.rs")),
        ("cms.rs", include_str!("cms.rs")),
        ("pdf.rs", include_str!("pdf.rs")),
        ("policy.rs", include_str!("policy.rs")),
        ("stamp.rs", include_str!("stamp.rs")),
        ("verdict.rs", include_str!("../../../pki/src/verdict.rs")),
    ];
    const OTHERS: [&str; 1] = ["document-timestamp"];

    /// Departures from the profile of RFC 5280 do not decide here: signatures are judged with the tolerant profile.
    fn is_departure(line: &str) -> bool {
        line.contains("Departure::")
    }

    #[test]
    fn every_code_that_is_written_is_on_the_list() {
        let known: BTreeSet<&str> = CODES.iter().copied().collect();
        assert_eq!(known.len(), CODES.len(), "a code stands twice");
        let mut seen = BTreeSet::new();
        for (name, text) in SOURCES {
            let reasons = text.split("#[cfg(test)]").next().unwrap_or_default();
            // Of verdict.rs only the codes of reasons; names of revocation reasons and clauses are no codes.
            let reasons = match (name, reasons.split_once("fn code(&self)")) {
                ("verdict.rs", Some((_, rest))) => rest.split("fn clause").next().unwrap_or_default(),
                _ => reasons,
            };
            for line in reasons.lines().filter(|line| !is_departure(line) && !line.trim_start().starts_with("//")) {
                for literal in line.split('"').skip(1).step_by(2) {
                    let is_code = literal.trim_matches('-').contains('-')
                        && literal.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                        && !OTHERS.contains(&literal);
                    if is_code || known.contains(literal) {
                        assert!(known.contains(literal), "{name}: {literal} is not on the list");
                        seen.insert(literal);
                    }
                }
            }
        }
        let silent: Vec<&&str> = known.difference(&seen).collect();
        assert!(silent.is_empty(), "nobody says {silent:?}");
    }
}
