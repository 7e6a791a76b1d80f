//! One request, as handlers see it.

use crate::check::{Input, Said};
use crate::facts::Name;
use crate::facts::{Kind, Operation, ShapeRef};
use crate::settings::{Pages, Quotas, ReservedTags};
use crate::store::Scope;

use super::{Caller, Ids};

/// A request that has passed every check.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) scope: Scope,
    pub(crate) caller: &'a Caller,
    /// What the client's program says that it is.
    pub(crate) agent: &'a str,
    /// Milliseconds since 1970.
    pub(crate) now: i64,
    pub(crate) quotas: Quotas,
    /// Milliseconds until what was made is ready.
    pub(crate) settling: i64,
    pub(crate) pages: Pages,
    pub(crate) reserved_tags: ReservedTags,
    pub(crate) ids: &'a Ids,
    pub(crate) input: Input,
}

impl Call<'_> {
    /// What was said.
    pub(crate) fn said(&self) -> Said<'_> {
        self.input.said()
    }

    /// The shape of a member of the reply, or of its items where it is a list.
    pub(crate) fn reply_shape(&self, member: Name) -> ShapeRef {
        let output = self.operation.output.expect("an operation whose reply has members has a shape for it");
        let shape = output.member(member).expect("handlers name members of their reply").shape;
        match shape.kind {
            Kind::List { member } => member,
            Kind::Structure(_)
            | Kind::Map { .. }
            | Kind::Text
            | Kind::Blob
            | Kind::Boolean
            | Kind::Integer
            | Kind::Long
            | Kind::Timestamp => shape,
        }
    }

    /// When what was made at an instant is ready.
    pub(crate) fn settled(&self, made: i64) -> i64 {
        made.saturating_add(self.settling)
    }

    /// An ARN of this account and region.
    pub(crate) fn arn(&self, resource: &str) -> String {
        format!("arn:aws:ssm:{}:{}:{resource}", self.scope.region(), self.scope.account())
    }
}
