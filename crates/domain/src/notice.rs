//! Notices: which findings a person is told of, when the end of a certificate is near enough, and why a notice closes.
//!
//! A notice has one cause: a finding of a review about one certificate, or its last day that comes near. It is open as long
//! as the cause is there, and nobody closes it by hand.

use crate::action::Action;
use crate::certificate::{Renewals, Standing};
use crate::day::Day;
use crate::finding::Code;
use crate::policy::Renewal;

/// The name of the cause "its last day comes near", beside those of findings.
pub const ENDING: &str = "ending";

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// The certificate ends soon, or has ended.
    Ending,
    /// Its holder retired, left, died, is not entitled or not known; its unit is no more.
    Holder,
    /// What stands in the certificate, or the certificate itself, is not as it should be.
    Content,
    /// Lists do not agree.
    Lists,
}

/// Why a notice was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closing {
    /// A later look at the lists did not find it any more.
    NotFound,
    /// The certificate is revoked, or another took its place.
    Revoked,
    /// A certificate follows it.
    Succeeded,
    /// A request about it is under way.
    Requested,
    /// The last day is over: it has ended, which is another cause.
    Ended,
    /// The last day is farther away than it was said to be.
    NotYet,
}

/// What is known of a certificate whose end may be near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What the lists say of it.
    pub standing: Standing,
    /// Its last day.
    pub valid_to: Day,
    /// How often it was renewed.
    pub renewals: Renewals,
    /// Does a certificate follow it?
    pub has_successor: bool,
    /// Is renewal, revocation or re-issue asked for?
    pub is_requested: bool,
}

/// What a notice of an end says on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day of the policy that was reached: so many days before the end.
    pub step: i32,
    /// What is to be done.
    pub action: Action,
}

impl NoticeKind {
    /// Every kind, in the order of pages.
    pub const ALL: [NoticeKind; 4] = [NoticeKind::Holder, NoticeKind::Ending, NoticeKind::Content, NoticeKind::Lists];

    /// Word used in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NoticeKind::Ending => "ending",
            NoticeKind::Holder => "holder",
            NoticeKind::Content => "content",
            NoticeKind::Lists => "lists",
        }
    }

    /// What a finding is about; none where nobody is told of it: it asks for nothing, can wait until there is time, or
    /// only says once more that the last day comes near.
    #[must_use]
    pub fn of_finding(code: Code) -> Option<NoticeKind> {
        match code {
            Code::ExpiringRenewable
            | Code::ExpiringRenewalsUnknown
            | Code::ExpiringRenewedOnce
            | Code::ExpiringTooLate => None,
            Code::Expired => Some(NoticeKind::Ending),
            Code::UnitDissolved => Some(NoticeKind::Holder),
            code if code.is_about_holder() => Some(NoticeKind::Holder),
            code => match code.action() {
                Action::None | Action::Tidy => None,
                Action::ReportToCa | Action::Register | Action::UpdateRegistry => Some(NoticeKind::Lists),
                _ => Some(NoticeKind::Content),
            },
        }
    }
}

impl Closing {
    /// Every reason.
    pub const ALL: [Closing; 6] =
        [Closing::NotFound, Closing::Revoked, Closing::Succeeded, Closing::Requested, Closing::Ended, Closing::NotYet];

    /// Word used by the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Closing::NotFound => "not-found",
            Closing::Revoked => "revoked",
            Closing::Succeeded => "succeeded",
            Closing::Requested => "requested",
            Closing::Ended => "ended",
            Closing::NotYet => "not-yet",
        }
    }
}

impl Ending {
    /// What is to be said of the end on `today`, or why there is nothing to say.
    ///
    /// # Errors
    /// The reason for which a notice that is open closes.
    pub fn on(&self, today: Day, renewal: &Renewal) -> Result<Due, Closing> {
        if matches!(self.standing, Standing::Revoked | Standing::Superseded) {
            return Err(Closing::Revoked);
        }
        if self.has_successor {
            return Err(Closing::Succeeded);
        }
        if self.is_requested {
            return Err(Closing::Requested);
        }
        let days = self.valid_to.since(today).ok_or(Closing::NotYet)?;
        if days < 0 {
            return Err(Closing::Ended);
        }
        let step = renewal.notice_due(days).ok_or(Closing::NotYet)?;
        Ok(Due { step, action: self.action(days, renewal) })
    }

    /// What is to be done with so many days left.
    ///
    /// > NĐ 130/2018 Đ63.1: renewed once, and asked for while the days of the policy remain; otherwise issued anew.
    fn action(&self, days: i32, renewal: &Renewal) -> Action {
        match self.renewals.0 {
            _ if days < renewal.least_days => Action::RevokeAndReissue,
            Some(renewals) if renewals >= renewal.limit => Action::RevokeAndReissue,
            Some(_) => Action::Renew,
            None => Action::Verify,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn renewal() -> Renewal {
        Policy::parse(include_str!("../../../policies/vn-tax-2018.toml")).unwrap().renewal
    }

    fn today() -> Day {
        Day::new(2024, 6, 14).unwrap()
    }

    fn ending(days: i32) -> Ending {
        Ending {
            standing: Standing::InUse,
            valid_to: today().plus(days),
            renewals: Renewals(Some(0)),
            has_successor: false,
            is_requested: false,
        }
    }

    fn check(ending: Ending, expected: Result<(i32, Action), Closing>) {
        let due = ending.on(today(), &renewal());
        assert_eq!(due.map(|due| (due.step, due.action)), expected, "{ending:?}");
    }

    #[test]
    fn an_end_is_told_from_the_first_day_of_the_policy_to_the_last_day() {
        check(ending(121), Err(Closing::NotYet));
        check(ending(120), Ok((120, Action::Renew)));
        check(ending(76), Ok((90, Action::Renew)));
        check(ending(0), Ok((75, Action::RevokeAndReissue)));
        check(ending(-1), Err(Closing::Ended));
    }

    #[test]
    fn what_is_to_be_done_follows_days_and_renewals() {
        check(ending(60), Ok((75, Action::Renew)));
        check(ending(59), Ok((75, Action::RevokeAndReissue)));
        check(Ending { renewals: Renewals(Some(1)), ..ending(100) }, Ok((120, Action::RevokeAndReissue)));
        check(Ending { renewals: Renewals(None), ..ending(100) }, Ok((120, Action::Verify)));
    }

    #[test]
    fn it_stops_by_itself_when_something_is_done_about_it() {
        check(Ending { standing: Standing::Revoked, ..ending(80) }, Err(Closing::Revoked));
        check(Ending { has_successor: true, ..ending(80) }, Err(Closing::Succeeded));
        check(Ending { is_requested: true, ..ending(80) }, Err(Closing::Requested));
        check(Ending { valid_to: Day::UNKNOWN, ..ending(80) }, Err(Closing::NotYet));
    }

    #[test]
    fn what_asks_for_something_is_told_and_an_end_is_told_once() {
        for code in Code::ALL {
            let says_end = code.name().starts_with("expiring-");
            let asks = !matches!(code.action(), Action::None | Action::Tidy);
            assert_eq!(NoticeKind::of_finding(code).is_some(), asks && !says_end, "{}", code.name());
        }
        assert_eq!(NoticeKind::of_finding(Code::HolderRetired), Some(NoticeKind::Holder));
        assert_eq!(NoticeKind::of_finding(Code::NotRegistered), Some(NoticeKind::Lists));
    }
}
