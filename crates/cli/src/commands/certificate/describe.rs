//! What a certificate says, as a list of fields: the same for people and for machines.

use super::local;
use antin_pki::algorithm::{Weakness, weaknesses};
use antin_pki::certificate::Certificate;
use antin_pki::certificate::extensions::KeyUsage;
use antin_pki::certificate::general_name::GeneralName;
use antin_pki::certificate::lists::{DistributionPoints, PointName};
use antin_pki::key::KeyKind;
use antin_pki::oid::{self, Oid};
use antin_pki::time::Time;
use antin_pki::trust;

/// One field: its name in JSON, the key of its heading, and its values.
pub struct Field {
    /// In JSON.
    pub name: &'static str,
    /// Key of the heading.
    pub heading: &'static str,
    /// Values; a field without one is not shown.
    pub values: Vec<String>,
    /// May it have several?
    pub is_list: bool,
}

/// Every field of `certificate`, the most important first.
pub fn fields(certificate: &Certificate<'_>) -> Vec<Field> {
    let one = |name, heading, value: Option<String>| Field {
        name,
        heading,
        values: value.into_iter().collect(),
        is_list: false,
    };
    let many = |name, heading, values: Vec<String>| Field { name, heading, values, is_list: true };
    let extensions = &certificate.extensions;
    let subject = |oid| certificate.subject.texts(oid).map(|text| text.into_owned()).collect::<Vec<_>>();
    let known = trust::authority_of(certificate);
    vec![
        one("subject", "pki-show-subject", Some(certificate.subject.to_string())),
        one("common_name", "pki-show-common-name", subject(oid::COMMON_NAME).pop()),
        many("user_ids", "pki-show-user-ids", subject(oid::USER_ID)),
        many("emails", "pki-show-emails", emails(certificate)),
        one("issuer", "pki-show-issuer", Some(certificate.issuer.to_string())),
        one("serial", "pki-show-serial", Some(certificate.serial.to_string())),
        one("serial_decimal", "pki-show-serial-decimal", decimal(certificate)),
        one("not_before", "pki-show-not-before", Some(certificate.not_before.to_string())),
        one("not_after", "pki-show-not-after", Some(certificate.not_after.to_string())),
        one("version", "pki-show-version", Some(certificate.version.to_string())),
        one("key", "pki-show-key", Some(key(certificate))),
        one("signature_algorithm", "pki-show-signature", Some(label(certificate.signature_algorithm.oid))),
        one("sha256", "pki-show-sha256", Some(trust::hex(&certificate.fingerprint()))),
        one("authority", "pki-show-authority", known.map(|known| known.id)),
        one("ca", "pki-show-ca", ca(certificate)),
        many("key_usage", "pki-show-key-usage", usages(certificate)),
        many(
            "extended_key_usage",
            "pki-show-purposes",
            extensions.extended_key_usage.iter().flat_map(|found| found.value.iter()).map(label).collect(),
        ),
        many("policies", "pki-show-policies", policies(certificate)),
        many("crl", "pki-show-crl", points(extensions.distribution_points.as_ref().map(|found| found.value))),
        many("delta_crl", "pki-show-delta-crl", points(extensions.freshest_crl.as_ref().map(|found| found.value))),
        many("ocsp", "pki-show-ocsp", access(certificate, oid::OCSP)),
        many("ca_issuers", "pki-show-ca-issuers", access(certificate, oid::CA_ISSUERS)),
        one("comment", "pki-show-comment", extensions.netscape_comment.map(str::to_owned)),
        one(
            "subject_key_id",
            "pki-show-subject-key",
            extensions.subject_key_id.as_ref().map(|id| trust::hex(id.value)),
        ),
        one(
            "authority_key_id",
            "pki-show-authority-key",
            extensions.authority_key_id.as_ref().and_then(|id| id.value.key_id).map(trust::hex),
        ),
        many("weak", "pki-show-weak", weak(certificate)),
        many("odd", "pki-show-odd", odd(certificate)),
    ]
}

/// A value as a person reads it: instants in the time of Vietnam, the rest as it is.
pub fn for_people(field: &Field, value: &str) -> String {
    match field.name {
        "not_before" | "not_after" => Time::parse(value).map_or_else(|| value.to_owned(), local),
        // A certificate may hold anything; a terminal shall not obey it.
        _ => value.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect(),
    }
}

/// The e-mail addresses of the subject: alternative names first, then those in the name itself.
pub fn emails(certificate: &Certificate<'_>) -> Vec<String> {
    let alternatives = certificate.extensions.subject_alt_name.iter().flat_map(|found| found.value.iter());
    let mut emails: Vec<String> = alternatives
        .filter_map(|name| match name {
            GeneralName::Mail(mail) => Some(mail.to_owned()),
            _ => None,
        })
        .collect();
    emails.extend(certificate.subject.texts(oid::EMAIL_ADDRESS).map(|text| text.into_owned()));
    emails.dedup();
    emails
}

