//! `rejected.csv`: records that are no row of their list, with the text as it stood and the reason.

use crate::input::Account;
use antin_words::Words;
use std::io::{self, Write};

/// Writes the rejected records of all lists.
///
/// # Errors
/// The file cannot be written.
pub fn write(out: &mut impl Write, accounts: &[Account], words: &Words) -> io::Result<()> {
    let mut text = "\u{feff}list,sheet,row,column,text,reason\n".as_bytes().to_vec();
    for account in accounts {
        let sheet = account.opened.sheet.as_deref().unwrap_or_default();
        for rejected in &account.rejected {
            text.extend_from_slice(account.kind.name().as_bytes());
            for cell in
                [sheet, &rejected.row.to_string(), &rejected.column, &rejected.text, &words.get(rejected.reason)]
            {
                text.push(b',');
                super::cases::text(&mut text, cell.as_bytes());
            }
            text.push(b'\n');
        }
    }
    out.write_all(&text)
}
