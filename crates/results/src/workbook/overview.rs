//! The first sheet: what was reviewed, totals that add up, what is to be done.

use super::Book;
use super::actions::clauses;
use super::paper::{Cell, fit_height, set_up};
use antin_domain::action::Action;
use antin_domain::finding::Code;
use antin_domain::message::Message;
use antin_review::facts::NoiseKind;
use antin_review::rules;
use rust_xlsxwriter::{Url, Workbook, Worksheet, XlsxError};

/// Widths of the five columns: what, how many, then three that depend on the table.
const WIDTHS: [f64; 5] = [46.0, 13.0, 13.0, 13.0, 78.0];
/// Number of the last column.
const MOST_COLUMN: usize = WIDTHS.len() - 1;

/// Writes the summary, on one page, and the sheet of findings.
///
/// # Errors
/// The workbook cannot take them.
pub fn write(book: &Book<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let mut page = Overview::new(book, workbook, "workbook-sheet-overview")?;
    page.title()?;
    page.totals()?;
    page.actions()?;
    page.inputs()?;
    let sheet = page.end()?;
    sheet.set_print_fit_to_pages(1, 1);
    Ok(())
}

/// Writes the sheet that counts findings, and what was understood without any.
///
/// # Errors
/// The workbook cannot take it.
pub fn write_findings(book: &Book<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let mut page = Overview::new(book, workbook, "workbook-sheet-findings")?;
    page.sheet.write_string_with_format(0, 0, book.words.get("workbook-findings-title"), &book.looks.title)?;
    page.row = 1;
    page.findings()?;
    page.noise()?;
    let sheet = page.end()?;
    sheet.set_print_fit_to_pages(1, 1);
    Ok(())
}

/// The sheet, written from top to bottom.
struct Overview<'a, 'b> {
    book: &'a Book<'b>,
    sheet: &'a mut Worksheet,
    row: u32,
}

impl<'a, 'b> Overview<'a, 'b> {
    fn new(book: &'a Book<'b>, workbook: &'a mut Workbook, name: &str) -> Result<Overview<'a, 'b>, XlsxError> {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        set_up(sheet, &book.words.get(name), &book.phrases.foot)?;
        for (column, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        Ok(Overview { book, sheet, row: 0 })
    }

    /// Everything that was written is printed.
    fn end(self) -> Result<&'a mut Worksheet, XlsxError> {
        self.sheet.set_print_area(0, 0, self.row, MOST_COLUMN as u16)
    }

    fn title(&mut self) -> Result<(), XlsxError> {
        let book = self.book;
        let policy = &book.input.snapshot.policy;
        self.sheet.write_string_with_format(0, 0, book.words.get("workbook-title"), &book.looks.title)?;
        let lines = [
            Message::new("workbook-as-of").with("day", book.input.snapshot.as_of).with("cases", book.counts.cases),
            Message::new("workbook-policy").with("title", &policy.title).with("name", &policy.name),
            Message::new("workbook-letter").with("letter", policy.law.get("letter").cloned().unwrap_or_default()),
        ];
        for (row, line) in (1..).zip(lines) {
            self.sheet.merge_range(row, 0, row, WIDTHS.len() as u16 - 1, &book.say(line), &book.looks.note)?;
        }
        self.row = 4;
        Ok(())
    }

    /// A blank row, the name of a table, its headings.
    fn table(&mut self, title: &str, headings: &[&str]) -> Result<(), XlsxError> {
        let looks = &self.book.looks;
        self.sheet.write_string_with_format(self.row + 1, 0, self.book.words.get(title), &looks.section)?;
        self.row += 2;
        let last = headings.len().saturating_sub(1);
        for (column, key) in headings.iter().enumerate() {
            let text = self.book.words.get(key);
            if column == last && (2..MOST_COLUMN).contains(&column) {
                self.sheet.merge_range(self.row, column as u16, self.row, MOST_COLUMN as u16, &text, &looks.heading)?;
            } else {
                self.sheet.write_string_with_format(self.row, column as u16, text, &looks.heading)?;
            }
        }
        self.row += 1;
        Ok(())
    }

