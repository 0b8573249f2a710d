//! iCalendar (RFC 5545): days written so that any program for calendars reads them.
//!
//! Only what such a calendar needs: events that last one day. Nothing is read off a clock: the same days give the same bytes.

use antin_domain::day::Day;
use antin_domain::moment::Moment;

/// A line holds no more octets, the end of the line left out (RFC 5545, 3.1).
const MOST_OCTETS: usize = 75;

/// A calendar that is being written.
pub struct Ics(String);

/// An event that lasts one day.
pub struct Event<'a> {
    /// What makes it the same event the next time it is read (3.8.4.7).
    pub uid: &'a str,
    /// When what it says was written last (3.8.7.2, of a calendar without a method).
    pub at: Moment,
    /// Its day.
    pub day: Day,
    /// What it is, in a few words.
    pub summary: &'a str,
    /// What is to be done.
    pub description: &'a str,
    /// The page that tells more.
    pub url: &'a str,
}

impl Ics {
    /// A calendar without events.
    pub fn new(name: &str) -> Ics {
        let mut ics = Ics(String::new());
        ics.line("BEGIN", "VCALENDAR");
        ics.line("VERSION", "2.0");
        ics.line("PRODID", concat!("-//Ấn Tín//antin ", env!("CARGO_PKG_VERSION"), "//VI"));
        ics.line("CALSCALE", "GREGORIAN");
        // RFC 7986, 5.1, and the name by which older programs look for it.
        ics.line("NAME", &text(name));
        ics.line("X-WR-CALNAME", &text(name));
        // RFC 7986, 5.7: asking more often brings nothing new.
        ics.line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
        ics.line("X-PUBLISHED-TTL", "PT6H");
        ics
    }

    /// Adds an event; one without a day is left out.
    pub fn add(&mut self, event: &Event<'_>) {
        let Some(day) = date(event.day) else { return };
        self.line("BEGIN", "VEVENT");
        self.line("UID", &text(event.uid));
        self.line("DTSTAMP", &utc(event.at));
        // 3.6.1: without an end it lasts that one day.
        self.line("DTSTART;VALUE=DATE", &day);
        self.line("SUMMARY", &text(event.summary));
        self.line("DESCRIPTION", &text(event.description));
        self.line("URL", event.url);
        // 3.8.2.7: nobody is busy because a certificate ends.
        self.line("TRANSP", "TRANSPARENT");
        self.line("END", "VEVENT");
    }

    /// The calendar as it is sent.
    pub fn finish(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.0
    }

    /// One line of content, folded so that no line is too long and no letter is cut (3.1).
    fn line(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut room = MOST_OCTETS;
        for letter in line.chars() {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                // The blank that marks the rest counts.
                room = MOST_OCTETS - 1;
            }
            room -= letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }
}

/// A text (3.3.11): what would end it or part it is marked; characters that no text holds are left out.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A day (3.3.4): `20240614`.
fn date(day: Day) -> Option<String> {
    day.civil().map(|(year, month, day)| format!("{year:04}{month:02}{day:02}"))
}

/// A moment of Greenwich (3.3.5, form 2): `20240614T011500Z`.
fn utc(at: Moment) -> String {
    crate::api::values::moment(at).replace(['-', ':'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(summary: &str) -> String {
        let mut ics = Ics::new("Chi cục Thuế; khu vực");
        let (at, day) = (Moment(1_718_327_700_000_000), Day::new(2024, 8, 14).unwrap());
        let url = "https://antin.mau.gov.vn/certificates/1";
        ics.add(&Event { uid: "certificate-1@antin", at, day, summary, description: "x", url });
        ics.finish()
    }

    #[test]
    fn lines_end_as_the_standard_has_it_and_none_is_too_long() {
        let long = "Chứng thư số của Nguyễn Thị Kim Anh, Phó Chi cục trưởng, hết hạn ".repeat(5);
        let ics = written(&long);
        assert!(ics.ends_with("END:VCALENDAR\r\n") && !ics.replace("\r\n", "").contains(['\r', '\n']));
        assert!(ics.split("\r\n").all(|line| line.len() <= MOST_OCTETS), "{ics}");
        assert!(ics.split("\r\n").any(|line| line.len() > MOST_OCTETS - 4), "lines are filled");
        let unfolded = ics.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("SUMMARY:{}\r\n", long.replace(',', "\\,"))), "{unfolded}");
    }

    #[test]
    fn what_parts_a_text_is_marked_and_nothing_breaks_out_of_it() {
        let ics = written("a;b,c\\d\r\nBEGIN:VEVENT\u{7}");
        assert!(ics.contains("SUMMARY:a\\;b\\,c\\\\d\\nBEGIN:VEVENT\r\n"), "{ics}");
        assert_eq!(ics.matches("\r\nBEGIN:VEVENT").count(), 1);
        assert!(ics.contains("NAME:Chi cục Thuế\\; khu vực\r\n"));
    }

    #[test]
    fn days_and_moments_are_those_of_the_standard() {
        let ics = written("x");
        assert!(
            ics.contains("\r\nDTSTART;VALUE=DATE:20240814\r\n") && ics.contains("\r\nDTSTAMP:20240614T011500Z\r\n")
        );
        assert_eq!(ics, written("x"), "the clock is not asked");
    }
}
