//! Home: what needs attention or that all is clear, totals, endings by month.

use crate::address;
use crate::pages::expiry::{Bar, bars};
use crate::pages::under_way::Progress;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::home::{self, Tile, Urgency};
use antin_app::notices;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/", get(show))
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    heading: String,
    checked: String,
    attention: Vec<Line>,
    totals: Vec<Line>,
    bars: Vec<Bar>,
    campaigns: Vec<Progress>,
    sees_certificates: bool,
    /// Nothing but what is the visitor's own.
    is_own: bool,
    /// Nothing ends in the months of the chart.
    nothing_ends: bool,
}

/// A number, its words, and the list that it counts.
struct Line {
    count: String,
    text: String,
    link: String,
    address: String,
    class: &'static str,
    sign: &'static str,
}

async fn show(visit: Visit) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let home = visit.ok(home::home(call.context(), &visit.visitor).await)?;
    let sees_certificates = home.is_some();
    let line = |tile: &Tile| Line {
        count: wording::grouped(tile.count, words),
        text: words.say(&Message::new(tile_key(tile.name)).with("days", tile.query.within.unwrap_or_default())),
        link: words.say(&Message::new("page-see").with("count", wording::grouped(tile.count, words))),
        address: address::certificates(&tile.query),
        class: if tile.urgency == Urgency::Bad { "sign-bad" } else { "sign-warn" },
        sign: if tile.urgency == Urgency::Bad { "●" } else { "▲" },
    };
    let mut others = Vec::new();
    if visit.visitor.may_somewhere(Act::ReadFinding) {
        let open = visit.ok(notices::count(call.context(), &visit.visitor, &notices::Query::default()).await)?;
        others.extend((open > 0).then(|| ("notice-home", "/notices".to_owned(), open)));
    }
    others.extend(super::request_letters::attention(&visit).await?);
    let (attention, totals, months) =
        home.map_or_else(Default::default, |home| (home.attention, home.totals, home.months));
    let waiting: i64 = others.iter().map(|(.., count)| count).sum();
    let all: i64 = attention.iter().map(|tile| tile.count).sum::<i64>() + waiting;
    let heading = match (sees_certificates, all) {
        (false, _) => words.get("page-home-welcome"),
        (true, 0) => words.get("page-home-clear"),
        (true, _) => words.get("page-home-attention"),
    };
    let reach = visit.visitor.reach(Act::ReadCertificate).unwrap_or_default();
    let other = |(key, address, count): &(&'static str, String, i64)| Line {
        count: wording::grouped(*count, words),
        text: words.get(key),
        link: words.say(&Message::new("page-see").with("count", wording::grouped(*count, words))),
        address: address.clone(),
        class: "sign-warn",
        sign: "▲",
    };
    let page = HomePage {
        is_own: sees_certificates && !reach.everything && reach.tops.is_empty(),
        nothing_ends: months.iter().all(|month| month.count == 0),
        heading,
        checked: words.say(&Message::new("page-home-checked").with("at", wording::moment(call.context().now()))),
        attention: attention.iter().map(line).chain(others.iter().map(other)).collect(),
        totals: totals.iter().map(line).collect(),
        bars: bars(words, &months),
        campaigns: super::under_way::campaigns(&visit).await?,
        sees_certificates,
        shell: call.shell(words.get("web-menu-home"), "home"),
    };
    Ok(page_of(&page))
}

/// The sentence of a tile.
fn tile_key(name: &str) -> &'static str {
    match name {
        "findings" => "page-tile-findings",
        "off-roster" => "page-tile-off-roster",
        "ca-only" => "page-tile-ca-only",
        "registry-only" => "page-tile-registry-only",
        "soon" => "page-tile-soon",
        "in-force" => "page-tile-in-force",
        "soon-total" => "page-tile-soon-total",
        "expired" => "page-tile-expired",
        "revoked" => "page-tile-revoked",
        _ => "page-tile-all",
    }
}
