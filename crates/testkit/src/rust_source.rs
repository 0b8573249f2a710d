//! A Rust file seen three ways: its code, its comments, its string literals.
//!
//! The checks look for words in one of them only, so that a comment may speak of what code must not do, and a test of
//! a check may quote an offence. Not a parser: it knows where comments, strings and characters begin and end.

/// One file, taken apart. `code` and `comments` have the length and the lines of the file, blank where it is the other.
#[derive(Debug)]
pub struct RustSource {
    /// Code, with the contents of strings blanked.
    pub code: String,
    /// Comments, documentation among them.
    pub comments: String,
    /// String literals, in order.
    pub literals: Vec<Literal>,
}

/// A string literal.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    /// Line in the file, from 1.
    pub line: usize,
    /// Where its quotation mark (or the `r` before it) stands in [`RustSource::code`].
    pub start: usize,
    /// What is between the quotation marks, escapes as written.
    pub text: String,
}

impl RustSource {
    /// Takes `text` apart.
    pub fn read(text: &str) -> Self {
        let mut reader = Reader {
            text,
            at: 0,
            code: vec![b' '; text.len()],
            comments: vec![b' '; text.len()],
            literals: Vec::new(),
        };
        reader.run();
        let view = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: view(reader.code), comments: view(reader.comments), literals: reader.literals }
    }
}

/// The lines, from 1, of `text` on which `word` stands as a whole word.
pub fn lines_with_word(text: &str, word: &str) -> Vec<usize> {
    let inside = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let whole =
        |start: usize| !inside(text[..start].chars().next_back()) && !inside(text[start + word.len()..].chars().next());
    text.match_indices(word).filter(|(start, _)| whole(*start)).map(|(start, _)| line_of(text, start)).collect()
}

/// The line, from 1, of the byte at `position`.
pub fn line_of(text: &str, position: usize) -> usize {
    text.as_bytes()[..position].iter().filter(|byte| **byte == b'\n').count() + 1
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    code: Vec<u8>,
    comments: Vec<u8>,
    literals: Vec<Literal>,
}

impl Reader<'_> {
    fn run(&mut self) {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            if rest.starts_with("//") {
                self.comment(rest.find('\n').unwrap_or(rest.len()));
            } else if rest.starts_with("/*") {
                self.comment(block_comment_length(rest));
            } else if let Some((opening, hashes)) = raw_opening(rest).filter(|_| !self.inside_word()) {
                let closing = format!("\"{}", "#".repeat(hashes));
                let length = rest[opening..].find(&closing).unwrap_or(rest.len() - opening);
                self.literal(opening, length, closing.len());
            } else if let Some(behind) = rest.strip_prefix('"') {
                self.literal(1, quoted_length(behind), 1);
            } else {
                self.code(character_length(rest));
            }
        }
    }

    fn comment(&mut self, length: usize) {
        let end = self.at + length;
        self.comments[self.at..end].copy_from_slice(&self.text.as_bytes()[self.at..end]);
        for position in (self.at..end).filter(|position| self.text.as_bytes()[*position] == b'\n') {
            self.code[position] = b'\n';
        }
        self.at = end;
    }

    fn code(&mut self, length: usize) {
        let end = self.at + length;
        self.code[self.at..end].copy_from_slice(&self.text.as_bytes()[self.at..end]);
        for position in (self.at..end).filter(|position| self.text.as_bytes()[*position] == b'\n') {
            self.comments[position] = b'\n';
        }
        self.at = end;
    }

    /// A string of `length` bytes between an opening and a closing, which stay in the code.
    fn literal(&mut self, opening: usize, length: usize, closing: usize) {
        let (start, line) = (self.at, line_of(self.text, self.at));
        self.code(opening);
        let end = self.at + length;
        self.literals.push(Literal { line, start, text: self.text[self.at..end].to_owned() });
        for position in (self.at..end).filter(|position| self.text.as_bytes()[*position] == b'\n') {
            self.code[position] = b'\n';
            self.comments[position] = b'\n';
        }
        self.at = end;
        self.code(closing.min(self.text.len() - end));
    }

    /// Whether the letter before this place belongs to a name: the `r` of `for"` opens no raw string.
    fn inside_word(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    }
}

/// Length of the block comment that `text` begins with; they nest.
fn block_comment_length(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        if text.as_bytes()[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if text.as_bytes()[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// If `text` begins with `r"`, `br##"` or the like: the length of that opening and its number of `#`.
fn raw_opening(text: &str) -> Option<(usize, usize)> {
    let prefix = ["r", "br", "cr"]
        .into_iter()
        .find(|prefix| text.strip_prefix(prefix).is_some_and(|rest| rest.trim_start_matches('#').starts_with('"')))?;
    let hashes = text[prefix.len()..].bytes().take_while(|byte| *byte == b'#').count();
    Some((prefix.len() + hashes + 1, hashes))
}

/// Length of what stands before the closing quotation mark; `text` begins behind the opening one.
fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    text.len()
}

/// Length of a piece of code that holds no string: a character literal such as `'"'`, or one letter.
fn character_length(text: &str) -> usize {
    let mut letters = text.char_indices();
    let Some((_, first)) = letters.next() else { return 0 };
    if first == '\'' {
        match (letters.next(), letters.next()) {
            (Some((_, '\\')), Some((escaped, letter))) => {
                let after = escaped + letter.len_utf8();
                return text[after..].find('\'').map_or(text.len(), |end| after + end + 1);
            }
            // A lifetime has no second apostrophe right behind its first letter.
            (Some(_), Some((end, '\''))) => return end + 1,
            _ => {}
        }
    }
    first.len_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(text: &str) -> Vec<String> {
        RustSource::read(text).literals.into_iter().map(|literal| literal.text).collect()
    }

    #[test]
    fn strings_of_every_kind_are_found() {
        assert_eq!(literals(r##"f("a\"b", r#"c"d"#, b"e", br"f")"##), [r#"a\"b"#, "c\"d", "e", "f"]);
    }

    #[test]
    fn characters_and_lifetimes_open_no_string() {
        assert_eq!(literals(r#"fn f<'a>(x: &'a str) { g('"', '\'', b'"', '\u{1F}', 'ệ', "yes") }"#), ["yes"]);
    }

    #[test]
    fn comments_hold_no_code_and_code_no_comments() {
        let source = RustSource::read("let a = 1; // b \"c\"\n/* d /* e */ f */ let g = \"// h\";\n");
        assert_eq!(source.code.split_whitespace().collect::<Vec<_>>().join(" "), "let a = 1; let g = \" \";");
        assert!(source.comments.contains("// b \"c\"") && source.comments.contains("/* d /* e */ f */"));
        assert_eq!(source.literals, [Literal { line: 2, start: 46, text: "// h".to_owned() }]);
        assert_eq!(source.code.lines().count(), 2);
    }

    #[test]
    fn words_are_whole_words() {
        assert_eq!(lines_with_word("my_rand\nrand::random\noperand", "rand"), [2]);
    }
}
