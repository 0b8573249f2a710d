//! Pages that stand still: the policy in force, and help.

use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Visit, page_of};
use antin_domain::message::Message;
use antin_domain::policy::Policy;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/policy", get(policy)).route("/help", get(help))
}

#[derive(Template)]
#[template(path = "policy.html")]
struct PolicyPage {
    shell: Shell,
    in_force: Option<PolicyView>,
    others: Vec<String>,
}

/// The numbers of a policy, in words.
struct PolicyView {
    title: String,
    name: String,
    rows: Vec<(String, String)>,
    unknown: Vec<String>,
}

async fn policy(visit: Visit) -> Response {
    let (call, words) = (&visit.call, visit.call.words());
    let in_force = call.context().policy();
    let others = antin_app::policies::packs();
    let others = others.iter().filter(|pack| in_force.is_none_or(|held| held.name != pack.name));
    page_of(&PolicyPage {
        in_force: in_force.map(|policy| view(words, policy)),
        others: others.map(|pack| format!("{}: {}", pack.name, pack.title)).collect(),
        shell: call.shell(words.get("web-policy-title"), "policy"),
    })
}

fn view(words: &Words, policy: &Policy) -> PolicyView {
    let days = |days: i32| words.say(&Message::new("web-days").with("days", days));
    let years = |years: u32| words.say(&Message::new("web-years").with("years", years));
    let rows = [
        ("web-policy-window", days(policy.renewal.window_days)),
        ("web-policy-least", days(policy.renewal.least_days)),
        ("web-policy-limit", policy.renewal.limit.to_string()),
        ("web-policy-new-years", years(policy.validity.new_years)),
        ("web-policy-renewed-years", years(policy.validity.renewed_years)),
        ("web-policy-mail", policy.content.mail_domains.join(", ")),
    ];
    PolicyView {
        title: policy.title.clone(),
        name: policy.name.clone(),
        rows: rows.into_iter().map(|(key, value)| (words.get(key), value)).collect(),
        unknown: policy.unknown.clone(),
    }
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    shell: Shell,
}

async fn help(visit: Visit) -> Response {
    page_of(&HelpPage { shell: visit.call.shell(visit.call.words().get("web-help-title"), "help") })
}
