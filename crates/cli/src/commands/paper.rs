//! `antin paper`: any letter or form from a file of data; `antin paper list` names them with their fields and law.

use super::review::as_of;
use crate::arguments::PaperCall;
use crate::failure::Failure;
use crate::papers::{data, ending, shelf, unusable, write};
use crate::words::Words;
use antin_domain::day::Day;
use antin_domain::message::Message;
use antin_papers::data::Data;
use antin_papers::template::{Columns, Field, Template};
use antin_papers::{Shelf, docx, fill, pdf, workbook};
use std::fmt::Write as _;

/// Makes the paper, or lists those there are; what to print.
///
/// # Errors
/// The call, a template or the data cannot be used (nothing was written), or the file cannot be written.
pub fn run(call: &PaperCall) -> Result<String, Failure> {
    let words = Words::new(call.lang);
    let shelf = shelf(call.papers.as_deref())?;
    if call.form == "list" {
        return Ok(list(&shelf, &words));
    }
    shelf.find(&call.form).map_err(|refusal| unusable(&refusal))?;
    let (Some(path), Some(out)) = (&call.data, &call.out) else {
        return Err(Failure::Unusable(Message::new("papers-call").with("form", &call.form)));
    };
    let data = data(path)?;
    let day = day(call, &data)?;
    let filled = || fill::fill(&shelf, &call.form, &data, day);
    let bytes = match ending(out).as_str() {
        "pdf" => filled().and_then(|paper| pdf::render(&paper, &shelf.layout)),
        "docx" => filled().and_then(|paper| docx::render(&paper)),
        "xlsx" => filled().and_then(|paper| {
            let rows = fill::rows(&shelf, &call.form, &data, day)?;
            workbook::render(&rows, paper.day)
        }),
        _ => return Err(Failure::Unusable(Message::new("papers-out-ending").with("file", out.display()))),
    };
    write(out, &bytes.map_err(|refusal| unusable(&refusal))?)?;
    Ok(words.say(&Message::new("cli-written").with("path", out.display())) + "\n")
}

/// The day whose law words the paper: that of the call, of the paper, else today.
fn day(call: &PaperCall, data: &Data) -> Result<Day, Failure> {
    let written = data.get("date").and_then(|date| date.as_str()).and_then(|text| Day::parse(text.trim().as_bytes()));
    match (&call.day, written) {
        (None, Some(day)) => Ok(day),
        (text, _) => as_of(text.as_deref()),
    }
}

/// Every paper with its law and its fields.
fn list(shelf: &Shelf, words: &Words) -> String {
    let mut out = String::new();
    for template in &shelf.templates {
        let _ = writeln!(out, "{}  {}", template.id, template.title);
        for edition in &template.editions {
            let until = if edition.valid_to.is_known() { edition.valid_to.to_string() } else { "…".to_owned() };
            let days = format!("{}–{until}", edition.valid_from);
            let label = edition.label.first().cloned().unwrap_or_default();
            let law = [vec![label], edition.law.clone()].concat();
            let law: Vec<String> = law.into_iter().filter(|text| !text.is_empty()).collect();
            let line = Message::new("papers-list-law").with("days", days).with("law", law.join("; "));
            let _ = writeln!(out, "    {}", words.say(&line));
        }
        if template.official_columns == Columns::NotPublic {
            let _ = writeln!(out, "    {}", words.get("papers-list-not-public"));
        }
        let _ = writeln!(out, "    {}", formats(template));
        for field in shelf.fields(template) {
            add_field(&mut out, field, words, 4);
        }
        out.push('\n');
    }
    out
}

fn formats(template: &Template) -> &'static str {
    if template.workbook.is_some() { "pdf, docx, xlsx" } else { "pdf, docx" }
}

fn add_field(out: &mut String, field: &Field, words: &Words, indent: usize) {
    let mark = if field.required { "*" } else { " " };
    let law = if field.law.is_empty() { String::new() } else { format!(" [{}]", field.law) };
    let kind = words.say(&Message::new("papers-kind").with("kind", field.kind.name()));
    let _ = writeln!(out, "{:indent$}{mark} {} ({kind}): {}{law}", "", field.name, field.label);
    field.fields.iter().for_each(|field| add_field(out, field, words, indent + 4));
}
