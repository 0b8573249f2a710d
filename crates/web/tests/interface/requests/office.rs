//! The department of the demonstration as the stories of requests need it: certificates, a device, the CA's next list.

use crate::caller::Fresh;
use antin_app::{Visitor, demo, sign_in};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::certificate::{HolderKind, Renewals, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Reach;
use antin_storage::audit::NewEvent;
use antin_storage::certificates::{self, CertificateFilter, Sort};
use antin_storage::{Change, units};
use serde_json::Value;

/// The department and certificates of its people: in force for long, of one person each.
pub struct Office {
    pub certificates: Vec<CertificateRecord>,
    unit_names: Vec<String>,
}

impl Office {
    pub async fn new(fresh: &Fresh) -> Office {
        let clerk = fresh.entered("canbo").await;
        let department = Id(clerk.get("/me").await.json["roles"][0]["unit"].as_str().unwrap().parse().unwrap());
        let mut connection = fresh.context.db.read().await.unwrap();
        let filter = CertificateFilter {
            reach: Reach { everything: true, ..Reach::default() },
            unit: Some(department),
            kinds: vec![HolderKind::Person],
            ..CertificateFilter::default()
        };
        let mut found: Vec<CertificateRecord> = Vec::new();
        let mut names = Vec::new();
        let page = certificates::list(&mut connection, &filter, Sort::Name, None, 200).await.unwrap();
        for line in page.items {
            let (record, _) = certificates::get(&mut connection, line.id).await.unwrap();
            let is_usable = record.standing == Standing::InUse
                && record.person.is_some()
                && record.predecessor.is_none()
                && record.valid_to > demo::day().plus(200)
                && !found.iter().any(|other| other.person == record.person);
            if is_usable && certificates::successors(&mut connection, record.id).await.unwrap().is_empty() {
                let (unit, _) = units::get(&mut connection, record.unit).await.unwrap();
                names.push(unit.name_on(demo::day()).to_owned());
                found.push(record);
            }
        }
        assert!(found.len() >= 3, "{}", found.len());
        drop(connection);
        let mut change = fresh.context.db.change().await.unwrap();
        for record in &mut found {
            let (_, version) = certificates::get(&mut change, record.id).await.unwrap();
            record.renewals = Renewals(Some(0));
            certificates::update(&mut change, record, version, NOW).await.unwrap();
        }
        commit(change).await;
        Office { certificates: found, unit_names: names }
    }

    /// The CA's next list: `renewed` has a successor of serial `new`, `revoked` is revoked.
    pub fn next_list(&self, renewed: &CertificateRecord, new: &str, revoked: &CertificateRecord) -> String {
        let mut text = String::from(
            "STT,Số hiệu chứng thư số,Họ và tên,Thư điện tử,Đơn vị,Loại đối tượng,Nhà cung cấp,Ngày hiệu lực,Ngày hết hạn,Trạng thái\n",
        );
        let mut row = |record: &CertificateRecord, serial: &str, from: Day, to: Day, state: &str| {
            let place = self.certificates.iter().position(|other| other.id == record.id).unwrap();
            let number = text.lines().count();
            text += &format!(
                "{number},{serial},{},{},{},Cá nhân,{},{from},{to},{state}\n",
                record.holder, record.email, self.unit_names[place], record.issuer
            );
        };
        for record in &self.certificates {
            let state = if record.id == revoked.id { "Đã thu hồi" } else { "Hoạt động" };
            row(record, &record.serial.to_string(), record.valid_from, record.valid_to, state);
        }
        row(renewed, new, demo::day(), renewed.valid_to.plus(1000), "Hoạt động");
        text
    }
}

pub const NOW: Moment = Moment(1_718_330_400_000_000);

pub async fn commit(change: Change) {
    let (action, object_kind, object_id) = ("test", "test", "1");
    let event = NewEvent { at: NOW, actor: "1", action, object_kind, object_id, detail: &Value::Null };
    change.commit(&event).await.unwrap();
}

/// The coordinator of the demonstration, for what asks for the password once more over HTTP.
pub async fn coordinator(fresh: &Fresh) -> Visitor {
    let session = demo::enter(&fresh.context, "daumoi").await.unwrap();
    sign_in::visitor(&fresh.context, &session).await.unwrap().unwrap()
}
