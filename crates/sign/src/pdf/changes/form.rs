//! Changes of the form: which fields were filled, which signatures added.

use super::Level;
use super::walk::{Walk, Within, names, value};
use crate::pdf::field::{Field, Form};
use crate::pdf::object::{Dictionary, Id, Object};
use std::collections::HashMap;

/// What filling a field may change, in it and in its widgets.
const FILLED: [&[u8]; 9] = [b"V", b"AP", b"AS", b"I", b"RV", b"TI", b"M", b"MK", b"F"];

/// What signing an empty field may change.
const SIGNED: [&[u8]; 10] = [b"V", b"AP", b"AS", b"M", b"MK", b"F", b"Type", b"Subtype", b"P", b"DA"];

impl Walk<'_, '_> {
    /// Compares the two forms. Fields and widgets that are judged here are not met again.
    pub(super) fn form(&mut self, old: &Object, new: &Object) {
        let empty = Dictionary::default();
        let (old_entries, new_entries) = match (old, new) {
            (Object::Null, Object::Null) => return,
            (Object::Null, Object::Dictionary(new)) => (&empty, new),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            _ => {
                self.changes.note(Level::NotPermitted, "/AcroForm".into());
                return;
            }
        };
        let (old_form, new_form) = (Form::of(self.old), Form::of(self.new));
        if new_form.is_tangled && !old_form.is_tangled {
            self.changes.note(Level::Suspicious, "a field under two parents".into());
        }
        self.fields(&old_form, &new_form);
        for name in names(old_entries, new_entries) {
            let (before, after) = (value(old_entries, &name), value(new_entries, &name));
            match &name[..] {
                b"Fields" | b"SigFlags" | b"NeedAppearances" => {}
                b"DR" => self.resources(&before, &after),
                b"DA" | b"Q" if before == Object::Null => {}
                _ => self.compare(
                    &before,
                    &after,
                    Within::Document,
                    &format!("/AcroForm /{}", String::from_utf8_lossy(&name)),
                ),
            }
        }
    }

    fn fields(&mut self, old: &Form, new: &Form) {
        for id in &new.groups {
            if old.groups.contains(id) {
                self.group(*id);
            }
        }
        let mut before: HashMap<&str, &Field> = HashMap::new();
        for field in &old.fields {
            before.insert(&field.name, field);
        }
        let after: HashMap<&str, &Field> = new.fields.iter().map(|field| (&field.name[..], field)).collect();
        for field in &old.fields {
            if !after.contains_key(&field.name[..]) {
                self.changes.note(Level::NotPermitted, format!("field taken away: {}", field.name));
            }
        }
        for field in &new.fields {
            match before.get(&field.name[..]) {
                Some(known) => self.field(known, field),
                None => self.added(field),
            }
        }
    }

    /// A group may get new fields under it; nothing else in it may change.
    fn group(&mut self, id: Id) {
        let (Ok(old), Ok(new)) = (self.old.get(id), self.new.get(id)) else { return };
        let (Some(old), Some(new)) = (old.dictionary().cloned(), new.dictionary().cloned()) else { return };
        self.judged.insert(id);
        for name in names(&old, &new).into_iter().filter(|name| name != b"Kids") {
            let (before, after) = (value(&old, &name), value(&new, &name));
            self.compare(
                &before,
                &after,
                Within::Document,
                &format!("object {} /{}", id.number, String::from_utf8_lossy(&name)),
            );
        }
    }

    fn added(&mut self, field: &Field) {
        self.added.extend(field.id);
        self.added.extend(&field.widgets);
        self.judged.extend(field.id);
        self.judged.extend(&field.widgets);
        let name = &field.name;
        let own = field.dictionary.dictionary();
        let is_signed = own.is_some_and(|own| self.new.value(own, "V").dictionary().is_some());
        let shows = own.is_some_and(|own| shows_something(self, own));
        // An object that was something else before must not become a field: it may still be shown as what it was.
        let reused =
            field.id.into_iter().chain(field.widgets.iter().copied()).any(|id| self.old.place(id.number).is_some());
        match &field.kind[..] {
            _ if reused => self.changes.note(Level::Suspicious, format!("object reused as field: {name}")),
            b"Sig" if is_signed => self.signed(field),
            // A field that nobody signed and that shows something is a way to lay text over a signed page.
            b"Sig" if shows => {
                self.changes.note(Level::NotPermitted, format!("unsigned field that shows something: {name}"))
            }
            b"Sig" => self.changes.note(Level::FormFill, format!("signature field added: {name}")),
            _ => self.changes.note(Level::NotPermitted, format!("field added: {name}")),
        }
    }

