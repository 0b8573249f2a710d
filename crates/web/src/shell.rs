//! The frame around every page: menu, name, language, words.

use crate::address;
use crate::service::Service;
use crate::visit::Call;
use antin_app::Visitor;
use antin_domain::permission::Act;
use antin_words::Language;
use std::sync::Arc;

/// What stands in the menu: section, address, key of its word, and the act without which it is not shown.
/// Whole lists are shown to those only who may see everything below the topmost unit.
const MENU: &[(&str, &str, &str, Option<Act>)] = &[
    ("home", "/", "web-menu-home", None),
    ("notices", "/notices", "notice-menu", Some(Act::ReadFinding)),
    ("certificates", "/certificates", "web-menu-certificates", Some(Act::ReadCertificate)),
    ("requests", "/requests", "request-menu", Some(Act::ReadCertificate)),
    ("people", "/people", "web-menu-people", Some(Act::ReadPerson)),
    ("units", "/units", "web-menu-units", Some(Act::ReadUnit)),
    ("reorganisations", "/reorganisations", "reorganisation-menu", Some(Act::ReadFinding)),
    ("devices", "/devices", "web-menu-devices", Some(Act::ReadDevice)),
    ("intake", "/intake", "web-menu-intake", Some(Act::ReadImport)),
    ("campaigns", "/campaigns", "web-menu-campaigns", Some(Act::ReadFinding)),
    ("reviews", "/reviews", "web-menu-reviews", Some(Act::ReadFinding)),
    ("expiry", "/expiry", "web-menu-expiry", Some(Act::ReadCertificate)),
    ("audit", "/audit", "web-menu-audit", Some(Act::ReadAudit)),
    ("accounts", "/accounts", "web-menu-accounts", Some(Act::ReadUser)),
    ("policy", "/policy", "web-menu-policy", None),
    ("help", "/help", "web-menu-help", None),
];

/// The frame around a page.
pub struct Shell {
    service: Arc<Service>,
    /// Its language.
    pub language: Language,
    /// What it is.
    pub title: String,
    /// Who is there; blank for nobody.
    pub who: String,
    /// The menu, as far as the visitor has use for it.
    pub menu: Vec<MenuItem>,
    /// What the search line holds.
    pub sought: String,
    /// Where this page is, for coming back after changing the language.
    pub here: String,
    /// The day that the page takes for today.
    pub today: String,
    /// The page of the visitor's own log-in; blank for nobody.
    pub own_account: String,
    /// The policy in force.
    pub policy: String,
    /// Is this a demonstration?
    pub is_demo: bool,
    /// The version of the program.
    pub version: &'static str,
    /// What the address asks for and the page does not have, one sentence each.
    pub strange: Vec<String>,
    may_search: bool,
}

/// One entry of the menu.
pub struct MenuItem {
    /// Where it leads.
    pub address: &'static str,
    /// Its word.
    pub label: String,
    /// Is this its page?
    pub is_current: bool,
}

impl Shell {
    /// The frame for an answer to `call`.
    pub fn new(call: &Call, title: String, section: &'static str) -> Shell {
        let words = call.words();
        let visitor = call.visitor.as_ref().filter(|visitor| !visitor.owes_second_factor);
        let may = |visitor: &Visitor, act| match act {
            Act::ReadImport => visitor.may_at_top(act),
            act => visitor.may_somewhere(act),
        };
        let shown = |act: &Option<Act>| visitor.is_some_and(|visitor| act.is_none_or(|act| may(visitor, act)));
        let item = |&(name, address, key, _): &(&str, &'static str, &str, Option<Act>)| MenuItem {
            address,
            label: words.get(key),
            is_current: name == section,
        };
        Shell {
            language: call.language,
            title,
            who: visitor.map(|visitor| visitor.name.clone()).unwrap_or_default(),
            menu: MENU.iter().filter(|(.., act)| shown(act)).map(item).collect(),
            sought: String::new(),
            here: call.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            today: call.context().today().to_string(),
            own_account: visitor.map(|visitor| format!("/accounts/{}", visitor.actor.user)).unwrap_or_default(),
            policy: call.context().policy().map(|policy| policy.name.clone()).unwrap_or_default(),
            is_demo: call.service.is_demo,
            version: env!("CARGO_PKG_VERSION"),
            strange: crate::filters::strange(call),
            may_search: visitor.is_some_and(|visitor| visitor.may_somewhere(Act::ReadCertificate)),
            service: Arc::clone(&call.service),
        }
    }

    /// The sentence under `key`.
    pub fn t(&self, key: &str) -> String {
        self.service.words(self.language).get(key)
    }

    /// The page in the other language.
    pub fn other_language(&self) -> String {
        let other = if self.language == Language::Vi { Language::En } else { Language::Vi };
        address::with_pairs(&format!("/language/{}", other.name()), [("next", self.here.clone())])
    }

    /// Is the page Vietnamese?
    pub fn is_vietnamese(&self) -> bool {
        self.language == Language::Vi
    }

    /// May the visitor search?
    pub fn may_search(&self) -> bool {
        self.may_search
    }
}
