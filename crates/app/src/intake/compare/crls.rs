//! A revocation list compared with the certificates of the registry: what it lists is revoked; nothing disappears.

use super::certificates::{change, differing};
use super::{AT_ONCE, Planner, What};
use crate::error::AppError;
use crate::intake::crls::is_of;
use crate::intake::entry::RevokedEntry;
use antin_domain::certificate::Standing;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::serial::Serial;
use antin_storage::certificates;
use std::collections::{HashMap, HashSet};

pub(super) async fn compare(
    planner: &mut Planner<'_>,
    connection: &mut super::Connection,
    rows: &[RevokedEntry],
) -> Result<(), AppError> {
    let mut seen = HashSet::new();
    for (place, chunk) in rows.chunks(AT_ONCE).enumerate() {
        planner.desk.at(place * AT_ONCE, rows.len());
        let mut serials: Vec<Serial> = chunk.iter().map(|row| row.serial).collect();
        serials.sort_unstable();
        serials.dedup();
        let mut known: HashMap<Serial, Vec<CertificateRecord>> = HashMap::new();
        for record in certificates::with_serials(connection, &serials).await? {
            known.entry(record.serial).or_default().push(record);
        }
        for row in chunk {
            let of_serial = known.get(&row.serial).map(Vec::as_slice).unwrap_or_default();
            let mut of_issuer = of_serial.iter().filter(|record| is_of(record, &row.issuer));
            let before = match (of_issuer.next(), of_issuer.next()) {
                (Some(only), None) => only,
                // The CA's list of revocations is longer than ours: most of it is about others.
                (None, _) if of_serial.is_empty() => continue,
                _ => {
                    planner.plan.unclear += 1;
                    continue;
                }
            };
            if !seen.insert(before.id) {
                continue;
            }
            if before.standing == Standing::Revoked {
                planner.plan.same += 1;
                continue;
            }
            let after = CertificateRecord { standing: Standing::Revoked, ..before.clone() };
            let named = || format!("{} · {}", after.holder, after.serial);
            planner.add(What::Changed, named, || differing(before, &after), change(Some(before), &after)).await?;
        }
    }
    Ok(())
}
