//! Every workflow as a table for people: `docs/workflows.md` is written from here and from nothing else.

use super::Step;
use crate::campaign;
use crate::reorganisation;
use crate::role::Role;
use std::fmt::Write;

/// A workflow on the shelf.
struct Flow {
    title: &'static str,
    /// Where its table stands.
    source: &'static str,
    rows: fn() -> Vec<Row>,
    /// What must hold beyond the table: the name of the guard and what it refuses.
    guards: &'static [(&'static str, &'static str)],
}

/// From, verb, to, and the word of the act with who may do it.
type Row = [String; 4];

/// Every workflow. To add one: one entry.
const SHELF: &[Flow] = &[
    Flow {
        title: "Campaign",
        source: "crates/domain/src/campaign.rs",
        rows: || rows(campaign::STEPS, |state| state.name(), |verb| verb.name()),
        guards: &[],
    },
    Flow {
        title: "Case of a campaign",
        source: "crates/domain/src/campaign/case.rs",
        rows: || rows(campaign::case::STEPS, |state| state.name(), |verb| verb.name()),
        guards: &[
            ("four_eyes", "confirming what one decided oneself, with whatever log-in"),
            ("in_time", "deciding after the last day of the unit; confirming and sending back go on"),
            ("not_locked", "anything while the report of the unit is signed off"),
            ("keeps_a_certificate", "revoking a unit's only certificate before a replacement is asked for"),
            ("reason", "choosing otherwise, disputing, putting off, sending back, asking again without a reason"),
            ("has_evidence", "a dispute without a file"),
        ],
    },
    Flow {
        title: "Report of a unit",
        source: "crates/domain/src/campaign/report.rs",
        rows: || rows(campaign::report::STEPS, |state| state.name(), |verb| verb.name()),
        guards: &[
            (
                "Outstanding::signed_off",
                "signing off while a report from below is missing, cases are open or changed, \
              unless the head says why",
            ),
            ("is_of_the_unit_above", "`accept` and `return` are asked of the unit above"),
        ],
    },
    Flow {
        title: "Reorganisation",
        source: "crates/domain/src/reorganisation.rs",
        rows: || rows(reorganisation::STEPS, |state| state.name(), |verb| verb.name()),
        guards: &[
            ("check::plan", "rehearsing and applying lines that do not agree with the units there are"),
            ("its day has come", "applying before the day: what is above a unit has no days of its own"),
            ("nothing changed since", "applying where the needs are not those that were rehearsed"),
        ],
    },
];

/// The page `docs/workflows.md`.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Workflows\n\nWritten from the tables of steps in `crates/domain`; a test compares the two and says how to renew \
         this page. What is\nnot in a table cannot happen. Who may do a step is told by its act: see \
         [access.md](access.md).\n",
    );
    for flow in SHELF {
        let _ = write!(page, "\n## {}\n\nFrom `{}`.\n\n| from | verb | to | act | roles |\n", flow.title, flow.source);
        page.push_str("|---|---|---|---|---|\n");
        for [from, verb, to, act] in (flow.rows)() {
            let _ = writeln!(page, "| {from} | **{verb}** | {to} | {act} |");
        }
        if !flow.guards.is_empty() {
            page.push_str("\nBeyond the table, refused:\n\n");
            for (name, refuses) in flow.guards {
                let _ = writeln!(page, "* `{name}`: {refuses}.");
            }
        }
    }
    page
}

fn rows<S: Copy, V: Copy>(steps: &[Step<S, V>], state: fn(S) -> &'static str, verb: fn(V) -> &'static str) -> Vec<Row> {
    let row = |step: &Step<S, V>| {
        let allows = step.act.rule().map(|rule| rule.allows).unwrap_or_default();
        let roles: Vec<&str> = allows.iter().map(|(role, _)| Role::name(*role)).collect();
        let act = format!("{} | {}", step.act.name(), roles.join(", "));
        [state(step.from).to_owned(), verb(step.verb).to_owned(), state(step.to).to_owned(), act]
    };
    steps.iter().map(row).collect()
}
