//! Texts as matching and facts compare them, worked out once for each distinct text.

use crate::snapshot::Snapshot;
use antin_domain::identity::Identity;
use antin_domain::key::Key;
use antin_domain::name::Name;
use antin_domain::name::courtesy::without_courtesy;
use antin_domain::policy::Titles;
use antin_domain::text::{TextId, Texts};
use antin_domain::unit::{UnitIndex, UnitRef};
use rayon::prelude::*;
use std::collections::HashMap;

/// A holder's name without title and courtesy in front of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct HolderName {
    /// The name.
    pub name: Name,
    /// The title, in the form for comparing; blank if there is none.
    pub title: Name,
    /// Bytes of the text in front of the name.
    pub title_length: u16,
    /// Bytes of the text behind it.
    pub remark_length: u16,
}

/// Every text of a snapshot in the form for comparing.
pub struct Understanding {
    /// By number in `dictionary.names`.
    pub names: Vec<HolderName>,
    /// Keys of the names without accents, once more: every row asks for its own, and the names all together are larger
    /// than any cache.
    folded: Vec<Key>,
    /// Positions and issuers, by number in `dictionary.words`.
    pub words: Vec<Name>,
    /// Is this an issuer of the trust list? By number in `dictionary.words`.
    pub trusted: Vec<bool>,
    /// Units, by numbers of the unit and of the one above it.
    units: HashMap<(TextId, TextId), UnitRef, foldhash::fast::FixedState>,
    /// Positions outside the scope, by numbers of unit and position.
    outside_scope: Vec<bool>,
    /// CCCD of the one who has this CMND, from rows that carry both; 0 where rows disagree.
    cccd_of_cmnd: HashMap<u32, u64, foldhash::fast::FixedState>,
    /// Kinds of units (entitlement), by number in `dictionary.units`.
    entitlement_differs_by_unit: bool,
}

impl Understanding {
    /// Works out the texts of `snapshot`.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Understanding {
        let dictionary = &snapshot.dictionary;
        let all = |texts: &Texts| 0..texts.len() as u32;
        let titles = snapshot.policy.title_list();
        let names: Vec<HolderName> = all(&dictionary.names)
            .into_par_iter()
            .map(|id| holder_name(&titles, &dictionary.names.get(TextId(id))))
            .collect();
        let folded = names.iter().map(|holder| holder.name.folded).collect();
        let words =
            all(&dictionary.words).into_par_iter().map(|id| Name::new(&dictionary.words.get(TextId(id)))).collect();
        // Few of the words are issuers or positions; each is judged once.
        let issuers = snapshot.ca.iter().map(|row| row.issuer).chain(snapshot.registry.iter().map(|row| row.issuer));
        let trusted = judged(&dictionary.words, issuers, |text| snapshot.policy.trusts(text));
        let positions = snapshot.people().iter().map(|row| row.position);
        let outside_scope = judged(&dictionary.words, positions, |text| !snapshot.policy.entitles("", text));
        let mut pairs: Vec<(TextId, TextId)> = Vec::new();
        let mut seen = hashbrown::HashSet::with_hasher(foldhash::fast::FixedState::default());
        let rows = snapshot
            .ca
            .iter()
            .map(|row| (row.unit, row.parent))
            .chain(snapshot.registry.iter().map(|row| (row.unit, row.parent)))
            .chain(snapshot.people().iter().map(|row| (row.unit, row.parent)));
        for pair in rows {
            if seen.insert(pair) {
                pairs.push(pair);
            }
        }
        // Few texts stand above all others; each is looked up once.
        let mut above: HashMap<TextId, Option<UnitIndex>, foldhash::fast::FixedState> = HashMap::default();
        let text = |id| dictionary.units.get(id);
        for &(_, parent) in &pairs {
            above.entry(parent).or_insert_with(|| snapshot.units.resolve(&text(parent), None).unit);
        }
        let unit_ref = |(unit, parent)| snapshot.units.resolve(&text(unit), above.get(&parent).copied().flatten());
        let units = pairs.into_par_iter().map(|pair| (pair, unit_ref(pair))).collect();
        let entitlement_differs_by_unit = snapshot.policy.entitlement.rows.iter().any(|row| row.unit != "any");
        let cccd_of_cmnd = joined_numbers(snapshot);
        Understanding { names, folded, words, trusted, units, outside_scope, cccd_of_cmnd, entitlement_differs_by_unit }
    }

    /// Number for an index over identity numbers; a CMND counts as the CCCD it is joined to. 0: none.
    ///
    /// > review.md section 2, rule 4: ID number (CCCD; a CMND through a row that carries both).
    #[must_use]
    pub fn identity(&self, identity: Identity) -> u64 {
        let number = match (identity.cccd, identity.cmnd) {
            (0, 0) => return 0,
            (0, cmnd) => match self.cccd_of_cmnd.get(&cmnd) {
                Some(&cccd) if cccd != 0 => cccd,
                _ => u64::from(cmnd) << 40,
            },
            (cccd, _) => cccd,
        };
        antin_domain::key::mix(number, 3) | 1
    }

    /// The unit a row stands for: text of its deepest level, text of the level above.
    #[must_use]
    pub fn unit(&self, unit: TextId, parent: TextId) -> UnitRef {
        self.units.get(&(unit, parent)).copied().unwrap_or_default()
    }

    /// Number of the unit for indexes: the one that now keeps what it had, or the key of its text.
    #[must_use]
    pub fn unit_index(&self, snapshot: &Snapshot, unit: &UnitRef) -> u64 {
        match unit.unit {
            Some(index) => u64::from(snapshot.units.keeper(index)) + 1,
            None => unit.folded.0,
        }
    }

    /// May somebody in this position at this unit hold a certificate?
    #[must_use]
    pub fn entitles(&self, snapshot: &Snapshot, unit: TextId, position: TextId) -> bool {
        if self.entitlement_differs_by_unit {
            return snapshot
                .policy
                .entitles(&snapshot.dictionary.units.get(unit), &snapshot.dictionary.words.get(position));
        }
        !self.outside_scope[position.index()]
    }

    /// The same name: normal forms equal, or equal but for accents where one side has none.
    #[must_use]
    pub fn same_name(&self, a: TextId, b: TextId) -> bool {
        !a.is_blank() && (a == b || self.names[a.index()].name.same(&self.names[b.index()].name))
    }

    /// Key of the name without accents, for indexes.
    #[must_use]
    pub fn folded(&self, name: TextId) -> Key {
        self.folded[name.index()]
    }

    /// The same name or at most two keystrokes away; a blank name fits every name.
    #[must_use]
    pub fn name_fits(&self, snapshot: &Snapshot, a: TextId, b: TextId) -> bool {
        a.is_blank() || b.is_blank() || a == b || self.folded(a).agrees(self.folded(b)) || {
            antin_domain::name::fits(&self.bare_name(snapshot, a), &self.bare_name(snapshot, b))
        }
    }

    /// The text of a name without what stands before and behind it.
    #[must_use]
    pub fn bare_name(&self, snapshot: &Snapshot, name: TextId) -> String {
        let (text, holder) = (snapshot.dictionary.names.get(name), &self.names[name.index()]);
        text[usize::from(holder.title_length)..text.len() - usize::from(holder.remark_length)].to_owned()
    }
}

