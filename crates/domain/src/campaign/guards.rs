//! What must hold beyond the tables: each guard says no with a sentence that tells what, why and by which clause.

use super::deadline::Deadline;
use super::report::ReportState;
use crate::action::Action;
use crate::day::Day;
use crate::id::Id;
use crate::message::Message;

/// The longest reason.
pub const MOST_REASON: usize = 2_000;

/// What a guard says: nothing, or the sentence that refuses.
pub type Verdict = Result<(), Message>;

/// Nobody confirms what he decided himself.
///
/// # Errors
/// `who` decided it.
pub fn four_eyes(decided_by: Option<Id>, who: Id) -> Verdict {
    if decided_by == Some(who) { Err(Message::new("campaigns-refused-own")) } else { Ok(()) }
}

/// After the deadline nothing is decided; whoever leads the campaign can give more time.
///
/// # Errors
/// It is over.
pub fn in_time(deadline: Deadline, today: Day) -> Verdict {
    if !deadline.is_over(today) {
        return Ok(());
    }
    let message = Message::new("campaigns-refused-late").with("before", deadline.before);
    Err(message.with("last", deadline.last_day()).with("today", today))
}

/// What was signed off is locked.
///
/// # Errors
/// The report of the unit, or of one above it, was signed off.
pub fn not_locked(report: ReportState) -> Verdict {
    if report.is_locked() { Err(Message::new("campaigns-refused-locked")) } else { Ok(()) }
}

/// A unit's only certificate is not revoked until a replacement is asked for.
///
/// > domain.md 10.9: never propose revocation of a unit's only live certificate without a replacement request.
///
/// # Errors
/// It is the only one, and no replacement is named.
pub fn keeps_a_certificate(action: Action, is_only: bool, replacement: &str) -> Verdict {
    // Revoking and re-issuing asks for the new one in the same breath.
    if action == Action::Revoke && is_only && replacement.trim().is_empty() {
        return Err(Message::new("campaigns-refused-only-certificate"));
    }
    Ok(())
}

/// A reason that says something.
///
/// # Errors
/// It is blank or too long.
pub fn reason(text: &str) -> Verdict {
    if text.trim().is_empty() {
        return Err(Message::new("campaigns-refused-no-reason"));
    }
    not_too_long(text)
}

/// A text that may be blank.
///
/// # Errors
/// It is too long.
pub fn not_too_long(text: &str) -> Verdict {
    let length = text.chars().count();
    if length <= MOST_REASON {
        return Ok(());
    }
    Err(Message::new("campaigns-refused-reason-length").with("length", length).with("most", MOST_REASON))
}

/// A dispute without evidence is only a claim.
///
/// # Errors
/// There is no evidence.
pub fn has_evidence(files: i64) -> Verdict {
    if files > 0 { Ok(()) } else { Err(Message::new("campaigns-refused-no-evidence")) }
}

/// What still stands between a unit and its report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Names of the units right below whose report has not arrived.
    pub missing: Vec<String>,
    /// Cases that are not settled.
    pub open: i64,
    /// Settled cases of which the registry says something else since.
    pub changed: i64,
}

impl Outstanding {
    /// Everything that stands in the way, each as a sentence.
    #[must_use]
    pub fn told(&self) -> Vec<Message> {
        let missing =
            self.missing.iter().map(|name| Message::new("campaigns-refused-missing-report").with("unit", name));
        let mut told: Vec<Message> = missing.collect();
        if self.open > 0 {
            told.push(Message::new("campaigns-refused-open-cases").with("count", self.open));
        }
        if self.changed > 0 {
            told.push(Message::new("campaigns-refused-changed-cases").with("count", self.changed));
        }
        told
    }

    /// Signed off only when nothing is outstanding, or when the head says why it goes without.
    ///
    /// # Errors
    /// Something is outstanding, and no reason is given.
    pub fn signed_off(&self, why: &str) -> Result<(), Vec<Message>> {
        let told = self.told();
        if told.is_empty() || !why.trim().is_empty() { Ok(()) } else { Err(told) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::deadline::Reading;

    #[test]
    fn nobody_confirms_his_own() {
        assert_eq!(four_eyes(Some(Id(1)), Id(1)).unwrap_err().key, "campaigns-refused-own");
        assert!(four_eyes(Some(Id(1)), Id(2)).is_ok());
    }

    #[test]
    fn nothing_is_decided_after_the_deadline() {
        let day = |text: &str| Day::parse(text.as_bytes()).unwrap();
        let deadline = Deadline { before: day("30/06/2024"), reading: Reading::Strict };
        assert!(in_time(deadline, day("29/06/2024")).is_ok());
        let refusal = in_time(deadline, day("30/06/2024")).unwrap_err();
        assert_eq!((refusal.key, refusal.args[1].1.as_str()), ("campaigns-refused-late", "29/06/2024"));
    }

    #[test]
    fn the_only_certificate_is_revoked_only_with_a_replacement() {
        assert!(keeps_a_certificate(Action::Revoke, true, " ").is_err());
        assert!(keeps_a_certificate(Action::Revoke, true, "CV 12/CT ngày 20/6/2024").is_ok());
        assert!(keeps_a_certificate(Action::RevokeAndReissue, true, "").is_ok());
        assert!(keeps_a_certificate(Action::Revoke, false, "").is_ok());
    }

    #[test]
    fn a_report_waits_for_everything_unless_the_head_says_why() {
        let outstanding = Outstanding { missing: vec!["Chi cục A".into()], open: 2, changed: 1 };
        assert_eq!(outstanding.signed_off(" ").unwrap_err().len(), 3);
        assert!(outstanding.signed_off("Đơn vị A bị lũ").is_ok());
        assert!(Outstanding::default().signed_off("").is_ok());
    }
}
