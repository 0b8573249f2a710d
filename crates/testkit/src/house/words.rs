//! Sentences to people: both languages say the same things, every key in use exists, every key is in use.

use super::crate_of;
use crate::rust_source::{Literal, RustSource};
use crate::sentences::{self, Sentence};
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const VIETNAMESE: &str = "locales/vi/";
const ENGLISH: &str = "locales/en/";

/// What stands before a string that is the key of a sentence.
const BEFORE_A_KEY: [&str; 3] = ["Message::new(", "words.get(", "key:"];

/// Vietnamese and English have the same files, keys and arguments, and no key twice.
pub fn languages_agree(tree: &Tree) -> Vec<String> {
    let mut offences = Vec::new();
    let mut owners: BTreeMap<(&str, String), String> = BTreeMap::new();
    for (path, text) in tree.texts_with("ftl") {
        let Some((language, twin)) = twin(path) else {
            offences.push(format!("{path}:1: words live in {VIETNAMESE} and {ENGLISH}"));
            continue;
        };
        let (ours, twice) = sentences::read(text);
        offences.extend(twice.into_iter().map(|(line, key)| format!("{path}:{line}: `{key}` stands here twice")));
        let Some(other) = tree.text(&twin) else {
            offences.push(format!("{path}:1: there is no {twin}"));
            continue;
        };
        let (theirs, _) = sentences::read(other);
        for (key, Sentence { line, arguments, .. }) in &ours {
            match theirs.get(key) {
                None => offences.push(format!("{path}:{line}: `{key}` is missing in {twin}")),
                // Said once, on the side of the original.
                Some(their) if language == VIETNAMESE && their.arguments != *arguments => offences.push(format!(
                    "{path}:{line}: `{key}` mentions {arguments:?}, {twin}:{} mentions {:?}",
                    their.line, their.arguments
                )),
                Some(_) => {}
            }
            if let Some(owner) = owners.insert((language, key.clone()), path.to_owned()) {
                offences.push(format!("{path}:{line}: `{key}` stands in {owner} too"));
            }
        }
    }
    offences
}

/// Every key that the source names has a sentence, and every argument given by name is one that it mentions.
pub fn keys_exist(tree: &Tree) -> Vec<String> {
    let known = originals(tree);
    let families: BTreeSet<String> = known.values().map(|(path, _)| family(path)).collect();
    let mut offences = Vec::new();
    for (path, source) in sources(tree) {
        for (index, literal) in source.literals.iter().enumerate() {
            let before = source.code[..literal.start].trim_end();
            if !is_key(before, &literal.text, &families) {
                continue;
            }
            let Some((_, sentence)) = known.get(&literal.text) else {
                offences.push(format!("{path}:{}: no sentence is called `{}`", literal.line, literal.text));
                continue;
            };
            for name in arguments_given(&source, index) {
                if !sentence.arguments.contains(&format!("${}", name.text)) {
                    let (key, line) = (&literal.text, name.line);
                    offences.push(format!("{path}:{line}: `{key}` does not mention `${}`", name.text));
                }
            }
        }
    }
    offences
}

/// Every key that a template names has a sentence.
pub fn templates_name_sentences(tree: &Tree) -> Vec<String> {
    let known = originals(tree);
    let unknown = templates(tree).into_iter().filter(|(_, _, key)| !known.contains_key(key));
    unknown.map(|(path, line, key)| format!("{path}:{line}: no sentence is called `{key}`")).collect()
}

/// The keys in templates of pages, `shell.t("…")`, each with its file and line.
fn templates(tree: &Tree) -> Vec<(&str, usize, String)> {
    const OPENING: &str = ".t(\"";
    let mut keys = Vec::new();
    for (path, text) in tree.texts_with("html") {
        for (index, line) in text.lines().enumerate() {
            let parts = line.split(OPENING).skip(1);
            keys.extend(parts.filter_map(|part| Some((path, index + 1, part.split_once('"')?.0.to_owned()))));
        }
    }
    keys
}

