//! `summary.json`: counts, policy, digests, seconds, and the invariants that were checked.

use crate::certificates::CertificateAccount;
use crate::input::{Account, Input};
use antin_domain::action::Action;
use antin_domain::finding::Code;
use antin_domain::hex::hex;
use antin_domain::row::Revocation;
use antin_domain::text::TextId;
use antin_review::facts::NoiseKind;
use antin_review::{Case, Review, Snapshot};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Counts over all cases.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Cases.
    pub cases: usize,
    /// Cases on the CA's list.
    pub listed: usize,
    /// Of those: in the registry, nothing disagrees.
    pub matched: usize,
    /// Of those: in the registry, something disagrees.
    pub mismatched: usize,
    /// Of those: not in the registry.
    pub not_recognised: usize,
    /// Cases per finding.
    pub findings: Vec<usize>,
    /// Cases per action.
    pub actions: Vec<usize>,
    /// Cases per kind of noise.
    pub noise: Vec<usize>,
    /// Cases per unit and action; the name of the unit is its present one where the directory knows it.
    pub units: BTreeMap<String, [usize; 10]>,
}

impl Counts {
    /// Counts the cases of a review.
    #[must_use]
    pub fn new(snapshot: &Snapshot, review: &Review) -> Counts {
        let of_part = |cases: &[Case]| {
            let mut counts = Counts::none();
            let mut units: HashMap<(TextId, TextId), [usize; 10], FixedState> = HashMap::default();
            for case in cases {
                counts.add(review, case);
                units.entry(unit_of(snapshot, case)).or_default()[case.action as usize] += 1;
            }
            for ((unit, parent), actions) in units {
                counts.add_unit(name_of(snapshot, review, unit, parent), actions);
            }
            counts
        };
        review.cases.par_chunks(1 << 16).map(of_part).reduce(Counts::none, Counts::and)
    }

    fn none() -> Counts {
        Counts {
            findings: vec![0; Code::ALL.len()],
            actions: vec![0; Action::ALL.len()],
            noise: vec![0; NoiseKind::ALL.len()],
            ..Counts::default()
        }
    }

    fn add(&mut self, review: &Review, case: &Case) {
        self.cases += 1;
        self.actions[case.action as usize] += 1;
        case.findings.iter().for_each(|code| self.findings[code as usize] += 1);
        case.noise.iter().for_each(|bit| self.noise[bit] += 1);
        if !case.is_listed() {
            return;
        }
        self.listed += 1;
        if review.registry_rows(case).is_empty() {
            self.not_recognised += 1;
        } else if case.findings.iter().any(is_disagreement) {
            self.mismatched += 1;
        } else {
            self.matched += 1;
        }
    }

    fn add_unit(&mut self, name: String, actions: [usize; 10]) {
        add_each(self.units.entry(name).or_default(), &actions);
    }

    /// Both together.
    fn and(mut self, other: Counts) -> Counts {
        self.cases += other.cases;
        self.listed += other.listed;
        self.matched += other.matched;
        self.mismatched += other.mismatched;
        self.not_recognised += other.not_recognised;
        add_each(&mut self.findings, &other.findings);
        add_each(&mut self.actions, &other.actions);
        add_each(&mut self.noise, &other.noise);
        other.units.into_iter().for_each(|(name, actions)| self.add_unit(name, actions));
        self
    }
}

fn add_each(sums: &mut [usize], more: &[usize]) {
    sums.iter_mut().zip(more).for_each(|(sum, n)| *sum += n);
}

/// The unit a case is counted under: its present name where the directory knows it, else as the list has it.
#[must_use]
pub fn unit_name(snapshot: &Snapshot, review: &Review, case: &Case) -> String {
    let (unit, parent) = unit_of(snapshot, case);
    name_of(snapshot, review, unit, parent)
}

fn name_of(snapshot: &Snapshot, review: &Review, unit: TextId, parent: TextId) -> String {
    match review.understanding.unit(unit, parent).unit {
        Some(index) => snapshot.units.unit(index).name.clone(),
        None => snapshot.dictionary.units.get(unit).into_owned(),
    }
}

/// Unit and the one above it, as the case names them.
fn unit_of(snapshot: &Snapshot, case: &Case) -> (TextId, TextId) {
    if case.is_listed() {
        let row = &snapshot.ca[case.ca as usize];
        (row.unit, row.parent)
    } else {
        let row = &snapshot.registry[case.registry as usize];
        (row.unit, row.parent)
    }
}

/// Does the finding say that two lists disagree?
#[must_use]
pub fn is_disagreement(code: Code) -> bool {
    let action = code.action();
    matches!(action, Action::ReportToCa | Action::UpdateRegistry | Action::ChangeInfo)
}

