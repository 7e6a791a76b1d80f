//! A plan that the stack's policies have judged.

use std::ops::Deref;

use super::rule::{Level, Verdict};
use crate::plan::Plan;

/// A plan with what the stack's policies say of it. [`judge`](super::judge) makes one of a plan; a plan
/// file holds one that was made.
#[derive(Clone)]
pub struct Judged {
    plan: Plan,
    verdicts: Vec<Verdict>,
}

impl Judged {
    /// A plan that was judged before, with what was said.
    pub fn new(plan: Plan, verdicts: Vec<Verdict>) -> Self {
        Self { plan, verdicts }
    }

    /// What policies say of it, denials first.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// What policies say of it at a level.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(move |verdict| verdict.level == level)
    }

    /// The plan alone.
    pub fn into_plan(self) -> Plan {
        self.plan
    }
}

/// It is the plan, and more.
impl Deref for Judged {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        &self.plan
    }
}
