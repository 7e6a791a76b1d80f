//! An association as a resource.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use schedule::{Dialect, Expression, Timetable};
use schema::Tree;
use schema::kinds::association::{Aim, Association, DEFAULT_VERSION};
use schema::kinds::values::ValueSet;

use super::{body, calls, grants};
use crate::caution::{Caution, PINNED_VERSION};
use crate::contract::{
    Attribute, Call, Declared, Deed, Effect, Follows, Gate, InPlace, Resource, Role, Selects, Statement,
    Step, Timing,
};
use crate::kinds::limits;
use crate::site::Site;

/// How many versions AWS makes of an association: one with each update.
const VERSIONS: i64 = 1000;

impl Resource for Association {
    const NAME: &'static str = "Association";
    const TERRAFORM: &'static str = "aws_ssm_association";
    const ATTRIBUTES: &'static [&'static str] = &["id", "arn", "name"];
    const HOLDS: &'static [&'static str] = &["ChangeCalendar", "Document"];
    const GAP: Duration = Duration::ZERO;
    type State = Association;

    /// Every spelling is brought together where AWS's words become a state.
    fn absorb(_: &mut Association, _: &mut Association) {}

    fn in_place(desired: &Association, live: &Association) -> InPlace {
        if live.version.0 >= Some(VERSIONS) && body::changes(desired, live) {
            InPlace::Replace {
                field: "version",
                reason: format!("AWS keeps {VERSIONS} versions of an association and makes no more"),
            }
        } else {
            InPlace::Yes
        }
    }

    /// AWS deletes no document that an association runs.
    fn bars(state: &Association) -> Vec<String> {
        vec![state.document.clone()]
    }

    fn attribute(name: &str, site: &Site, id: Option<&str>, state: &Association) -> Attribute {
        match name {
            "id" => Attribute::of(id.map(Tree::text)),
            "arn" => Attribute::of(id.map(|id| Tree::text(Self::arn(site, id)))),
            "name" => Attribute::Known(Tree::text(state.name.clone().unwrap_or_default())),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, Association>) -> Vec<Effect> {
        let more = match step.deed {
            Deed::Move { .. } => Some(Effect::Renames),
            Deed::Forget { .. } => Some(Effect::Stays),
            Deed::Delete { .. } => Some(Effect::Lasts),
            Deed::Create { .. } | Deed::Update { .. } | Deed::Adopt { .. } | Deed::Replace { .. } => None,
        };
        runs(step.deed).into_iter().chain(more).collect()
    }

    fn timing(state: &Association, now: Timestamp) -> Option<Timing> {
        let expression = Expression::parse(state.body.schedule.as_deref()?, Dialect::Association).ok()?;
        let days = state.body.schedule_offset.and_then(schema::shape::Duration::whole_days);
        let offset_days = days.and_then(|days| days.try_into().ok()).unwrap_or_default();
        let timetable = Timetable { offset_days, ..Timetable::new(expression, now) };
        // What AWS holds has a version, and nothing that tells from when on a rate counts.
        Some(match state.version.0 {
            Some(_) => Timing::told(timetable, "UTC", None),
            None => Timing::of(timetable, "UTC"),
        })
    }

    fn cautions(state: &Association) -> Vec<Caution> {
        let body = &state.body;
        let many = match &body.aim {
            Some(Aim::Where(_) | Aim::ResourceGroup(_) | Aim::ParameterValues(_)) => true,
            Some(Aim::Instances(ids)) => ids.len() > 1 || ids.contains("*"),
            Some(Aim::InstanceId(_)) | None => false,
        };
        let looks = limits::only_looks(&state.document, &body.parameters);
        let limits =
            (many && !looks).then(|| limits::none(body.max_concurrency.as_ref(), body.max_errors.as_ref()));
        let number = body.document_version.bytes().all(|byte| byte.is_ascii_digit());
        let pinned = (number && limits::awss(&state.document)).then(|| {
            Caution::of(
                &PINNED_VERSION,
                format!("stays at version {} of AWS's `{}`", body.document_version, state.document),
            )
        });
        limits.flatten().into_iter().chain(pinned).collect()
    }

    fn selects(state: &Association) -> Option<Selects> {
        let body = &state.body;
        if body.automation_target_parameter_name.is_some() || !body.target_locations.is_empty() {
            return Some(Selects::Runbook);
        }
        let Some(aim) = &body.aim else { return Some(Selects::Runbook) };
        match aim {
            Aim::Where(keys) => {
                let keys = keys.iter().map(|(key, ValueSet(values))| (key.clone(), values.clone()));
                Some(Selects::Where(keys.collect()))
            }
            Aim::Instances(ids) => Some(Selects::ids(ids)),
            Aim::InstanceId(id) => Some(Selects::ids(&BTreeSet::from([id.clone()]))),
            Aim::ResourceGroup(_) => Some(Selects::Group),
            Aim::ParameterValues(_) => Some(Selects::Runbook),
        }
    }

    /// AWS runs it with each new version of its document, unless it waits for its schedule.
    fn follows(state: &Association) -> Follows {
        match state.body.document_version.as_str() {
            _ if state.body.apply_only_at_cron_interval => Follows::Nothing,
            DEFAULT_VERSION => Follows::Default,
            "$LATEST" => Follows::Newest,
            _ => Follows::Nothing,
        }
    }

    fn calls(step: &Step<'_, Association>) -> Vec<Call> {
        calls::calls(step)
    }

    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("association/{id}"))
    }

    fn grants(_: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
        grants::roles(declared, role)
    }
}

/// AWS runs an association when it is made and when it is changed, unless it waits for its
/// schedule.
fn runs(deed: &Deed<Association>) -> Option<Effect> {
    let (desired, writes) = match deed {
        Deed::Create { to } | Deed::Replace { to, .. } => (to, true),
        Deed::Update { to, was } | Deed::Adopt { to, was } | Deed::Move { to, was, .. } => {
            (to, body::changes(to, was))
        }
        Deed::Delete { .. } | Deed::Forget { .. } => return None,
    };
    let gate = if desired.only_when_open.is_empty() { Gate::Open } else { Gate::Calendars };
    writes.then_some(match desired.body.apply_only_at_cron_interval {
        true => Effect::RunsLater,
        false => Effect::RunsNow { gate },
    })
}
