//! Every dependency of the workspace says beside it why it is here.

use crate::tree::Tree;

const MANIFEST: &str = "Cargo.toml";

/// Each line of `[workspace.dependencies]` ends in a reason, our own crates aside.
pub fn check(tree: &Tree) -> Vec<String> {
    let text = tree.text(MANIFEST).unwrap_or_default();
    let lines = text.lines().enumerate().skip_while(|(_, line)| line.trim() != "[workspace.dependencies]").skip(1);
    let own = lines.take_while(|(_, line)| !line.starts_with('['));
    let bare = own.filter(|(_, line)| {
        let (entry, reason) = line.split_once('#').unwrap_or((line, ""));
        !entry.trim().is_empty() && !entry.starts_with("antin-") && reason.trim().is_empty()
    });
    bare.map(|(index, line)| format!("{MANIFEST}:{}: no `# reason` behind {}", index + 1, line.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_reason_is_seen() {
        let text = "[workspace.dependencies]\nantin-domain = { path = \"x\" }\n# tests\nok = \"1\" # why\nbare = \"1\"\n\
            empty = \"1\" #\n\n[profile.dev]\ndebug = 1\n";
        let offences = check(&Tree::of(&[("Cargo.toml", text)]));
        assert_eq!(
            offences,
            ["Cargo.toml:5: no `# reason` behind bare = \"1\"", "Cargo.toml:6: no `# reason` behind empty = \"1\" #"]
        );
    }
}
