//! The explanation of one case as text.

use super::facts::sentences;
use super::find::Found;
use super::table::{WIDTH, table, wrap};
use crate::input::Input;
use crate::output::cases::{due, named, weak};
use crate::output::explanation::{Beside, Explanations, Weak};
use crate::output::sides::{Difference, Sides};
use crate::output::sources::{LISTS, Sources, rows_of};
use crate::output::summary::unit_name;
use crate::words::Words;
use antin_domain::action::Action;
use antin_domain::finding::{Code, Findings};
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_lists::column::Column;
use antin_review::facts::{Facts, Gatherer, Noise};
use antin_review::matching::{By, NOBODY, PersonLink};
use antin_review::{Case, Review, rules};

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

/// One case of a result, and what is needed to explain it.
pub struct Explanation<'a> {
    input: &'a Input,
    review: &'a Review,
    /// The cases of the whole review, where `review` is that of one unit.
    whole: &'a [Case],
    words: &'a Words,
    sides: Sides<'a>,
    case: Case,
    number: usize,
    also: &'a [usize],
    facts: Facts,
    lines: Vec<String>,
}

impl<'a> Explanation<'a> {
    /// Gathers the facts of the case that was found.
    #[must_use]
    pub fn new(
        input: &'a Input,
        review: &'a Review,
        whole: &'a [Case],
        sources: &'a Sources,
        words: &'a Words,
        found: &'a Found,
    ) -> Explanation<'a> {
        let case = review.cases[found.index];
        let gatherer = Gatherer::new(&input.snapshot, &review.understanding, &review.matching);
        Explanation {
            input,
            review,
            whole,
            words,
            sides: Sides { input, review, sources },
            case,
            number: found.index + 1,
            also: &found.also,
            facts: gatherer.facts(case.number as usize),
            lines: Vec::new(),
        }
    }

    /// The explanation, from the answer down to the law.
    #[must_use]
    pub fn text(mut self) -> String {
        self.heading();
        self.rows();
        self.links();
        self.facts();
        self.rules();
        self.related();
        self.law();
        self.lines.push(String::new());
        self.lines.join("\n")
    }

    fn say(&self, message: Message) -> String {
        self.words.say(&message)
    }

    /// A blank line and the name of a part.
    fn part(&mut self, key: &str) {
        self.lines.push(String::new());
        self.lines.push(self.words.get(key));
    }

    /// A sentence behind `mark`, wrapped; further lines stand below its first letter.
    fn sentence(&mut self, mark: &str, text: &str) {
        let indent = mark.chars().count();
        for (i, line) in wrap(text, WIDTH - indent).into_iter().enumerate() {
            let before = if i == 0 { mark.to_owned() } else { " ".repeat(indent) };
            self.lines.push(before + &line);
        }
    }

    fn heading(&mut self) {
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
        for message in [Some(title), Some(unit), Some(action), until].into_iter().flatten() {
            let text = self.say(message);
            self.sentence("", &text);
        }
        if !self.also.is_empty() {
            let numbers: Vec<String> = self.also.iter().map(|index| (index + 1).to_string()).collect();
            let text = self.say(Message::new("explain-also").with("cases", numbers.join(", ")));
            self.sentence("", &text);
        }
    }

    fn action(&self, action: Action) -> String {
        self.words.get(&format!("action-{}", action.name()))
    }

    fn list_name(&self, list: ListKind) -> String {
        self.say(Message::new("workbook-list").with("list", list.name()))
    }

    /// The rows side by side; what is to be put right is marked.
    fn rows(&mut self) {
        self.part("explain-rows");
        let columns: Vec<(ListKind, u32)> = LISTS
            .into_iter()
            .flat_map(|list| rows_of(self.input, self.review, &self.case, list).into_iter().map(move |row| (list, row)))
            .collect();
        let head = columns.iter().map(|(list, row)| {
            self.say(Message::new("explain-row").with("list", self.list_name(*list)).with("row", row))
        });
        let mut rows: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(head).collect()];
        let differences = self.sides.differences(&self.case);
        for field in FIELDS {
            let values: Vec<String> =
                columns.iter().map(|&(list, row)| self.sides.value(&self.case, list, row, field).text()).collect();
            if values.iter().all(String::is_empty) {
                continue;
            }
            let cells =
                columns.iter().zip(&values).map(|(&(list, _), value)| self.marked(&differences, list, field, value));
            let name = self.say(Message::new("workbook-field").with("field", field.name()));
            rows.push(std::iter::once(name).chain(cells).collect());
        }
        self.lines.extend(table(&rows));
        if !differences.is_empty() {
            let text = self.words.get("explain-mark");
            self.sentence("  ", &text);
        }
        let noise: Vec<String> =
            self.case.noise.iter().map(|bit| self.words.get(&format!("noise-{}", Noise::NAMES[bit]))).collect();
        if !noise.is_empty() {
            let text = self.say(Message::new("explain-noise").with("noise", noise.join("; ")));
            self.sentence("  ", &text);
        }
    }

    fn marked(&self, differences: &[Difference], list: ListKind, field: Column, value: &str) -> String {
        let is_wrong = |difference: &Difference| difference.wrong == list && difference.field == Some(field);
        match (differences.iter().any(is_wrong), value.is_empty()) {
            (true, true) => "≠ –".to_owned(),
            (true, false) => format!("≠ {value}"),
            (false, _) => value.to_owned(),
        }
    }

    /// Each link with its rule, its score and its reason.
    fn links(&mut self) {
        self.part("explain-links");
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
        if links.is_empty() {
            let text = self.words.get("explain-no-link");
            self.sentence("  - ", &text);
        }
        for (list, row, by) in links {
            let text = self.say(
                Message::new("explain-link")
                    .with("list", self.list_name(list))
                    .with("row", row)
                    .with("rule", by.rule())
                    .with("score", by.score())
                    .with("reason", self.words.get(by.key())),
            );
            self.sentence("  - ", &text);
        }
    }

    fn facts(&mut self) {
        self.part("explain-facts");
        let until = named(&self.input.snapshot, &self.case).until;
        for message in sentences(&self.facts, &self.input.snapshot.policy, until) {
            let text = self.say(message);
            self.sentence("  - ", &text);
        }
    }

    /// Each rule that spoke: the one that decided first, then those behind it.
    fn rules(&mut self) {
        self.part("explain-rules");
        let mut spoke: Vec<&rules::Rule> = rules::all().filter(|rule| self.case.findings.has(rule.code)).collect();
        if spoke.is_empty() {
            let text = self.words.get("explain-no-rule");
            self.sentence("  - ", &text);
        }
        let decided = |code: Code| rules::action_of(&self.facts, code) == self.case.action;
        spoke.sort_by_key(|rule| (!decided(rule.code), rules::action_of(&self.facts, rule.code)));
        for rule in spoke {
            let title = Message::new("explain-rule")
                .with("title", self.words.get(&format!("finding-{}", rule.code.name())))
                .with("code", rule.code.name())
                .with("clause", rule.clause);
            let title = self.say(title);
            self.sentence("  - ", &title);
            let because = self.because(rule.code);
            self.sentence("    ", &because);
            let asks = self.asks(rule.code);
            self.sentence("    → ", &asks);
        }
        let softened = match weak(self.review, &self.case) {
            Weak::No => None,
            Weak::Registry => Some("why-weak-registry"),
            Weak::Person => Some("why-weak-person"),
        };
        if let Some(key) = softened {
            let text = self.say(Message::new("explain-softened").with("why", self.words.get(key)));
            self.sentence("  ", &text);
        }
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
    fn related(&mut self) {
        let certificates = &self.review.matching.certificates;
        let chain = |list: &Vec<u32>| list.get(self.case.number as usize).copied().filter(|&other| other != NOBODY);
        let (before, after) = (chain(&certificates.predecessor), chain(&certificates.successor));
        let mut lines: Vec<String> = Vec::new();
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
            lines.push(
                self.say(
                    Message::new("explain-related-line").with("relation", self.say(relation)).with("action", action),
                ),
            );
        }
        if lines.is_empty() {
            return;
        }
        self.part("explain-related");
        lines.iter().for_each(|line| self.sentence("  - ", line));
    }

    /// Number of a case in the result; a dash if the result is that of another unit.
    fn number_of(&self, case: &Case) -> String {
        let place = self.review.cases.iter().position(|other| other.number == case.number);
        place.map_or_else(|| "–".to_owned(), |index| (index + 1).to_string())
    }

    /// What the rules rest on.
    fn law(&mut self) {
        self.part("explain-law");
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
        let lines: Vec<String> = std::iter::once(title).chain(letter).chain(articles.into_iter().cloned()).collect();
        lines.iter().for_each(|line| self.sentence("  - ", line));
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
