//! Certificates read from files: what they say replaces what the CA's list says of them.
//!
//! A list is what somebody typed; the certificate is what the CA signed. Its serial, issuer, holder and days are taken over
//! into the row, a revocation by CRL becomes the row's standing, and where the row said otherwise this is noted for the
//! rules. Certificates that no row is about are kept: a row of the registry may be.

use antin_domain::certificate::Standing;
use antin_domain::name::courtesy::without_courtesy;
use antin_domain::name::{fits, fold};
use antin_domain::policy::{Policy, Titles};
use antin_domain::row::{CertificateRow, ReadCertificate, Revocation, Truth};
use antin_domain::serial::{Serial, SerialCell, Spelling};
use antin_domain::text::{Dictionary, TextId, Texts};
use std::collections::HashMap;

/// What became of the certificates.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Rows of the CA's list that found theirs.
    pub rows: usize,
    /// Certificates that no row of the CA's list is about, sorted by serial.
    pub at_hand: Vec<ReadCertificate>,
}

/// Takes over into the rows of the CA's list what `certificates` say.
pub fn take_over(
    rows: &mut [CertificateRow],
    dictionary: &mut Dictionary,
    policy: &Policy,
    mut certificates: Vec<ReadCertificate>,
) -> Taken {
    certificates.sort_by(|one, other| (one.serial, &one.issuer).cmp(&(other.serial, &other.issuer)));
    let shelf = Shelf::new(&certificates);
    let titles = policy.title_list();
    let mut used = vec![false; certificates.len()];
    let mut found = 0;
    let (mut renamed, mut issued) = (Vec::new(), Vec::new());
    for (place, row) in rows.iter_mut().enumerate() {
        let listed = dictionary.names.get(row.holder);
        let issuer = dictionary.words.get(row.issuer);
        let Some(number) = shelf.find(row, &listed, &issuer, &titles) else { continue };
        let certificate = &certificates[number];
        used[number] = true;
        found += 1;
        let same_name = same_holder(&titles, &listed, &certificate.holder);
        let other_trust = !row.issuer.is_blank() && policy.trusts(&issuer) != policy.trusts(&certificate.issuer);
        row.truth = Truth {
            is_read: true,
            differs: !same_name || other_trust || differs(row, certificate),
            is_weak: certificate.is_weak,
            revocation: certificate.revocation,
        };
        // A name that differs only in its spelling stays as the list has it: people look for it there.
        if !same_name {
            renamed.push((place, number));
        }
        if fold(&issuer) != fold(&certificate.issuer) {
            issued.push((place, number));
        }
        if row.serial.hex != certificate.serial {
            row.serial = SerialCell { hex: certificate.serial, spelling: Spelling::Other };
        }
        row.valid_from = certificate.valid_from;
        row.valid_to = certificate.valid_to;
        if certificate.revocation == Revocation::Revoked {
            row.standing = Standing::Revoked;
        }
    }
    write(&mut dictionary.names, &renamed, |number| &certificates[number].holder, |place, id| rows[place].holder = id);
    write(&mut dictionary.words, &issued, |number| &certificates[number].issuer, |place, id| rows[place].issuer = id);
    let mut unused = used.into_iter();
    certificates.retain(|_| !unused.next().unwrap_or(false));
    Taken { rows: found, at_hand: certificates }
}

/// Is `name` of a list the holder's of a certificate? Generation G1 puts the position in front of the name; lists may too.
pub(crate) fn same_holder(titles: &Titles, listed: &str, holder: &str) -> bool {
    let bare = |name: &str| {
        let name = without_courtesy(name);
        titles.split(name).map_or_else(|| name.to_owned(), |(_, rest)| rest.to_owned())
    };
    listed.trim().is_empty() || fits(listed, holder) || fits(&bare(listed), &bare(holder))
}

/// Are days, serial or standing of the row other than the certificate's? A serial in another spelling is the same serial.
fn differs(row: &CertificateRow, certificate: &ReadCertificate) -> bool {
    let says_revoked = row.standing == Standing::Revoked;
    let other_standing = match certificate.revocation {
        Revocation::Good => says_revoked,
        Revocation::Revoked => !says_revoked && row.standing != Standing::Unknown,
        // What is not known contradicts nobody.
        _ => false,
    };
    let is_cut = row.serial.is_cut_from(&certificate.serial);
    is_cut || other_standing || !row.valid_from.near(certificate.valid_from) || !row.valid_to.near(certificate.valid_to)
}

/// Certificates in the order of their serials, and by their holders.
struct Shelf<'c> {
    certificates: &'c [ReadCertificate],
    by_holder: HashMap<String, Vec<usize>>,
}

impl<'c> Shelf<'c> {
    fn new(certificates: &'c [ReadCertificate]) -> Shelf<'c> {
        let mut by_holder: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, certificate) in certificates.iter().enumerate() {
            by_holder.entry(fold(&certificate.holder)).or_default().push(number);
        }
        Shelf { certificates, by_holder }
    }

    /// The certificate that a row is about: by its serial; where the digits may be a decimal number, or Excel cut them
    /// off, the holder has to agree, and of a cut serial the days too.
    fn find(&self, row: &CertificateRow, holder: &str, issuer: &str, titles: &Titles) -> Option<usize> {
        if row.serial.hex.is_none() {
            return None;
        }
        let named = |number: &usize| same_holder(titles, holder, &self.certificates[*number].holder);
        let as_hex = self.with(row.serial.hex);
        // Each CA numbers its own: where several have the serial, only the one whose issuer the row names counts.
        match as_hex.len() {
            0 => {}
            1 => return Some(as_hex.start),
            _ => return as_hex.clone().find(|number| fold(&self.certificates[*number].issuer) == fold(issuer)),
        }
        if holder.trim().is_empty() {
            return None;
        }
        let as_decimal = row.serial.hex.decimal_reading().map(|serial| self.with(serial));
        as_decimal.into_iter().flatten().find(named).or_else(|| self.cut(row, holder))
    }

    /// The one certificate of the holder with the days of the row from whose serial Excel may have left these digits.
    fn cut(&self, row: &CertificateRow, holder: &str) -> Option<usize> {
        if row.serial.spelling != Spelling::PerhapsCut {
            return None;
        }
        let fits = |number: &&usize| {
            let certificate = &self.certificates[**number];
            row.serial.is_cut_from(&certificate.serial)
                && row.valid_to.is_known()
                && row.valid_from.near(certificate.valid_from)
                && row.valid_to.near(certificate.valid_to)
        };
        let mut fitting = self.by_holder.get(&fold(holder))?.iter().filter(fits);
        let first = *fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    fn with(&self, serial: Serial) -> std::ops::Range<usize> {
        let start = self.certificates.partition_point(|certificate| certificate.serial < serial);
        let length = self.certificates[start..].iter().take_while(|certificate| certificate.serial == serial).count();
        start..start + length
    }
}

/// Puts texts into a set that was closed when the lists were read: the same numbers in a set that takes more.
fn write<'t>(
    texts: &mut Texts,
    places: &[(usize, usize)],
    text: impl Fn(usize) -> &'t String,
    mut set: impl FnMut(usize, TextId),
) {
    if places.is_empty() {
        return;
    }
    let mut open = Texts::default();
    open.absorb(texts, 1).for_each(drop);
    for (place, number) in places {
        set(*place, open.intern(text(*number).as_bytes()));
    }
    *texts = open;
}
