//! The case that is meant: by its number, or by a serial in any spelling.

use crate::Failure;
use antin_domain::message::Message;
use antin_domain::serial::{Serial, SerialCell};
use antin_review::{Case, Review, Snapshot};

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Place in `review.cases`.
    pub index: usize,
    /// Cases of which the same digits are the serial.
    pub also: Vec<usize>,
}

/// Finds the case that `text` means: the number of a case first, then a serial.
///
/// # Errors
/// There is none, or the serial is that of several cases.
pub fn find(snapshot: &Snapshot, review: &Review, text: &str) -> Result<Found, Failure> {
    let text = text.trim();
    let number = text.parse::<usize>().ok().filter(|number| (1..=review.cases.len()).contains(number));
    let wanted = SerialCell::parse(text.as_bytes());
    let readings = [Some(wanted.hex), wanted.hex.decimal_reading()];
    let readings: Vec<Serial> = readings.into_iter().flatten().filter(|serial| !serial.is_none()).collect();
    let has = |case: &Case| serials(snapshot, review, case).iter().any(|serial| readings.contains(serial));
    let by_serial: Vec<usize> =
        review.cases.iter().enumerate().filter(|(_, case)| has(case)).map(|(index, _)| index).collect();
    match (number, &by_serial[..]) {
        (Some(number), _) => {
            let index = number - 1;
            Ok(Found { index, also: by_serial.into_iter().filter(|other| *other != index).collect() })
        }
        (None, [index]) => Ok(Found { index: *index, also: Vec::new() }),
        (None, []) => {
            let message = Message::new("explain-no-case").with("text", text).with("cases", review.cases.len());
            Err(Failure::Unusable(message))
        }
        (None, several) => {
            // The registry may still have the serial under another case: whoever bears it in the CA's list is meant.
            let listed: Vec<usize> =
                several.iter().copied().filter(|&index| bears(snapshot, review, index, &readings)).collect();
            if let [index] = listed[..] {
                let also = several.iter().copied().filter(|other| *other != index).collect();
                return Ok(Found { index, also });
            }
            let numbers: Vec<String> = several.iter().map(|index| (index + 1).to_string()).collect();
            let message = Message::new("explain-several-cases").with("text", text).with("cases", numbers.join(", "));
            Err(Failure::Unusable(message))
        }
    }
}

/// Is the serial that of the case on the CA's list, read as hex?
fn bears(snapshot: &Snapshot, review: &Review, index: usize, readings: &[Serial]) -> bool {
    let row = snapshot.ca.get(review.cases[index].ca as usize);
    row.is_some_and(|row| readings.first() == Some(&row.serial.hex))
}

/// The serials that the rows of a case name.
fn serials(snapshot: &Snapshot, review: &Review, case: &Case) -> Vec<Serial> {
    let ca = review.ca_rows(case).iter().map(|&row| snapshot.ca[row as usize].serial.hex);
    let registry = review.registry_rows(case).iter().map(|&row| snapshot.registry[row as usize].serial.hex);
    ca.chain(registry).collect()
}
