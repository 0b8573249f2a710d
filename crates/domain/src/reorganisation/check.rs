//! Lines held against each other and against the units that there are: a plan, or everything that stands against it.
//!
//! Every refusal names the line, what is wrong with it and what to do. Nothing is taken for granted: a unit above that ends,
//! a unit below one that is split, a name that is missing have to be said.

use super::line::{Kind, Line};
use super::{Fate, NewUnit, Place, Plan};
use crate::day::Day;
use crate::id::Id;
use crate::message::Message;
use crate::unit::dated::DatedUnit;
use std::collections::{BTreeMap, BTreeSet};

/// The most lines: there are some hundreds of units in the sector, thousands in the State.
pub const MOST_LINES: usize = 5_000;
/// The longest name: certificates hold no longer one.
pub const MOST_NAME: usize = 60;
/// The longest code.
pub const MOST_CODE: usize = 20;

/// The plan that `lines` make of `units` on `day`.
///
/// # Errors
/// Everything that stands against it, by line.
pub fn plan(day: Day, lines: &[Line], units: &[DatedUnit]) -> Result<Plan, Vec<Message>> {
    if !day.is_known() {
        return Err(vec![Message::new("reorganisation-no-day")]);
    }
    if lines.is_empty() || lines.len() > MOST_LINES {
        return Err(vec![Message::new("reorganisation-how-many-lines").with("most", MOST_LINES)]);
    }
    let mut making = Making::new(day, lines, units);
    making.find_created();
    for line in lines {
        making.take(line);
    }
    making.parents_of_created();
    making.nothing_goes_into_what_ends();
    making.those_below();
    making.those_before();
    making.no_circle();
    if making.refusals.is_empty() { Ok(making.finish()) } else { Err(making.refusals) }
}

/// A unit that begins: the first line that speaks of it, its name, the unit above where a line says it.
#[derive(Clone)]
struct Begun<'a> {
    line: &'a Line,
    name: String,
    above: Option<Place>,
}

/// A plan in the making.
struct Making<'a> {
    day: Day,
    lines: &'a [Line],
    units: &'a [DatedUnit],
    by_id: BTreeMap<Id, &'a DatedUnit>,
    by_code: BTreeMap<&'a str, &'a DatedUnit>,
    created: BTreeMap<&'a str, usize>,
    begun: Vec<Begun<'a>>,
    plan: Plan,
    /// The line that speaks of a unit.
    spoken: BTreeMap<Id, &'a Line>,
    refusals: Vec<Message>,
}

