//! Certificates read from files: what they say replaces what the CA's list says of them.
//!
//! A list is what somebody typed; the certificate is what the CA signed. Its holder and days are taken over into the row, a
//! revocation by CRL becomes the row's standing, and where the row said otherwise this is noted for the rules.

use antin_domain::certificate::Standing;
use antin_domain::name::{fits, fold};
use antin_domain::policy::Policy;
use antin_domain::row::{CertificateRow, ReadCertificate, Truth};
use antin_domain::text::{Dictionary, Texts};

/// Takes over into the rows of the CA's list what `certificates` say; how many rows found theirs.
///
/// A row and a certificate belong together by their serial. Where several certificates have it (each CA numbers its own),
/// only the one whose issuer the row names does.
pub fn take_over(
    rows: &mut [CertificateRow],
    dictionary: &mut Dictionary,
    policy: &Policy,
    mut certificates: Vec<ReadCertificate>,
) -> usize {
    certificates.sort_by_key(|certificate| certificate.serial);
    let titles = policy.title_list();
    let mut found = 0;
    let mut renamed: Vec<(usize, String)> = Vec::new();
    for (place, row) in rows.iter_mut().enumerate() {
        let serial = row.serial.hex;
        let start = certificates.partition_point(|certificate| certificate.serial < serial);
        let same = &certificates[start..];
        let same = &same[..same.iter().take_while(|certificate| certificate.serial == serial).count()];
        let issuer = dictionary.words.get(row.issuer).into_owned();
        let Some(certificate) = (match same {
            [] => None,
            [only] => Some(only),
            several => several.iter().find(|certificate| fold(&certificate.issuer) == fold(&issuer)),
        }) else {
            continue;
        };
        if serial.is_none() {
            continue;
        }
        found += 1;
        let listed = dictionary.names.get(row.holder).into_owned();
        // Generation G1 puts the position in front of the name; lists may too.
        let bare = |name: &str| titles.split(name).map_or_else(|| name.to_owned(), |(_, rest)| rest.to_owned());
        let same_name = listed.trim().is_empty()
            || fits(&listed, &certificate.holder)
            || fits(&bare(&listed), &bare(&certificate.holder));
        let says_revoked = row.standing == Standing::Revoked;
        let differs = !same_name
            || !row.valid_from.near(certificate.valid_from)
            || !row.valid_to.near(certificate.valid_to)
            || certificate
                .is_revoked
                .is_some_and(|revoked| revoked != says_revoked && row.standing != Standing::Unknown);
        row.truth = Truth { is_read: true, differs, is_weak: certificate.is_weak };
        // A name that differs only in its spelling stays as the list has it: people look for it there.
        if !same_name {
            renamed.push((place, certificate.holder.clone()));
        }
        row.valid_from = certificate.valid_from;
        row.valid_to = certificate.valid_to;
        if certificate.is_revoked == Some(true) {
            row.standing = Standing::Revoked;
        }
    }
    if !renamed.is_empty() {
        // The names of the lists were closed when they were read: the same numbers in a set that takes more.
        let mut names = Texts::default();
        names.absorb(&dictionary.names, 1).for_each(drop);
        for (place, name) in renamed {
            rows[place].holder = names.intern(name.as_bytes());
        }
        dictionary.names = names;
    }
    found
}
