//! Writing a request: what is asked first, then what that kind of request has to say; the same form changes a draft.

use super::requests::{kind_of, kind_word};
use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording;
use antin_app::requests::{self, Draft};
use antin_app::{AppError, certificates, devices, people};
use antin_domain::certificate::HolderKind;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::request::{Content, RequestKind, RevocationReason};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query as Address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The word for two requests that belong together, beside those of the kinds.
const PAIR: &str = "revoke-and-reissue";

type Pairs = BTreeMap<String, String>;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/requests/new", get(blank).post(begin)).route("/requests/{id}/edit", get(change).post(save))
}

#[derive(Template)]
#[template(path = "request_form.html")]
struct FormPage {
    shell: Shell,
    what: String,
    wrong: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    about: Vec<(String, String)>,
    kinds: Vec<(String, String, bool)>,
    fields: Vec<Field>,
    act: String,
    /// Nothing is chosen yet that the form could be about.
    is_start: bool,
    units: Vec<(String, String)>,
    sought: String,
    people: Vec<(String, String)>,
}

/// One field of the form.
struct Field {
    name: &'static str,
    label: String,
    hint: String,
    value: String,
    /// The most letters; 0 for a choice.
    most: usize,
    is_long: bool,
    is_number: bool,
    /// Name, word, is it chosen?
    choices: Vec<(&'static str, String, bool)>,
}

async fn blank(visit: Visit, Address(pairs): Address<Pairs>) -> Result<Response, Failure> {
    form_page(&visit, &pairs, &Content::default(), String::new()).await
}

/// The form for something new: about a certificate, a device, a person or a unit that the address names.
async fn form_page(visit: &Visit, pairs: &Pairs, content: &Content, wrong: String) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    visit.ok(visit.visitor.reach(Act::Decide))?;
    let of = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
    let id = |name: &str| of(name).parse().ok().map(Id);
    let mut page = FormPage {
        what: words.get("request-new-what"),
        wrong,
        action: "/requests/new".into(),
        hidden: Vec::new(),
        about: Vec::new(),
        kinds: Vec::new(),
        fields: Vec::new(),
        act: words.get("request-draft-act"),
        is_start: false,
        units: Vec::new(),
        sought: of("name").to_owned(),
        people: Vec::new(),
        shell: call.shell(words.get("request-new"), "requests"),
    };
    if let Some(certificate) = id("certificate") {
        let whole = visit.ok(certificates::whole(call.context(), &visit.visitor, certificate).await)?;
        let record = &whole.record;
        page.about = vec![
            (words.get("page-holder"), record.holder.clone()),
            (words.get("page-serial"), wording::serial(record.serial)),
            (words.get("page-valid-to"), record.valid_to.to_string()),
        ];
        page.hidden.push(("certificate", certificate.to_string()));
        let about = [RequestKind::Renew, RequestKind::ChangeInfo, RequestKind::Revoke, RequestKind::Reissue];
        let named = about.iter().map(|kind| (kind.name(), kind_word(words, *kind)));
        let named = named.chain([(PAIR, words.get("request-kind-pair"))]);
        let choice = |(name, label): (&str, String)| {
            let pairs = [("certificate", certificate.to_string()), ("kind", name.to_owned())];
            (address::with_pairs("/requests/new", pairs), label, of("kind") == name)
        };
        page.kinds = named.map(choice).collect();
        if page.kinds.iter().any(|(.., is_chosen)| *is_chosen) {
            page.hidden.push(("kind", of("kind").to_owned()));
            page.fields = match kind_of(of("kind")) {
                Some(kind) => fields(words, kind, record.kind, content),
                None => fields(words, RequestKind::Revoke, record.kind, content),
            };
        }
    } else if let Some(device) = id("device") {
        let whole = visit.ok(devices::whole(call.context(), &visit.visitor, device).await)?;
        page.about = vec![(words.get("devices-serial"), whole.device.serial.clone())];
        page.about.extend(whole.holder.map(|name| (words.get("devices-holder"), name)));
        page.hidden = vec![("device", device.to_string()), ("kind", RequestKind::RestoreDevice.name().into())];
        page.fields = fields(words, RequestKind::RestoreDevice, HolderKind::Unknown, content);
    } else if let Some(person) = id("person") {
        let whole = visit.ok(people::whole(call.context(), &visit.visitor, person).await)?;
        page.about = vec![(words.get("page-person"), whole.person.name.clone())];
        page.hidden = vec![("person", person.to_string()), ("kind", RequestKind::Issue.name().into())];
        page.fields = fields(words, RequestKind::Issue, HolderKind::Person, content);
    } else if let Some(unit) = id("unit") {
        let names = visit.ok(certificates::unit_names(call.context(), vec![unit]).await)?;
        page.about = vec![(words.get("page-unit"), names.get(&unit).cloned().unwrap_or_default())];
        let holder = holder_of(of("holder"));
        page.hidden = vec![
            ("unit", unit.to_string()),
            ("holder", holder.name().into()),
            ("kind", RequestKind::Issue.name().into()),
        ];
        page.fields = fields(words, RequestKind::Issue, holder, content);
    } else {
        page.is_start = true;
        page.units = visit.ok(super::accounts::units(visit, Act::Decide).await)?;
        if !page.sought.trim().is_empty() {
            let query = people::Query { text: page.sought.trim().chars().take(100).collect(), unit: None };
            let found = people::list(call.context(), &visit.visitor, &query, None, 20).await;
            let (found, _) = visit.ok(found)?;
            let line = |line: &antin_app::PersonLine| {
                (address::with_pairs("/requests/new", [("person", line.id.to_string())]), line.name.clone())
            };
            page.people = found.items.iter().map(line).collect();
        }
    }
    Ok(page_of(&page))
}

