//! Departures from the profile of RFC 5280 section 4 as sentences.

use antin_pki::verdict::Departure;

/// The key of the sentence about a departure.
pub fn sentence(departure: Departure) -> &'static str {
    match departure {
        Departure::SerialTooLong => "pki-departure-serial-too-long",
        Departure::SerialZero => "pki-departure-serial-zero",
        Departure::EmptyIssuer => "pki-departure-empty-issuer",
        Departure::EmptyCaSubject => "pki-departure-empty-ca-subject",
        Departure::EmptySubjectAltNameNotCritical => "pki-departure-empty-subject",
        Departure::ExtensionTwice => "pki-departure-extension-twice",
        Departure::ExtensionsBeforeVersion3 => "pki-departure-extensions-before-version-3",
        Departure::AuthorityKeyMissing => "pki-departure-authority-key-missing",
        Departure::AuthorityKeyCritical => "pki-departure-authority-key-critical",
        Departure::SubjectKeyMissing => "pki-departure-subject-key-missing",
        Departure::SubjectKeyCritical => "pki-departure-subject-key-critical",
        Departure::BasicConstraintsMissing => "pki-departure-basic-constraints-missing",
        Departure::BasicConstraintsNotCritical => "pki-departure-basic-constraints-not-critical",
        Departure::PathLengthWithoutCa => "pki-departure-path-length-without-ca",
        Departure::CertificateSignWithoutCa => "pki-departure-certificate-sign-without-ca",
        Departure::NameConstraintsWithoutCa => "pki-departure-name-constraints-without-ca",
        Departure::NameConstraintsNotCritical => "pki-departure-name-constraints-not-critical",
        Departure::PolicyConstraintsNotCritical => "pki-departure-policy-constraints-not-critical",
        Departure::InhibitAnyPolicyNotCritical => "pki-departure-inhibit-any-policy-not-critical",
        Departure::AccessCritical => "pki-departure-information-access-critical",
        Departure::BadAlternativeName => "pki-departure-bad-alternative-name",
    }
}
