//! Policy packs in the binary, and which one holds on a day.

use antin_domain::day::Day;
use antin_domain::policy::Policy;
use antin_domain::working_day::Holidays;

/// The packs in the binary. One new file, one line.
const PACKS: &[&str] =
    &[include_str!("../../../policies/vn-tax-2018.toml"), include_str!("../../../policies/vn-tax-2024.toml")];

/// The holiday tables in the binary, each by the name with which a pack asks for it.
const HOLIDAYS: &[(&str, &str)] = &[("holidays-vn", include_str!("../../../policies/holidays-vn.toml"))];

/// The holiday table of this name; none where the binary has none. (A test reads each.)
#[must_use]
pub fn holidays(name: &str) -> Option<Holidays> {
    let (_, text) = HOLIDAYS.iter().find(|(known, _)| *known == name)?;
    Holidays::parse(text).ok()
}

/// Every pack in the binary, the earliest first. (A test reads each; one that did not read would be missing here.)
#[must_use]
pub fn packs() -> Vec<Policy> {
    PACKS.iter().filter_map(|text| Policy::parse(text).ok()).collect()
}

/// The pack that holds on `day`.
#[must_use]
pub fn on(day: Day) -> Option<Policy> {
    packs().into_iter().find(|pack| pack.holds_on(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_in_the_binary_reads() {
        assert_eq!(packs().len(), PACKS.len());
        assert!(packs().iter().all(|pack| holidays(&pack.clocks.holidays).is_some()), "every pack has its holidays");
    }
}
