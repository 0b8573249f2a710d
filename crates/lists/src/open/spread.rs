//! How many cells an OpenDocument sheet spreads to: a few bytes can repeat a cell a million times.

/// As many cells as the sheets may spread to together; the reader of the format holds all of them.
pub const CELLS: u64 = 10_000_000;

/// Cells of all sheets of a `content.xml`, each sheet counted to its last cell that is not blank.
pub fn cells(content: &[u8]) -> u64 {
    let mut sum = 0_u64;
    let mut sheet = Sheet::default();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &content[at..]) {
        let start = at + open + 1;
        let Some(length) = memchr::memchr(b'>', &content[start..]) else { break };
        let tag = &content[start..start + length];
        at = start + length + 1;
        if tag.starts_with(b"/table:table-row") {
            sheet.end_row();
        } else if tag.starts_with(b"table:table-row") && !tag.starts_with(b"table:table-rows") {
            sheet.start_row(repeats(tag, b"table:number-rows-repeated=\""));
            if tag.ends_with(b"/") {
                sheet.end_row();
            }
        } else if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            let filled = !tag.ends_with(b"/") || memchr::memmem::find(tag, b"office:value-type").is_some();
            sheet.cell(repeats(tag, b"table:number-columns-repeated=\""), filled);
        } else if tag.starts_with(b"/table:table") && tag.len() == "/table:table".len() {
            sum = sum.saturating_add(sheet.used_rows.saturating_mul(sheet.width));
            sheet = Sheet::default();
        }
    }
    sum
}

#[derive(Default)]
struct Sheet {
    rows: u64,
    used_rows: u64,
    width: u64,
    repeats: u64,
    column: u64,
    used: bool,
}

impl Sheet {
    fn start_row(&mut self, repeats: u64) {
        self.repeats = repeats;
        self.column = 0;
        self.used = false;
    }

    fn cell(&mut self, repeats: u64, filled: bool) {
        self.column = self.column.saturating_add(repeats);
        if filled {
            self.width = self.width.max(self.column);
            self.used = true;
        }
    }

    fn end_row(&mut self) {
        self.rows = self.rows.saturating_add(self.repeats);
        if self.used {
            self.used_rows = self.rows;
        }
    }
}

fn repeats(tag: &[u8], attribute: &[u8]) -> u64 {
    let Some(place) = memchr::memmem::find(tag, attribute) else { return 1 };
    let digits = tag[place + attribute.len()..].iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn repeated_cells_are_counted_and_blank_ones_at_the_end_are_not() {
        let content = br#"<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p>
            </table:table-cell><table:table-cell table:number-columns-repeated="16383"/></table:table-row>
            <table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row></table:table>"#;
        assert_eq!(cells(content), 1);
        let content = br#"<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">
            <table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="100"/></table:table-row></table:table>"#;
        assert_eq!(cells(content), 100_000_000);
    }
}
