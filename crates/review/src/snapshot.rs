//! What a review looks at: all rows, the units, the policy and the day. Once sealed it does not change.

use antin_domain::day::Day;
use antin_domain::name::{fits, fold};
use antin_domain::policy::Policy;
use antin_domain::row::{CertificateRow, ReadCertificate, RosterRow, SentRow};
use antin_domain::serial::Serial;
use antin_domain::text::Dictionary;
use antin_domain::unit::Directory;
use rayon::prelude::*;

/// The sealed input of a review. The same snapshot gives the same findings at any later time.
pub struct Snapshot {
    /// Texts the rows refer to.
    pub dictionary: Dictionary,
    /// Rows of the CA's list.
    pub ca: Vec<CertificateRow>,
    /// Serials that the CA's list has in rows that could not be used, sorted.
    pub ca_unread: Vec<Serial>,
    /// Certificates read from files that no row of the CA's list is about, sorted by serial.
    pub at_hand: Vec<ReadCertificate>,
    /// Rows of the registry.
    pub registry: Vec<CertificateRow>,
    /// Rows of the roster; `None`: no roster was given, so nothing is said of holders.
    pub roster: Option<Vec<RosterRow>>,
    /// Requests sent to the CA.
    pub sent: Vec<SentRow>,
    /// Units as of the day.
    pub units: Directory,
    /// The law of the day.
    pub policy: Policy,
    /// The day the review speaks of (tính đến ngày).
    pub as_of: Day,
}

impl Snapshot {
    /// Seals the rows: sorted by serial, so that rows of one certificate lie next to each other in memory. A row keeps its
    /// number in the sheet; nothing depends on the order of rows.
    #[must_use]
    pub fn seal(mut self) -> Snapshot {
        let (ca, registry) = (&mut self.ca, &mut self.registry);
        rayon::join(|| sort_by_key(ca, |row| row.serial.hex), || sort_by_key(registry, |row| row.serial.hex));
        self
    }

    /// Rows of the roster, none if there is no roster.
    #[must_use]
    pub fn people(&self) -> &[RosterRow] {
        self.roster.as_deref().unwrap_or_default()
    }
}

impl Snapshot {
    /// The certificate itself that a row of the registry is about, where no row of the CA's list is: its serial in
    /// either reading, and an issuer or holder that does not contradict.
    #[must_use]
    pub fn at_hand(&self, row: &CertificateRow) -> Option<&ReadCertificate> {
        if self.at_hand.is_empty() || !row.serial.is_readable() {
            return None;
        }
        let issuer = fold(&self.dictionary.words.get(row.issuer));
        let holder = self.dictionary.names.get(row.holder);
        let same_issuer = |read: &ReadCertificate| !issuer.is_empty() && fold(&read.issuer) == issuer;
        let same_holder = |read: &ReadCertificate| fits(&holder, &read.holder);
        let with = |serial: Serial| {
            let start = self.at_hand.partition_point(|read| read.serial < serial);
            self.at_hand[start..].iter().take_while(move |read| read.serial == serial)
        };
        // As digits of hex a serial is its certificate's unless issuer and holder both speak against it; read as a
        // decimal number it needs the holder too.
        let as_hex = || with(row.serial.hex).find(|read| same_issuer(read) || same_holder(read));
        let alone = || with(row.serial.hex).find(|_| issuer.is_empty() || holder.trim().is_empty());
        let as_decimal =
            || row.serial.hex.decimal_reading().and_then(|serial| with(serial).find(|read| same_holder(read)));
        as_hex().or_else(as_decimal).or_else(alone)
    }
}

/// Sorts `rows` by `key`, moving each row once: rows are large, keys are small.
fn sort_by_key<R: Copy + Send + Sync>(rows: &mut [R], key: impl Fn(&R) -> Serial + Sync) {
    let mut order: Vec<(u64, u32)> =
        rows.par_iter().enumerate().map(|(place, row)| (key(row).rank(), place as u32)).collect();
    // Only serials too long for a rank, and equal ones, have to be looked at themselves.
    let whole = |place: u32| key(&rows[place as usize]);
    order.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| whole(a.1).cmp(&whole(b.1))));
    permute(rows, order.into_iter().map(|(_, place)| place).collect());
}

/// Puts the row of `from[i]` in place i, without a second copy of the rows.
pub(crate) fn permute<R: Copy>(rows: &mut [R], mut from: Vec<u32>) {
    for start in 0..from.len() {
        if from[start] as usize == start {
            continue;
        }
        // Follow the cycle of the permutation; no read of a row waits for another.
        let held = rows[start];
        let mut place = start;
        loop {
            let source = std::mem::replace(&mut from[place], place as u32) as usize;
            if source == start {
                rows[place] = held;
                break;
            }
            rows[place] = rows[source];
            place = source;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_comes_to_its_place() {
        let serial = |n: u32| {
            Serial::from_hex(format!("{:X}", n.wrapping_mul(2_654_435_761) >> 7).as_bytes()).unwrap_or_default()
        };
        let mut rows: Vec<(Serial, u32)> = (0..1000).map(|n| (serial(n % 700), n)).collect();
        let mut expected = rows.clone();
        sort_by_key(&mut rows, |row| row.0);
        assert!(rows.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        rows.sort_unstable();
        expected.sort_unstable();
        assert_eq!(rows, expected);
    }
}
