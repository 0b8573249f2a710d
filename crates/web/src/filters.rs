//! The filters that list pages know. Anything else in an address is said on the page: a list that leaves out a filter in
//! silence is taken for another one.

use crate::api::parameter::{AFTER, Kind, Parameter, shown};
use crate::visit::Call;
use antin_app::certificates::{FoundIn, KINDS, ListColumn};
use antin_app::notices::View;
use antin_app::reorganisations::Stage;
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, HolderSaid};
use antin_domain::certificate::record::State;
use antin_domain::device::Custody;
use antin_domain::finding::Code;
use antin_domain::message::Message;
use antin_domain::notice::NoticeKind;
use antin_domain::reorganisation::effects::NeedKind;

const TEXT: Parameter = Parameter { name: "q", kind: Kind::Text };
const PAGE: Kind = Kind::Number(1, 1_000_000);
const PAGE_OF_LINES: Parameter = Parameter { name: "lines", kind: PAGE };
const PAGE_OF_UNITS: Parameter = Parameter { name: "units", kind: PAGE };
const PAGE_OF_WAVES: Parameter = Parameter { name: "waves", kind: PAGE };
const UNIT: Parameter = Parameter { name: "unit", kind: Kind::Id };

/// The filters of the cases of a campaign, for the list and for acts over all that it finds.
const CASES: &[Parameter] = &[
    UNIT,
    AFTER,
    Parameter { name: "office", kind: Kind::Id },
    Parameter { name: "proposed", kind: Kind::Word(|| Action::ALL.map(Action::name).to_vec()) },
    Parameter { name: "finding", kind: Kind::Word(|| Code::ALL.map(Code::name).to_vec()) },
    Parameter { name: "state", kind: Kind::Word(|| CaseState::ALL.map(CaseState::name).to_vec()) },
    Parameter { name: "action", kind: Kind::Word(|| Action::ALL.map(Action::name).to_vec()) },
    Parameter { name: "holder", kind: Kind::Word(|| HolderSaid::ALL.map(HolderSaid::name).to_vec()) },
    Parameter { name: "second_look", kind: Kind::Word(|| vec!["yes"]) },
    Parameter { name: "changed", kind: Kind::Word(|| vec!["yes"]) },
    // What was done, and what is to be done.
    Parameter { name: "told", kind: Kind::Number(0, i64::MAX) },
    Parameter { name: "verb", kind: Kind::Word(|| vec!["accept", "confirm"]) },
];

/// The filters of each list, by the segments of its address; `*` is the number of a thing.
const LISTS: &[(&[&str], &[Parameter])] = &[
    (&["accounts"], &[AFTER]),
    (&["audit"], &[Parameter { name: "before", kind: Kind::Number(0, i64::MAX) }]),
    (&["campaigns", "*", "bulk"], CASES),
    (&["campaigns", "*", "cases"], CASES),
    (
        &["certificates"],
        &[
            TEXT,
            UNIT,
            AFTER,
            Parameter { name: "state", kind: Kind::Word(|| State::ALL.map(State::name).to_vec()) },
            Parameter { name: "kind", kind: Kind::Word(|| KINDS.map(|kind| kind.name()).to_vec()) },
            Parameter { name: "within", kind: Kind::Number(0, 3660) },
            Parameter { name: "month", kind: Kind::Month },
            Parameter { name: "found", kind: Kind::Word(|| FoundIn::ALL.map(FoundIn::name).to_vec()) },
            Parameter { name: "finding", kind: Kind::Word(|| vec!["yes", "no"]) },
            Parameter { name: "by", kind: Kind::Word(|| vec!["name", "end"]) },
            Parameter { name: "columns", kind: Kind::Word(|| ListColumn::ALL.map(ListColumn::name).to_vec()) },
        ],
    ),
    (
        &["devices"],
        &[
            TEXT,
            UNIT,
            AFTER,
            Parameter { name: "custody", kind: Kind::Word(|| Custody::ALL.map(Custody::name).to_vec()) },
        ],
    ),
    (&["expiry"], &[UNIT]),
    (
        &["notices"],
        &[
            UNIT,
            AFTER,
            Parameter { name: "view", kind: Kind::Word(|| View::ALL.map(View::name).to_vec()) },
            Parameter { name: "kind", kind: Kind::Word(|| NoticeKind::ALL.map(NoticeKind::name).to_vec()) },
            Parameter { name: "certificate", kind: Kind::Id },
        ],
    ),
    (&["people"], &[TEXT, UNIT, AFTER]),
    (&["reorganisations"], &[AFTER]),
    (&["reorganisations", "*"], &[PAGE_OF_LINES, PAGE_OF_UNITS, PAGE_OF_WAVES]),
    (
        &["reorganisations", "*", "needs"],
        &[
            AFTER,
            Parameter { name: "lies_in", kind: Kind::Id },
            Parameter { name: "need", kind: Kind::Word(|| NeedKind::ALL.map(NeedKind::name).to_vec()) },
            Parameter { name: "wave", kind: Kind::Number(0, i64::MAX) },
            Parameter { name: "stage", kind: Kind::Word(|| Stage::ALL.map(Stage::name).to_vec()) },
        ],
    ),
    (
        &["reviews", "*"],
        &[
            UNIT,
            AFTER,
            Parameter { name: "action", kind: Kind::Word(|| Action::ALL.map(Action::name).to_vec()) },
            Parameter { name: "finding", kind: Kind::Word(|| Code::ALL.map(Code::name).to_vec()) },
        ],
    ),
    (&["units"], &[TEXT, AFTER]),
];

