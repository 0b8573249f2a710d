//! A registry as large as the whole State might have: units, people and certificates from a seed, nobody of them real.
//!
//! Surnames are as frequent as in Vietnam, because searches are only as hard as names are common: two of five people are
//! called Nguyễn. Values come as iterators, so that a million certificates never stand in memory together.

use crate::office::dice::Dice;
use crate::office::people::{GIVEN, MIDDLES, SURNAMES};
use antin_domain::certificate::record::{CertificateRecord, Found, Succession};
use antin_domain::certificate::{Employment, HolderKind, Renewals, Standing};
use antin_domain::day::{Birthday, Day};
use antin_domain::id::Id;
use antin_domain::person::{Person, Position};
use antin_domain::serial::Serial;
use antin_domain::unit::dated::{DatedName, DatedUnit};

/// How large it is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Units, at least 100.
    pub units: i64,
    /// People.
    pub people: i64,
    /// Certificates.
    pub certificates: i64,
}

/// As large as it has to be.
pub const LARGE: Size = Size { units: 2_000, people: 200_000, certificates: 1_000_000 };

/// Provinces right below the centre.
const PROVINCES: i64 = 63;
/// Of a hundred people, how many bear the surname of the same place in [`SURNAMES`]; the rest share the others.
const SHARES: [usize; 8] = [38, 11, 10, 7, 5, 5, 4, 4];
/// Numbers of people begin here, of certificates there; units count from 1.
const FIRST_PERSON: i64 = 1_000_000;
const FIRST_CERTIFICATE: i64 = 10_000_000;

impl Size {
    /// As many people for each certificate as here, for a registry of so many certificates and units.
    #[must_use]
    pub fn share(self, certificates: i64, units: i64) -> Size {
        Size { units, people: (self.people * certificates / self.certificates).max(1_000), certificates }
    }

    /// Units: a centre, provinces, offices below them; a parent stands before its children.
    pub fn units(self) -> impl Iterator<Item = DatedUnit> {
        (1..=self.units).map(|number| {
            let (name, parent) = match number {
                1 => ("Tổng cục Thuế".to_owned(), None),
                _ if number <= PROVINCES + 1 => (format!("Cục Thuế tỉnh Mẫu {}", number - 1), Some(1)),
                _ => (format!("Chi cục Thuế khu vực {number}"), Some(2 + number % PROVINCES)),
            };
            let from = Day::new(2010, 1, 1).unwrap_or_default();
            let names = vec![DatedName { name, from, to: Day::UNKNOWN }];
            let code = format!("{:05}", number * 10);
            DatedUnit { id: Id(number), code, names, parent: parent.map(Id), successors: Vec::new() }
        })
    }

    /// People, each with one position.
    pub fn people(self, seed: u64) -> impl Iterator<Item = Person> {
        let mut dice = Dice::new(seed);
        (0..self.people).map(move |number| {
            let employments = [Employment::Retired, Employment::Resigned, Employment::LeftSector, Employment::Died];
            let left = dice.happens(80);
            Person {
                id: Id(FIRST_PERSON + number),
                code: format!("CC{number:07}"),
                name: name(&mut dice),
                birthday: Birthday::Year(1962 + dice.below(40) as i16),
                id_number: format!("0{}{}", 10 + dice.below(80), dice.digits(9)),
                email: format!("mau{number}@example.vn"),
                employment: if left { employments[dice.below(4)] } else { Employment::Active },
                employment_from: Day::UNKNOWN,
                positions: vec![Position {
                    unit: self.unit(&mut dice),
                    title: dice.one(&["Chuyên viên", "Kiểm tra viên thuế", "Phó Đội trưởng", "Đội trưởng"]).to_owned(),
                    from: Day::new(2015, 1, 1).unwrap_or_default(),
                    to: Day::UNKNOWN,
                }],
            }
        })
    }

    /// Certificates of `people`, who get them in turns, the later ones following the earlier; one in fifty is a unit's.
    pub fn certificates(self, people: &[Person], seed: u64) -> impl Iterator<Item = CertificateRecord> {
        let mut dice = Dice::new(seed);
        (0..self.certificates).map(move |number| self.certificate(number, people, &mut dice))
    }

    fn certificate(self, number: i64, people: &[Person], dice: &mut Dice) -> CertificateRecord {
        let id = FIRST_CERTIFICATE + number;
        let person = &people[(number % self.people) as usize];
        let (turn, turns) = (number / self.people, (self.certificates - 1) / self.people);
        let is_last = turn == turns;
        let of_unit = number % 50 == 7;
        let unit = person.positions.first().map_or(Id(1), |position| position.unit);
        let from =
            Day::new(2024, 6, 14).unwrap_or_default().plus(-900 * (turns - turn) as i32 - dice.below(1400) as i32);
        let standing = match dice.below(100) {
            _ if !is_last => Standing::Superseded,
            0..=4 => Standing::Revoked,
            5..=9 => Standing::Unknown,
            _ => Standing::InUse,
        };
        CertificateRecord {
            id: Id(id),
            issuer: format!("CA mẫu G{}", 1 + turn % 2),
            serial: Serial::from_hex(format!("{:024X}", u128::from(dice.bits()) << 24 | number as u128).as_bytes())
                .unwrap_or_default(),
            digest: None,
            kind: if of_unit { HolderKind::Organisation } else { HolderKind::Person },
            holder: if of_unit { format!("Chi cục Thuế khu vực {}", unit.0) } else { person.name.clone() },
            person: (!of_unit && !dice.happens(30)).then_some(person.id),
            unit,
            position: "Chuyên viên".into(),
            email: if of_unit { String::new() } else { person.email.clone() },
            valid_from: from,
            valid_to: from.plus(1825),
            standing,
            renewals: Renewals(dice.happens(700).then_some(0)),
            device: None,
            predecessor: (turn > 0).then_some((Id(id - self.people), Succession::Renewal)),
            found: Found { ca: dice.happens(980), registry: dice.happens(950), roster: !of_unit && dice.happens(930) },
            open_findings: if is_last && dice.happens(60) { 1 } else { 0 },
        }
    }

    /// Most people work in offices, few at the centre.
    fn unit(self, dice: &mut Dice) -> Id {
        Id(1 + dice.below(self.units as usize) as i64)
    }
}

fn name(dice: &mut Dice) -> String {
    let mut share = dice.below(100);
    let mut surname = SURNAMES[SHARES.len() + dice.below(SURNAMES.len() - SHARES.len())];
    for (place, part) in SHARES.into_iter().enumerate() {
        if share < part {
            surname = SURNAMES[place];
            break;
        }
        share -= part;
    }
    format!("{surname} {} {}", dice.one(&MIDDLES), dice.one(&GIVEN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_registry() {
        let size = Size { units: 100, people: 50, certificates: 200 };
        let people: Vec<Person> = size.people(1).collect();
        assert_eq!(people, size.people(1).collect::<Vec<_>>());
        let certificates: Vec<CertificateRecord> = size.certificates(&people, 2).collect();
        assert_eq!(certificates, size.certificates(&people, 2).collect::<Vec<_>>());
        assert_ne!(people, size.people(3).collect::<Vec<_>>());
        let chained = certificates.iter().filter(|one| one.predecessor.is_some()).count();
        assert_eq!(chained, 150);
    }

    #[test]
    fn two_of_five_people_are_called_nguyen() {
        let size = Size { people: 5_000, ..LARGE };
        let share = size.people(1).filter(|person| person.name.starts_with("Nguyễn ")).count();
        assert!((1_700..2_100).contains(&share), "{share}");
    }
}