/// Lists often write the 3-byte serials of generation G1 in decimal.
fn decimal(certificate: &Certificate<'_>) -> Option<String> {
    let digits = certificate.serial.0;
    let fits = digits.len() <= 8 && digits.first().is_some_and(|first| *first < 0x80);
    fits.then(|| digits.iter().fold(0_u64, |number, digit| number << 8 | u64::from(*digit)).to_string())
}

fn key(certificate: &Certificate<'_>) -> String {
    match certificate.key.kind() {
        KeyKind::Rsa(bits) => format!("RSA-{bits}"),
        KeyKind::Curve(name) => name.to_owned(),
        KeyKind::Ed25519 => "Ed25519".to_owned(),
        KeyKind::Dsa(0) => "DSA".to_owned(),
        KeyKind::Dsa(bits) => format!("DSA-{bits}"),
        KeyKind::Other => label(certificate.key.algorithm.oid),
    }
}

fn label(oid: Oid<'_>) -> String {
    oid::label(oid).map_or_else(|| oid.to_string(), str::to_owned)
}

fn ca(certificate: &Certificate<'_>) -> Option<String> {
    let constraints = certificate.extensions.basic_constraints.as_ref()?.value;
    match (constraints.ca, constraints.path_length) {
        (true, Some(length)) => Some(format!("pathLen={length}")),
        (true, None) => Some("true".to_owned()),
        (false, _) => None,
    }
}

fn usages(certificate: &Certificate<'_>) -> Vec<String> {
    let Some(usage) = &certificate.extensions.key_usage else { return Vec::new() };
    let allowed = KeyUsage::NAMES.iter().filter(|(_, bit)| usage.value.allows(*bit));
    allowed.map(|(name, _)| (*name).to_owned()).collect()
}

fn policies(certificate: &Certificate<'_>) -> Vec<String> {
    let policies = certificate.extensions.policies.iter().flat_map(|found| found.value.iter());
    policies
        .map(|policy| match policy.practice_statement {
            Some(statement) => format!("{} ({statement})", policy.oid),
            None => policy.oid.to_string(),
        })
        .collect()
}

fn points(points: Option<DistributionPoints<'_>>) -> Vec<String> {
    let points = points.into_iter().flat_map(|points| points.iter().collect::<Vec<_>>());
    points
        .filter_map(|point| match point.name {
            Some(PointName::Full(names)) => Some(names.iter().map(|name| text(&name)).collect::<Vec<_>>()),
            _ => None,
        })
        .flatten()
        .collect()
}

fn access(certificate: &Certificate<'_>, method: Oid<'static>) -> Vec<String> {
    let all = certificate.extensions.authority_access.iter().flat_map(|found| found.value.iter());
    all.filter(|description| description.method == method).map(|description| text(&description.location)).collect()
}

fn text(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::Mail(text) | GeneralName::Host(text) | GeneralName::Uri(text) => (*text).to_owned(),
        GeneralName::Directory(name) => name.to_string(),
        GeneralName::Address(bytes) => trust::hex(bytes),
        GeneralName::Other(kind, _) => format!("[{kind}]"),
    }
}

/// The weaknesses in a word each, whatever the day.
pub fn weak(certificate: &Certificate<'_>) -> Vec<String> {
    let name = |weakness| match weakness {
        Weakness::Sha1Signature => "sha-1".to_owned(),
        Weakness::UnknownSignature => "unknown-signature-algorithm".to_owned(),
        Weakness::ShortRsa { bits } => format!("rsa-{bits}"),
        Weakness::Dsa => "dsa".to_owned(),
    };
    weaknesses(certificate, Time(i64::MAX)).into_iter().map(name).collect()
}

/// What is odd about its form, in a word each.
fn odd(certificate: &Certificate<'_>) -> Vec<String> {
    let extensions = &certificate.extensions;
    let mut odd = Vec::new();
    let mut note = |is_odd: bool, word: String| odd.extend(is_odd.then_some(word));
    note(certificate.serial.is_too_long(), "serial-too-long".into());
    note(certificate.serial.is_not_positive(), "serial-not-positive".into());
    note(certificate.signature_algorithm != certificate.signed_algorithm, "algorithms-differ".into());
    note(certificate.not_before > certificate.not_after, "validity-backwards".into());
    if let Some(oid) = extensions.repeated {
        note(true, format!("extension-twice {}", label(oid)));
    }
    for oid in &extensions.unreadable {
        note(true, format!("unreadable-extension {}", label(*oid)));
    }
    for oid in &extensions.unknown_critical {
        note(true, format!("unknown-critical {}", label(*oid)));
    }
    odd
}
