//! Devices: only the steps of the table, each of them kept.

use crate::both::Fresh;
use crate::made_up::{NOW, event, everything, person, small_tree};
use antin_domain::device::{Custody, CustodyVerb, Device, DeviceKind};
use antin_domain::id::Id;
use antin_storage::devices::{self, DeviceFilter};
use antin_storage::{Error, people};

on_both!(a_device_goes_through_hands_and_every_step_stays, devices_are_found_by_the_beginning_of_their_serial);

fn token(id: i64, unit: i64) -> Device {
    let serial = format!("VT{id:06}");
    Device { id: Id(id), kind: DeviceKind::Token, serial, unit: Id(unit), custody: Custody::InStock, person: None }
}

async fn a_device_goes_through_hands_and_every_step_stays(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    people::insert_many(&mut change, &[person(1, "Lê An", 11)], NOW).await.unwrap();
    devices::insert_many(&mut change, &[token(5, 11)], NOW).await.unwrap();
    let steps = [
        (CustodyVerb::HandOver, Custody::Handed, Some(1)),
        (CustodyVerb::Lock, Custody::Locked, Some(1)),
        (CustodyVerb::Restore, Custody::Handed, Some(1)),
        (CustodyVerb::TakeBack, Custody::Returned, Some(1)),
        (CustodyVerb::Restock, Custody::InStock, None),
    ];
    for (index, (verb, after, holder)) in steps.into_iter().enumerate() {
        let to = (verb == CustodyVerb::HandOver).then_some(Id(1));
        let seen = index as i64 + 1;
        assert_eq!(devices::take_step(&mut change, Id(5), verb, to, seen, NOW).await.unwrap(), after);
        assert_eq!(devices::get(&mut change, Id(5)).await.unwrap().0.person, holder.map(Id), "{verb:?}");
    }
    let history = devices::history(&mut change, Id(5)).await.unwrap();
    assert_eq!(history.iter().map(|step| step.after).collect::<Vec<_>>(), steps.map(|(_, after, _)| after));

    let stale = devices::take_step(&mut change, Id(5), CustodyVerb::HandOver, Some(Id(1)), 1, NOW).await;
    assert!(matches!(stale, Err(Error::Stale { noun: "device", .. })));
    let none = devices::take_step(&mut change, Id(5), CustodyVerb::Restore, None, 6, NOW).await;
    assert!(matches!(none, Err(Error::NoSuchStep { noun: "device", .. })));
    let twice = devices::insert_many(&mut change, &[Device { id: Id(6), ..token(5, 12) }], NOW).await;
    assert!(matches!(twice, Err(Error::Taken { .. })));
}

async fn devices_are_found_by_the_beginning_of_their_serial(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let many: Vec<Device> = (1..=30).map(|id| token(id, if id % 2 == 0 { 11 } else { 20 })).collect();
    devices::insert_many(&mut change, &many, NOW).await.unwrap();
    devices::take_step(&mut change, Id(4), CustodyVerb::ReportLost, None, 1, NOW).await.unwrap();
    change.commit(&event("keep-device")).await.unwrap();
    let mut read = fresh.db.read().await.unwrap();
    let filters = [
        (DeviceFilter { text: "vt00002".into(), ..DeviceFilter::default() }, 10),
        (DeviceFilter { unit: Some(Id(10)), ..DeviceFilter::default() }, 15),
        (DeviceFilter { custody: Some(Custody::Lost), ..DeviceFilter::default() }, 1),
        (DeviceFilter { custody: Some(Custody::Lost), unit: Some(Id(20)), ..DeviceFilter::default() }, 0),
    ];
    for (filter, wanted) in filters {
        let filter = DeviceFilter { reach: everything(), ..filter };
        let page = devices::list(&mut read, &filter, None, 50).await.unwrap();
        assert_eq!(page.items.len() as i64, wanted, "{filter:?}");
        assert_eq!(devices::count(&mut read, &filter).await.unwrap(), wanted, "{filter:?}");
    }
}
