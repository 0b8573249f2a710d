//! What stands around the body: head, signature, recipients, by NĐ 30/2020 Phụ lục I.

use super::names::{Blank, Scope};
use crate::paper::{Head, Recipients, Signature, has_number};
use crate::template::{Edition, FrameTemplate, Template};

/// Room for a number that is written by hand.
const BY_HAND: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";

/// The head of the paper.
pub fn head(template: &Template, edition: &Edition, scope: &Scope<'_>, about: String) -> Head {
    let is_letter = template.kind.is_letter();
    Head {
        label: edition.label.clone(),
        superior: scope.text("superior").to_uppercase(),
        agency: scope.text("agency").to_uppercase(),
        nation: scope.word("nation"),
        motto: scope.word("motto"),
        number: if has_number(template.kind) { number_line(scope) } else { String::new() },
        place_and_date: place_and_date(scope),
        about: if is_letter { format!("{} {about}", scope.word("about_word")) } else { String::new() },
        title: if is_letter { String::new() } else { about.to_uppercase() },
        subtitle: scope.say(&template.subtitle, Blank::Dots),
        to_word: scope.word("to_word"),
        to: if is_letter { scope.list("to").to_vec() } else { Vec::new() },
    }
}

/// `Số: 123/CT-CNTT`; without a number, room to write it in.
///
/// > NĐ 30/2020, Phụ lục I, II.3: numbers below 10 have a 0 before them; a stroke between number and symbol.
fn number_line(scope: &Scope<'_>) -> String {
    format!("{} {}/{}", scope.word("number_word"), number(scope), symbol(scope))
}

fn number(scope: &Scope<'_>) -> String {
    match scope.text("number") {
        number if number.is_empty() => BY_HAND.to_owned(),
        number if number.len() == 1 && number != "0" => format!("0{number}"),
        number => number,
    }
}

fn symbol(scope: &Scope<'_>) -> String {
    match scope.text("symbol") {
        symbol if symbol.is_empty() => "…".to_owned(),
        symbol => symbol,
    }
}

fn place_and_date(scope: &Scope<'_>) -> String {
    let place = match scope.text("place") {
        place if place.is_empty() => "…………".to_owned(),
        place => place,
    };
    format!("{place}, {}", scope.say("{date.words}", Blank::Dots))
}

/// The letter to which an annex belongs.
///
/// > NĐ 30/2020, Phụ lục I, III: (Kèm theo văn bản số …/… ngày … tháng … năm … của …)
pub fn reference(scope: &Scope<'_>) -> String {
    let number = format!("{}/{}", number(scope), symbol(scope));
    scope
        .word("reference")
        .replace("[number]", &number)
        .replace("[date]", &scope.say("{date.words}", Blank::Dots))
        .replace(
            "[agency]",
            &match scope.text("agency") {
                agency if agency.is_empty() => "…………".to_owned(),
                agency => agency,
            },
        )
}

/// Who signs: those of the template, else the signer of the letter.
pub fn signatures(template: &Template, frame: &FrameTemplate, scope: &Scope<'_>) -> Vec<Signature> {
    if !template.signatures.is_empty() {
        let filled = |text: &String| scope.say(text, Blank::Empty);
        return template
            .signatures
            .iter()
            .map(|signature| Signature {
                lines: signature.lines.iter().map(filled).filter(|line| !line.is_empty()).collect(),
                note: filled(&signature.note),
                name: filled(&signature.name),
            })
            .collect();
    }
    let authority = scope.text("signer_authority");
    let position = scope.text("signer_position");
    let lines: Vec<String> = match frame.authorities.iter().find(|known| known.word == authority) {
        Some(known) if !position.is_empty() => {
            known.lines.iter().map(|line| scope.say(line, Blank::Dots).to_uppercase()).collect()
        }
        _ => vec![scope.word("signer_blank")],
    };
    vec![Signature { lines, note: String::new(), name: scope.text("signer_name") }]
}

/// `- Như trên;` … `- Lưu: VT, CNTT.`
pub fn recipients(template: &Template, scope: &Scope<'_>) -> Recipients {
    if !template.kind.is_letter() {
        return Recipients::default();
    }
    let bare = |text: &String| text.trim_end_matches([';', '.', ',']).trim_start_matches(['-', ' ']).to_owned();
    let mut lines: Vec<String> = scope.list("recipients").iter().map(|text| format!("- {};", bare(text))).collect();
    lines.push(format!("- {} {}.", scope.word("archive_word"), scope.text("archive")));
    Recipients { word: scope.word("recipients_word"), lines }
}
