//! Why a case got its action: the links that made it one case, every rule that spoke with its clause, what was outranked.
//!
//! Kept with the case when the review is run, so that a page says it without working the review out once more.

use antin_domain::action::Action;
use antin_domain::finding::Code;
use antin_domain::list::ListKind;
use antin_review::facts::Facts;
use antin_review::matching::PersonLink;
use antin_review::{Case, Review, Snapshot, rules};
use serde::{Deserialize, Serialize};

/// Why a case got its action.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Why {
    /// The row of the CA's list that speaks for the case, by its number in the sheet.
    pub ca_row: Option<u32>,
    /// How the rows of the other lists came to it.
    pub links: Vec<Link>,
    /// Every rule that spoke: those that decided first, then by how urgent they are.
    pub said: Vec<Said>,
    /// Days from the day of the review to the last day of the certificate.
    pub days_left: Option<i32>,
}

/// How a row came to a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The list: `registry`, `roster`.
    pub list: String,
    /// Row of the sheet.
    pub row: u32,
    /// Number of the rule of linking, 1 (serial) to 5 (name only).
    pub rule: u8,
    /// How sure, of 100.
    pub score: u8,
    /// Key of the reason: `link-serial`.
    pub reason: String,
}

/// What a rule said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The finding. Its sentences are `finding-` and `why-` with this name; they mention the last day and the days left.
    pub code: String,
    /// Clause of the letter; `–` where the letter has none.
    pub clause: String,
    /// The action it asks for in this case.
    pub asks: String,
    /// Whether that was followed.
    pub stands: Stands,
    /// What turned a revocation into `verify`: a link by name only (`registry`, `person`), or a day of leaving that nobody can
    /// read (`day`).
    pub softened: Option<String>,
}

/// Whether what a rule asks for was followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    /// It is the action of the case.
    Decides,
    /// Something more urgent goes before it.
    #[default]
    Outranked,
    /// It was asked for already; the CA has not done it.
    AskedAlready,
    /// It asks for nothing, it warns.
    Warns,
}

impl Said {
    /// The finding; none where this version of the program does not know it.
    #[must_use]
    pub fn finding(&self) -> Option<Code> {
        Code::ALL.into_iter().find(|code| code.name() == self.code)
    }

    /// The action it asks for; none where this version of the program does not know it.
    #[must_use]
    pub fn action(&self) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.name() == self.asks)
    }
}

impl Why {
    /// Gathers it while the review is there.
    pub(super) fn new(snapshot: &Snapshot, review: &Review, case: &Case, facts: &Facts) -> Why {
        let mut spoke: Vec<&rules::Rule> = rules::all().filter(|rule| case.findings.has(rule.code)).collect();
        let decided = |code: Code| rules::action_of(facts, code) == case.action;
        spoke.sort_by_key(|rule| (!decided(rule.code), rules::action_of(facts, rule.code)));
        Why {
            ca_row: snapshot.ca.get(case.ca as usize).map(|row| row.row),
            links: links(snapshot, review, case),
            said: spoke.into_iter().map(|rule| said(rule, case, facts)).collect(),
            days_left: case.days_left,
        }
    }
}

fn links(snapshot: &Snapshot, review: &Review, case: &Case) -> Vec<Link> {
    let of = |list: ListKind, row: u32, by: antin_review::matching::By| Link {
        list: list.name().to_owned(),
        row,
        rule: by.rule(),
        score: by.score(),
        reason: by.key().to_owned(),
    };
    let mut links = Vec::new();
    for &row in review.registry_rows(case) {
        if let (Some(by), Some(kept)) = (review.matching.registry.by(row), snapshot.registry.get(row as usize)) {
            links.push(of(ListKind::Registry, kept.row, by));
        }
    }
    if let Some(PersonLink::Person(row, by)) = review.matching.people.links.get(case.number as usize)
        && let Some(person) = snapshot.people().get(*row as usize)
    {
        links.push(of(ListKind::Roster, person.row, *by));
    }
    links
}

fn said(rule: &rules::Rule, case: &Case, facts: &Facts) -> Said {
    let asks = rules::action_of(facts, rule.code);
    let stands = if rule.code == Code::OnlyCertificateOfUnit {
        Stands::Warns
    } else if asks == case.action {
        Stands::Decides
    } else if case.findings.has(Code::CaStatusStale) && matches!(asks, Action::Revoke | Action::RevokeAndReissue) {
        Stands::AskedAlready
    } else {
        Stands::Outranked
    };
    let is_softened = asks == Action::Verify && rule.code.action() == Action::Revoke;
    let link = match (facts.registry.is_weak, facts.person.is_weak) {
        (true, _) => "registry",
        (false, true) => "person",
        (false, false) => "day",
    };
    Said {
        code: rule.code.name().to_owned(),
        clause: rule.clause.to_owned(),
        asks: asks.name().to_owned(),
        stands,
        softened: is_softened.then(|| link.to_owned()),
    }
}
