//! Why something is not accepted.

use std::fmt;

use schema::Location;

use crate::address::Address;
use crate::plan::Untold;
use crate::tree::Path;

/// Something that is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The resource.
    pub address: Address,
    /// The place in it; `None` for all of it.
    pub path: Option<Path>,
    /// Why.
    pub why: Why,
    /// Where the manifests say it, as far as that is known.
    pub place: Option<Location>,
}

/// Why something is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is a secret.
    Secret,
    /// Git has changed it too since it was applied, and nobody has applied that.
    PendingToo,
    /// Git alone has changed it.
    Pending,
    /// Nothing tells what was applied, so that git may have changed it too.
    Untold(Untold),
    /// It comes or goes as a whole, and only a place in it was named.
    Part,
    /// Nobody manages it.
    Unmanaged,
    /// Something that is not ours is in its place.
    Conflict,
    /// It could not be read.
    Unreadable,
    /// It has lost our tag, which no manifest says.
    Untagged,
    /// AWS does not have it, and its manifest is all that its file holds.
    Whole,
    /// It is ours and nothing declares it.
    Undeclared,
    /// No place in a manifest says it.
    NoPlace,
    /// It came through an alias or `<<`.
    Elsewhere,
    /// It is a tag that is said for more than this resource.
    Above,
    /// It is written in a form that no edit fits.
    Form,
    /// A `${…}` stands there, and what AWS holds does not hold its value.
    Filled(String),
    /// It comes from a file that is interpolated.
    Generated,
    /// What would be written there does not ask for what AWS holds.
    Differs,
    /// The same place speaks for other sites.
    Sites(Vec<String>),
    /// The same place speaks for other resources of this site.
    Others(Vec<Address>),
    /// The manifests would have a mistake.
    Mistake(String),
}

impl Why {
    /// Whether it may not be, and not only cannot be edited.
    pub fn is_refused(&self) -> bool {
        match self {
            Self::Secret
            | Self::PendingToo
            | Self::Pending
            | Self::Untold(_)
            | Self::Part
            | Self::Unmanaged
            | Self::Conflict
            | Self::Sites(_) => true,
            Self::Unreadable
            | Self::Untagged
            | Self::Whole
            | Self::Undeclared
            | Self::NoPlace
            | Self::Elsewhere
            | Self::Above
            | Self::Form
            | Self::Filled(_)
            | Self::Generated
            | Self::Differs
            | Self::Others(_)
            | Self::Mistake(_) => false,
        }
    }

    /// The way out, where there is one to name.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Secret => {
                Some("leave its value to AWS with `manage: metadata`, or name its source in `valueFrom`")
            }
            Self::PendingToo => {
                Some("say `--theirs` to take what AWS holds, or `trueup apply` what git asks for")
            }
            Self::Pending => Some("`trueup apply` writes it to AWS"),
            Self::Untold(Untold::Gone) => Some(
                "fetch its history, which a shallow clone does not have, or say `--theirs` to take what AWS holds",
            ),
            Self::Untold(_) => {
                Some("say `--theirs` to take what AWS holds, or `trueup apply --only` what git asks for")
            }
            Self::Part => Some("name the resource"),
            Self::Unmanaged => Some("`trueup import` writes a manifest of it"),
            Self::Conflict => Some("`trueup drift` names the way out of each conflict"),
            Self::Untagged => Some("`trueup revert` gives it its tag back"),
            Self::Whole => Some(
                "take the file out, or write `absent: true` into its metadata; `trueup revert` makes it anew",
            ),
            Self::Undeclared => Some("write a manifest for it, or let `trueup revert` delete it"),
            Self::Sites(_) => Some(
                "say `--all-sites` to change them too, `--variable NAME` to give each its own value, or edit it by hand",
            ),
            Self::Unreadable
            | Self::NoPlace
            | Self::Elsewhere
            | Self::Above
            | Self::Form
            | Self::Filled(_)
            | Self::Generated
            | Self::Differs
            | Self::Others(_)
            | Self::Mistake(_) => Some("edit it by hand, or `trueup revert` it"),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        f.write_str(match self {
            Self::Secret => "it is a secret, and a secret is never written into a file",
            Self::PendingToo => "git has changed it too, and nobody has applied that yet",
            Self::Pending => "git alone has changed it, and nobody has applied that yet",
            Self::Untold(why) => {
                return write!(f, "nothing tells whether git has changed it too: {}", why.reason());
            }
            Self::Part => "it comes or goes as a whole",
            Self::Unmanaged => "no manifest declares it, and it is not ours",
            Self::Conflict => "something in its place is not ours",
            Self::Unreadable => "it could not be read",
            Self::Untagged => "it has lost its `trueup:stack` tag, which no manifest says",
            Self::Whole => "AWS does not have it any more, and its manifest is all that the file holds",
            Self::Undeclared => "it is ours, and no manifest declares it",
            Self::NoPlace => "no place in a manifest says it",
            Self::Elsewhere => "it came through an alias or `<<`, from a place that others use too",
            Self::Above => "the tag is said for more than this resource",
            Self::Form => "it is written in a form that cannot be edited here",
            Self::Filled(text) => {
                return write!(f, "`{text}` stands there, and what AWS holds does not hold its value");
            }
            Self::Generated => "it comes from a file that is interpolated",
            Self::Differs => "what would be written there does not say what AWS holds",
            Self::Sites(sites) => return write!(f, "the same place speaks for {}", list(sites)),
            Self::Others(addresses) => {
                let names: Vec<String> = addresses.iter().map(Address::to_string).collect();
                return write!(f, "the same place speaks for {}", list(&names));
            }
            Self::Mistake(said) => return write!(f, "the manifests would be wrong: {said}"),
        })
    }
}
