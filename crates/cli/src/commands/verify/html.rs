//! A report as one HTML file: no script, nothing fetched, prints on A4.

use super::view::FileView;
use crate::words::Words;
use antin_sign::validate::report::Verdict;
use std::fmt::Write;

const STYLE: &str = "
@page { size: A4; margin: 20mm 15mm 20mm 30mm }
body { font: 16px/1.5 \"Times New Roman\", Tinos, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
section.file { break-after: page; margin-bottom: 3rem }
section.file:last-child { break-after: auto }
.sentence { font-size: 1.6rem; line-height: 1.3; padding: .8rem 1rem; border-left: .5rem solid; margin: 1rem 0 }
.valid { border-color: #176b2c; background: #eef7f0 }
.unknown { border-color: #9a6700; background: #fdf6e3 }
.invalid { border-color: #a40e26; background: #fdeff1 }
h1 { font-size: 1.1rem; overflow-wrap: anywhere } h2 { font-size: 1.15rem; margin-bottom: .3rem }
dl { display: grid; grid-template-columns: 12rem 1fr; gap: .2rem 1rem; margin: .3rem 0 } dt { color: #444 } dd { margin: 0; overflow-wrap: anywhere }
.details { font-size: .85rem; color: #333 } .word { font-weight: bold; padding: 0 .3rem }
@media print { body { margin: 0; max-width: none } .sentence, section section { break-inside: avoid } }
";

/// All files on one page.
pub fn page(views: &[FileView], words: &Words) -> String {
    let mut out = String::new();
    let title = words.get("signing-report-title");
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<p>{}</p>\n",
        words.language().name(),
        escaped(&title),
        escaped(&title)
    );
    for view in views {
        file(&mut out, view, words);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn file(out: &mut String, view: &FileView, words: &Words) {
    let colour = class(view.verdict);
    let _ = write!(
        out,
        "<section class=\"file\">\n<h1>{}</h1>\n<p class=\"sentence {colour}\">{}</p>\n",
        escaped(&view.file),
        escaped(&view.headline)
    );
    for line in view.advice.iter().chain(&view.notes) {
        let _ = writeln!(out, "<p>{}</p>", escaped(line));
    }
    for signature in &view.signatures {
        let _ = writeln!(
            out,
            "<section>\n<h2>{}: <span class=\"word {}\">{}</span></h2>",
            escaped(&signature.title),
            class(signature.verdict),
            escaped(&signature.word)
        );
        list(out, &signature.lines);
        if !signature.reasons.is_empty() {
            out.push_str("<ul>\n");
            for reason in &signature.reasons {
                let _ = writeln!(out, "<li>{}</li>", escaped(reason));
            }
            out.push_str("</ul>\n");
        }
        out.push_str("</section>\n");
    }
    let _ = writeln!(out, "<section class=\"details\">\n<h2>{}</h2>", escaped(&words.get("signing-details")));
    for signature in &view.signatures {
        let _ = writeln!(out, "<p>{}</p>", escaped(&signature.title));
        list(out, &signature.details);
    }
    list(out, &view.details);
    out.push_str("</section>\n</section>\n");
}

fn list(out: &mut String, pairs: &[(String, String)]) {
    out.push_str("<dl>\n");
    for (label, value) in pairs {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escaped(label), escaped(value));
    }
    out.push_str("</dl>\n");
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "valid",
        Verdict::Unknown | Verdict::Unsigned => "unknown",
        Verdict::Invalid | Verdict::Unreadable => "invalid",
    }
}

/// Text between tags and in attributes; letters that turn the writing become visible.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
