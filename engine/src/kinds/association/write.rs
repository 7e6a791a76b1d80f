//! What is there → associations as a person writes them.

use schema::kinds::association::{Association, AssociationSpec};
use schema::kinds::named::Named;
use schema::shape::Shape;

use crate::contract::{Adopting, Names, Resource, Stray, Unsaid, Written};

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    strays.iter().map(|stray| Ok(one(stray, names))).collect()
}

fn one(stray: &Stray<'_>, names: &Names<'_>) -> Written {
    let found = stray.found;
    let state = Association::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
    let Association { name, document, mut body, only_when_open, tags, version: _ } = state;
    let own = names.given(Association::NAME, &found.id);
    if let Some(output) = &mut body.output {
        output.s3.region.0.take_if(|region| *region == names.site.region);
    }
    let calendars = only_when_open.iter().map(|calendar| named(names, "ChangeCalendar", calendar));
    let unnamed = name.is_none().then(|| {
        "AWS has no name for it: the first apply gives it this one, which is an update, and it runs then"
            .to_owned()
    });
    let spec = AssociationSpec {
        name: name.filter(|name| *name != own),
        document: named(names, "Document", &document),
        body,
        only_when_open: calendars.collect(),
        tags: names.own_tags(&tags),
    };
    Written {
        name: own,
        adopting: Adopting::ById(found.id.clone()),
        spec: spec.tree(),
        files: Vec::new(),
        says: vec![found.address.clone()],
        unsaid: unnamed.into_iter().collect(),
    }
}

/// A document as this stack names it, where it does.
fn named(names: &Names<'_>, kind: &str, id: &str) -> Named {
    match names.of(kind, id) {
        Some(manifest) => Named::of_stack(kind, manifest, "name"),
        None => Named::of_others(id),
    }
}
