//! Requests to the CA: what is asked for, how far each has come, and the one table that says what can happen to it.
//!
//! > issue "The campaigns" 4: issue, renew, change information, revoke, re-issue, restore device; four eyes always; an edit
//! > cancels approvals; done only by proof. > domain.md 2.4: "yêu cầu chứng thực".
//!
//! [`STEPS`] holds what people can do. No row of it leads to [`State::Done`]: that is reached by proof only
//! ([`proof`]), through [`BY_PROOF`]. Conditions beyond the tables are named: [`eyes`], [`checks`].

pub mod checks;
pub mod content;
pub mod eyes;
pub mod proof;

use crate::certificate::HolderKind;
use crate::id::Id;
use crate::permission::Act;
use crate::workflow::Step;
pub use content::{Content, RevocationReason};

/// What is asked of the CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestKind {
    /// A certificate for who has none (cấp mới).
    Issue,
    /// Renewal (gia hạn).
    Renew,
    /// Change of information (thay đổi nội dung thông tin).
    ChangeInfo,
    /// Revocation (thu hồi).
    Revoke,
    /// A new certificate after revocation or expiry (cấp lại).
    Reissue,
    /// Unlocking a device (khôi phục thiết bị).
    RestoreDevice,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written (soạn).
    Draft,
    /// Waits to be approved (trình).
    Submitted,
    /// Sent back for correction.
    Returned,
    /// Set aside for a while.
    Held,
    /// Approved by everybody who has to (duyệt).
    Approved,
    /// In a letter that is not sent yet.
    Bundled,
    /// The letter went to the CA.
    Sent,
    /// The CA has taken it (tiếp nhận): its clock runs.
    Taken,
    /// The certificate is revoked; the device is still outside.
    DeviceOut,
    /// Proved done.
    Done,
    /// The CA refused.
    Refused,
    /// Withdrawn by us before it was sent.
    Withdrawn,
    /// Lay too long as a draft.
    Expired,
}

/// What can be done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Begin it.
    Draft,
    /// Change what it says: whatever was approved is approved no more.
    Edit,
    /// Hand it in.
    Submit,
    /// Approve it; it moves on when everybody who has to has.
    Approve,
    /// Send it back, with the reason.
    Return,
    /// Set it aside.
    Hold,
    /// Take it up again.
    Resume,
    /// Give it up.
    Withdraw,
    /// Put it into a letter.
    Bundle,
    /// Take it out of the letter.
    Unbundle,
    /// Send the letter.
    Send,
    /// Note that the CA has taken it.
    Take,
    /// Note that the CA refused, with the reason.
    Refuse,
    /// Its proof was found.
    Prove,
    /// The device is back, or declared lost.
    SettleDevice,
    /// The list that proved it was taken back.
    Reopen,
    /// It lay too long.
    Expire,
}

/// Everything that people can do; what is not here cannot be done by anybody.
///
/// `Approve` leads on only when nobody's approval is missing ([`eyes::is_enough`]); before, the request stays where it is.
pub const STEPS: &[Step<State, Verb>] = &[
    Step::new(State::Draft, Verb::Submit, State::Submitted, Act::Decide),
    Step::new(State::Draft, Verb::Edit, State::Draft, Act::Decide),
    Step::new(State::Draft, Verb::Withdraw, State::Withdrawn, Act::Decide),
    Step::new(State::Submitted, Verb::Approve, State::Approved, Act::Approve),
    Step::new(State::Submitted, Verb::Return, State::Returned, Act::Approve),
    Step::new(State::Submitted, Verb::Hold, State::Held, Act::Approve),
    Step::new(State::Submitted, Verb::Edit, State::Draft, Act::Decide),
    Step::new(State::Submitted, Verb::Withdraw, State::Withdrawn, Act::Decide),
    Step::new(State::Returned, Verb::Submit, State::Submitted, Act::Decide),
    Step::new(State::Returned, Verb::Edit, State::Draft, Act::Decide),
    Step::new(State::Returned, Verb::Withdraw, State::Withdrawn, Act::Decide),
    Step::new(State::Held, Verb::Resume, State::Submitted, Act::Approve),
    Step::new(State::Held, Verb::Return, State::Returned, Act::Approve),
    Step::new(State::Held, Verb::Withdraw, State::Withdrawn, Act::Decide),
    Step::new(State::Approved, Verb::Bundle, State::Bundled, Act::SendToCa),
    Step::new(State::Approved, Verb::Return, State::Returned, Act::Approve),
    Step::new(State::Approved, Verb::Edit, State::Draft, Act::Decide),
    Step::new(State::Approved, Verb::Withdraw, State::Withdrawn, Act::Decide),
    Step::new(State::Bundled, Verb::Send, State::Sent, Act::SendToCa),
    Step::new(State::Bundled, Verb::Unbundle, State::Approved, Act::SendToCa),
    Step::new(State::Sent, Verb::Take, State::Taken, Act::SendToCa),
    Step::new(State::Sent, Verb::Refuse, State::Refused, Act::SendToCa),
    Step::new(State::Taken, Verb::Refuse, State::Refused, Act::SendToCa),
];

