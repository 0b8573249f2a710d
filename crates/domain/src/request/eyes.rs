//! Four eyes: who may approve, and when enough have. No setting switches this off.

use super::{State, Verb};
use crate::id::Id;
use crate::message::Message;
use crate::role::Role;

/// Somebody who did something: the account, the person behind it, and in whose place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// The account.
    pub user: Id,
    /// The person, where the account names one: two accounts of one person are one person.
    pub person: Option<Id>,
    /// The account in whose place it was done.
    pub deputy_of: Option<Id>,
}

/// What was done to a request, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub verb: Verb,
    /// Where it stood before.
    pub before: State,
    /// And after.
    pub after: State,
    /// The revision that it was done to.
    pub revision: i64,
    /// By whom; none: by what proves it.
    pub who: Option<Who>,
    /// As which role.
    pub role: Option<Role>,
}

/// Somebody who asks to approve: the account, the person behind it, and everybody in whose place it may act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The account, and every account in whose place it may act. That the right came from elsewhere does not matter:
    /// whoever may sign for another does not judge what that other wrote.
    pub users: Vec<Id>,
    /// The person, where the account names one.
    pub person: Option<Id>,
}

impl Asker {
    /// Is it the same person, or one who acts in the place of the other?
    #[must_use]
    pub fn is(&self, who: &Who) -> bool {
        let is_account = [Some(who.user), who.deputy_of].iter().flatten().any(|id| self.users.contains(id));
        is_account || (self.person.is_some() && self.person == who.person)
    }
}

/// Why `asker` may not approve what these deeds led to; nothing where nothing stands against it.
///
/// Not whoever drafted it or ever edited it, in whichever revision; not whoever approved this revision already; nobody in
/// the place of one of them.
#[must_use]
pub fn refuses(asker: &Asker, deeds: &[Deed], revision: i64) -> Option<Message> {
    let by = |deed: &&Deed| deed.who.is_some_and(|who| asker.is(&who));
    if deeds.iter().filter(|deed| matches!(deed.verb, Verb::Draft | Verb::Edit)).any(|deed| by(&deed)) {
        return Some(Message::new("request-own"));
    }
    approvals(deeds, revision).any(|deed| by(&deed)).then(|| Message::new("request-approved-already"))
}

/// The approvals that count: those of the present revision.
pub fn approvals(deeds: &[Deed], revision: i64) -> impl Iterator<Item = &Deed> {
    deeds.iter().filter(move |deed| deed.verb == Verb::Approve && deed.revision == revision)
}

/// Have enough approved? `needed` names a role for each approval that the policy wants; a coordinator stands above the
/// heads of units and may take the place of one.
#[must_use]
pub fn is_enough(needed: &[Role], approved: &[Role]) -> bool {
    missing(needed, approved) == 0
}

/// How many approvals are missing.
#[must_use]
pub fn missing(needed: &[Role], approved: &[Role]) -> usize {
    let centre = |roles: &[Role]| roles.iter().filter(|role| **role == Role::Coordinator).count();
    needed.len().saturating_sub(approved.len()).max(centre(needed).saturating_sub(centre(approved)))
}
