//! Who may do what, as a table for people: `docs/access.md` is written from here and from nothing else.

use super::operation::{Method, Operation, Rule};
use super::resources::OPERATIONS;
use antin_domain::permission::{Act, Effect, RULES, Scope};
use antin_domain::role::Role;
use std::fmt::Write;

/// What an operation needs, for tests that ask every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// `GET`, `POST`, `PUT`, `DELETE`.
    pub method: &'static str,
    /// Path below `/api/v1`.
    pub path: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The act of the table; none: whoever entered.
    pub act: Option<Act>,
    /// How far it asks.
    pub reach: AccessReach,
    /// `If-Match` is required.
    pub is_versioned: bool,
}

/// How far an operation asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessReach {
    /// Whoever entered.
    Entered,
    /// For the thing it is about; a list shows what the act reaches.
    Thing,
    /// For everything.
    Everything,
    /// About oneself without, about others with the act.
    OneselfOr,
}

/// What every operation needs.
#[must_use]
pub fn access() -> Vec<Access> {
    OPERATIONS.iter().copied().flatten().map(of).collect()
}

fn of(operation: &Operation) -> Access {
    Access {
        method: match operation.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        },
        path: operation.path,
        name: operation.name,
        act: operation.rule.act(),
        reach: match operation.rule {
            Rule::Entered => AccessReach::Entered,
            Rule::May(_) => AccessReach::Thing,
            Rule::MayForAll(_) => AccessReach::Everything,
            Rule::OneselfOr(_) => AccessReach::OneselfOr,
        },
        is_versioned: operation.is_versioned,
    }
}

/// The page `docs/access.md`.
#[must_use]
pub fn access_page() -> String {
    let mut page = String::from(
        "# Who may do what\n\nWritten from `crates/domain/src/permission/table.rs` and the operations of \
         `crates/web/src/api`; a test compares\nthe two and says how to renew this page. What is not here is refused.\n\n\
         ## Acts and roles\n\n`unit`: in the unit of the grant and everything below it. `all`: everywhere. `own`: what \
         is about oneself.\nActs in **bold** change something.\n\n| act |",
    );
    for role in Role::ALL {
        let _ = write!(page, " {} |", role.name());
    }
    page.push_str("\n|---|");
    page.push_str(&"---|".repeat(Role::ALL.len()));
    for rule in RULES {
        let name = if rule.effect == Effect::Changes { format!("**{}**", rule.name) } else { rule.name.to_owned() };
        let _ = write!(page, "\n| {name} |");
        for role in Role::ALL {
            let scope = rule.allows.iter().find(|(known, _)| *known == role).map_or("", |(_, scope)| word(*scope));
            let _ = write!(page, " {scope} |");
        }
    }
    page.push_str(
        "\n\n## Operations of the interface\n\nA token may what its owner may on the day, and of that only the acts that \
         it names.\n\n| operation | act | asked |\n|---|---|---|\n",
    );
    for access in access() {
        let asked = match access.reach {
            AccessReach::Entered => "whoever entered",
            AccessReach::Thing => "about the thing; lists show what the act reaches",
            AccessReach::Everything => "about everything",
            AccessReach::OneselfOr => "about others only",
        };
        let act = access.act.map_or("–", Act::name);
        let _ = writeln!(page, "| `{} /api/v1{}` | {act} | {asked} |", access.method, access.path);
    }
    page
}

fn word(scope: Scope) -> &'static str {
    match scope {
        Scope::Own => "own",
        Scope::Subtree => "unit",
        Scope::Everything => "all",
    }
}