    fn signed(&mut self, field: &Field) {
        let own = field.dictionary.dictionary();
        let signature = own.map(|own| self.new.value(own, "V"));
        let kind = signature.as_deref().and_then(Object::dictionary).map(|entries| {
            entries.name("Type") == Some(b"DocTimeStamp") || entries.name("SubFilter") == Some(b"ETSI.RFC3161")
        });
        match kind {
            Some(true) => self.changes.note(Level::LtvUpdate, format!("time stamp added: {}", field.name)),
            _ => {
                let locked = self.permits.locks.as_ref().is_some_and(|locks| locks.hold(&field.name));
                // New fields are not among those that a lock can name; filling a locked one is.
                let level =
                    if locked && !self.added.contains_any(field) { Level::NotPermitted } else { Level::FormFill };
                self.changes.note(level, format!("signature added: {}", field.name));
            }
        }
    }

    fn field(&mut self, old: &Field, new: &Field) {
        let (Some(before), Some(after)) = (old.dictionary.dictionary(), new.dictionary.dictionary()) else { return };
        if old.id != new.id || old.kind != new.kind || old.widgets != new.widgets {
            self.changes.note(Level::NotPermitted, format!("field exchanged: {}", new.name));
            return;
        }
        let was_signed = self.old.value(before, "V").dictionary().is_some();
        let is_signature = new.kind == b"Sig";
        let mut free: &[&[u8]] = match (is_signature, was_signed) {
            (true, true) => &[],
            (true, false) => &SIGNED,
            (false, _) => &FILLED,
        };
        let is_signed = self.new.value(after, "V").dictionary().is_some();
        if is_signature && !was_signed && !is_signed {
            // Nobody signed it: nothing of it may change.
            free = &[];
        }
        let mut filled = self.differing(before, after, free, &new.name);
        self.judged.extend(new.id);
        for id in &new.widgets {
            let (Ok(one), Ok(other)) = (self.old.get(*id), self.new.get(*id)) else { continue };
            if let (Some(one), Some(other)) = (one.dictionary(), other.dictionary()) {
                filled |= self.differing(one, other, free, &new.name);
                self.judged.insert(*id);
            }
        }
        if is_signature && !was_signed && is_signed {
            self.signed(new);
        } else if filled {
            let locked = self.permits.locks.as_ref().is_some_and(|locks| locks.hold(&new.name));
            let level = if locked { Level::NotPermitted } else { Level::FormFill };
            self.changes.fills_fields = true;
            self.changes.note(level, format!("field filled: {}", new.name));
        }
    }

    /// Compares a field or widget; true if one of its `free` entries differs.
    fn differing(&mut self, old: &Dictionary, new: &Dictionary, free: &[&[u8]], field: &str) -> bool {
        let mut differs = false;
        for name in names(old, new) {
            let (before, after) = (value(old, &name), value(new, &name));
            let is_free = free.contains(&&name[..]);
            if is_free && (before != after || self.leads_elsewhere(&before)) {
                differs = true;
            } else if is_free {
                // Not filled: then what it leads to, a font far below say, must be what it was.
                self.compare(
                    &before,
                    &after,
                    Within::Document,
                    &format!("field {field} /{}", String::from_utf8_lossy(&name)),
                );
            } else if name != b"Kids" {
                self.compare(
                    &before,
                    &after,
                    Within::Document,
                    &format!("field {field} /{}", String::from_utf8_lossy(&name)),
                );
            }
        }
        differs
    }

    /// Does the value lead, two levels deep, to an object that was exchanged?
    fn leads_elsewhere(&self, value: &Object) -> bool {
        let moved = |value: &Object| matches!(value, Object::Reference(id) if self.old.place(id.number) != self.new.place(id.number));
        let inner = self.old.resolve(value);
        let inside = inner.dictionary().is_some_and(|entries| entries.entries.iter().any(|(_, value)| moved(value)));
        moved(value) || inside
    }

    /// Resources of the form may get more; what was there stays.
    fn resources(&mut self, old: &Object, new: &Object) {
        let (old, new) = (self.old.resolve(old), self.new.resolve(new));
        let (Some(old), Some(new)) = (old.dictionary().cloned(), new.dictionary().cloned()) else { return };
        for (name, before) in &old.entries {
            let after = value(&new, name);
            let (before, after) = (self.old.resolve(before), self.new.resolve(&after));
            match (&*before, &*after) {
                (Object::Dictionary(before), Object::Dictionary(after)) => {
                    for (inner, one) in &before.entries {
                        let other = value(after, inner);
                        self.compare(one, &other, Within::Document, "/AcroForm /DR");
                    }
                }
                (before, after) => self.compare(before, after, Within::Document, "/AcroForm /DR"),
            }
        }
    }
}

/// Whether an unsigned field has a look with anything in it.
fn shows_something(walk: &Walk<'_, '_>, own: &Dictionary) -> bool {
    let look = walk.new.value(own, "AP");
    let normal = look.dictionary().map(|look| walk.new.value(look, "N"));
    matches!(normal.as_deref(), Some(Object::Stream(stream)) if !stream.place.is_empty())
}

trait ContainsAny {
    fn contains_any(&self, field: &Field) -> bool;
}

impl ContainsAny for std::collections::HashSet<Id> {
    fn contains_any(&self, field: &Field) -> bool {
        field.id.is_some_and(|id| self.contains(&id)) || field.widgets.iter().any(|id| self.contains(id))
    }
}
