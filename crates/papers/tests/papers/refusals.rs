//! Missing and contradictory data are refused with the name of the field and the law that wants it.

use crate::tools::{data_of, fill_with};
use antin_papers::data::Data;

/// The paper `id` with one thing changed is refused with the sentence `key`, whose arguments mention all of `mentioned`.
fn check(id: &str, change: impl Fn(&mut Data), key: &str, mentioned: &[&str]) {
    let mut data = data_of(id);
    fill_with(id, &data).unwrap();
    change(&mut data);
    let message = fill_with(id, &data).unwrap_err().message();
    assert_eq!(message.key, key, "{message:?}");
    for text in mentioned {
        assert!(message.args.iter().any(|(_, value)| value.contains(text)), "{text} is not in {message:?}");
    }
}

#[test]
fn what_the_law_wants_and_is_missing_is_named() {
    let remove = |name: &'static str| move |data: &mut Data| drop(data.remove(name));
    check("revoke-request", remove("agency"), "papers-missing", &["Cơ quan ban hành", "agency", "Nghị định 30/2020"]);
    check("revoke-request", remove("certificates"), "papers-missing", &["Danh sách chứng thư", "Mẫu số 05"]);
    check("issue-person", remove("receiver_id"), "papers-missing", &["receiver_id", "Mẫu số 01"]);
    check("ca-letter", remove("documents"), "papers-missing", &["minh chứng", "2547/TCT-CNTT, mục 2.1a"]);
    let no_reason = |data: &mut Data| data["certificates"][0]["reason"] = "".into();
    check("revoke-request", no_reason, "papers-missing", &["Lý do thu hồi", "certificates[1].reason", "Mẫu số 05"]);
}

#[test]
fn a_signer_needs_his_capacity() {
    let remove = |name: &'static str| move |data: &mut Data| drop(data.remove(name));
    check("ca-letter", remove("signer_position"), "papers-needs", &["Chức vụ của người ký", "signer_authority"]);
    let other = |data: &mut Data| data["signer_authority"] = "KT".into();
    check("ca-letter", other, "papers-not-one-of", &["KT., TL., TUQ., TM., Q."]);
}

#[test]
fn sums_that_do_not_add_up_are_refused_with_both_sides() {
    let put = |name: &'static str, value: i64| move |data: &mut Data| data[name] = value.into();
    check("report", put("matched", 2), "papers-does-not-add-up", &["ca_total", "3", "4", "matched", "not_recognised"]);
    check("report", put("n_renew", 1), "papers-does-not-add-up", &["cases", "4", "5"]);
    let one_less = |data: &mut Data| drop(data.remove("revoke"));
    check("report", one_less, "papers-does-not-add-up", &["n_revoke", "1", "0"]);
    let unit = |data: &mut Data| data["units"][1]["none"] = 41.into();
    check("consolidated-report", unit, "papers-does-not-add-up", &["units[2].cases", "50", "51"]);
}

#[test]
fn a_certificate_with_two_actions_is_refused() {
    let twice = |data: &mut Data| data["report"][0]["case"] = "2".into();
    check("report", twice, "papers-twice", &["2", "revoke[1]", "report[1]"]);
}

#[test]
fn days_that_contradict_each_other_are_refused() {
    let before = |data: &mut Data| data["certificates"][0]["until"] = "18/11/2018".into();
    check("renew-request", before, "papers-before", &["Hiệu lực đến", "18/11/2018", "Hiệu lực từ", "20/11/2019"]);
}

#[test]
fn an_identity_number_that_lost_its_zero_is_refused() {
    let short = |data: &mut Data| data["people"][1]["id"] = "37085000122".into();
    check("issue-person", short, "papers-digits", &["people[2].id", "37085000122", "9, 12"]);
    let mut passport = data_of("issue-person");
    passport["people"][1]["id"] = "B1234567".into();
    fill_with("issue-person", &passport).unwrap();
}

#[test]
fn a_name_that_no_field_has_is_refused_with_those_there_are() {
    let more = |data: &mut Data| drop(data.insert("recipient".into(), "VT".into()));
    check("ca-letter", more, "papers-unknown-field", &["recipient", "recipients, archive"]);
}

#[test]
fn a_day_before_any_law_is_refused() {
    let early = |data: &mut Data| data["date"] = "01/01/2010".into();
    check("ca-letter", early, "papers-no-edition", &["01/01/2010"]);
}