impl<'a> Making<'a> {
    fn new(day: Day, lines: &'a [Line], units: &'a [DatedUnit]) -> Making<'a> {
        Making {
            day,
            lines,
            units,
            by_id: units.iter().map(|unit| (unit.id, unit)).collect(),
            by_code: units.iter().map(|unit| (unit.code.as_str(), unit)).collect(),
            created: BTreeMap::new(),
            begun: Vec::new(),
            plan: Plan {
                day,
                created: Vec::new(),
                fates: BTreeMap::new(),
                parents: BTreeMap::new(),
                below: BTreeSet::new(),
                earlier: BTreeMap::new(),
            },
            spoken: BTreeMap::new(),
            refusals: Vec::new(),
        }
    }

    fn refuse(&mut self, line: &Line, key: &'static str) {
        self.say(line, Message::new(key));
    }

    fn say(&mut self, line: &Line, message: Message) {
        self.refusals.push(message.with("line", line.row).with("code", &line.code));
    }

    /// Units that begin: new codes that no unit has, each with the name that the lines agree on.
    fn find_created(&mut self) {
        let lines = self.lines;
        let mut named: BTreeMap<&'a str, Vec<&'a Line>> = BTreeMap::new();
        for line in lines {
            let may_begin = matches!(line.kind, Kind::MergeNew | Kind::Split);
            if may_begin && !line.new_code.is_empty() && !self.by_code.contains_key(line.new_code.as_str()) {
                named.entry(&line.new_code).or_default().push(line);
            }
        }
        for (index, (code, lines)) in named.into_iter().enumerate() {
            let first = lines[0];
            if code.chars().count() > MOST_CODE || code.chars().any(char::is_control) {
                self.say(first, Message::new("reorganisation-bad-code").with("most", MOST_CODE));
            }
            let mut names = lines.iter().filter(|line| !line.new_name.is_empty());
            let name = names.next().map(|line| line.new_name.clone()).unwrap_or_default();
            match names.find(|line| line.new_name != name) {
                _ if name.is_empty() => {
                    self.say(first, Message::new("reorganisation-no-name").with("new", code));
                }
                Some(other) => {
                    let message = Message::new("reorganisation-two-names").with("new", code).with("name", &name);
                    self.say(other, message);
                }
                None => self.name_fits(first, &name),
            }
            self.created.insert(code, index);
            self.begun.push(Begun { line: first, name, above: None });
        }
    }

    fn name_fits(&mut self, line: &Line, name: &str) {
        if name.chars().count() > MOST_NAME || name.chars().any(char::is_control) {
            self.say(line, Message::new("reorganisation-bad-name").with("name", name).with("most", MOST_NAME));
        }
    }

    /// One line: the unit that it speaks of and what becomes of it.
    fn take(&mut self, line: &'a Line) {
        let Some(unit) = self.by_code.get(line.code.as_str()).copied() else {
            return self.refuse(line, "reorganisation-unknown-code");
        };
        if unit.ended().is_some_and(|last| last < self.day) {
            return self.refuse(line, "reorganisation-unit-ended");
        }
        let latest = unit.names.iter().map(|name| name.from).max().unwrap_or_default();
        if latest.is_known() && latest >= self.day {
            return self.say(line, Message::new("reorganisation-too-early").with("since", latest));
        }
        if let Some(other) = self.spoken.get(&unit.id).copied()
            && !(line.kind == Kind::Split && other.kind == Kind::Split)
        {
            return self.say(line, Message::new("reorganisation-twice").with("other", other.row));
        }
        self.spoken.entry(unit.id).or_insert(line);
        let parent = match line.new_parent.as_str() {
            "" => None,
            code => match self.place(code) {
                Some(place) => Some(place),
                None => return self.say(line, Message::new("reorganisation-unknown-parent").with("parent", code)),
            },
        };
        match line.kind {
            Kind::MergeNew | Kind::MergeInto => self.merge(line, unit, parent),
            Kind::Split => self.split(line, unit, parent),
            Kind::Rename => self.rename(line, unit, parent),
            Kind::Move => match parent {
                None => self.refuse(line, "reorganisation-no-parent"),
                Some(Place::Kept(id)) if Some(id) == unit.parent => {
                    self.refuse(line, "reorganisation-same-parent");
                }
                Some(parent) => drop(self.plan.parents.insert(unit.id, parent)),
            },
        }
    }

    fn place(&self, code: &str) -> Option<Place> {
        let kept = self.by_code.get(code).map(|unit| Place::Kept(unit.id));
        kept.or_else(|| self.created.get(code).copied().map(Place::New))
    }

    fn merge(&mut self, line: &'a Line, unit: &DatedUnit, parent: Option<Place>) {
        if line.new_code.is_empty() {
            return self.refuse(line, "reorganisation-no-successor");
        }
        match (line.kind, self.place(&line.new_code)) {
            (Kind::MergeNew, Some(Place::Kept(_))) => {
                self.say(line, Message::new("reorganisation-code-taken").with("new", &line.new_code));
            }
            (_, None) => self.say(line, Message::new("reorganisation-unknown-successor").with("new", &line.new_code)),
            (_, Some(Place::Kept(id))) if id == unit.id => self.refuse(line, "reorganisation-into-itself"),
            (_, Some(place)) => {
                self.above(line, place, parent);
                self.plan.fates.insert(unit.id, Fate::Merged(place));
                self.plan.parents.insert(unit.id, place);
            }
        }
    }

    fn split(&mut self, line: &'a Line, unit: &DatedUnit, parent: Option<Place>) {
        if line.new_code.is_empty() {
            return self.refuse(line, "reorganisation-no-successor");
        }
        let Some(place) = self.place(&line.new_code) else {
            return self.say(line, Message::new("reorganisation-unknown-successor").with("new", &line.new_code));
        };
        self.above(line, place, parent);
        let fate = self.plan.fates.entry(unit.id).or_insert_with(|| Fate::Split(Vec::new()));
        if let Fate::Split(places) = fate {
            if places.contains(&place) {
                return self.say(line, Message::new("reorganisation-part-twice").with("new", &line.new_code));
            }
            places.push(place);
            places.sort_unstable();
        }
    }

    fn rename(&mut self, line: &'a Line, unit: &DatedUnit, parent: Option<Place>) {
        if !line.new_code.is_empty() && line.new_code != line.code {
            return self.refuse(line, "reorganisation-code-stays");
        }
        if line.new_name.is_empty() {
            return self.say(line, Message::new("reorganisation-no-name").with("new", &line.code));
        }
        if line.new_name == unit.name_on(self.day) {
            return self.refuse(line, "reorganisation-same-name");
        }
        self.name_fits(line, &line.new_name);
        self.plan.fates.insert(unit.id, Fate::Renamed(line.new_name.clone()));
        if let Some(parent) = parent.filter(|place| Some(*place) != unit.parent.map(Place::Kept)) {
            self.plan.parents.insert(unit.id, parent);
        }
    }

    /// Notes the unit above one that begins; lines have to agree.
    fn above(&mut self, line: &Line, place: Place, parent: Option<Place>) {
        let (Place::New(index), Some(parent)) = (place, parent) else { return };
        match self.begun[index].above {
            Some(said) if said != parent => {
                self.say(line, Message::new("reorganisation-two-parents").with("new", &line.new_code));
            }
            _ => self.begun[index].above = Some(parent),
        }
    }

    /// Where no line says what is above a unit that begins: what was above all that go into it.
    fn parents_of_created(&mut self) {
        for index in 0..self.begun.len() {
            let Begun { line, name, above: said } = self.begun[index].clone();
            let mut above: BTreeSet<Option<Place>> = BTreeSet::new();
            for (unit, fate) in &self.plan.fates {
                let goes_in = match fate {
                    Fate::Merged(place) => *place == Place::New(index),
                    Fate::Split(places) => places.contains(&Place::New(index)),
                    Fate::Renamed(_) => false,
                };
                if goes_in && let Some(unit) = self.by_id.get(unit) {
                    above.insert(unit.parent.map(|parent| self.plan.heir(parent)));
                }
            }
            let shared = above.iter().next().copied().flatten().filter(|_| above.len() == 1);
            let parent = said.or(shared).filter(|place| *place != Place::New(index));
            match parent {
                Some(parent) => {
                    self.plan.created.push(NewUnit { code: line.new_code.clone(), name, parent });
                }
                None => {
                    self.say(line, Message::new("reorganisation-new-without-parent").with("new", &line.new_code));
                    self.plan.created.push(NewUnit { code: line.new_code.clone(), name, parent: Place::New(index) });
                }
            }
        }
    }

    /// No unit goes into one that ends, or comes under one; a split has at least two parts.
    fn nothing_goes_into_what_ends(&mut self) {
        let ends = |plan: &Plan, units: &BTreeMap<Id, &DatedUnit>, place: Place| match place {
            Place::New(_) => false,
            Place::Kept(id) => {
                plan.ends(id) || units.get(&id).and_then(|u| u.ended()).is_some_and(|last| last < plan.day)
            }
        };
        for line in self.lines {
            let Some(unit) = self.by_code.get(line.code.as_str()).copied() else { continue };
            let goes_into = if matches!(line.kind, Kind::MergeNew | Kind::MergeInto | Kind::Split) {
                self.place(&line.new_code)
            } else {
                None
            };
            if goes_into.is_some_and(|place| ends(&self.plan, &self.by_id, place)) {
                self.say(line, Message::new("reorganisation-into-ended").with("new", &line.new_code));
            }
            let above = self.place(&line.new_parent);
            if above.is_some_and(|place| ends(&self.plan, &self.by_id, place)) {
                self.say(line, Message::new("reorganisation-under-ended").with("parent", &line.new_parent));
            }
            let is_first = self.spoken.get(&unit.id).is_some_and(|first| first.row == line.row);
            if is_first && matches!(self.plan.fates.get(&unit.id), Some(Fate::Split(places)) if places.len() < 2) {
                self.refuse(line, "reorganisation-one-part");
            }
        }
        for (line, parent) in self.begun.iter().zip(&self.plan.created).map(|(begun, new)| (begun.line, new.parent)) {
            if line.new_parent.is_empty() && ends(&self.plan, &self.by_id, parent) {
                let message = Message::new("reorganisation-new-without-parent").with("new", &line.new_code);
                self.refusals.push(message.with("line", line.row).with("code", &line.code));
            }
        }
    }

    /// Units of which no line speaks: those below one that ends go where it goes, and those further below see their
    /// superior change. Where a unit is split nobody knows where those below it go: that has to be said.
    fn those_below(&mut self) {
        let day = self.day;
        let is_living = |unit: &DatedUnit| unit.ended().is_none_or(|last| last >= day);
        let mut unsaid = Vec::new();
        for unit in self.units.iter().filter(|unit| is_living(unit)) {
            let Some(parent) = unit.parent.filter(|parent| self.plan.ends(*parent)) else { continue };
            if self.plan.parents.contains_key(&unit.id) || self.plan.ends(unit.id) {
                continue;
            }
            match self.plan.successors(parent) {
                [only] => drop(self.plan.parents.insert(unit.id, *only)),
                _ => unsaid.push((parent, unit)),
            }
        }
        for (parent, unit) in unsaid {
            if let Some(line) = self.spoken.get(&parent).copied() {
                self.say(line, Message::new("reorganisation-below-split").with("below", &unit.code));
            }
        }
        for unit in self.units.iter().filter(|unit| is_living(unit)) {
            if self.plan.fates.contains_key(&unit.id) || self.plan.parents.contains_key(&unit.id) {
                continue;
            }
            let (mut at, mut steps) = (unit.parent, 0);
            while let Some(above) = at.filter(|_| steps < self.units.len()) {
                if self.plan.fates.contains_key(&above) || self.plan.parents.contains_key(&above) {
                    self.plan.below.insert(unit.id);
                    break;
                }
                at = self.by_id.get(&above).and_then(|unit| unit.parent);
                steps += 1;
            }
        }
    }

    /// Units that ended before: what lies in them goes with what took them over.
    fn those_before(&mut self) {
        let touched: BTreeSet<Id> = self.plan.touched().collect();
        for unit in self.units.iter().filter(|unit| unit.ended().is_some_and(|last| last < self.day)) {
            let mut heirs = BTreeSet::new();
            let (mut open, mut seen) = (vec![unit], BTreeSet::new());
            while let Some(unit) = open.pop() {
                if !seen.insert(unit.id) {
                    continue;
                }
                if unit.ended().is_none_or(|last| last >= self.day) {
                    heirs.insert(unit.id);
                } else {
                    open.extend(unit.successors.iter().filter_map(|id| self.by_id.get(id).copied()));
                }
            }
            if heirs.iter().any(|heir| touched.contains(heir)) {
                let only = heirs.first().copied().filter(|_| heirs.len() == 1);
                self.plan.earlier.insert(unit.id, only);
            }
        }
    }

    /// No unit comes to stand below itself.
    fn no_circle(&mut self) {
        let most = self.units.len() + self.plan.created.len();
        let above = |place: Place| match place {
            Place::New(index) => self.plan.created.get(index).map(|new| new.parent),
            Place::Kept(id) => {
                let now = || self.by_id.get(&id).and_then(|unit| unit.parent).map(Place::Kept);
                self.plan.parents.get(&id).copied().or_else(now)
            }
        };
        let circles = |start: Place| {
            let mut at = above(start);
            for _ in 0..most {
                match at {
                    Some(place) if place == start => return true,
                    Some(place) => at = above(place),
                    None => return false,
                }
            }
            // Another circle above: said at its own units.
            false
        };
        let spoken = self.spoken.iter().filter(|(id, _)| circles(Place::Kept(**id))).map(|(_, line)| *line);
        // One without a unit above was refused already.
        let is_placed =
            |index: &usize| self.plan.created.get(*index).is_some_and(|new| new.parent != Place::New(*index));
        let begun = (0..self.begun.len()).filter(is_placed).filter(|index| circles(Place::New(*index)));
        let round: Vec<&Line> = spoken.chain(begun.map(|index| self.begun[index].line)).collect();
        for line in round {
            self.refuse(line, "reorganisation-circle");
        }
    }

    fn finish(self) -> Plan {
        self.plan
    }
}

#[cfg(test)]
mod tests;