/// What must hold of every result; the name of the first that does not.
///
/// # Errors
/// The name of the invariant that is broken.
pub fn check(
    input: &Input,
    review: &Review,
    counts: &Counts,
    is_whole: bool,
) -> Result<Vec<&'static str>, &'static str> {
    let mut held = Vec::new();
    let mut hold = |name: &'static str, holds: bool| {
        if holds {
            held.push(name);
            Ok(())
        } else {
            Err(name)
        }
    };
    hold("rows read = rows used + rows rejected", input.accounts.iter().all(|a| a.read == a.used + a.rejected.len()))?;
    hold("every case has exactly one action", counts.actions.iter().sum::<usize>() == counts.cases)?;
    hold(
        "CA's total = matched + mismatched + not recognised",
        counts.listed == counts.matched + counts.mismatched + counts.not_recognised,
    )?;
    if is_whole {
        let once = |total: usize, rows: &mut (dyn Iterator<Item = u32> + Send)| {
            let mut seen = vec![false; total];
            let mut twice = false;
            for row in rows {
                twice |= std::mem::replace(&mut seen[row as usize], true);
            }
            !twice && seen.into_iter().all(|seen| seen)
        };
        let mut ca = review.cases.iter().flat_map(|case| review.ca_rows(case).iter().copied());
        let mut registry = review.cases.iter().flat_map(|case| review.registry_rows(case).iter().copied());
        let (ca, registry) = rayon::join(
            || once(input.snapshot.ca.len(), &mut ca),
            || once(input.snapshot.registry.len(), &mut registry),
        );
        hold("every row of the CA's list is in exactly one case", ca)?;
        hold("every row of the registry is in exactly one case", registry)?;
    }
    let by_name = |case: &Case| {
        review.registry_rows(case).iter().any(|&row| review.matching.registry.by(row).is_some_and(|by| by.is_weak()))
    };
    let revoked_weakly =
        review.cases.iter().filter(|case| case.action == Action::Revoke && case.link == 5).any(by_name);
    hold("no revocation rests on a name", !revoked_weakly)?;
    Ok(held)
}

/// What was asked for, as far as explaining the result later needs it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Only this unit and those below it.
    pub unit: Option<String>,
    /// The policy pack by name or file; none: by the day.
    pub policy: Option<String>,
    /// The file that says what columns mean.
    pub columns: Option<PathBuf>,
}

/// The summary as JSON.
#[must_use]
pub fn json(
    input: &Input,
    counts: &Counts,
    invariants: &[&'static str],
    asked: &Asked,
    seconds: &[(String, f64)],
) -> Value {
    let iso = |day: antin_domain::day::Day| day.civil().map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    let policy = &input.snapshot.policy;
    let lists: Map<String, Value> =
        input.accounts.iter().map(|account| (account.kind.name().to_owned(), list(account))).collect();
    let findings: Map<String, Value> =
        Code::ALL.iter().map(|code| (code.name().to_owned(), json!(counts.findings[*code as usize]))).collect();
    let noise: Map<String, Value> =
        NoiseKind::ALL.iter().zip(&counts.noise).map(|((_, name), n)| ((*name).to_owned(), json!(n))).collect();
    let units: Vec<Value> = counts
        .units
        .iter()
        .map(|(name, by_action)| json!({"unit": name, "cases": by_action.iter().sum::<usize>(), "actions": actions(by_action)}))
        .collect();
    json!({
        "program": concat!("antin ", env!("CARGO_PKG_VERSION")),
        "as_of": iso(input.snapshot.as_of),
        "policy": {"name": policy.name, "version": policy.version, "title": policy.title},
        "unit": asked.unit,
        "call": {
            "policy": asked.policy,
            "columns": asked.columns.as_ref().map(|path| path.display().to_string()),
            "columns_sha256": input.columns.as_ref().map(|digest| hex(digest)),
        },
        "lists": lists,
        "certificates": input.certificates.as_ref().map(certificates),
        "cases": counts.cases,
        "ca_total": {
            "certificates": counts.listed, "matched": counts.matched,
            "mismatched": counts.mismatched, "not_recognised": counts.not_recognised,
        },
        "actions": actions(&counts.actions),
        "findings": findings,
        "noise": noise,
        "units": units,
        "invariants": invariants,
        "seconds": seconds.iter().map(|(stage, s)| (stage.clone(), json!((s * 1000.0).round() / 1000.0))).collect::<Map<_, _>>(),
    })
}

fn actions(counts: &[usize]) -> Map<String, Value> {
    Action::ALL.iter().zip(counts).map(|(action, n)| (action.name().to_owned(), json!(n))).collect()
}

fn certificates(account: &CertificateAccount) -> Value {
    let folders: Map<String, Value> = account
        .folders
        .iter()
        .map(|folder| {
            let path = folder.path.display().to_string();
            let value = json!({"path": path, "files": folder.files, "sha256": hex(&folder.sha256)});
            (folder.role.name().to_owned(), value)
        })
        .collect();
    let statuses = Revocation::ALL.iter().zip(account.statuses);
    json!({
        "folders": folders,
        "read": account.read,
        "not_believed": account.forged.len(),
        "rows_of_ca_list": account.rows,
        "not_on_ca_list": account.at_hand,
        "crls_read": account.crls_read,
        "crls_used": account.crls_used,
        "crls_believed_by": account.grounds(),
        "revocation": statuses.map(|((_, name), n)| ((*name).to_owned(), json!(n))).collect::<Map<_, _>>(),
    })
}

fn list(account: &Account) -> Value {
    let opened = &account.opened;
    let columns: Map<String, Value> = opened
        .columns
        .iter()
        .filter_map(|column| column.meaning.map(|meaning| (meaning.name().to_owned(), json!(column.heading))))
        .collect();
    let problems: Vec<Value> = account
        .problems
        .iter()
        .take(20)
        .map(|problem| json!({"row": problem.row, "column": problem.column.name(), "text": problem.text}))
        .collect();
    json!({
        "file": opened.path.display().to_string(),
        "sha256": hex(&account.sha256),
        "sheet": opened.sheet,
        "heading_row": opened.headings.first,
        "columns": columns,
        "read": account.read,
        "used": account.used,
        "rejected": account.rejected.len(),
        "group_headings": account.groups.len(),
        "unread_cells": account.problem_count,
        "unread_samples": problems,
    })
}
