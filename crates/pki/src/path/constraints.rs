//! Name constraints: RFC 5280 section 4.2.1.10.

use crate::certificate::Certificate;
use crate::certificate::extensions::NameConstraints;
use crate::certificate::general_name::GeneralName;
use crate::name::Name;
use crate::oid;
use crate::verdict::Reason;

/// Comparisons of a name with a subtree that one path may cost.
const MOST: u32 = 500_000;

/// Checks the names of `certificate` against the constraints of every CA above it.
pub(super) fn check<'a>(
    certificate: &Certificate<'a>,
    above: &[NameConstraints<'a>],
    spent: &mut u32,
) -> Result<(), Reason> {
    if above.is_empty() {
        return Ok(());
    }
    let subject = (!certificate.subject.is_empty()).then_some(GeneralName::Directory(certificate.subject));
    let alternatives = certificate.extensions.subject_alt_name.as_ref().map(|found| found.value);
    // A mail address in the subject counts where no alternative name stands (4.2.1.10).
    let mail_in_subject = || {
        let attributes = certificate.subject.attributes().filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS);
        attributes.filter_map(|attribute| str::from_utf8(attribute.value).ok()).map(GeneralName::Mail)
    };
    let old_mails = alternatives.is_none().then(mail_in_subject).into_iter().flatten();
    let names = subject.into_iter().chain(alternatives.iter().flat_map(|names| names.iter())).chain(old_mails);
    for name in names {
        for constraints in above {
            check_name(&name, constraints, spent)?;
        }
    }
    Ok(())
}

fn check_name(name: &GeneralName<'_>, constraints: &NameConstraints<'_>, spent: &mut u32) -> Result<(), Reason> {
    let (mut concerned, mut permitted) = (false, false);
    let mut spend = || {
        *spent += 1;
        if *spent > MOST { Err(Reason::Budget) } else { Ok(()) }
    };
    for subtree in constraints.excluded.iter() {
        spend()?;
        if subtree.base.kind() != name.kind() {
            continue;
        }
        if !subtree.is_plain || is_within(name, &subtree.base, Side::Excluded)? {
            return Err(Reason::NameExcluded(text(name)));
        }
    }
    for subtree in constraints.permitted.iter() {
        spend()?;
        if subtree.base.kind() != name.kind() {
            continue;
        }
        concerned = true;
        if !permitted {
            permitted = subtree.is_plain && is_within(name, &subtree.base, Side::Permitted)?;
        }
    }
    if concerned && !permitted { Err(Reason::NameNotPermitted(text(name))) } else { Ok(()) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Permitted,
    Excluded,
}

/// Is `name` in the subtree of `base`? Where one of them is malformed nobody can say.
fn is_within(name: &GeneralName<'_>, base: &GeneralName<'_>, side: Side) -> Result<bool, Reason> {
    Ok(match (name, base) {
        (GeneralName::Directory(name), GeneralName::Directory(base)) => is_directory_within(name, base),
        (GeneralName::Host(host), GeneralName::Host(base)) => {
            if !is_host_base(base) {
                return Err(Reason::ConstraintNotUnderstood);
            }
            is_host_within(host, base, side)
        }
        (GeneralName::Mail(mail), GeneralName::Mail(base)) => is_mail_within(mail, base)?,
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => match host_of(uri) {
            Some(host) => match base.strip_prefix('.') {
                Some(domain) => ends_with_label(host, domain) && host.len() > domain.len(),
                None => host.eq_ignore_ascii_case(base),
            },
            // "If the URI does not include an authority … then the application MUST reject the certificate."
            None => return Err(Reason::NameNotPermitted((*uri).to_owned())),
        },
        (GeneralName::Address(address), GeneralName::Address(base)) => {
            if !matches!(base.len(), 8 | 32) || !is_mask(&base[base.len() / 2..]) {
                return Err(Reason::ConstraintNotUnderstood);
            }
            let (net, mask) = base.split_at(base.len() / 2);
            net.len() == address.len()
                && address.iter().zip(net).zip(mask).all(|((address, net), mask)| address & mask == net & mask)
        }
        // otherName and the like: a constraint on a kind that is not understood, and a name of that kind.
        _ => return Err(Reason::ConstraintNotUnderstood),
    })
}

fn is_directory_within(name: &Name<'_>, base: &Name<'_>) -> bool {
    name.is_within(base)
}

/// A constraint on hosts is a host, or empty for all; a leading period or a wildcard is not allowed.
fn is_host_base(base: &str) -> bool {
    base.is_empty() || super::profile::is_host(base)
}

fn is_host_within(host: &str, base: &str, side: Side) -> bool {
    if base.is_empty() || ends_with_label(host, base) {
        return true;
    }
    // `*.example.com` stands for `bar.example.com` too: it is excluded wherever one of its hosts would be, and permitted
    // only where all of them are.
    match (host.strip_prefix("*."), side) {
        (Some(domain), Side::Excluded) => {
            base.split_once('.').is_some_and(|(_, parent)| parent.eq_ignore_ascii_case(domain))
        }
        _ => false,
    }
}

/// `host` is `domain` or has labels in front of it.
fn ends_with_label(host: &str, domain: &str) -> bool {
    let Some(front) = host.len().checked_sub(domain.len()) else { return false };
    host.as_bytes()[front..].eq_ignore_ascii_case(domain.as_bytes())
        && (front == 0 || host.as_bytes()[front - 1] == b'.')
}

fn is_mail_within(mail: &str, base: &str) -> Result<bool, Reason> {
    let Some((mailbox, host)) = split_mail(mail) else { return Ok(false) };
    if base.contains('@') {
        let (base_mailbox, base_host) = split_mail(base).ok_or(Reason::ConstraintNotUnderstood)?;
        return Ok(mailbox == base_mailbox && host.eq_ignore_ascii_case(base_host));
    }
    Ok(match base.strip_prefix('.') {
        Some(domain) => ends_with_label(host, domain) && host.len() > domain.len(),
        None => host.eq_ignore_ascii_case(base),
    })
}

/// Mailbox and host of a mail address with one `@`.
pub(super) fn split_mail(mail: &str) -> Option<(&str, &str)> {
    let (mailbox, host) = mail.split_once('@')?;
    (!mailbox.is_empty() && !host.is_empty() && !host.contains('@')).then_some((mailbox, host))
}

/// The host of a URI with an authority; none for an address of numbers, which a constraint does not cover.
fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    if host.starts_with('[') {
        return None;
    }
    let host = host.split(':').next()?;
    let numbers = host.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    (!host.is_empty() && !numbers).then_some(host)
}

