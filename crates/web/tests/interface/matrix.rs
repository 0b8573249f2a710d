//! Every operation × every role × own and another unit, by session and by token, over real HTTP: allowed exactly where
//! the table of permissions allows it. An operation without a row here fails.

use crate::caller::{Caller, Fresh, sqlite};
use antin_app::demo;
use antin_domain::certificate::Employment;
use antin_domain::day::{Birthday, Day};
use antin_domain::device::{Custody, Device, DeviceKind};
use antin_domain::id::Id;
use antin_domain::permission::{Act, Actor, Decision, Object, may, reach};
use antin_domain::person::{Person, Position};
use antin_domain::request::eyes::Deed;
use antin_domain::request::{Content, Request, RequestKind, State, Verb};
use antin_domain::role::Role;
use antin_storage::audit::NewEvent;
use antin_storage::requests::{self, Kept, KeptDeed};
use antin_storage::{certificates, devices, grants, people, units, users};
use antin_web::{Access, AccessReach, access};
use serde_json::{Value, json};

/// One thing of each kind, all in one place.
struct Things {
    /// What belongs to no unit: accounts, the audit.
    nowhere: Object,
    place: Object,
    certificate: (String, Object),
    person: (String, Object),
    unit: Id,
    device: (Id, Object),
    request: (Id, Object),
    account: String,
    grant: Id,
    case: i64,
    /// A campaign that runs.
    campaign: String,
}

/// What is asked: the rest of the address behind the operation, and what it is about.
pub struct Target<'a> {
    pub path: String,
    pub body: Option<Vec<u8>>,
    pub headers: Vec<(&'a str, &'a str)>,
    pub object: Option<&'a Object>,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_allowed_exactly_where_the_table_allows_it() {
    let fresh = sqlite().await;
    let (department, sides) = sides(&fresh).await;
    let imports = fresh.entered("daumoi").await.get("/imports").await;
    let import =
        imports.items().iter().find(|item| item["kind"] == "roster").unwrap()["id"].as_str().unwrap().to_owned();
    let review = fresh.entered("daumoi").await.get("/reviews").await.items()[0]["id"].as_str().unwrap().to_owned();
    let (mut asked, mut allowed) = (0, 0);
    for role in Role::ALL {
        let (by_session, by_token, actor) = caller(&fresh, role, department, &sides[0]).await;
        for access in access() {
            for (side, things) in sides.iter().enumerate() {
                let itself = if side == 0 { actor.user.to_string() } else { things.account.clone() };
                let target = target(access.name, things, &itself, &import, &review);
                let expected = expected(&access, &actor, &target, things, side == 0, &fresh).await;
                for (entrance, caller) in [("session", &by_session), ("token", &by_token)] {
                    let reply = caller.ask(access.method, &target.path, &target.headers, target.body.clone()).await;
                    let is_refused = reply.status == 403 || (access.name == "case" && reply.status == 404);
                    let by_hand_only = access.reach == AccessReach::Entered && access.method != "GET";
                    // A token has no act for what it does not name, and none at all for what is a person's own.
                    let token_may = access.act.map_or(!by_hand_only, |act| {
                        !reach(&actor, act).tops.is_empty()
                            || reach(&actor, act).everything
                            || reach(&actor, act).person.is_some()
                    });
                    let expected = expected && (entrance == "session" || token_may);
                    let what = format!("{role:?} by {entrance}, side {side}: {} {}", access.method, target.path);
                    assert_eq!(!is_refused, expected, "{what}: {} {}", reply.status, reply.json);
                    assert!(!reply.status.is_server_error() && reply.status != 401, "{what}: {}", reply.status);
                    asked += 1;
                    allowed += usize::from(expected);
                }
            }
        }
    }
    assert_eq!(asked, access().len() * Role::ALL.len() * 2 * 2);
    assert!(allowed > asked / 4 && allowed < asked, "{allowed} of {asked}");
    println!("{asked} questions, {allowed} allowed");
}

