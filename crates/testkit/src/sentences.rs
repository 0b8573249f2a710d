//! The sentences of a `.ftl` file (Fluent): their keys, and what each mentions.

use std::collections::{BTreeMap, BTreeSet};

/// One sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Line of its key, from 1.
    pub line: usize,
    /// Arguments it mentions, each as `$name`.
    pub arguments: BTreeSet<String>,
    /// Everything behind the `=`, for sentences that quote each other.
    pub pattern: String,
}

/// The sentences by key, and the keys that stand twice with the line of the second.
pub fn read(text: &str) -> (BTreeMap<String, Sentence>, Vec<(usize, String)>) {
    let mut sentences: BTreeMap<String, Sentence> = BTreeMap::new();
    let mut twice = Vec::new();
    let mut current = String::new();
    for (index, line) in text.lines().enumerate() {
        if let Some((key, pattern)) = opening(line) {
            key.clone_into(&mut current);
            let sentence = Sentence { line: index + 1, arguments: BTreeSet::new(), pattern: pattern.to_owned() };
            if sentences.insert(current.clone(), sentence).is_some() {
                twice.push((index + 1, current.clone()));
            }
        } else if let Some(sentence) = sentences.get_mut(&current).filter(|_| line.starts_with([' ', '\t', '}'])) {
            sentence.pattern.push('\n');
            sentence.pattern.push_str(line);
        }
    }
    let own: BTreeMap<String, BTreeSet<String>> =
        sentences.iter().map(|(key, sentence)| (key.clone(), arguments(&sentence.pattern))).collect();
    for (key, sentence) in &mut sentences {
        // What a quoted sentence mentions is mentioned too.
        let quoted = own.iter().filter(|(other, _)| *other != key && quotes(&sentence.pattern, other));
        sentence.arguments = own[key].iter().chain(quoted.flat_map(|(_, names)| names)).cloned().collect();
    }
    (sentences, twice)
}

/// Does `pattern` quote the sentence `key`, as `{ key }`?
fn quotes(pattern: &str, key: &str) -> bool {
    pattern.split('{').skip(1).any(|part| part.split('}').next().unwrap_or_default().trim() == key)
}

/// Key and beginning of the pattern, where `line` opens a sentence: `key = pattern`.
fn opening(line: &str) -> Option<(&str, &str)> {
    let (key, pattern) = line.split_once('=')?;
    let bare = key.trim_end();
    let first = bare.trim_start_matches('-').chars().next()?;
    let rest_fits = bare.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
    (first.is_ascii_alphabetic() && rest_fits).then_some((bare, pattern))
}

/// Every `$name` of a pattern.
fn arguments(pattern: &str) -> BTreeSet<String> {
    let name_end = |rest: &str| {
        rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_')
            .unwrap_or(rest.len())
    };
    let name = |start: usize| pattern[start + 1..].split_at(name_end(&pattern[start + 1..])).0;
    pattern.match_indices('$').map(|(start, _)| format!("${}", name(start))).filter(|name| name.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_arguments_and_repetitions_are_read() {
        let text = "### words\n\nrows = { $used } of { $read ->\n    [one] one row\n   *[other] { $read } rows\n}\n\nrows = again\n";
        let (sentences, twice) = read(text);
        assert_eq!(twice, [(8, "rows".to_owned())]);
        assert_eq!(sentences.len(), 1);
        let (sentences, _) = read(text.trim_end_matches("rows = again\n"));
        let sentence = &sentences["rows"];
        assert_eq!(sentence.line, 3);
        assert_eq!(sentence.arguments.iter().collect::<Vec<_>>(), ["$read", "$used"]);
    }

    #[test]
    fn a_quoted_sentence_brings_its_arguments() {
        let (sentences, _) = read("kind = { $kind ->\n   *[a] b\n} of { $size }\nwrong = It is { kind }, { $path }.\n");
        assert_eq!(sentences["kind"].arguments.iter().collect::<Vec<_>>(), ["$kind", "$size"]);
        assert_eq!(sentences["wrong"].arguments.iter().collect::<Vec<_>>(), ["$kind", "$path", "$size"]);
    }

    #[test]
    fn comments_and_continued_lines_open_no_sentence() {
        let (sentences, _) = read("# a = b\nkey =\n    c = d\n");
        assert_eq!(sentences.keys().collect::<Vec<_>>(), ["key"]);
    }
}
