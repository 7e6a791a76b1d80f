//! What a plan has the record say, and the calls that say it.

use aws_sdk_ssm::operation::delete_parameters::builders::DeleteParametersInputBuilder;
use aws_sdk_ssm::operation::put_parameter::builders::PutParameterInputBuilder;
use aws_sdk_ssm::types::{ParameterTier, ParameterType};

use super::change::Change;
use super::make::Goal;
use crate::action::Action;
use crate::contract::{Call, Presence};
use crate::record::{Held, Record, Registrations};
use crate::resolve::{Desired, desired_digest};

/// What a plan has the record say.
#[derive(Debug, Clone)]
pub struct Keep {
    /// The parameter's name.
    pub name: String,
    /// What it says now; `None` where there is none.
    pub was: Option<Record>,
    /// What it says once everything is done; `None` where it goes then.
    pub will: Option<Record>,
    /// How much of what differs the plan does.
    pub reach: Reach,
}

/// How much of what differs a plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All of it.
    Everything,
    /// Something is left: the record must not say that all that is desired was applied.
    Part,
}

/// One thing to do about the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// Write it.
    Put(Record),
    /// Take it away.
    Delete,
}

/// What a plan has the record say; `None` where the site keeps none, or something else is in its
/// place.
pub(super) fn keep(desired: &Desired, held: &Held, goal: Goal, commit: Option<&String>) -> Option<Keep> {
    let place = desired.record.as_ref()?;
    let was = match held {
        Held::Nothing => None,
        Held::Record(record) => Some(record.clone()).filter(|record| record.is_of(place)),
        Held::Strange(_) | Held::Unread => return None,
    };
    let will = match goal {
        Goal::Converge => Some(Record {
            origin: place.origin.clone(),
            commit: commit.cloned(),
            desired: Some(desired_digest(desired)),
            registrations: registrations(desired),
        }),
        Goal::Destroy => None,
    };
    Some(Keep { name: place.name.clone(), was, will, reach: Reach::Everything })
}

fn registrations(desired: &Desired) -> Registrations {
    let mut all = Registrations::default();
    for declared in desired.declared.values() {
        match declared.presence {
            Presence::Wanted | Presence::Kept => {
                for registration in (declared.resource.untagged)(&declared.tree) {
                    all.insert(declared.address.name(), registration);
                }
            }
            Presence::Absent | Presence::Forgotten => {}
        }
    }
    all
}

impl Keep {
    /// What must be remembered before changes begin, where it is not yet: whatever they are about
    /// to register. What they take away is remembered until they are done.
    pub(crate) fn first(&self, changes: &[Change]) -> Option<Record> {
        let makes = |change: &Change| match change.action() {
            Action::Delete | Action::Forget => false,
            Action::Create | Action::Update | Action::Replace | Action::Adopt | Action::Move => true,
        };
        let will = self.will.as_ref()?;
        let new = will
            .registrations
            .only(|address| changes.iter().any(|change| change.address == *address && makes(change)));
        let was = self.was.clone().unwrap_or_default();
        let registrations = was.registrations.with(&new);
        let more = registrations != was.registrations;
        more.then(|| Record { origin: will.origin.clone(), registrations, ..was })
    }

    /// What is said once all changes are done. Where there were none, a record that only names
    /// another commit is as good.
    pub(crate) fn last(&self, changes: &[Change], declared: usize) -> Option<Said> {
        match (self.reach, &self.will) {
            (Reach::Part, _) => None,
            (Reach::Everything, None) => self.was.as_ref().map(|_| Said::Delete),
            (Reach::Everything, Some(will)) => {
                let idle = changes.is_empty();
                let nothing = idle && declared == 0 && self.was.is_none();
                let as_good = |was: &Record| *was == Record { commit: was.commit.clone(), ..will.clone() };
                let known = self.was.as_ref().is_some_and(|was| was == will || (idle && as_good(was)));
                (!known && !nothing).then(|| Said::Put(will.clone()))
            }
        }
    }

    /// Whether the record goes and nothing would be lost by it: whatever else is left carries tags.
    pub(crate) fn only_goes(&self) -> bool {
        let forgets = self.was.as_ref().is_none_or(|was| was.registrations.is_empty());
        self.will.is_none() && forgets
    }

    /// Whether the record is to say something else although nothing changes.
    pub fn stale(&self, declared: usize) -> bool {
        self.last(&[], declared).is_some()
    }

    /// Every call that applying changes makes for the record.
    pub(crate) fn calls(&self, changes: &[Change], declared: usize) -> Vec<Call> {
        let first = self.first(changes).map(Said::Put);
        let all = first.into_iter().chain(self.last(changes, declared));
        all.map(|said| self.call(&said)).collect()
    }

    /// The call that says something.
    ///
    /// It always writes over what is there: a name that was just deleted cannot be made again for
    /// half a minute, which AWS tells as though it were still there.
    pub(crate) fn call(&self, said: &Said) -> Call {
        match said {
            Said::Put(record) => Call::new(
                PutParameterInputBuilder::default()
                    .name(&self.name)
                    .r#type(ParameterType::String)
                    .tier(ParameterTier::IntelligentTiering)
                    .overwrite(true)
                    .value(record.text()),
            )
            .awaits("ParameterAlreadyExists"),
            Said::Delete => Call::new(DeleteParametersInputBuilder::default().names(&self.name)),
        }
    }
}
