//! `antin rules`: the table of rules as Markdown; `docs/rules.md` is its output.

use crate::failure::Failure;
use crate::words::{Language, Words};
use antin_review::rules::FAMILIES;
use std::fmt::Write;

/// The table of rules.
///
/// # Errors
/// None today.
pub fn run() -> Result<String, Failure> {
    Ok(markdown())
}

/// The table of rules in both languages.
#[must_use]
pub fn markdown() -> String {
    let (vi, en) = (Words::new(Language::Vi), Words::new(Language::En));
    let mut out = String::from(
        "# Rules\n\nWritten by `antin rules` from the rules themselves; a test compares the two. Clauses are those of letter\n2547/TCT-CNTT (14/6/2024).\n",
    );
    for (family, rules) in FAMILIES {
        let _ = write!(out, "\n## {family}\n\n| code | clause | Kết quả | says | action |\n|---|---|---|---|---|\n");
        for rule in *rules {
            let code = rule.code.name();
            let action = rule.code.action().name();
            let title = vi.get(&format!("finding-{code}"));
            let action_vi = vi.get(&format!("action-{action}"));
            let _ =
                writeln!(out, "| `{code}` | {} | {title} | {} | `{action}` ({action_vi}) |", rule.clause, rule.because);
        }
    }
    let _ = write!(
        out,
        "\n## Actions\n\nThe strongest first; where `ca-status-stale` speaks, the action is `report-to-ca`.\n\n| action | Hướng xử lý | meaning |\n|---|---|---|\n"
    );
    for action in antin_domain::action::Action::ALL {
        let key = format!("action-{}", action.name());
        let _ = writeln!(out, "| `{}` | {} | {} |", action.name(), vi.get(&key), en.get(&key));
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_document_is_what_the_rules_say() {
        let document = include_str!("../../../../docs/rules.md");
        assert_eq!(document, super::markdown(), "write it anew: ./run rules > docs/rules.md");
    }
}
