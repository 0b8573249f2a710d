//! A report on a terminal: the sentence between lines, the rest below it.

use super::view::FileView;
use crate::words::Words;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// All files, one after the other.
pub fn write(views: &[FileView], words: &Words) -> String {
    let mut out = String::new();
    for view in views {
        let rule = "=".repeat(view.headline.width().clamp(20, 100));
        let _ = write!(out, "{}\n{rule}\n{}\n{rule}\n", plain(&view.file), plain(&view.headline));
        if let Some(advice) = &view.advice {
            let _ = writeln!(out, "{advice}");
        }
        for note in &view.notes {
            let _ = writeln!(out, "! {}", plain(note));
        }
        for signature in &view.signatures {
            let _ = writeln!(out, "\n{}: {}", plain(&signature.title), signature.word);
            pairs(&mut out, &signature.lines);
            for reason in &signature.reasons {
                let _ = writeln!(out, "  - {}", plain(reason));
            }
        }
        let _ = writeln!(out, "\n{}", words.get("signing-details"));
        for signature in &view.signatures {
            let _ = writeln!(out, "  {}", plain(&signature.title));
            pairs(&mut out, &signature.details);
        }
        pairs(&mut out, &view.details);
        out.push('\n');
    }
    out
}

fn pairs(out: &mut String, pairs: &[(String, String)]) {
    let widest = pairs.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    for (label, value) in pairs {
        let _ = writeln!(out, "  {label}:{} {}", " ".repeat(widest - label.width()), plain(value));
    }
}

/// Names come from hostile files: nothing in them may move the cursor or turn the writing.
fn plain(text: &str) -> String {
    let turns =
        |letter: char| matches!(letter, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|letter| if letter.is_control() || turns(letter) { '\u{fffd}' } else { letter }).collect()
}