/// What happens to a request without anybody's word: from where, by what, to where.
///
/// A proof leads to [`State::DeviceOut`] instead of [`State::Done`] where a revoked certificate's device is still outside.
pub const BY_PROOF: &[(State, Verb, State)] = &[
    (State::Sent, Verb::Prove, State::Done),
    (State::Taken, Verb::Prove, State::Done),
    (State::Sent, Verb::Prove, State::DeviceOut),
    (State::Taken, Verb::Prove, State::DeviceOut),
    (State::DeviceOut, Verb::SettleDevice, State::Done),
    (State::Done, Verb::Reopen, State::Sent),
    (State::DeviceOut, Verb::Reopen, State::Sent),
    (State::Draft, Verb::Expire, State::Expired),
    (State::Returned, Verb::Expire, State::Expired),
];

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Number in the registry.
    pub id: Id,
    /// What is asked.
    pub kind: RequestKind,
    /// How far it has come.
    pub state: State,
    /// Grows with every edit and every return: approvals count for the revision that they saw.
    pub revision: i64,
    /// The unit that asks.
    pub unit: Id,
    /// The certificate it is about; none for a first one.
    pub certificate: Option<Id>,
    /// The device it is about, where known.
    pub device: Option<Id>,
    /// The person it is about; none for a body or a machine.
    pub person: Option<Id>,
    /// Name of the holder.
    pub holder: String,
    /// What kind of holder.
    pub holder_kind: HolderKind,
    /// What it says.
    pub content: Content,
    /// The other of two that belong together: revocation and re-issue.
    pub pair: Option<Id>,
    /// The campaign and the number of the case that it came from.
    pub origin: Option<Origin>,
    /// The letter that it is in.
    pub letter: Option<Id>,
}

/// Where a request came from that was not begun by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The campaign.
    pub campaign: Id,
    /// Number of the case in it.
    pub case: i64,
}

impl RequestKind {
    /// Every kind, in the order of pages.
    pub const ALL: [RequestKind; 6] = [
        RequestKind::Issue,
        RequestKind::Renew,
        RequestKind::ChangeInfo,
        RequestKind::Revoke,
        RequestKind::Reissue,
        RequestKind::RestoreDevice,
    ];

    /// Word used in addresses, files, policies and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RequestKind::Issue => "issue",
            RequestKind::Renew => "renew",
            RequestKind::ChangeInfo => "change-info",
            RequestKind::Revoke => "revoke",
            RequestKind::Reissue => "reissue",
            RequestKind::RestoreDevice => "restore-device",
        }
    }

    /// Is it about a certificate that is there?
    #[must_use]
    pub fn needs_certificate(self) -> bool {
        !matches!(self, RequestKind::Issue | RequestKind::RestoreDevice)
    }
}

impl State {
    /// Every state, in the order of the road.
    pub const ALL: [State; 13] = [
        State::Draft,
        State::Submitted,
        State::Returned,
        State::Held,
        State::Approved,
        State::Bundled,
        State::Sent,
        State::Taken,
        State::DeviceOut,
        State::Done,
        State::Refused,
        State::Withdrawn,
        State::Expired,
    ];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Held => "held",
            State::Approved => "approved",
            State::Bundled => "bundled",
            State::Sent => "sent",
            State::Taken => "taken",
            State::DeviceOut => "device-out",
            State::Done => "done",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
            State::Expired => "expired",
        }
    }

    /// Is something still to come? Of one kind a certificate has at most one open request.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, State::Done | State::Refused | State::Withdrawn | State::Expired)
    }

    /// Is it with the CA, so that a proof may come?
    #[must_use]
    pub fn is_with_ca(self) -> bool {
        matches!(self, State::Sent | State::Taken)
    }
}

impl Verb {
    /// Everything that can be done, in the order of the road.
    pub const ALL: [Verb; 17] = [
        Verb::Draft,
        Verb::Edit,
        Verb::Submit,
        Verb::Approve,
        Verb::Return,
        Verb::Hold,
        Verb::Resume,
        Verb::Withdraw,
        Verb::Bundle,
        Verb::Unbundle,
        Verb::Send,
        Verb::Take,
        Verb::Refuse,
        Verb::Prove,
        Verb::SettleDevice,
        Verb::Reopen,
        Verb::Expire,
    ];

    /// Word used in addresses, files, events and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verb::Draft => "draft",
            Verb::Edit => "edit",
            Verb::Submit => "submit",
            Verb::Approve => "approve",
            Verb::Return => "return",
            Verb::Hold => "hold",
            Verb::Resume => "resume",
            Verb::Withdraw => "withdraw",
            Verb::Bundle => "bundle",
            Verb::Unbundle => "unbundle",
            Verb::Send => "send",
            Verb::Take => "take",
            Verb::Refuse => "refuse",
            Verb::Prove => "prove",
            Verb::SettleDevice => "settle-device",
            Verb::Reopen => "reopen",
            Verb::Expire => "expire",
        }
    }

    /// Does it carry the request on along its road? Lists of "mine to act on" hold what can be carried on.
    #[must_use]
    pub fn carries_on(self) -> bool {
        matches!(self, Verb::Submit | Verb::Approve | Verb::Resume | Verb::Bundle | Verb::Send | Verb::Take)
    }

    /// Is it done to a whole letter, and not to one request?
    #[must_use]
    pub fn is_of_letter(self) -> bool {
        matches!(self, Verb::Bundle | Verb::Send)
    }

    /// Must whoever does it say why?
    #[must_use]
    pub fn needs_words(self) -> bool {
        matches!(self, Verb::Return | Verb::Hold | Verb::Withdraw | Verb::Refuse)
    }
}

/// The states in which `act` carries a request on: what waits for those who may do `act`.
pub fn waiting_for(act: Act) -> impl Iterator<Item = State> {
    STEPS.iter().filter(move |step| step.act == act && step.verb.carries_on()).map(|step| step.from)
}

#[cfg(test)]
mod tests;
