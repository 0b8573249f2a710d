//! Every link of a Markdown page to a file of the repository leads to one.

use crate::markdown;
use crate::tree::Tree;

/// Links to local files and folders resolve, seen from the page that holds them.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut offences = Vec::new();
    for (page, text) in tree.texts_with("md") {
        for (line, target) in markdown::links(text) {
            let local = target.split(['#', '?']).next().unwrap_or_default();
            if local.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            if !resolve(page, local).is_some_and(|path| tree.has(&path)) {
                offences.push(format!("{page}:{line}: the link to {target} leads nowhere"));
            }
        }
    }
    offences
}

/// The path below the root that `target` means on `page`; none where it leads out of the repository.
fn resolve(page: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { page.split('/').collect() };
    parts.pop();
    for part in target.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_link_is_seen() {
        let text = "[up](../README.md) [here](#top) [web](https://example.org/x) [same](b.md#part)\n[dead](c.md)\n\
            [out](../../x.md) [folder](decisions)";
        let tree = Tree::of(&[("docs/a.md", text), ("docs/b.md", ""), ("README.md", ""), ("docs/decisions/1.md", "")]);
        assert_eq!(
            check(&tree),
            ["docs/a.md:2: the link to c.md leads nowhere", "docs/a.md:3: the link to ../../x.md leads nowhere"]
        );
    }
}
