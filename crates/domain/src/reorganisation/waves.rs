//! Waves: what is asked of the CA in which working days, so that it is not asked more than it handles.
//!
//! Organisation certificates come first, then those of leaders, then all others, each by last day; what is revoked is asked
//! for in a later wave than what replaces it. Nothing depends on the order in which needs are given.

use super::Place;
use super::effects::Need;
use crate::day::Day;
use crate::working_day::Holidays;
use std::collections::{BTreeMap, BTreeSet};

/// How much is asked for at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Requests that the CA handles in one working day; at least one.
    pub per_day: u32,
    /// Working days of one wave; at least one.
    pub days: u32,
}

/// One wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// Its first working day.
    pub first: Day,
    /// Its last.
    pub last: Day,
    /// What is asked for: places in the needs.
    pub needs: Vec<usize>,
    /// Devices that are missing, and where.
    pub missing: BTreeMap<Place, u32>,
}

impl Pace {
    /// The most requests of one wave.
    #[must_use]
    pub fn of_wave(self) -> usize {
        self.per_day.max(1) as usize * self.days.max(1) as usize
    }
}

/// Every need that asks something of the CA, in exactly one wave, from the first working day at or after `from`. `stock`:
/// devices that lie ready, by who has them after the day; each is used once.
#[must_use]
pub fn waves(needs: &[Need], pace: Pace, holidays: &Holidays, from: Day, mut stock: BTreeMap<Place, u32>) -> Vec<Wave> {
    let asked: Vec<usize> = (0..needs.len()).filter(|index| needs[*index].kind.request().is_some()).collect();
    let givers: BTreeMap<Place, usize> =
        asked.iter().filter_map(|index| Some((needs[*index].gives?, *index))).collect();
    let mut missing_before: BTreeMap<usize, usize> = BTreeMap::new();
    let mut released_by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut ready = BTreeSet::new();
    for index in asked {
        let before: BTreeSet<usize> =
            needs[index].waits.iter().filter_map(|place| givers.get(place).copied()).filter(|b| *b != index).collect();
        if before.is_empty() {
            ready.insert((needs[index].key(), index));
        }
        for giver in &before {
            released_by.entry(*giver).or_default().push(index);
        }
        missing_before.insert(index, before.len());
    }
    let mut waves = Vec::new();
    let mut first = if holidays.is_worked(from) { from } else { holidays.after(from, 1) };
    while !ready.is_empty() {
        let mut wave = Wave {
            first,
            last: holidays.after(first, pace.days.max(1) - 1),
            needs: Vec::new(),
            missing: BTreeMap::new(),
        };
        while wave.needs.len() < pace.of_wave() {
            let Some((_, index)) = ready.pop_first() else { break };
            wave.needs.push(index);
        }
        for index in &wave.needs {
            let need = &needs[*index];
            if need.kind.takes_device() {
                match stock.get_mut(&need.place).filter(|left| **left > 0) {
                    Some(left) => *left -= 1,
                    None => *wave.missing.entry(need.place).or_default() += 1,
                }
            }
            for waiting in released_by.remove(index).unwrap_or_default() {
                let left = missing_before.entry(waiting).or_default();
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.insert((needs[waiting].key(), waiting));
                }
            }
        }
        first = holidays.after(wave.last, 1);
        waves.push(wave);
    }
    waves
}

#[cfg(test)]
mod tests {
    use super::super::effects::{Because, Class, NeedKind};
    use super::*;
    use crate::id::Id;
    use proptest::prelude::*;

    fn holidays() -> Holidays {
        Holidays::parse(include_str!("../../../../policies/holidays-vn.toml")).unwrap()
    }

    fn day(text: &str) -> Day {
        Day::parse(text.as_bytes()).unwrap()
    }

    fn need(number: i64, kind: NeedKind, class: Class, ends: i32) -> Need {
        Need {
            kind,
            because: Because::Renamed,
            certificate: Some(Id(number)),
            unit: Id(1),
            place: Place::Kept(Id(1)),
            class,
            ends: day("01/01/2026").plus(ends),
            gives: None,
            waits: Vec::new(),
        }
    }

    fn planned(needs: &[Need], pace: Pace) -> Vec<Wave> {
        waves(needs, pace, &holidays(), day("01/03/2025"), BTreeMap::new())
    }

