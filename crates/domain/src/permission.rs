//! Who may do what where: one table, one question, one answer with its reason.
//!
//! The table is data: pages, API, lists and the access matrix are read off it. An auditor reads everything and changes
//! nothing; an administrator keeps users and decides nothing; a test holds both for every row that will ever be added.

use crate::id::Id;
use crate::message::Message;
use crate::role::Role;

mod table;

pub use table::{RULES, Rule};

/// Something that a person wants to do. (`Action` is what a review proposes.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// See units and their names.
    ReadUnit,
    /// See people, identity numbers masked.
    ReadPerson,
    /// See whole identity numbers; each time is an event.
    Unmask,
    /// See certificates and their history.
    ReadCertificate,
    /// See devices and who has them.
    ReadDevice,
    /// See findings and reviews.
    ReadFinding,
    /// See what was taken in, and how it was read.
    ReadImport,
    /// See the audit.
    ReadAudit,
    /// See users, grants and sessions.
    ReadUser,
    /// Take a list as a file.
    Export,
    /// Keep a search for oneself.
    SaveSearch,
    /// Share a search with a unit.
    ShareSearch,
    /// Add or change units.
    EditUnit,
    /// Add or change people.
    EditPerson,
    /// Register a certificate.
    RegisterCertificate,
    /// Confirm that a certificate is as the registry has it.
    ConfirmCertificate,
    /// Change what the registry says of a certificate.
    EditCertificate,
    /// Hand over, take back, report devices.
    KeepDevice,
    /// Take in a list.
    Import,
    /// Undo a whole import.
    UndoImport,
    /// Run a review.
    RunReview,
    /// Decide what is done with a certificate.
    Decide,
    /// Approve a decision or a request of somebody else.
    Approve,
    /// Send to the CA, record its reply.
    SendToCa,
    /// Start and end campaigns.
    LeadCampaign,
    /// Name a deputy for oneself.
    NameDeputy,
    /// Add, change and lock users.
    KeepUser,
    /// Give and take back roles.
    GrantRole,
    /// End the sessions of others.
    EndSession,
    /// Change settings of the installation.
    ChangeSetting,
}

/// How far a role's permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// What is about oneself.
    Own,
    /// The unit of the grant and everything below it.
    Subtree,
    /// Everything there is.
    Everything,
}

/// Does an act change anything? Reading and taking away copies do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It reads.
    Reads,
    /// It changes something.
    Changes,
}

/// Who asks: a user with the grants that hold today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: Id,
    /// The person who the user is, where known.
    pub person: Option<Id>,
    /// Grants that hold on the day of asking.
    pub grants: Vec<Holding>,
}

/// A grant as the table needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The role.
    pub role: Role,
    /// The unit at the top of the subtree.
    pub unit: Id,
    /// The user in whose place it is used.
    pub deputy_of: Option<Id>,
}

/// What the act is about: where it lies, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its unit and all units above, in any order; empty where it belongs to no unit.
    pub units: Vec<Id>,
    /// The person it is about; none where it is about nobody.
    pub person: Option<Id>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes, as this role, possibly in somebody's place.
    Allowed {
        /// The role that allows it.
        role: Role,
        /// The user in whose place.
        deputy_of: Option<Id>,
    },
    /// No, and why.
    Refused(Message),
}

/// What an actor may reach with an act: the same answer for lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Everything.
    pub everything: bool,
    /// Units, each with everything below it.
    pub tops: Vec<Id>,
    /// What is about this person.
    pub person: Option<Id>,
}

/// May `actor` do `act` to `object`? The first row of the table that allows it answers.
#[must_use]
pub fn may(actor: &Actor, act: Act, object: &Object) -> Decision {
    let mut elsewhere = false;
    for (holding, scope) in permissions(actor, act) {
        let within = match scope {
            Scope::Everything => true,
            Scope::Subtree => object.units.contains(&holding.unit),
            // Nobody is a deputy for what is somebody's own.
            Scope::Own => holding.deputy_of.is_none() && actor.person.is_some() && actor.person == object.person,
        };
        if within {
            return Decision::Allowed { role: holding.role, deputy_of: holding.deputy_of };
        }
        elsewhere = true;
    }
    let reason = if actor.grants.is_empty() {
        Message::new("access-no-role")
    } else if elsewhere {
        Message::new("access-not-within").with("act", act.name())
    } else {
        Message::new("access-no-such-right").with("act", act.name()).with("roles", roles_for(act))
    };
    Decision::Refused(reason)
}

/// How far `act` reaches for `actor`; agrees with [`may`] for every object.
#[must_use]
pub fn reach(actor: &Actor, act: Act) -> Reach {
    let mut reach = Reach::default();
    for (holding, scope) in permissions(actor, act) {
        match scope {
            Scope::Everything => reach.everything = true,
            Scope::Subtree => reach.tops.push(holding.unit),
            Scope::Own if holding.deputy_of.is_none() => reach.person = actor.person,
            Scope::Own => {}
        }
    }
    reach
}

/// The holdings of `actor` whose role has a permission for `act`, each with its scope.
fn permissions(actor: &Actor, act: Act) -> impl Iterator<Item = (Holding, Scope)> {
    let rows = RULES.iter().filter(move |rule| rule.act == act).flat_map(|rule| rule.allows);
    rows.flat_map(|&(role, scope)| {
        actor.grants.iter().filter(move |holding| holding.role == role).map(move |&holding| (holding, scope))
    })
}

/// The names of the roles that may, for the sentence that refuses.
fn roles_for(act: Act) -> String {
    let rows = RULES.iter().filter(|rule| rule.act == act).flat_map(|rule| rule.allows);
    rows.map(|(role, _)| role.name()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