/// Begins a request, or two that belong together.
async fn begin(visit: Visit, Form(pairs): Form<Pairs>) -> Result<Response, Failure> {
    let of = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
    let id = |name: &str| of(name).parse().ok().map(Id);
    let content = content_of(&pairs);
    let context = visit.call.context();
    let begun = match (kind_of(of("kind")), id("certificate")) {
        (None, Some(certificate)) if of("kind") == PAIR => {
            let nothing = Content::default();
            let pair = requests::draft::begin_pair(context, &visit.visitor, certificate, &content, &nothing);
            pair.await.map(|(revoke, _)| revoke)
        }
        (None, _) => Err(AppError::Unusable(Message::new("request-about-what"))),
        (Some(kind), certificate) => {
            let draft = Draft {
                certificate,
                device: id("device"),
                person: id("person"),
                unit: id("unit"),
                holder_kind: holder_of(of("holder")),
                content: content.clone(),
                ..Draft::blank(kind)
            };
            requests::draft::begin(context, &visit.visitor, &draft).await
        }
    };
    match begun {
        Ok(id) => Ok(Redirect::to(&format!("/requests/{id}")).into_response()),
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), form_page(&visit, &pairs, &content, wrong).await?).into_response())
        }
    }
}

async fn change(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    edit_page(&visit, Id(id), None, String::new()).await
}

/// The form for changing a request: with what it says, or with what was just typed.
async fn edit_page(visit: &Visit, id: Id, typed: Option<Content>, wrong: String) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let whole = visit.ok(requests::whole(call.context(), &visit.visitor, id).await)?;
    let request = &whole.kept.request;
    let content = typed.unwrap_or_else(|| request.content.clone());
    let page = FormPage {
        what: words.get("request-edit-what"),
        wrong,
        action: format!("/requests/{id}/edit"),
        hidden: vec![("version", whole.kept.version.to_string())],
        about: vec![(words.get("page-holder"), request.holder.clone())],
        kinds: Vec::new(),
        fields: fields(words, request.kind, request.holder_kind, &content),
        act: words.get("request-save-act"),
        is_start: false,
        units: Vec::new(),
        sought: String::new(),
        people: Vec::new(),
        shell: call.shell(kind_word(words, request.kind), "requests"),
    };
    Ok(page_of(&page))
}

