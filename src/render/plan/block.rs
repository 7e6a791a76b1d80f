//! What of plans stands together in a comment.

use engine::policy::Judged;
use schema::Location;

use super::body::{Bodies, bodies, fold_bodies};
use super::context::Context;
use super::sections::place;
use crate::render::markdown::html_prose;
use crate::view::{Block, Folded, Row, blocks, fold};

/// A plan with its rows, or the rows that several plans share, or what each of these has beside them.
pub(super) struct Site<'a> {
    /// The plans that it is of, with their places.
    pub(super) plans: Vec<(usize, &'a Judged)>,
    pub(super) told: Folded<'a>,
    /// What stands under each row.
    pub(super) rows: Vec<Bodies>,
    /// What stands under each fold.
    pub(super) folds: Vec<Bodies>,
    /// A link for each row, with a blank before it; empty where there is none.
    pub(super) links: Vec<String>,
    /// Rows of which all is said in folds.
    pub(super) folded: usize,
    above: Above,
}

/// Whether more of a plan stands above, with what other plans share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Above {
    None,
    Some,
}

impl<'a> Site<'a> {
    fn of(plans: Vec<(usize, &'a Judged)>, rows: Vec<Row<'a>>, context: &Context<'_>) -> Self {
        let count = rows.len();
        let told = fold(rows, &plans.iter().map(|(_, plan)| *plan).collect::<Vec<_>>(), context.folding);
        let folded = count - told.rows.len();
        let link = |row: &Row<'_>| row.location.and_then(|location| linked(location, context));
        let links = told.rows.iter().map(|row| link(row).map_or(String::new(), |link| format!(" {link}")));
        let links = links.collect();
        let rows = told.rows.iter().map(bodies).collect();
        let folds = told.folds.iter().map(|fold| fold_bodies(fold.action, &fold.fields)).collect();
        Self { plans, told, rows, folds, links, folded, above: Above::None }
    }

    /// The plan, or the first of them.
    pub(super) fn plan(&self) -> &'a Judged {
        self.plans[0].1
    }

    /// The names of the sites.
    pub(super) fn names(&self) -> Vec<String> {
        self.plans.iter().map(|(_, plan)| plan.site().to_string()).collect()
    }

    /// That the rest stands above; empty where nothing does.
    pub(super) fn as_above(&self) -> String {
        match (self.above, self.told.rows.len() + self.folded) {
            (Above::None, _) => String::new(),
            (Above::Some, 0) => ", as above".into(),
            (Above::Some, own) => format!(", as above and {own} of its own"),
        }
    }
}

pub(super) fn sites<'a>(plans: &'a [Judged], context: &Context<'_>) -> Vec<Site<'a>> {
    let mut sites = Vec::new();
    for Block { rows, members } in blocks(plans, context.folding) {
        match &members[..] {
            [(at, _)] => sites.push(Site::of(vec![(*at, &plans[*at])], rows, context)),
            several => {
                let all = several.iter().map(|(at, _)| (*at, &plans[*at])).collect();
                sites.push(Site::of(all, rows, context));
                let each = members.into_iter();
                sites.extend(each.map(|(at, own)| Site {
                    above: Above::Some,
                    ..Site::of(vec![(at, &plans[at])], own, context)
                }));
            }
        }
    }
    sites
}

/// A place as a link; `None` where the forge does not show it.
pub(super) fn linked(location: &Location, context: &Context<'_>) -> Option<String> {
    let address = context.links?.to(location)?;
    Some(format!("<a href=\"{address}\">{}</a>", html_prose(&place(location))))
}