/// What the table says.
async fn expected(
    access: &Access,
    actor: &Actor,
    target: &Target<'_>,
    things: &Things,
    is_own: bool,
    fresh: &Fresh,
) -> bool {
    let Some(act) = access.act else { return true };
    let allows = |object: &Object| matches!(may(actor, act, object), Decision::Allowed { .. });
    match (access.reach, target.object) {
        (AccessReach::Entered, _) => true,
        (AccessReach::OneselfOr, _) => (is_own && access.name != "end-grant") || allows(&things.nowhere),
        (AccessReach::Everything, _) => allows(&Object { units: vec![top(fresh).await], person: None }),
        (AccessReach::Thing, Some(object)) => allows(object),
        (AccessReach::Thing, None) => {
            let reach = reach(actor, act);
            reach.everything || !reach.tops.is_empty() || reach.person.is_some()
        }
    }
}

/// The address, the body and the headers that ask an operation about `things`; nothing is changed by any of them.
fn target<'a>(name: &str, things: &'a Things, account: &str, import: &str, review: &str) -> Target<'a> {
    let (certificate, person, unit) = (&things.certificate, &things.person, things.unit);
    let plain = |path: String| Target { path, body: None, headers: Vec::new(), object: None };
    let about = |path: String, object: &'a Object| Target { object: Some(object), ..plain(path) };
    let sends = |target: Target<'a>, body: Value| Target { body: Some(body.to_string().into_bytes()), ..target };
    let unseen = |target: Target<'a>| Target { headers: vec![("if-match", "\"99\"")], ..target };
    let bytes = vec![("content-type", "application/octet-stream")];
    match name {
        "me" | "home" | "policy" | "expiry" => plain(format!("/{name}")),
        // Nothing is asked that could be carried out: a wrong password counts against whoever gives it.
        "change-own-password" => sends(plain("/me/password".into()), json!({})),
        "enrol-own-second-factor" | "drop-own-second-factor" => plain("/me/second-factor".into()),
        "set-own-second-factor" => sends(plain("/me/second-factor".into()), json!({ "secret": "x", "code": "000000" })),
        "list-certificates" => plain(format!("/certificates?unit={unit}")),
        "certificates-csv" => plain("/certificates.csv?q=kim".into()),
        "certificates-xlsx" => plain("/certificates.xlsx?q=kim".into()),
        "register-certificate" => Target { body: Some(vec![0; 40]), headers: bytes, ..plain("/certificates".into()) },
        "register-what-if" => {
            Target { body: Some(vec![0; 40]), headers: bytes, ..plain("/certificates/what-if".into()) }
        }
        "certificate" => about(format!("/certificates/{}", certificate.0), &certificate.1),
        "certificate-history" => about(format!("/certificates/{}/history", certificate.0), &certificate.1),
        "list-people" => plain(format!("/people?unit={unit}")),
        "person" => about(format!("/people/{}", person.0), &person.1),
        "unmask-person" => about(format!("/people/{}/unmask", person.0), &person.1),
        "list-units" => plain(format!("/units?parent={unit}")),
        "unit" => about(format!("/units/{unit}"), &things.place),
        "unit-counts" => about(format!("/units/{unit}/counts"), &things.place),
        "list-devices" => plain(format!("/devices?unit={unit}")),
        "add-device" => {
            let body = json!({ "kind": "token", "serial": " ", "unit": unit.to_string() });
            sends(about("/devices".into(), &things.place), body)
        }
        "device" => about(format!("/devices/{}", things.device.0), &things.device.1),
        "device-step" => {
            let target = about(format!("/devices/{}/steps", things.device.0), &things.device.1);
            unseen(sends(target, json!({ "verb": "report-lost" })))
        }
        "list-requests" => plain(format!("/requests?unit={unit}")),
        "draft-request" => {
            let body = json!({ "kind": "renew", "certificate": certificate.0, "content": { "note": "x".repeat(501) } });
            sends(about("/requests".into(), &certificate.1), body)
        }
        "pair-requests" => {
            let long = json!({ "note": "x".repeat(501) });
            let body = json!({ "certificate": certificate.0, "revoke": long });
            sends(about("/requests/pairs".into(), &certificate.1), body)
        }
        "request" => about(format!("/requests/{}", things.request.0), &things.request.1),
        "edit-request" => {
            unseen(sends(about(format!("/requests/{}", things.request.0), &things.request.1), json!({ "note": "x" })))
        }
        "step-request" | "judge-request" | "answer-request" => {
            // Whatever the door, whoever comes in learns that nobody's word closes a request.
            let door = match name {
                "step-request" => "steps",
                "judge-request" => "judgements",
                _ => "answers",
            };
            let target = about(format!("/requests/{}/{door}", things.request.0), &things.request.1);
            unseen(sends(target, json!({ "verb": "prove" })))
        }
        "list-letters" => plain("/request-letters".into()),
        "bundle-requests" => sends(plain("/request-letters".into()), json!({ "requests": [] })),
        "bundle-what-if" => sends(plain("/request-letters/what-if".into()), json!({ "requests": [] })),
        "letter" => plain("/request-letters/7".into()),
        "send-letter" => {
            let body = json!({ "number": "1", "dated": "2024-06-14", "way": "axis", "sent": "2024-06-14" });
            unseen(sends(plain("/request-letters/7/send".into()), body))
        }
        "refuse-letter" => {
            sends(plain("/request-letters/7/refused".into()), json!({ "requests": ["7"], "words": "x" }))
        }
        "take-letter" => sends(plain("/request-letters/7/taken".into()), json!({ "day": "2024-06-14" })),
        "list-imports" => plain("/imports".into()),
        "take-import" => Target { body: Some(Vec::new()), headers: bytes, ..plain("/imports".into()) },
        "import" => plain(format!("/imports/{import}")),
        "import-what-if" => plain(format!("/imports/{import}/what-if")),
        "correct-import-columns" => sends(plain(format!("/imports/{import}/columns")), json!({})),
        "compare-import" => plain(format!("/imports/{import}/compare")),
        "apply-import" => sends(plain(format!("/imports/{import}/apply")), json!({})),
        "undo-import" => plain(format!("/imports/{import}/undo")),
        "list-notices" => plain("/notices".into()),
        "list-reviews" | "run-review" => plain("/reviews".into()),
        "review" => plain(format!("/reviews/{review}")),
        "work-of-review" => plain(format!("/reviews/{review}/work")),
        "list-cases" => plain(format!("/reviews/{review}/cases?unit={unit}")),
        "cases-xlsx" => plain(format!("/reviews/{review}/cases.xlsx?unit={unit}")),
        "case" => about(format!("/reviews/{review}/cases/{}", things.case), &things.place),
        "list-campaigns" => plain("/campaigns".into()),
        "list-own-cases" => plain("/campaigns/own".into()),
        other if other.contains("campaign") || other == "invite-holders" => of_campaign(other, things),
        other if other.contains("reorganisation") => crate::reorganisations::target(other, unit),
        "list-searches" => plain("/searches".into()),
        "save-search" => sends(plain("/searches".into()), json!({ "name": " ", "filter": "" })),
        "remove-search" => plain("/searches/7".into()),
        "list-events" => about("/audit".into(), &things.nowhere),
        "list-accounts" => about("/accounts".into(), &things.nowhere),
        "add-account" => {
            let body = json!({ "login": "", "name": "", "password": "", "role": "clerk", "unit": unit.to_string() });
            sends(plain("/accounts".into()), body)
        }
        "account" => plain(format!("/accounts/{account}")),
        // Nobody locks himself out: it is asked about another.
        "lock-account" => unseen(sends(plain(format!("/accounts/{}/lock", things.account)), json!({ "locked": true }))),
        "list-grants" => plain(format!("/accounts/{account}/grants")),
        "grant-role" => sends(plain(format!("/accounts/{account}/grants")), json!({ "role": "holder", "unit": "7" })),
        // Only whoever lent it, and who grants roles: it is nobody's own.
        "end-grant" => plain(format!("/accounts/{}/grants/{}", things.account, things.grant)),
        "list-deputies" => plain("/deputies".into()),
        "name-deputy" => {
            let body = json!({ "login": "x", "grant": "7", "from": "2024-06-14", "to": "2024-06-15" });
            sends(plain("/deputies".into()), body)
        }
        "list-sessions" => plain(format!("/accounts/{account}/sessions")),
        "end-session" => plain(format!("/accounts/{account}/sessions/7")),
        "list-tokens" => plain(format!("/tokens?account={account}")),
        "make-token" => sends(plain("/tokens".into()), json!({ "name": "x", "acts": [], "until": "2020-01-01" })),
        "end-token" => plain("/tokens/7".into()),
        other => panic!("the operation {other} has no row"),
    }
}

