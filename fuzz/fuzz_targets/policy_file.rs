//! A policy pack, and what it answers.
#![no_main]

use antin_domain::day::Day;
use antin_domain::policy::Policy;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Policy::parse(text) {
        Ok(policy) => {
            let _ = (policy.holds_on(Day::UNKNOWN), policy.entitles("Chi cục Thuế A", "Lái xe"), policy.trusts("VGCA"));
            let titles = policy.title_list();
            let _ = titles.split("Phó Cục trưởng Lê Thị Hòa");
            let _ = (policy.entitles(text, text), policy.trusts(text), titles.split(text));
        }
        Err(error) => drop(error.to_string()),
    }
});
