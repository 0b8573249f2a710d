//! Pictures of numbers as SVG: plain bars with their numbers beside them, readable without colour.

use crate::pdf::fonts::FAMILY;
use crate::template::Bars;
use std::fmt::Write as _;

/// Width of every picture; heights follow from the number of bars. The unit is a point of the page.
const WIDTH: f64 = 460.0;

/// The bars for `rows` of label and number.
#[must_use]
pub fn svg(rows: &[(String, i64)], bars: Bars) -> String {
    match bars {
        Bars::Lying => lying(rows),
        Bars::Standing => standing(rows),
    }
}

fn most(rows: &[(String, i64)]) -> f64 {
    rows.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1) as f64
}

fn lying(rows: &[(String, i64)]) -> String {
    const LINE: f64 = 17.0;
    const LABELS: f64 = 190.0;
    let scale = (WIDTH - LABELS - 50.0) / most(rows);
    let height = LINE * rows.len() as f64 + 4.0;
    let mut out = open(height);
    for (index, (label, count)) in rows.iter().enumerate() {
        let y = LINE * index as f64 + 2.0;
        let width = *count as f64 * scale;
        text(&mut out, LABELS - 6.0, y + 11.0, "end", label);
        rectangle(&mut out, LABELS, y + 1.0, width.max(0.5), LINE - 5.0);
        text(&mut out, LABELS + width + 5.0, y + 11.0, "start", &count.to_string());
    }
    out + "</svg>"
}

fn standing(rows: &[(String, i64)]) -> String {
    const HEIGHT: f64 = 130.0;
    const FOOT: f64 = 34.0;
    const HEAD: f64 = 14.0;
    let step = WIDTH / rows.len().max(1) as f64;
    let width = (step - 4.0).clamp(1.0, 34.0);
    let scale = (HEIGHT - FOOT - HEAD) / most(rows);
    let base = HEIGHT - FOOT;
    let mut out = open(HEIGHT);
    let _ = write!(out, r##"<line x1="0" y1="{base}" x2="{WIDTH}" y2="{base}" stroke="#000000" stroke-width="0.6"/>"##);
    for (index, (label, count)) in rows.iter().enumerate() {
        let middle = step * (index as f64 + 0.5);
        let height = *count as f64 * scale;
        rectangle(&mut out, middle - width / 2.0, base - height, width, height);
        if *count > 0 {
            text(&mut out, middle, base - height - 3.0, "middle", &count.to_string());
        }
        // Month above year: both fit under a narrow bar.
        let (first, second) = label.split_once('/').unwrap_or((label, ""));
        text(&mut out, middle, base + 12.0, "middle", first);
        text(&mut out, middle, base + 24.0, "middle", second);
    }
    out + "</svg>"
}

fn open(height: f64) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">"#
    )
}

fn rectangle(out: &mut String, x: f64, y: f64, width: f64, height: f64) {
    let _ = write!(
        out,
        r##"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" fill="#8f8f8f" stroke="#000000" stroke-width="0.4"/>"##
    );
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = write!(
        out,
        r#"<text x="{x:.1}" y="{y:.1}" font-family="{FAMILY}" font-size="10" text-anchor="{anchor}">{}</text>"#,
        escaped(text)
    );
}

/// Labels are data: they must not be read as tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let picture = svg(&[("Còn hiệu lực".into(), 40), ("Hết hạn".into(), 10)], Bars::Lying);
        assert!(picture.contains(r#"width="220.0" height="12.0""#) && picture.contains(r#"width="55.0""#), "{picture}");
        assert!(picture.contains(">40<") && picture.contains(">Hết hạn<"));
    }

    #[test]
    fn labels_are_no_tags() {
        let picture = svg(&[("<script>&".into(), 1)], Bars::Lying);
        assert!(picture.contains("&lt;script&gt;&amp;"));
    }

    #[test]
    fn nothing_and_noughts_can_be_drawn() {
        assert!(svg(&[], Bars::Standing).ends_with("</svg>"));
        assert!(!svg(&[("01/2025".into(), 0)], Bars::Standing).contains("NaN"));
    }
}
