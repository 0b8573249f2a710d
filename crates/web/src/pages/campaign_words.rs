//! Words that the pages of campaigns share: states with their colours, letters, days, lists with their filters.

use crate::address;
use antin_app::Campaign;
use antin_app::campaigns::CaseQuery;
use antin_domain::action::Action;
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::case::{CaseState, HolderSaid};
use antin_domain::campaign::report::ReportState;
use antin_domain::day::Day;
use antin_domain::finding::Code;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_words::Words;
use std::collections::BTreeMap;

/// A state as a word with its colour.
pub struct StateView {
    /// One of the style sheet.
    pub class: &'static str,
    /// The word.
    pub word: String,
}

/// How a campaign stands.
pub fn campaign_state(words: &Words, state: CampaignState) -> StateView {
    let class = match state {
        CampaignState::Running => "good",
        CampaignState::Rehearsed => "warn",
        _ => "",
    };
    StateView { class, word: words.get(&format!("campaigns-state-{}", state.name())) }
}

/// How a case stands.
pub fn case_state(words: &Words, state: CaseState) -> StateView {
    let class = match state {
        CaseState::Postponed | CaseState::Decided => "warn",
        CaseState::Confirmed => "good",
        // What waits for somebody is no fault yet.
        CaseState::Open | CaseState::Clear => "",
    };
    StateView { class, word: words.get(&format!("campaigns-case-{}", state.name())) }
}

/// How a report stands.
pub fn report_state(words: &Words, state: ReportState) -> StateView {
    let class = match state {
        ReportState::Writing => "",
        ReportState::Returned => "bad",
        ReportState::Signed | ReportState::Sent => "warn",
        ReportState::Accepted => "good",
    };
    StateView { class, word: words.get(&format!("campaigns-report-{}", state.name())) }
}

/// An action.
pub fn action(words: &Words, action: Action) -> String {
    words.get(&format!("action-{}", action.name()))
}

/// A finding; blank for none.
pub fn finding(words: &Words, code: &str) -> String {
    if code.is_empty() { String::new() } else { words.get(&format!("finding-{code}")) }
}

/// Number and day of the letter of a campaign.
pub fn letter(words: &Words, campaign: &Campaign) -> String {
    let message = Message::new("campaigns-letter-of").with("letter", &campaign.letter);
    words.say(&message.with("day", campaign.letter_on))
}

/// A day as fields of browsers write it; blank where it is unknown.
pub fn iso(day: Day) -> String {
    day.civil().map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")).unwrap_or_default()
}

/// What an address looks for; what it does not understand is left out.
pub fn query(pairs: &BTreeMap<String, String>) -> CaseQuery {
    let of = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
    let action = |name: &str| Action::ALL.into_iter().find(|action| action.name() == of(name));
    CaseQuery {
        unit: of("unit").parse().ok().map(Id),
        office: of("office").parse().ok().map(Id),
        proposed: action("proposed"),
        finding: Code::ALL.into_iter().find(|code| code.name() == of("finding")),
        state: CaseState::ALL.into_iter().find(|state| state.name() == of("state")),
        action: action("action"),
        holder: HolderSaid::ALL.into_iter().find(|said| said.name() == of("holder")),
        second_look: of("second_look") == "yes",
        changed: of("changed") == "yes",
    }
}

/// The pairs of an address that looks for the same.
pub fn pairs(query: &CaseQuery) -> Vec<(&'static str, String)> {
    let id = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    let yes = |is: bool| if is { "yes".to_owned() } else { String::new() };
    let action = |action: Option<Action>| action.map(|action| action.name().to_owned()).unwrap_or_default();
    vec![
        ("unit", id(query.unit)),
        ("office", id(query.office)),
        ("proposed", action(query.proposed)),
        ("finding", query.finding.map(|code| code.name().to_owned()).unwrap_or_default()),
        ("state", query.state.map(|state| state.name().to_owned()).unwrap_or_default()),
        ("action", action(query.action)),
        ("holder", query.holder.map(|said| said.name().to_owned()).unwrap_or_default()),
        ("second_look", yes(query.second_look)),
        ("changed", yes(query.changed)),
    ]
}

/// The address of something about the cases of `query`.
pub fn to(path: &str, query: &CaseQuery) -> String {
    address::with_pairs(path, pairs(query))
}
