//! Where a listing looks: the rows from a key on, with as few steps as its filters allow.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::store::{Found, Table, View};

/// What a listing walks over, in the order of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// These keys.
    Keys(BTreeSet<String>),
    /// Every key that begins so.
    Under(String),
    /// The keys one level below a folder, which ends with a slash.
    Children(String),
}

impl Source {
    /// The rows after a key.
    pub(super) fn rows<'a>(
        self,
        view: &View<'a>,
        after: Option<&str>,
    ) -> Box<dyn Iterator<Item = Found<'a>> + 'a> {
        let from: Bound<String> = after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.to_owned()));
        let view = *view;
        match self {
            Source::Keys(keys) => {
                let keys = keys.into_iter().filter(move |key| match &from {
                    Bound::Excluded(after) => key > after,
                    Bound::Included(_) | Bound::Unbounded => true,
                });
                Box::new(keys.filter_map(move |key| {
                    let bound = Bound::Included(&*key);
                    view.from(Table::Parameter, bound).next().filter(|(found, _)| *found == key)
                }))
            }
            Source::Under(prefix) => {
                let from = start(&from, &prefix);
                let rows = view.from(Table::Parameter, from.as_ref().map(String::as_str));
                Box::new(rows.take_while(move |(key, _)| key.starts_with(&prefix)))
            }
            Source::Children(folder) => {
                let from = start(&from, &folder);
                Box::new(Children { view, folder, from })
            }
        }
    }
}

/// The later of the two beginnings.
fn start(from: &Bound<String>, prefix: &str) -> Bound<String> {
    match from {
        Bound::Excluded(after) if after.as_str() >= prefix => from.clone(),
        Bound::Excluded(_) | Bound::Included(_) | Bound::Unbounded => Bound::Included(prefix.to_owned()),
    }
}

/// Steps over whole folders, however much is in them.
struct Children<'a> {
    view: View<'a>,
    folder: String,
    from: Bound<String>,
}

impl<'a> Iterator for Children<'a> {
    type Item = Found<'a>;

    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            let from = self.from.as_ref().map(String::as_str);
            let (key, row) = self.view.from(Table::Parameter, from).next()?;
            let rest = key.strip_prefix(&self.folder)?;
            match rest.split_once('/') {
                // What comes after every key of the folder begins with the character after the slash.
                Some((inner, _)) => self.from = Bound::Included(format!("{}{inner}0", self.folder)),
                None => {
                    self.from = Bound::Excluded(key.to_owned());
                    return Some((key, row));
                }
            }
        }
    }
}