/// Ones, then zeros.
fn is_mask(mask: &[u8]) -> bool {
    let mut ended = false;
    mask.iter().all(|byte| {
        let fits = if ended { *byte == 0 } else { byte.leading_ones() + byte.trailing_zeros() >= 8 };
        ended |= *byte != 0xff;
        fits
    })
}

/// The name for a person.
fn text(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::Directory(name) => name.to_string(),
        GeneralName::Mail(text) | GeneralName::Host(text) | GeneralName::Uri(text) => (*text).to_owned(),
        GeneralName::Address(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":"),
        GeneralName::Other(kind, _) => format!("[{kind}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_ones_then_zeros() {
        assert!(is_mask(&[255, 255, 255, 0]));
        assert!(is_mask(&[255, 240, 0, 0]));
        assert!(is_mask(&[0, 0, 0, 0]));
        assert!(!is_mask(&[255, 0, 255, 0]));
        assert!(!is_mask(&[255, 0x0f, 0, 0]));
    }

    #[test]
    fn hosts_are_compared_label_by_label() {
        assert!(is_host_within("a.example.com", "example.com", Side::Permitted));
        assert!(!is_host_within("badexample.com", "example.com", Side::Permitted));
        assert!(is_host_within("*.example.com", "bar.example.com", Side::Excluded));
        assert!(!is_host_within("*.example.com", "bar.example.com", Side::Permitted));
    }

    #[test]
    fn a_constraint_on_mail_is_a_mailbox_a_host_or_a_domain() {
        assert_eq!(is_mail_within("a@thue.example", "thue.example"), Ok(true));
        assert_eq!(is_mail_within("a@x.thue.example", "thue.example"), Ok(false));
        assert_eq!(is_mail_within("a@x.thue.example", ".thue.example"), Ok(true));
        assert_eq!(is_mail_within("a@thue.example", "b@thue.example"), Ok(false));
        assert_eq!(is_mail_within("*@thue.example", "*@thue.example"), Ok(true));
    }
}
