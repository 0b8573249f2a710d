//! The explanation of one case, part by part, in words.

use super::facts::sentences;
use super::find::Found;
use crate::cases::{due, named, weak};
use crate::explanation::{Beside, Explanations, Weak};
use crate::input::Input;
use crate::sides::{Difference, Sides};
use crate::sources::{LISTS, Sources, rows_of};
use crate::summary::unit_name;
use antin_domain::action::Action;
use antin_domain::finding::{Code, Findings};
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_lists::column::Column;
use antin_review::facts::{Facts, Gatherer, NoiseKind};
use antin_review::matching::{By, NOBODY, PersonLink};
use antin_review::{Case, Review, rules};
use antin_words::Words;

/// Why a case got its action, in the words of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Number, serial, holder; unit; action; by when; other cases with the same digits.
    pub heading: Vec<String>,
    /// The rows side by side.
    pub rows: Rows,
    /// Links, facts, rules, related cases, law: in the order in which a person asks.
    pub parts: Vec<Part>,
}

/// The rows of a case side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// What this is.
    pub title: String,
    /// List and row of each column.
    pub head: Vec<String>,
    /// Fields, each with what every row says of it.
    pub fields: Vec<(String, Vec<Value>)>,
    /// What the marks mean; what differs without mattering.
    pub notes: Vec<String>,
}

/// What one row says of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The text of the cell.
    pub text: String,
    /// Is it what has to be put right?
    pub is_wrong: bool,
}

/// One part of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is about.
    pub title: String,
    /// Its sentences.
    pub items: Vec<Item>,
}

/// One sentence, and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The sentence.
    pub text: String,
    /// A rule says why it spoke.
    pub because: Option<String>,
    /// And what it asks for, and whether that was followed.
    pub asks: Option<String>,
    /// Is it a remark to the whole part, not one of its points?
    pub is_remark: bool,
}

impl Item {
    fn point(text: String) -> Item {
        Item { text, because: None, asks: None, is_remark: false }
    }

    fn remark(text: String) -> Item {
        Item { is_remark: true, ..Item::point(text) }
    }
}

/// Explains the case that was found. `whole`: the cases of the whole review, where `review` is that of one unit.
#[must_use]
pub fn explain(
    input: &Input,
    review: &Review,
    whole: &[Case],
    sources: &Sources,
    words: &Words,
    found: &Found,
) -> Explanation {
    let case = review.cases[found.index];
    let gatherer = Gatherer::new(&input.snapshot, &review.understanding, &review.matching);
    let teller = Teller {
        input,
        review,
        whole,
        words,
        sides: Sides { input, review, sources },
        case,
        number: found.index + 1,
        also: &found.also,
        facts: gatherer.facts(case.number as usize),
    };
    let parts =
        [Some(teller.links()), Some(teller.facts()), Some(teller.rules()), teller.related(), Some(teller.law())];
    Explanation { heading: teller.heading(), rows: teller.rows(), parts: parts.into_iter().flatten().collect() }
}

/// Fields side by side, in the order in which a person looks for them.
const FIELDS: [Column; 21] = [
    Column::Serial,
    Column::Holder,
    Column::Kind,
    Column::Issuer,
    Column::IdNumber,
    Column::Birthday,
    Column::Email,
    Column::Unit1,
    Column::Department,
    Column::Position,
    Column::ValidFrom,
    Column::ValidTo,
    Column::Status,
    Column::StatusDate,
    Column::Renewals,
    Column::PreviousSerial,
    Column::DeviceKind,
    Column::DeviceSerial,
    Column::Phone,
    Column::StaffNumber,
    Column::Note,
];

/// What is needed to explain one case.
struct Teller<'a> {
    input: &'a Input,
    review: &'a Review,
    whole: &'a [Case],
    words: &'a Words,
    sides: Sides<'a>,
    case: Case,
    number: usize,
    also: &'a [usize],
    facts: Facts,
}