    /// Needs with some that give a place its certificate and some that wait for them.
    fn many() -> impl Strategy<Value = Vec<Need>> {
        let one = (0..7_usize, 0..3_usize, 0..400_i32, 0..6_i64, 0..3_u8);
        proptest::collection::vec(one, 0..120).prop_map(|drawn| {
            let mut given = BTreeSet::new();
            let made = drawn.into_iter().enumerate().map(|(number, (kind, class, ends, place, role))| {
                let place = Place::Kept(Id(place));
                let mut need = need(number as i64, NeedKind::ALL[kind], Class::ALL[class], ends);
                need.place = place;
                if role == 0 && need.kind != NeedKind::Revoke && need.kind.request().is_some() && given.insert(place) {
                    need.gives = Some(place);
                } else if role == 1 && need.kind == NeedKind::Revoke {
                    need.waits = vec![place, Place::Kept(Id(0))];
                }
                need
            });
            made.collect()
        })
    }

    fn pace() -> impl Strategy<Value = Pace> {
        (0..9_u32, 0..4_u32).prop_map(|(per_day, days)| Pace { per_day, days })
    }

    proptest! {
        #[test]
        fn every_need_that_asks_something_is_in_exactly_one_wave(needs in many(), pace in pace()) {
            let mut placed: Vec<usize> = planned(&needs, pace).into_iter().flat_map(|wave| wave.needs).collect();
            placed.sort_unstable();
            let asked: Vec<usize> = (0..needs.len()).filter(|index| needs[*index].kind.request().is_some()).collect();
            prop_assert_eq!(placed, asked);
        }

        #[test]
        fn no_wave_asks_more_than_the_ca_handles_in_its_days(needs in many(), pace in pace()) {
            let waves = planned(&needs, pace);
            for wave in &waves {
                let days = holidays().between(wave.first, wave.last).unwrap() as usize + 1;
                prop_assert!(wave.needs.len() <= days * pace.per_day.max(1) as usize);
                prop_assert!(holidays().is_worked(wave.first) && holidays().is_worked(wave.last));
            }
            prop_assert!(waves.windows(2).all(|pair| pair[0].last < pair[1].first), "no two on one day");
        }

        #[test]
        fn a_revocation_comes_in_a_later_wave_than_what_replaces_it(needs in many(), pace in pace()) {
            let waves = planned(&needs, pace);
            let wave_of = |index: usize| waves.iter().position(|wave| wave.needs.contains(&index));
            for (index, need) in needs.iter().enumerate().filter(|(_, need)| need.kind == NeedKind::Revoke) {
                for place in &need.waits {
                    let giver = needs.iter().position(|other| other.gives == Some(*place));
                    prop_assert!(giver.is_none_or(|giver| wave_of(giver) < wave_of(index)));
                }
            }
        }

        #[test]
        fn the_order_in_which_needs_come_does_not_matter(needs in many(), pace in pace(), turn in 0..120_usize) {
            let mut turned = needs.clone();
            turned.rotate_left(turn % needs.len().max(1));
            let told = |needs: &[Need], waves: Vec<Wave>| -> Vec<Vec<Option<Id>>> {
                let of = |wave: Wave| wave.needs.into_iter().map(|index| needs[index].certificate).collect();
                waves.into_iter().map(of).collect()
            };
            prop_assert_eq!(told(&needs, planned(&needs, pace)), told(&turned, planned(&turned, pace)));
        }
    }

    #[test]
    fn bodies_come_first_then_leaders_then_the_rest_each_by_their_end() {
        let needs = [
            need(1, NeedKind::ChangeInfo, Class::Other, 5),
            need(2, NeedKind::ChangeInfo, Class::Leader, 90),
            need(3, NeedKind::ChangeInfo, Class::Organisation, 400),
            need(4, NeedKind::ChangeInfo, Class::Other, 1),
        ];
        let order: Vec<usize> = planned(&needs, Pace { per_day: 9, days: 1 }).remove(0).needs;
        assert_eq!(order, [2, 1, 3, 0]);
    }

    #[test]
    fn the_first_wave_begins_on_a_working_day() {
        // 1 March 2025 was a Saturday.
        let needs = [need(1, NeedKind::ChangeInfo, Class::Other, 5), need(2, NeedKind::ChangeInfo, Class::Other, 6)];
        let waves = planned(&needs, Pace { per_day: 1, days: 1 });
        assert_eq!((waves[0].first, waves[1].first), (day("03/03/2025"), day("04/03/2025")));
    }

    #[test]
    fn devices_that_are_missing_are_told_with_their_place() {
        let needs = [1, 2, 3].map(|number| need(number, NeedKind::Reissue, Class::Other, number as i32));
        let stock = BTreeMap::from([(Place::Kept(Id(1)), 1)]);
        let waves = waves(&needs, Pace { per_day: 2, days: 1 }, &holidays(), day("03/03/2025"), stock);
        let missing: Vec<u32> = waves.iter().map(|wave| wave.missing.values().sum()).collect();
        assert_eq!(missing, [1, 1], "one lies ready, the second of the first wave and the third do not");
    }
}