/// Every sentence is used: its key stands in the source, is put together there (`"finding-{code}"`), or another sentence
/// quotes it; and every file of words is embedded.
pub fn sentences_are_used(tree: &Tree) -> Vec<String> {
    let known = originals(tree);
    let mut literals: BTreeSet<String> =
        sources(tree).flat_map(|(_, source)| source.literals).map(|literal| literal.text).collect();
    literals.extend(templates(tree).into_iter().map(|(_, _, key)| key));
    let composed: Vec<(&str, &str)> = literals.iter().filter_map(|text| composed(text)).collect();
    let patterns: Vec<&str> = known.values().map(|(_, sentence)| sentence.pattern.as_str()).collect();
    let used = |key: &str| {
        literals.contains(key)
            || composed.iter().any(|(head, tail)| key.starts_with(head) && key.ends_with(tail))
            || patterns.iter().any(|pattern| pattern.contains(&format!("{{ {key} }}")))
    };
    let unused = known.iter().filter(|(key, _)| !used(key));
    let mut offences: Vec<String> =
        unused.map(|(key, (path, sentence))| format!("{path}:{}: nobody says `{key}`", sentence.line)).collect();
    for (path, _) in tree.texts_with("ftl").filter(|(path, _)| path.starts_with("locales/")) {
        if !literals.iter().any(|literal| literal.ends_with(path)) {
            offences.push(format!("{path}:1: the file is not embedded"));
        }
    }
    offences
}

/// Whether a string is meant as the key of a sentence: by what stands before it, or because it is spelled like the keys
/// of a file of words (`lists-…` of `lists.ftl`), as where a `match` chooses one.
fn is_key(before: &str, text: &str, families: &BTreeSet<String>) -> bool {
    // A field called `key` may hold other things than keys of sentences, which have a hyphen.
    let opened = |opening: &str| before.ends_with(opening) && (opening != "key:" || text.contains('-'));
    BEFORE_A_KEY.into_iter().any(opened)
        || (is_plain(text) && families.iter().any(|family| text.starts_with(family.as_str())))
}

/// What the keys of a file of words begin with: `lists-` for `locales/vi/lists.ftl`.
fn family(path: &str) -> String {
    let name = path.trim_start_matches(VIETNAMESE).trim_end_matches(".ftl");
    format!("{name}-")
}

/// Only small letters, digits and hyphens.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The language of a file of words, and the path of the same file in the other one.
fn twin(path: &str) -> Option<(&'static str, String)> {
    let other = |from: &'static str, to: &str| path.strip_prefix(from).map(|name| (from, format!("{to}{name}")));
    other(VIETNAMESE, ENGLISH).or_else(|| other(ENGLISH, VIETNAMESE))
}

/// The Vietnamese sentences, each with its file.
fn originals(tree: &Tree) -> BTreeMap<String, (&str, Sentence)> {
    let files = tree.texts_with("ftl").filter(|(path, _)| path.starts_with(VIETNAMESE));
    files.flat_map(|(path, text)| sentences::read(text).0.into_iter().map(move |(key, s)| (key, (path, s)))).collect()
}

/// The Rust files that make the program, up to where their tests begin.
fn sources(tree: &Tree) -> impl Iterator<Item = (&str, RustSource)> {
    let files = tree.texts_with("rs").filter(|(path, _)| crate_of(path).is_some_and(|name| name != "testkit"));
    files.map(|(path, text)| {
        let mut source = RustSource::read(text);
        let tests = source.code.find("#[cfg(test)]\nmod ").unwrap_or(source.code.len());
        source.literals.retain(|literal| literal.start < tests);
        (path, source)
    })
}

/// The names given to the message whose key is literal number `index`: `.with("name", …)` right behind it.
fn arguments_given(source: &RustSource, index: usize) -> Vec<&Literal> {
    let mut given = Vec::new();
    let mut at = end_of(&source.literals[index]);
    while let Some(end) = closing(&source.code, at) {
        let rest = &source.code[end..];
        let Some(inner) = rest.trim_start().strip_prefix(".with(") else { break };
        at = source.code.len() - inner.len();
        let start = source.code.len() - inner.trim_start().len();
        given.extend(source.literals.iter().find(|literal| literal.start == start));
    }
    given
}

/// Where the string ends, its closing quotation mark included.
fn end_of(literal: &Literal) -> usize {
    literal.start + literal.text.len() + 2
}

/// The place behind the `)` that closes the call in which `at` stands.
fn closing(code: &str, at: usize) -> Option<usize> {
    let mut depth = 1_usize;
    for (offset, byte) in code.as_bytes()[at..].iter().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + offset + 1);
        }
    }
    None
}