/// The same for an operation about a campaign that runs.
fn of_campaign<'a>(name: &str, things: &'a Things) -> Target<'a> {
    let (here, unit) = (format!("/campaigns/{}", things.campaign), things.unit);
    let case = format!("{here}/cases/{}", things.case);
    let plain = |path: String| Target { path, body: None, headers: Vec::new(), object: None };
    let about = |path: String| Target { object: Some(&things.place), ..plain(path) };
    let sends = |target: Target<'a>, body: Value| Target { body: Some(body.to_string().into_bytes()), ..target };
    let unseen = |target: Target<'a>| Target { headers: vec![("if-match", "\"99\"")], ..target };
    match name {
        "create-campaign" => {
            let body = json!({ "letter": "", "letter_on": "2024-06-14", "subject": "", "scope": [], "levels": [] });
            sends(plain("/campaigns".into()), body)
        }
        "campaign" => plain(here),
        "campaign-rehearsal" => plain(format!("{here}/rehearsal")),
        "rehearse-campaign" => plain(format!("{here}/rehearse")),
        "launch-campaign" => plain(format!("{here}/launch")),
        "turn-campaign" => unseen(sends(plain(format!("{here}/turn")), json!({ "verb": "drop" }))),
        "campaign-board" => about(format!("{here}/board?unit={unit}")),
        "campaign-dispatch" => about(format!("{here}/dispatch?unit={unit}")),
        "receive-campaign-letter" => about(format!("{here}/receipts?unit={unit}")),
        "invite-holders" => about(format!("{here}/invitations?unit={unit}")),
        "extend-campaign" => {
            let body = json!({ "unit": unit.to_string(), "before": "2024-07-30", "reason": " " });
            sends(plain(format!("{here}/extensions")), body)
        }
        "remind-campaign" => sends(plain(format!("{here}/reminders")), json!({ "units": [] })),
        "list-campaign-cases" => plain(format!("{here}/cases?unit={unit}")),
        "campaign-case" => about(case),
        "campaign-case-step" => unseen(sends(about(format!("{case}/steps")), json!({ "verb": "accept" }))),
        "campaign-holder-check" => unseen(sends(about(format!("{case}/holder")), json!({ "said": "right" }))),
        "campaign-evidence" => {
            let headers = vec![("content-type", "application/octet-stream")];
            Target { body: Some(vec![0; 40]), headers, ..about(format!("{case}/evidence")) }
        }
        "campaign-evidence-file" => plain(format!("{here}/evidence/7")),
        "campaign-what-if" => plain(format!("{here}/bulk/what-if?unit={unit}")),
        "campaign-bulk" => sends(plain(format!("{here}/bulk?unit={unit}")), json!({ "agreed": -1 })),
        "campaign-report" => about(format!("{here}/report?unit={unit}")),
        "campaign-ask-again" => {
            sends(about(format!("{here}/report/again?unit={unit}")), json!({ "agreed": 7, "reason": "x" }))
        }
        "campaign-report-step" => {
            unseen(sends(about(format!("{here}/report/steps?unit={unit}")), json!({ "verb": "send" })))
        }
        other => panic!("the operation {other} has no row"),
    }
}

