//! A campaign whose great acts are killed: the launch, what is decided for all at once, what is confirmed for all at once.
//! Each is whole afterwards or was never begun, and no job says that it is still under way.

use crate::journal::enter;
use crate::service::{Answer, Service, send};
use antin_testkit::office::dice::Dice;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

const FORM: &str = "application/x-www-form-urlencoded";
/// So often one act is killed before it is let be.
const KILLS: usize = 6;
/// So often a page is looked at until work is done: half a minute.
const LOOKS: usize = 300;

/// How many cases of a campaign stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    open: i64,
    decided: i64,
    confirmed: i64,
    clear: i64,
}

/// A service that is killed and started again, and who is logged in.
struct Office<'a> {
    folder: &'a Path,
    database: Option<&'a str>,
    service: Option<Service>,
    cookies: [String; 2],
}

impl Office<'_> {
    fn address(&self) -> &str {
        &self.service.as_ref().unwrap().address
    }

    /// Kills the service and starts it again.
    fn fall(&mut self) {
        self.service.take().unwrap().kill();
        self.service = Some(Service::start(self.folder, self.database));
    }

    fn get(&self, path: &str) -> Answer {
        let answer = send(self.address(), &format!("GET {path}"), "", &self.cookies[0], b"").unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer
    }

    fn post(&self, path: &str, form: &str) -> Answer {
        let answer = send(self.address(), &format!("POST {path}"), FORM, &self.cookies[0], form.as_bytes()).unwrap();
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer
    }

    /// Asks for an act and kills the service a moment later, wherever it is by then.
    fn post_and_fall(&mut self, who: usize, path: &str, form: &str, moment: Duration) {
        let (address, cookie) = (self.address().to_owned(), self.cookies[who].clone());
        let (line, form) = (format!("POST {path}"), form.to_owned());
        let asking = std::thread::spawn(move || drop(send(&address, &line, FORM, &cookie, form.as_bytes())));
        std::thread::sleep(moment);
        self.fall();
        asking.join().unwrap();
    }

    /// The page once no work is under way.
    fn settled(&self, path: &str) -> String {
        for _ in 0..LOOKS {
            let page = self.get(path).body;
            if !page.contains("http-equiv=\"refresh\"") {
                return page;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{path}: work is still said to be under way");
    }

    fn counts(&self, campaign: &str) -> Counts {
        let board: Value = serde_json::from_str(&self.get(&format!("/api/v1{campaign}/board")).body).unwrap();
        let of = |name: &str| board["own"][name].as_i64().unwrap();
        Counts { open: of("open"), decided: of("decided"), confirmed: of("confirmed"), clear: of("clear") }
    }
}

/// A campaign on the demonstration, killed again and again; how often an act was whole in spite of it.
pub fn killed(folder: &Path, database: Option<&str>, seed: u64) -> usize {
    let mut dice = Dice::new(seed);
    let mut office =
        Office { folder, database, service: Some(Service::start(folder, database)), cookies: Default::default() };
    office.cookies[0] = enter(office.address(), "daumoi").unwrap();
    office.cookies[1] = enter(office.address(), "thutruong").unwrap();
    let form = office.get("/campaigns/new").body;
    let scope = value_of(&form, "scope").unwrap();
    let written = format!(
        "letter=2547%2FTCT-CNTT&letter_on=2024-06-14&subject=Ra+soat&body=x&scope={scope}&reading=strict\
         &level-0=2024-06-30&level-1=2024-06-28&level-2=2024-06-25"
    );
    let campaign = office.post("/campaigns", &written).location;
    office.post(&format!("{campaign}/rehearse"), "");
    office.settled(&campaign);

    let mut whole = 0;
    for _ in 0..KILLS {
        let moment = Duration::from_millis(dice.below(700) as u64);
        office.post_and_fall(0, &format!("{campaign}/launch"), "", moment);
        let page = office.settled(&campaign);
        if !page.contains("/launch\"") {
            whole += 1;
            break;
        }
        assert!(
            office.get(&format!("{campaign}/cases")).body.contains("Không có hồ sơ nào như vậy"),
            "a part of the launch"
        );
    }
    if office.settled(&campaign).contains("/launch\"") {
        office.post(&format!("{campaign}/launch"), "");
        office.settled(&campaign);
    }
    let launched = office.counts(&campaign);
    assert!(launched.open > 20, "{launched:?}");

    // The same page says how many it will be, and nothing but that many happens.
    whole += many(&mut office, &mut dice, &campaign, 0, "accept", |before, agreed| Counts {
        open: before.open - agreed,
        decided: before.decided + agreed,
        ..before
    });
    whole += many(&mut office, &mut dice, &campaign, 1, "confirm", |before, agreed| Counts {
        decided: before.decided - agreed,
        confirmed: before.confirmed + agreed,
        ..before
    });
    let (status, told) = office.service.take().unwrap().stop_and_verify(folder, database);
    assert_eq!(status, Some(0), "{told}");
    whole
}

/// One act over many cases, killed until it was whole in spite of that, or often enough.
fn many(
    office: &mut Office,
    dice: &mut Dice,
    campaign: &str,
    who: usize,
    verb: &str,
    after: impl Fn(Counts, i64) -> Counts,
) -> usize {
    let path = format!("{campaign}/bulk?verb={verb}");
    for _ in 0..KILLS {
        let before = office.counts(campaign);
        let page = send(office.address(), &format!("GET {path}"), "", &office.cookies[who], b"").unwrap().body;
        let Some(agreed) = value_of(&page, "agreed") else { return 0 };
        let form = format!("agreed={agreed}&despite=yes");
        let moment = Duration::from_micros(dice.below(60_000) as u64);
        office.post_and_fall(who, &path, &form, moment);
        let now = office.counts(campaign);
        if now == before {
            continue;
        }
        assert_eq!(now, after(before, agreed.parse().unwrap()), "{verb}: all or none of {agreed}");
        return 1;
    }
    0
}

/// The value of a field of a page.
fn value_of(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
