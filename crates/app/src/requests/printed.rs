//! What the forms of requests print: everything that the registry knows of each, gathered once.

use super::place_of;
use crate::certificates::path_names;
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use antin_domain::certificate::record::{CertificateRecord, State};
use antin_domain::day::Birthday;
use antin_domain::id::Id;
use antin_domain::permission::{Act, Reach};
use antin_domain::person::Person;
use antin_domain::request::Request;
use antin_storage::certificates::{self, CertificateFilter, Sort};
use antin_storage::requests::{self};
use antin_storage::{Connection, devices, people};

/// One request as a form needs it.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The request.
    pub request: Request,
    /// The certificate: that it is about, or that on its device.
    pub certificate: Option<CertificateRecord>,
    /// Serial of the device, as written on it; blank where unknown.
    pub device: String,
    /// The person it is about, with the identity number only where the visitor may see it.
    pub person: Option<Person>,
    /// Names of the unit and those above it, the nearest first.
    pub units: Vec<String>,
}

/// What the forms of these requests print. That identity numbers were seen is an event for each person.
///
/// # Errors
/// The visitor may not see one of them, or one is not there.
pub async fn gather(context: &Context, visitor: &Visitor, ids: &[Id]) -> Result<Vec<Printed>, AppError> {
    let mut printed = Vec::with_capacity(ids.len());
    for &id in ids {
        let mut connection = context.db.read().await?;
        let request = requests::get(&mut connection, id).await?.request;
        let place = place_of(&mut connection, &request).await?;
        visitor.may(Act::ReadCertificate, &place)?;
        let certificate = certificate(context, &mut connection, &request).await?;
        let device = match request.device {
            Some(id) => devices::get(&mut connection, id).await?.0.serial,
            None => String::new(),
        };
        let mut person = match request.person {
            Some(id) => Some(people::get(&mut connection, id).await?.0),
            None => None,
        };
        let path = path_names(&mut connection, request.unit, context.today()).await?;
        drop(connection);
        if let Some(person) = &mut person {
            // A form without the number is filled in by hand; one that may not see it does not get it here either.
            let number = crate::people::unmask(context, visitor, person.id).await;
            person.id_number = number.unwrap_or_default();
        }
        let units = path.into_iter().rev().map(|(_, name)| name).collect();
        printed.push(Printed { request, certificate, device, person, units });
    }
    Ok(printed)
}

impl Printed {
    /// The birthday as forms print it; blank unless the whole day is known.
    #[must_use]
    pub fn birthday(&self) -> String {
        let birthday = self.person.as_ref().map(|person| person.birthday);
        birthday.and_then(Birthday::day).map(|day| day.to_string()).unwrap_or_default()
    }
}

/// The certificate that a request is about; for a device, the one in force that lies on it or that its holder has.
async fn certificate(
    context: &Context,
    connection: &mut Connection,
    request: &Request,
) -> Result<Option<CertificateRecord>, AppError> {
    if let Some(id) = request.certificate {
        return Ok(Some(certificates::get(connection, id).await?.0));
    }
    for (device, person) in [(request.device, None), (None, request.person)] {
        if device.is_none() && person.is_none() {
            continue;
        }
        let filter = CertificateFilter {
            reach: Reach { everything: true, ..Reach::default() },
            states: vec![State::InForce],
            as_of: context.today(),
            device,
            person,
            ..CertificateFilter::default()
        };
        let page = certificates::list(connection, &filter, Sort::Name, None, 1).await?;
        if let Some(line) = page.items.first() {
            return Ok(Some(certificates::get(connection, line.id).await?.0));
        }
    }
    Ok(None)
}
