//! The calendar of endings: how many certificates end in each coming month, as bars and as a table.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::certificates;
use antin_app::home::{self, Tile};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Months of the calendar.
const MONTHS: usize = 36;
/// Height of the highest bar, in the units of the drawing.
const HEIGHT: i64 = 100;
/// Width of a bar with the gap behind it.
const STEP: usize = 30;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/expiry", get(show))
}

/// A month as a bar and as a row.
pub struct Bar {
    /// `08/2024`.
    pub month: String,
    /// How many end.
    pub count: String,
    /// The list.
    pub address: String,
    /// Left edge.
    pub x: usize,
    /// Upper edge.
    pub y: i64,
    /// Height.
    pub height: i64,
    /// What stands below it: the month, and the year where it begins.
    pub label: String,
    /// What it says to who does not see it.
    pub title: String,
}

/// Months as bars.
pub fn bars(words: &Words, months: &[Tile]) -> Vec<Bar> {
    let most = months.iter().map(|tile| tile.count).max().unwrap_or_default().max(1);
    let bar = |(index, tile): (usize, &Tile)| {
        let (year, month) = tile.query.month.unwrap_or_default();
        // One certificate is seen beside a thousand.
        let height = if tile.count == 0 { 0 } else { (tile.count * HEIGHT / most).max(2) };
        let written = format!("{month:02}/{year}");
        let count = wording::grouped(tile.count, words);
        let title = Message::new("page-month-title").with("month", &written).with("count", &count);
        Bar {
            title: words.say(&title),
            month: written,
            count,
            address: address::certificates(&tile.query),
            x: index * STEP + 4,
            y: HEIGHT + 10 - height,
            height,
            label: if index == 0 || month == 1 { format!("{month}/{}", year % 100) } else { month.to_string() },
        }
    };
    months.iter().enumerate().map(bar).collect()
}

#[derive(Template)]
#[template(path = "expiry.html")]
struct ExpiryPage {
    shell: Shell,
    unit: String,
    bars: Vec<Bar>,
    width: usize,
}

async fn show(visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let unit = query.get("unit").and_then(|unit| unit.parse().ok()).map(Id);
    let months = visit.ok(home::coming_months(call.context(), &visit.visitor, unit, MONTHS).await)?;
    let names = visit.ok(certificates::unit_names(call.context(), unit.into_iter().collect()).await)?;
    let page = ExpiryPage {
        bars: bars(words, &months),
        unit: names.into_values().next().unwrap_or_default(),
        width: MONTHS * STEP + 8,
        shell: call.shell(words.get("page-expiry-title"), "expiry"),
    };
    Ok(page_of(&page))
}
