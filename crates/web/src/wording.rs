//! Values as people read them: states with their colours, days with what is left, serials in groups.

use antin_domain::certificate::HolderKind;
use antin_domain::certificate::record::State;
use antin_domain::day::Day;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::serial::Serial;
use antin_words::Words;

/// A state as a word with its colour: `class` is one of the style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateWord {
    /// Colour and sign.
    pub class: &'static str,
    /// The word.
    pub word: String,
}

/// How a certificate stands; one that ends within `soon` days says so.
pub fn state(words: &Words, state: State, valid_to: Day, today: Day, soon: i32) -> StateWord {
    let is_soon = state == State::InForce && valid_to.since(today).is_some_and(|days| days <= soon);
    if is_soon {
        return StateWord { class: "warn", word: words.get("page-state-soon") };
    }
    let class = match state {
        State::InForce => "good",
        State::NotYet => "",
        State::Expired | State::Revoked => "bad",
        State::Superseded => "",
        State::Unknown => "unknown",
    };
    StateWord { class, word: words.get(&format!("page-state-{}", state.name())) }
}

/// What is left until a day: `còn 58 ngày`, `quá 3 ngày`; nothing for an unknown day.
pub fn days_left(words: &Words, day: Day, today: Day) -> String {
    match day.since(today) {
        None => String::new(),
        Some(days) if days < 0 => {
            words.say(&Message::new("page-days-over").with("days", grouped(i64::from(-days), words)))
        }
        Some(days) => words.say(&Message::new("page-days-left").with("days", grouped(i64::from(days), words))),
    }
}

/// A kind of holder.
pub fn kind(words: &Words, kind: HolderKind) -> String {
    match kind {
        HolderKind::Unknown => String::new(),
        known => words.get(&format!("page-kind-{}", known.name())),
    }
}

/// A serial in groups of four digits.
pub fn serial(serial: Serial) -> String {
    let digits = serial.to_string();
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A number with the thousands set apart: `1.184` in Vietnamese, `1,184` in English.
pub fn grouped(number: i64, words: &Words) -> String {
    let mark = if words.language() == antin_words::Language::Vi { '.' } else { ',' };
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

/// A moment as an office writes it, in the time of Vietnam: `08:15 14/06/2024`.
pub fn moment(at: Moment) -> String {
    let local = at.plus_seconds(7 * 3600).0.div_euclid(60_000_000);
    format!("{:02}:{:02} {}", local.div_euclid(60).rem_euclid(24), local.rem_euclid(60), at.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use antin_words::Language;

    #[test]
    fn thousands_stand_apart_as_the_language_writes_them() {
        let (vi, en) = (Words::new(Language::Vi), Words::new(Language::En));
        assert_eq!(grouped(1_184, &vi), "1.184");
        assert_eq!(grouped(1_000_000, &en), "1,000,000");
        assert_eq!(grouped(-12, &vi), "-12");
        assert_eq!(grouped(123, &vi), "123");
    }

    #[test]
    fn serials_stand_in_groups() {
        assert_eq!(serial(Serial::from_hex(b"90FBB016816A6863").unwrap()), "90FB B016 816A 6863");
        assert_eq!(serial(Serial::from_hex(b"6A1F7E").unwrap()), "6A1F 7E");
    }

    #[test]
    fn the_clock_of_the_office_is_seven_hours_ahead() {
        assert_eq!(moment(Moment(1_718_327_700_000_000)), "08:15 14/06/2024");
    }
}