async fn save(visit: Visit, Path(id): Path<i64>, Form(pairs): Form<Pairs>) -> Result<Response, Failure> {
    let content = content_of(&pairs);
    let seen = pairs.get("version").and_then(|text| text.parse().ok()).unwrap_or_default();
    match requests::draft::edit(visit.call.context(), &visit.visitor, Id(id), &content, None, seen).await {
        Ok(()) => Ok(Redirect::to(&format!("/requests/{id}")).into_response()),
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), edit_page(&visit, Id(id), Some(content), wrong).await?).into_response())
        }
    }
}

/// What was typed.
fn content_of(pairs: &Pairs) -> Content {
    let of = |name: &str| pairs.get(name).cloned().unwrap_or_default();
    Content {
        reason: RevocationReason::ALL.into_iter().find(|reason| reason.name() == of("reason")),
        note: of("note"),
        years: of("years").trim().parse().ok(),
        renewals: of("renewals").trim().parse().ok(),
        name: of("new_name"),
        position: of("position"),
        email: of("email"),
        unit_name: of("unit_name"),
        province: of("province"),
        address: of("address"),
        phone: of("phone"),
    }
}

fn holder_of(name: &str) -> HolderKind {
    let kinds = [HolderKind::Organisation, HolderKind::Device];
    kinds.into_iter().find(|kind| kind.name() == name).unwrap_or(HolderKind::Organisation)
}

/// The fields that a kind of request has.
fn fields(words: &Words, kind: RequestKind, holder: HolderKind, content: &Content) -> Vec<Field> {
    let text = |name, label: &str, most, value: &str| Field {
        name,
        label: words.get(label),
        hint: String::new(),
        value: value.to_owned(),
        most,
        is_long: false,
        is_number: false,
        choices: Vec::new(),
    };
    let number = |name, label: &str, hint: &str, value: Option<u32>| Field {
        hint: words.get(hint),
        is_number: true,
        ..text(name, label, 2, &value.map(|value| value.to_string()).unwrap_or_default())
    };
    let note = || Field { is_long: true, ..text("note", "request-field-note", 500, &content.note) };
    let reasons = RevocationReason::ALL.into_iter().filter(|reason| reason.fits(holder));
    let word = |reason: RevocationReason| {
        let word = words.get(&format!("request-reason-{}", reason.name()));
        (reason.name(), word, content.reason == Some(reason))
    };
    let reason = Field { choices: reasons.map(word).collect(), ..text("reason", "request-field-reason", 0, "") };
    let years = || number("years", "request-field-years", "request-hint-years", content.years);
    let mut all = Vec::new();
    match kind {
        RequestKind::Revoke => all.extend([reason, note()]),
        RequestKind::RestoreDevice => all.extend([note(), text("phone", "request-field-phone", 20, &content.phone)]),
        RequestKind::Renew => {
            let renewals = content.renewals.map(u32::from);
            all.push(years());
            all.push(number("renewals", "request-field-renewals", "request-hint-renewals", renewals));
            all.push(note());
        }
        RequestKind::ChangeInfo | RequestKind::Issue | RequestKind::Reissue => {
            let is_person = !matches!(holder, HolderKind::Organisation | HolderKind::Device);
            all.push(text("new_name", "request-field-name", 60, &content.name));
            if is_person {
                all.push(text("position", "request-field-position", 120, &content.position));
            }
            all.push(text("email", "request-field-email", 80, &content.email));
            all.push(text("unit_name", "request-field-unit", 150, &content.unit_name));
            if kind != RequestKind::ChangeInfo {
                all.push(text("province", "request-field-province", 60, &content.province));
                all.push(text("phone", "request-field-phone", 20, &content.phone));
                all.push(years());
            }
            if !is_person {
                all.push(text("address", "request-field-address", 200, &content.address));
            }
            all.push(note());
        }
    }
    all
}
