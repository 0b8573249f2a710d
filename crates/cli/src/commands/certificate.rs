//! `antin certificate show` and `antin certificate verify`.

pub mod damage;
pub mod departures;
pub mod describe;
pub mod load;
pub mod reasons;
pub mod show;
pub mod verify;

use crate::arguments::{CertificateCall, CertificateCommand};
use crate::failure::Failure;
use crate::words::Language;
use antin_pki::time::Time;

/// What to print, and the exit status.
pub type Answer = Result<(String, u8), Failure>;

/// Does what `antin certificate …` asks for.
pub fn run(call: &CertificateCall) -> (Language, Answer) {
    match &call.command {
        CertificateCommand::Show(call) => (call.lang, show::run(call).map(|text| (text, 0))),
        CertificateCommand::Verify(call) => (call.lang, verify::run(call)),
    }
}

/// This second.
#[allow(clippy::disallowed_methods)] // A door may look at the clock; whoever wants the same answer gives --at.
pub fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// An instant as a person in Vietnam reads it: `13/03/2025 07:00:00` (UTC+7, no summer time).
pub fn local(time: Time) -> String {
    let there = time.plus(7 * 3600);
    let ((year, month, day), second) = (there.civil(), there.0.rem_euclid(86_400));
    format!("{day:02}/{month:02}/{year:04} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}
