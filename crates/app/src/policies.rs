//! Policy packs in the binary, and which one holds on a day.

use antin_domain::day::Day;
use antin_domain::policy::Policy;

/// The packs in the binary. One new file, one line.
const PACKS: &[&str] =
    &[include_str!("../../../policies/vn-tax-2018.toml"), include_str!("../../../policies/vn-tax-2024.toml")];

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
    }
}
