//! Policy packs: those in the binary, those in a file, and which one holds on a day.

use crate::failure::Failure;
use antin_domain::day::Day;
use antin_domain::message::Message;
use antin_domain::policy::Policy;
use std::path::Path;

/// The pack called `name` (or in the file of that name); without a name the one that holds on `as_of`.
///
/// # Errors
/// No such pack or file, a file that is no pack, or no pack for that day.
pub fn find(name: Option<&str>, as_of: Day) -> Result<Policy, Failure> {
    let packs = antin_app::policies::packs();
    let names = || packs.iter().map(|pack| pack.name.as_str()).collect::<Vec<_>>().join(", ");
    let Some(name) = name else {
        return packs.iter().find(|pack| pack.holds_on(as_of)).cloned().ok_or_else(|| {
            Failure::Unusable(Message::new("cli-no-policy-for-day").with("day", as_of).with("names", names()))
        });
    };
    if let Some(pack) = packs.iter().find(|pack| pack.name == name) {
        return Ok(pack.clone());
    }
    if !Path::new(name).is_file() {
        return Err(Failure::Unusable(Message::new("cli-no-such-policy").with("name", name).with("names", names())));
    }
    let text = std::fs::read_to_string(name)
        .map_err(|error| Failure::Unusable(Message::new("cli-unreadable").with("file", name).with("reason", error)))?;
    Policy::parse(&text)
        .map_err(|error| Failure::Unusable(Message::new("cli-bad-policy").with("file", name).with("reason", error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_chooses() {
        let on = |text: &str| find(None, Day::parse(text.as_bytes()).unwrap()).unwrap().name;
        assert_eq!(on("14/08/2024"), "vn-tax-2018");
        assert_eq!(on("15/08/2024"), "vn-tax-2024");
        assert!(find(None, Day::parse(b"01/01/2010").unwrap()).is_err());
        assert!(find(Some("vn-tax-2030"), Day::UNKNOWN).is_err());
    }
}