/// What `judge` says of each of the texts that occur; `false` for all others.
fn judged(texts: &Texts, occurring: impl Iterator<Item = TextId>, judge: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut seen = vec![false; texts.len()];
    let mut said = vec![false; texts.len()];
    for id in occurring {
        if !std::mem::replace(&mut seen[id.index()], true) {
            said[id.index()] = judge(&texts.get(id));
        }
    }
    said
}

fn joined_numbers(snapshot: &Snapshot) -> HashMap<u32, u64, foldhash::fast::FixedState> {
    let mut map: HashMap<u32, u64, foldhash::fast::FixedState> = HashMap::default();
    let all = snapshot
        .people()
        .iter()
        .map(|row| row.identity)
        .chain(snapshot.ca.iter().map(|row| row.identity))
        .chain(snapshot.registry.iter().map(|row| row.identity));
    for identity in all.filter(|identity| identity.cccd != 0 && identity.cmnd != 0) {
        let cccd = map.entry(identity.cmnd).or_insert(identity.cccd);
        if *cccd != identity.cccd {
            *cccd = 0;
        }
    }
    map
}

fn holder_name(titles: &Titles, text: &str) -> HolderName {
    let named = without_courtesy(text);
    let (name, folded) = Name::with_fold(named);
    let (title, name, rest) = match titles.split_folded(named, &folded) {
        Some((title, rest)) => (Name::new(title), Name::new(rest), rest),
        None => (Name::default(), name, named),
    };
    let start = if rest.len() == text.len() { 0 } else { text.find(rest).unwrap_or_default() };
    let length = |bytes: usize| u16::try_from(bytes).unwrap_or_default();
    HolderName { name, title, title_length: length(start), remark_length: length(text.len() - start - rest.len()) }
}

impl Understanding {
    /// The names of two holders fit: equal, a slip apart, blank, or old and new name of one unit.
    #[must_use]
    pub fn name_fits_holder(
        &self,
        snapshot: &Snapshot,
        a: &crate::matching::Holder,
        b: &crate::matching::Holder,
    ) -> bool {
        self.name_fits(snapshot, a.name, b.name) || crate::matching::same_holder_name(snapshot, self, a, b)
    }
}