/// Head and tail of a key that is put together: `finding-{code}` gives `finding-` and nothing.
fn composed(text: &str) -> Option<(&str, &str)> {
    let (head, rest) = text.split_once('{')?;
    let (_, tail) = rest.split_once('}')?;
    (head.len() > 1 && head.ends_with('-') && is_plain(head) && is_plain(tail)).then_some((head, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "//! x\nfn f() { Message::new(\"rows-read\").with(\"read\", (1)).with(\"rows\", 2); }\n\
        const A: Message = Message { key: \"no-such\", args };\nlet b = words.get(\"title\"); format!(\"finding-{}\", c); f(\"a-typo\", \"b-typo\");\n\
        const FILE: &str = include_str!(\"../../../locales/vi/a.ftl\");\n#[cfg(test)]\nmod tests { Message::new(\"x\") }\n";

    #[test]
    fn a_key_or_an_argument_missing_in_one_language_is_seen() {
        let vi = "a = { $x }\nb = b\nb = b\n";
        let tree = Tree::of(&[("locales/vi/a.ftl", vi), ("locales/en/a.ftl", "a = { $y }\n\nc = c\n")]);
        assert_eq!(
            languages_agree(&tree),
            [
                "locales/en/a.ftl:3: `c` is missing in locales/vi/a.ftl",
                "locales/vi/a.ftl:3: `b` stands here twice",
                "locales/vi/a.ftl:1: `a` mentions {\"$x\"}, locales/en/a.ftl:1 mentions {\"$y\"}",
                "locales/vi/a.ftl:3: `b` is missing in locales/en/a.ftl",
            ]
        );
    }

    #[test]
    fn a_file_in_one_language_and_a_key_in_two_files_are_seen() {
        let tree = Tree::of(&[
            ("locales/vi/a.ftl", "a = a\n"),
            ("locales/vi/b.ftl", "a = a\n"),
            ("locales/en/a.ftl", "a = a\n"),
        ]);
        assert_eq!(languages_agree(&tree), ["locales/vi/b.ftl:1: there is no locales/en/b.ftl"]);
        let both = [
            ("locales/vi/a.ftl", "a = a\n"),
            ("locales/vi/b.ftl", "a = a\n"),
            ("locales/en/a.ftl", "a = a\n"),
            ("locales/en/b.ftl", "a = a\n"),
        ];
        assert_eq!(languages_agree(&Tree::of(&both)).len(), 2);
    }

    #[test]
    fn a_key_without_a_sentence_and_an_argument_it_does_not_mention_are_seen() {
        let words = ("locales/vi/a.ftl", "rows-read = { $read }\ntitle = Title\n");
        assert_eq!(
            keys_exist(&Tree::of(&[words, ("crates/cli/src/a.rs", CODE)])),
            [
                "crates/cli/src/a.rs:2: `rows-read` does not mention `$rows`",
                "crates/cli/src/a.rs:3: no sentence is called `no-such`",
                "crates/cli/src/a.rs:4: no sentence is called `a-typo`",
            ]
        );
    }

    #[test]
    fn a_sentence_nobody_says_and_a_file_not_embedded_are_seen() {
        let words = "rows-read = { quoted }\nquoted = a\nfinding-x = b\nsilent = c\nx = d\n";
        let tree = Tree::of(&[("locales/vi/a.ftl", words), ("locales/vi/b.ftl", ""), ("crates/cli/src/a.rs", CODE)]);
        assert_eq!(
            sentences_are_used(&tree),
            [
                "locales/vi/a.ftl:4: nobody says `silent`",
                "locales/vi/a.ftl:5: nobody says `x`",
                "locales/vi/b.ftl:1: the file is not embedded"
            ]
        );
    }

    #[test]
    fn a_template_names_only_sentences_and_uses_them() {
        let page = ("crates/web/templates/a.html", "<b>{{ shell.t(\"a-title\") }}</b>\n{{ shell.t(\"a-typo\") }}");
        let words = ("locales/vi/a.ftl", "a-title = A\na-silent = B\n");
        let code = ("crates/web/src/a.rs", "const FILE: &str = include_str!(\"../../../locales/vi/a.ftl\");\n");
        let tree = Tree::of(&[page, words, code]);
        assert_eq!(templates_name_sentences(&tree), ["crates/web/templates/a.html:2: no sentence is called `a-typo`"]);
        assert_eq!(sentences_are_used(&tree), ["locales/vi/a.ftl:2: nobody says `a-silent`"]);
    }
}