    /// A line; the last of three or four cells takes what is left of the width.
    fn line(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let looks = &self.book.looks;
        let last = cells.len().saturating_sub(1);
        let width = |column: usize| if column == last { WIDTHS[column..].iter().sum() } else { WIDTHS[column] };
        let texts = cells.iter().enumerate().filter_map(|(column, cell)| match cell {
            Cell::Text(text) => Some((text.as_str(), width(column))),
            _ => None,
        });
        fit_height(self.sheet, self.row, texts)?;
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                Cell::Text(text) if column == last && (2..MOST_COLUMN).contains(&column) => {
                    self.sheet.merge_range(self.row, column as u16, self.row, MOST_COLUMN as u16, text, &looks.text)?;
                }
                cell => looks.put(self.sheet, self.row, column as u16, cell)?,
            }
        }
        self.row += 1;
        Ok(())
    }

    /// > review.md section 5: totals that add up (CA's total = matched + mismatched + not recognised).
    fn totals(&mut self) -> Result<(), XlsxError> {
        let book = self.book;
        self.table(
            "workbook-table-totals",
            &["workbook-column-what", "workbook-column-count", "workbook-column-means"],
        )?;
        let counts = book.counts;
        let parts = [
            ("workbook-matched", counts.matched, "workbook-matched-means"),
            ("workbook-mismatched", counts.mismatched, "workbook-mismatched-means"),
            ("workbook-not-recognised", counts.not_recognised, "workbook-not-recognised-means"),
        ];
        for (what, count, means) in parts {
            let means = Cell::Text(book.words.get(means));
            self.line(&[Cell::Text(book.words.get(what)), Cell::Number(count), means])?;
        }
        self.total("workbook-listed", counts.listed, "workbook-listed-means")?;
        self.line(&[
            Cell::Text(book.words.get("workbook-unlisted")),
            Cell::Number(counts.cases - counts.listed),
            Cell::Text(book.words.get("workbook-unlisted-means")),
        ])?;
        self.total("workbook-cases", counts.cases, "workbook-cases-means")
    }

    fn total(&mut self, what: &str, count: usize, means: &str) -> Result<(), XlsxError> {
        let (words, looks) = (self.book.words, &self.book.looks);
        self.sheet.write_string_with_format(self.row, 0, words.get(what), &looks.total_text)?;
        self.sheet.write_number_with_format(self.row, 1, count as f64, &looks.total)?;
        let means = words.get(means);
        self.sheet.merge_range(self.row, 2, self.row, MOST_COLUMN as u16, &means, &looks.total_text)?;
        self.row += 1;
        Ok(())
    }

    fn actions(&mut self) -> Result<(), XlsxError> {
        let book = self.book;
        let headings =
            ["workbook-column-action", "workbook-column-count", "workbook-column-clause", "workbook-column-to-do-how"];
        self.table("workbook-table-actions", &headings)?;
        for action in Action::ALL {
            let count = book.counts.actions[action as usize];
            if count == 0 {
                continue;
            }
            let word = &book.phrases.actions[action as usize];
            let means = book.words.get(&format!("workbook-means-{}", action.name()));
            self.line(&[
                Cell::Text(word.clone()),
                Cell::Number(count),
                Cell::Text(if action == Action::None { String::new() } else { clauses(action) }),
                Cell::Text(means),
            ])?;
            if let Some(name) = book.phrases.sheets.get(action as usize) {
                let target = Url::new(format!("internal:'{name}'!A1")).set_text(word);
                self.sheet.write_url_with_format(self.row - 1, 0, target, &book.looks.link)?;
            }
        }
        self.total("workbook-cases", book.counts.cases, "workbook-one-action")
    }

    fn inputs(&mut self) -> Result<(), XlsxError> {
        let book = self.book;
        let headings = [
            "workbook-column-list",
            "workbook-column-read",
            "workbook-column-used",
            "workbook-column-rejected",
            "workbook-column-file",
        ];
        self.table("workbook-table-inputs", &headings)?;
        for account in &book.input.accounts {
            self.line(&[
                Cell::Text(list_name(book, account.kind.name())),
                Cell::Number(account.read),
                Cell::Number(account.used),
                Cell::Number(account.rejected.len()),
                Cell::Text(account.opened.path.display().to_string()),
            ])?;
        }
        Ok(())
    }

    fn findings(&mut self) -> Result<(), XlsxError> {
        let book = self.book;
        let headings =
            ["workbook-column-finding", "workbook-column-cases", "workbook-column-clause", "workbook-column-action"];
        self.table("workbook-table-findings", &headings)?;
        for rule in rules::all() {
            let count = book.counts.findings[rule.code as usize];
            if count == 0 {
                continue;
            }
            let action = match rule.code {
                Code::OnlyCertificateOfUnit => book.words.get("workbook-warning"),
                code => book.phrases.actions[code.action() as usize].clone(),
            };
            self.line(&[
                Cell::Text(book.phrases.findings[rule.code as usize].clone()),
                Cell::Number(count),
                Cell::Text(rule.clause.to_owned()),
                Cell::Text(action),
            ])?;
        }
        Ok(())
    }

    /// What the program understood by itself: it asks nothing of anybody.
    fn noise(&mut self) -> Result<(), XlsxError> {
        let book = self.book;
        if book.counts.noise.iter().all(|count| *count == 0) {
            return Ok(());
        }
        self.table("workbook-table-noise", &["workbook-column-what", "workbook-column-cases"])?;
        for ((_, name), count) in NoiseKind::ALL.iter().zip(&book.counts.noise) {
            if *count > 0 {
                let what = Cell::Text(capitalised(&book.words.get(&format!("noise-{name}"))));
                self.line(&[what, Cell::Number(*count)])?;
            }
        }
        Ok(())
    }
}

/// What a list is called, in a sentence of its own.
#[must_use]
pub fn list_name(book: &Book<'_>, kind: &str) -> String {
    capitalised(&book.say(Message::new("lists-kind").with("kind", kind)))
}

/// With a capital at the beginning, as text that stands alone has.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