/// A campaign over everything, launched.
async fn campaign(fresh: &Fresh) -> String {
    let leader = fresh.entered("daumoi").await;
    let body = json!({
        "letter": "2547/TCT-CNTT", "letter_on": "2024-06-14", "subject": "Rà soát", "scope": [top(fresh).await.to_string()],
        "levels": ["2024-06-30", "2024-06-28", "2024-06-25"],
    });
    let made = leader.change("POST", "/campaigns", &[], &body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    for act in ["rehearse", "launch"] {
        let asked = leader.ask("POST", &format!("/campaigns/{}/{act}", made.id()), &[], None).await;
        assert_eq!(asked.status, 200, "{}", asked.json);
        antin_app::work::settle(&fresh.context).await.unwrap();
    }
    made.id()
}

/// Somebody with one role in the department, by session and by a token that names every act it could; a holder is the
/// person of the things there.
async fn caller(fresh: &Fresh, role: Role, department: Id, own: &Things) -> (Caller, Caller, Actor) {
    let keeper = fresh.entered("quantri").await;
    let login = format!("thu-{}", role.name());
    let body = json!({
        "login": login, "name": "Thử", "password": demo::PASSWORD, "role": role.name(), "unit": department.to_string(),
    });
    let reply = keeper.change("POST", "/accounts", &[], &body).await;
    assert_eq!(reply.status, 201, "{}", reply.json);
    let id = Id(reply.id().parse().unwrap());
    if role == Role::Holder {
        let mut change = fresh.context.db.change().await.unwrap();
        let mut user = users::get(&mut change, id).await.unwrap();
        user.person = Some(Id(own.person.0.parse().unwrap()));
        users::update(&mut change, &user).await.unwrap();
        change.commit(&event(fresh, &json!({}))).await.unwrap();
    }
    let by_session = fresh.entered(&login).await;
    let me = by_session.get("/me").await.json;
    let (year, month, day) = fresh.context.now().day().plus(1).civil().unwrap();
    let input = json!({ "name": "x", "acts": me["acts"], "until": format!("{year:04}-{month:02}-{day:02}") });
    let made = by_session.change("POST", "/tokens", &[], &input).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let by_token = fresh.with_token(made.json["secret"].as_str().unwrap());
    let mut connection = fresh.context.db.read().await.unwrap();
    let actor = grants::actor(&mut connection, id, fresh.context.today()).await.unwrap();
    (by_session, by_token, actor)
}

/// Keeps a draft that somebody else wrote.
async fn keep(fresh: &Fresh, change: &mut antin_storage::Change, request: Request) {
    let deed =
        Deed { verb: Verb::Draft, before: State::Draft, after: State::Draft, revision: 1, who: None, role: None };
    let at = fresh.context.now();
    let (sent, due) = (Day::UNKNOWN, Day::UNKNOWN);
    let kept = Kept { request, sent, due, proof: None, created: at, updated: at, version: 1 };
    requests::insert(change, &kept, &KeptDeed { deed, words: String::new(), at }).await.unwrap();
}

async fn top(fresh: &Fresh) -> Id {
    let mut connection = fresh.context.db.read().await.unwrap();
    units::children(&mut connection, None, None, 1).await.unwrap().items[0].id
}

/// The department of the demonstration's clerk, things that lie in it, and things that lie elsewhere.
async fn sides(fresh: &Fresh) -> (Id, [Things; 2]) {
    let clerk = fresh.entered("canbo").await;
    let department = Id(clerk.get("/me").await.json["roles"][0]["unit"].as_str().unwrap().parse().unwrap());
    let campaign = campaign(fresh).await;
    let own = things(fresh, department, true, &campaign).await;
    let other = things(fresh, department, false, &campaign).await;
    (department, [own, other])
}

/// Things that lie in the department, or things that do not.
async fn things(fresh: &Fresh, department: Id, is_within: bool, campaign: &str) -> Things {
    let all = fresh.entered("daumoi").await;
    let review = all.get("/reviews").await.items()[0]["id"].as_str().unwrap().to_owned();
    let mut change = fresh.context.db.change().await.unwrap();
    let mut found = None;
    for row in rows(&all, "/certificates").await {
        let id = Id(row["id"].as_str().unwrap().parse().unwrap());
        let (record, _) = certificates::get(&mut change, id).await.unwrap();
        let path = units::path(&mut change, record.unit).await.unwrap();
        // Within the department, one of a person; elsewhere the demonstration has none of those.
        if path.contains(&department) == is_within && record.person.is_some() == is_within {
            found = Some((record, path));
            break;
        }
    }
    let (certificate, path) = found.unwrap();
    let unit = path[0];
    let person = match certificate.person {
        Some(person) => person,
        None => somebody(fresh, &mut change, unit).await,
    };
    let (record, _) = people::get(&mut change, person).await.unwrap();
    let post = record.position_on(fresh.context.today()).unwrap().unit;
    let post_path = units::path(&mut change, post).await.unwrap();
    assert_eq!(post_path.contains(&department), is_within);
    let mut case = 0;
    for row in rows(&all, &format!("/reviews/{review}/cases")).await {
        let Some(unit) = row["unit"]["id"].as_str() else { continue };
        let its = units::path(&mut change, Id(unit.parse().unwrap())).await.unwrap();
        if its.contains(&department) == is_within {
            case = row["number"].as_i64().unwrap();
            break;
        }
    }
    let device = Device {
        id: fresh.context.id().unwrap(),
        kind: DeviceKind::Token,
        serial: format!("SERIAL-{unit}"),
        unit,
        custody: Custody::InStock,
        person: None,
    };
    devices::insert_many(&mut change, std::slice::from_ref(&device), fresh.context.now()).await.unwrap();
    let request = Request {
        id: fresh.context.id().unwrap(),
        kind: RequestKind::Renew,
        state: State::Draft,
        revision: 1,
        unit,
        certificate: Some(certificate.id),
        device: None,
        person: certificate.person,
        holder: certificate.holder.clone(),
        holder_kind: certificate.kind,
        content: Content::default(),
        pair: None,
        origin: None,
        letter: None,
    };
    keep(fresh, &mut change, request.clone()).await;
    change.commit(&event(fresh, &json!({}))).await.unwrap();
    let about = |person: Option<Id>| Object { units: path.clone(), person };
    let account = fresh.entered("kiemtra").await.get("/me").await.id();
    let mut connection = fresh.context.db.read().await.unwrap();
    let held = grants::of_user(&mut connection, Id(account.parse().unwrap())).await.unwrap();
    Things {
        nowhere: Object { units: Vec::new(), person: None },
        place: about(None),
        certificate: (certificate.id.to_string(), about(certificate.person)),
        person: (person.to_string(), Object { units: post_path, person: Some(person) }),
        unit,
        request: (request.id, about(request.person)),
        device: (device.id, about(None)),
        account,
        grant: held[0].id,
        case,
        campaign: campaign.to_owned(),
    }
}

/// A person of a unit.
async fn somebody(fresh: &Fresh, change: &mut antin_storage::Change, unit: Id) -> Id {
    let position = Position { unit, title: "Chuyên viên".into(), from: Day::UNKNOWN, to: Day::UNKNOWN };
    let person = Person {
        id: fresh.context.id().unwrap(),
        code: String::new(),
        name: "Lê Thị Mẫu".into(),
        birthday: Birthday::Unknown,
        id_number: "001185000123".into(),
        email: String::new(),
        employment: Employment::Active,
        employment_from: Day::UNKNOWN,
        positions: vec![position],
    };
    people::insert_many(change, std::slice::from_ref(&person), fresh.context.now()).await.unwrap();
    person.id
}

/// The rows of all pages of a list.
async fn rows(caller: &Caller, list: &str) -> Vec<Value> {
    let join = if list.contains('?') { '&' } else { '?' };
    let (mut rows, mut next) = (Vec::new(), String::new());
    loop {
        let page = caller.get(&format!("{list}{join}limit=200{next}")).await;
        rows.extend(page.items().iter().cloned());
        match page.json["next"].as_str() {
            Some(after) => next = format!("&after={after}"),
            None => return rows,
        }
    }
}

fn event<'a>(fresh: &Fresh, detail: &'a Value) -> NewEvent<'a> {
    NewEvent { at: fresh.context.now(), actor: "test", action: "test", object_kind: "test", object_id: "1", detail }
}

#[test]
fn an_operation_that_changes_something_needs_an_act_that_changes_something() {
    // What is a person's own (tokens, sessions) needs no act; seeing a whole number and ending sessions are told of.
    let own = [
        "make-token",
        "end-token",
        "unmask-person",
        "change-own-password",
        "set-own-second-factor",
        "drop-own-second-factor",
    ];
    for access in access().iter().filter(|access| access.method != "GET" && !own.contains(&access.name)) {
        let rule = access.act.and_then(Act::rule).unwrap();
        assert_eq!(rule.effect, antin_domain::permission::Effect::Changes, "{}", access.name);
    }
    for access in access().iter().filter(|access| access.method == "GET") {
        let rule = access.act.and_then(Act::rule);
        assert!(rule.is_none_or(|rule| rule.effect == antin_domain::permission::Effect::Reads), "{}", access.name);
    }
}
