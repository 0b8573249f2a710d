//! Why a case got its action, in words: each rule that spoke, what it asks for and whether that stands, each link.

use antin_app::reviews::{Case, Link, Said, Stands};
use antin_domain::message::Message;
use antin_words::Words;

/// Why, as a page shows it.
pub struct WhyView {
    /// The rules that spoke, the one that decided first.
    pub rules: Vec<RuleView>,
    /// How the rows of other lists came to the case, one sentence each.
    pub links: Vec<String>,
}

/// One rule that spoke.
pub struct RuleView {
    /// The finding with its clause.
    pub title: String,
    /// Why it spoke.
    pub because: String,
    /// What it asks for, and whether that was followed.
    pub asks: String,
    /// A weak link softened it; blank where none did.
    pub softened: String,
}

/// Why, in words.
pub fn view(words: &Words, case: &Case) -> WhyView {
    WhyView {
        rules: case.why.said.iter().map(|said| rule(words, case, said)).collect(),
        links: case.why.links.iter().map(|one| link(words, one)).collect(),
    }
}

fn rule(words: &Words, case: &Case, said: &Said) -> RuleView {
    let title = Message::new("explain-rule")
        .with("title", words.get(&format!("finding-{}", said.code)))
        .with("code", &said.code)
        .with("clause", &said.clause);
    let days = case.why.days_left.unwrap_or_default().to_string();
    let because = words.fill(&format!("why-{}", said.code), &[("date", case.until.to_string()), ("days", days)]);
    let (action, chosen) =
        (words.get(&format!("action-{}", said.asks)), words.get(&format!("action-{}", case.action.name())));
    let asks = match said.stands {
        Stands::Decides => words.say(&Message::new("explain-decides").with("action", action)),
        Stands::Outranked => {
            words.say(&Message::new("explain-outranked").with("action", action).with("chosen", chosen))
        }
        Stands::AskedAlready => {
            words.say(&Message::new("explain-asked-already").with("action", action).with("chosen", chosen))
        }
        Stands::Warns => words.get("explain-warns"),
    };
    let softened = said.softened.as_ref().map(|link| {
        let why = match link.as_str() {
            "registry" => "why-weak-registry",
            "day" => "why-weak-day",
            _ => "why-weak-person",
        };
        words.say(&Message::new("explain-softened").with("why", words.get(why)))
    });
    RuleView { title: words.say(&title), because, asks, softened: softened.unwrap_or_default() }
}

fn link(words: &Words, link: &Link) -> String {
    let list = words.say(&Message::new("workbook-list").with("list", &link.list));
    words.say(
        &Message::new("explain-link")
            .with("list", list)
            .with("row", link.row)
            .with("rule", link.rule)
            .with("score", link.score)
            .with("reason", words.get(&link.reason)),
    )
}