/// What the address of a list asks for and the list does not have, one sentence each.
pub fn strange(call: &Call) -> Vec<String> {
    let known = known(call.uri.path());
    let Some(known) = known else { return Vec::new() };
    let pairs = form_urlencoded::parse(call.uri.query().unwrap_or_default().as_bytes());
    let say = |(name, value): (std::borrow::Cow<str>, std::borrow::Cow<str>)| {
        let key = trouble(known, &name, &value)?;
        let message = Message::new(key).with("name", shown(&name)).with("value", shown(&value));
        Some(call.words().say(&message))
    };
    // An address of a thousand filters is no reason for a page of a thousand sentences.
    pairs.filter_map(say).take(5).collect()
}

fn known(path: &str) -> Option<&'static [Parameter]> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let fits = |wanted: &[&str]| {
        let same = |(wanted, segment): (&&str, &&str)| wanted == segment || *wanted == "*";
        wanted.len() == segments.len() && wanted.iter().zip(&segments).all(same)
    };
    LISTS.iter().find(|(wanted, _)| fits(wanted)).map(|(_, known)| *known)
}

/// The key of what is wrong with a pair; none where nothing is. A blank value asks for nothing.
fn trouble(known: &[Parameter], name: &str, value: &str) -> Option<&'static str> {
    match known.iter().find(|parameter| parameter.name == name) {
        None => Some("web-no-such-filter"),
        // Columns may stand in one value, as saved searches have them.
        Some(parameter) if parameter.name == "columns" => {
            let is_bad = |one: &str| !one.is_empty() && parameter.check(one).is_err();
            value.split(',').any(is_bad).then_some("web-no-such-value")
        }
        Some(parameter) => (!value.is_empty() && parameter.check(value).is_err()).then_some("web-no-such-value"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_list_does_not_have_is_noticed_and_nothing_else() {
        let known = known("/certificates").unwrap();
        assert_eq!(trouble(known, "state", "revoked"), None);
        assert_eq!(trouble(known, "state", ""), None, "a blank field of a form asks for nothing");
        assert_eq!(trouble(known, "columns", "serial,unit"), None);
        assert_eq!(trouble(known, "columns", "serial,colour"), Some("web-no-such-value"));
        assert_eq!(trouble(known, "state", "gone"), Some("web-no-such-value"));
        assert_eq!(trouble(known, "colour", "red"), Some("web-no-such-filter"));
    }

    #[test]
    fn a_page_that_is_no_list_knows_no_filters() {
        assert!(super::known("/certificates/12").is_none());
        assert!(super::known("/reviews/12").is_some());
        assert!(super::known("/reviews").is_none());
    }
}