impl Teller<'_> {
    fn say(&self, message: Message) -> String {
        self.words.say(&message)
    }

    fn part(&self, key: &str, items: Vec<Item>) -> Part {
        Part { title: self.words.get(key), items }
    }

    fn heading(&self) -> Vec<String> {
        let named = named(&self.input.snapshot, &self.case);
        let serial = if named.serial.is_none() { "–".to_owned() } else { named.serial.to_string() };
        let title = Message::new("explain-title")
            .with("number", self.number)
            .with("serial", serial)
            .with("holder", String::from_utf8_lossy(named.holder));
        let unit = unit_name(&self.input.snapshot, self.review, &self.case);
        let unit = Message::new("explain-unit").with("unit", if unit.is_empty() { "–".to_owned() } else { unit });
        let action = Message::new("explain-action").with("action", self.action(self.case.action));
        let due = due(&self.input.snapshot, &self.case, named.until);
        let until = due.is_known().then(|| Message::new("explain-due").with("day", due));
        let also = (!self.also.is_empty()).then(|| {
            let numbers: Vec<String> = self.also.iter().map(|index| (index + 1).to_string()).collect();
            Message::new("explain-also").with("cases", numbers.join(", "))
        });
        [Some(title), Some(unit), Some(action), until, also].into_iter().flatten().map(|line| self.say(line)).collect()
    }

    fn action(&self, action: Action) -> String {
        self.words.get(&format!("action-{}", action.name()))
    }

    fn list_name(&self, list: ListKind) -> String {
        self.say(Message::new("workbook-list").with("list", list.name()))
    }

    /// The rows side by side; what is to be put right is marked. Fields that no row has are left out.
    fn rows(&self) -> Rows {
        let columns: Vec<(ListKind, u32)> = LISTS
            .into_iter()
            .flat_map(|list| rows_of(self.input, self.review, &self.case, list).into_iter().map(move |row| (list, row)))
            .collect();
        let head = columns.iter().map(|(list, row)| {
            self.say(Message::new("explain-row").with("list", self.list_name(*list)).with("row", row))
        });
        let differences = self.sides.differences(&self.case);
        let value = |list: ListKind, row: u32, field: Column| {
            let is_wrong = |difference: &Difference| difference.wrong == list && difference.field == Some(field);
            Value {
                text: self.sides.value(&self.case, list, row, field).text(),
                is_wrong: differences.iter().any(is_wrong),
            }
        };
        let fields = FIELDS.into_iter().filter_map(|field| {
            let values: Vec<Value> = columns.iter().map(|&(list, row)| value(list, row, field)).collect();
            let name = self.say(Message::new("workbook-field").with("field", field.name()));
            values.iter().any(|value| !value.text.is_empty()).then_some((name, values))
        });
        let mark = (!differences.is_empty()).then(|| self.words.get("explain-mark"));
        let noise: Vec<String> =
            self.case.noise.iter().map(|bit| self.words.get(&format!("noise-{}", NoiseKind::ALL[bit].1))).collect();
        let noise =
            (!noise.is_empty()).then(|| self.say(Message::new("explain-noise").with("noise", noise.join("; "))));
        Rows {
            title: self.words.get("explain-rows"),
            head: head.collect(),
            fields: fields.collect(),
            notes: mark.into_iter().chain(noise).collect(),
        }
    }

    /// Each link with its rule, its score and its reason.
    fn links(&self) -> Part {
        let matching = &self.review.matching;
        let mut links: Vec<(ListKind, u32, By)> = Vec::new();
        for &row in self.review.registry_rows(&self.case) {
            if let Some(by) = matching.registry.by(row) {
                links.push((ListKind::Registry, self.input.snapshot.registry[row as usize].row, by));
            }
        }
        if let Some(PersonLink::Person(row, by)) = matching.people.links.get(self.case.number as usize) {
            links.push((ListKind::Roster, self.input.snapshot.people()[*row as usize].row, *by));
        }
        let link = |(list, row, by): (ListKind, u32, By)| {
            Item::point(
                self.say(
                    Message::new("explain-link")
                        .with("list", self.list_name(list))
                        .with("row", row)
                        .with("rule", by.rule())
                        .with("score", by.score())
                        .with("reason", self.words.get(by.key())),
                ),
            )
        };
        let none = links.is_empty().then(|| Item::point(self.words.get("explain-no-link")));
        self.part("explain-links", links.into_iter().map(link).chain(none).collect())
    }

    fn facts(&self) -> Part {
        let until = named(&self.input.snapshot, &self.case).until;
        let sentences = sentences(&self.facts, &self.input.snapshot.policy, until);
        self.part("explain-facts", sentences.into_iter().map(|message| Item::point(self.say(message))).collect())
    }

    /// Each rule that spoke: the one that decided first, then those behind it.
    fn rules(&self) -> Part {
        let mut spoke: Vec<&rules::Rule> = rules::all().filter(|rule| self.case.findings.has(rule.code)).collect();
        let none = spoke.is_empty().then(|| Item::point(self.words.get("explain-no-rule")));
        let decided = |code: Code| rules::action_of(&self.facts, code) == self.case.action;
        spoke.sort_by_key(|rule| (!decided(rule.code), rules::action_of(&self.facts, rule.code)));
        let item = |rule: &rules::Rule| {
            let title = Message::new("explain-rule")
                .with("title", self.words.get(&format!("finding-{}", rule.code.name())))
                .with("code", rule.code.name())
                .with("clause", rule.clause);
            let (because, asks) = (Some(self.because(rule.code)), Some(self.asks(rule.code)));
            Item { because, asks, ..Item::point(self.say(title)) }
        };
        let softened = match weak(&self.input.snapshot, self.review, &self.case) {
            Weak::No => None,
            Weak::Registry => Some("why-weak-registry"),
            Weak::Person => Some("why-weak-person"),
            Weak::Day => Some("why-weak-day"),
        };
        let softened = softened
            .map(|key| Item::remark(self.say(Message::new("explain-softened").with("why", self.words.get(key)))));
        self.part("explain-rules", none.into_iter().chain(spoke.into_iter().map(item)).chain(softened).collect())
    }

    fn because(&self, code: Code) -> String {
        let mut findings = Findings::default();
        findings.add(code);
        let mut text = Vec::new();
        let until = named(&self.input.snapshot, &self.case).until;
        Explanations::new(self.words).write(&mut text, findings, until, self.case.days_left, Beside::default());
        String::from_utf8_lossy(&text).into_owned()
    }

    /// What a finding asks for, and whether it was followed.
    fn asks(&self, code: Code) -> String {
        let wanted = rules::action_of(&self.facts, code);
        let (action, chosen) = (self.action(wanted), self.action(self.case.action));
        if code == Code::OnlyCertificateOfUnit {
            self.words.get("explain-warns")
        } else if wanted == self.case.action {
            self.say(Message::new("explain-decides").with("action", action))
        } else if self.case.findings.has(Code::CaStatusStale)
            && matches!(wanted, Action::Revoke | Action::RevokeAndReissue)
        {
            self.say(Message::new("explain-asked-already").with("action", action).with("chosen", chosen))
        } else {
            self.say(Message::new("explain-outranked").with("action", action).with("chosen", chosen))
        }
    }

    /// Other cases of the same holder, and the chain of renewals.
    fn related(&self) -> Option<Part> {
        let certificates = &self.review.matching.certificates;
        let chain = |list: &Vec<u32>| list.get(self.case.number as usize).copied().filter(|&other| other != NOBODY);
        let (before, after) = (chain(&certificates.predecessor), chain(&certificates.successor));
        let mut items = Vec::new();
        for case in self.whole.iter().filter(|case| case.number != self.case.number) {
            let key = if Some(case.number) == before {
                "explain-predecessor"
            } else if Some(case.number) == after {
                "explain-successor"
            } else if case.person == self.case.person && case.person != u32::MAX {
                "explain-same-holder"
            } else {
                continue;
            };
            let serial = named(&self.input.snapshot, case).serial.to_string();
            let relation = Message { key, args: vec![("serial", serial), ("number", self.number_of(case))] };
            let action = self.action(case.action);
            let line = Message::new("explain-related-line").with("relation", self.say(relation)).with("action", action);
            items.push(Item::point(self.say(line)));
        }
        (!items.is_empty()).then(|| self.part("explain-related", items))
    }

    /// Number of a case in the result; a dash if the result is that of another unit.
    fn number_of(&self, case: &Case) -> String {
        let place = self.review.cases.iter().position(|other| other.number == case.number);
        place.map_or_else(|| "–".to_owned(), |index| (index + 1).to_string())
    }

    /// What the rules rest on.
    fn law(&self) -> Part {
        let policy = &self.input.snapshot.policy;
        let title = Message::new("explain-policy")
            .with("title", &policy.title)
            .with("name", &policy.name)
            .with("version", policy.version)
            .with("day", self.input.snapshot.as_of);
        let title = self.say(title);
        let mut clauses: Vec<&str> =
            rules::all().filter(|rule| self.case.findings.has(rule.code)).map(|rule| rule.clause).collect();
        clauses.retain(|clause| clause.starts_with(|c: char| c.is_ascii_digit()));
        clauses.sort_unstable();
        clauses.dedup();
        let letter = policy.law.get("letter").filter(|_| !clauses.is_empty()).map(|letter| {
            self.say(Message::new("explain-letter").with("letter", letter).with("clauses", clauses.join(", ")))
        });
        let mut articles: Vec<&String> =
            self.case.findings.iter().filter_map(subject).filter_map(|subject| policy.law.get(subject)).collect();
        articles.dedup();
        let lines = std::iter::once(title).chain(letter).chain(articles.into_iter().cloned());
        self.part("explain-law", lines.map(Item::point).collect())
    }
}

/// Under which subject a policy cites its article.
fn subject(code: Code) -> Option<&'static str> {
    match code {
        Code::HolderNotEntitled => Some("scope"),
        Code::ExpiringRenewable | Code::ExpiringRenewalsUnknown => Some("renewal"),
        Code::ExpiringRenewedOnce | Code::ExpiringTooLate => Some("issue-again"),
        code => match code.action() {
            Action::Revoke => Some("revocation"),
            Action::ChangeInfo => Some("change-info"),
            _ => None,
        },
    }
}
