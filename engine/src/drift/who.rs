//! Who has changed what differs, as far as anybody tells: AWS's own answers, and CloudTrail where it is asked.
//!
//! What is asked for is good to have and decides nothing: whatever is not told stays unknown, and no run ends
//! for it. Names in events are texts of others.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::class::Drift;
use crate::address::Address;
use crate::contract::LastChange;
use crate::observe::Live;
use crate::plan::Plan;
use crate::ports::Reads;
use crate::resolve::Desired;

/// Calls that CloudTrail is asked at a site at most.
pub const MOST: usize = 50;

/// Who has changed something last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// By ARN, or by the name of a user or a role session.
    pub by: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
    /// By which operation.
    pub event: Option<String>,
    /// With what.
    pub tool: Option<&'static str>,
    /// Where that is known from.
    pub told: Teller,
}

impl Who {
    /// Whether it tells of something later than another one does; one write has not the same time everywhere.
    pub fn is_newer(&self, other: &Self) -> bool {
        const APART: SignedDuration = SignedDuration::from_secs(60);
        self.at.zip(other.at).is_some_and(|(own, other)| own.duration_since(other) > APART)
    }
}

/// Who tells who has changed something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Teller {
    /// AWS's own answers about the thing.
    #[default]
    Itself,
    /// CloudTrail.
    Trail,
}

/// Who has changed what, by address.
pub type Whose = BTreeMap<Address, Who>;

/// What CloudTrail told.
#[derive(Debug, Default)]
pub struct Trail {
    /// Who has changed what.
    pub whose: Whose,
    /// Why it could not be asked, in words.
    pub refused: Option<String>,
    /// How many things there were no calls left for.
    pub unasked: usize,
}

/// What was seen of whatever differs, kept when what AWS holds is let go: who has changed it, as far as AWS's own
/// answers tell, and what AWS calls it.
#[derive(Debug, Default)]
pub struct Traces {
    changed: Whose,
    names: BTreeMap<Address, String>,
}

impl Traces {
    /// Of a plan's changes and conflicts.
    pub fn of(plan: &Plan, desired: &Desired, live: &Live) -> Self {
        let mut traces = Self::default();
        let changes = plan.changes().iter().map(|change| (&change.address, change.id.as_ref()));
        let conflicts = plan.conflicts().iter().map(|conflict| (&conflict.address, None));
        for (address, id) in changes.chain(conflicts) {
            let found = live.found.get(address);
            if let Some(LastChange { by, at }) = found.and_then(|found| found.changed.clone()) {
                traces.changed.insert(address.clone(), Who { by, at, ..Who::default() });
            }
            let asked = desired.declared.get(address).and_then(|declared| declared.id.as_ref());
            let asked = asked.filter(|id| !schema::reference::holds(id));
            let name = found.map(|found| &found.id).or(id).or(asked).filter(|name| !name.is_empty());
            traces.names.extend(name.map(|name| (address.clone(), name.clone())));
        }
        traces
    }

    /// What AWS's own answers tell of the differences that are drift.
    pub fn whose(&self, drift: &Drift<'_>) -> Whose {
        let known = |address: &Address| Some((address.clone(), self.changed.get(address)?.clone()));
        drifted(drift).filter_map(known).collect()
    }
}

/// Asks CloudTrail by the names of what is drift, the newest event first: within [`MOST`] calls, and no more
/// once it refuses.
pub async fn trail(reads: &Reads, drift: &Drift<'_>, traces: &Traces) -> Trail {
    let named =
        drifted(drift).filter_map(|address| Some((address.clone(), traces.names.get(address)?.clone())));
    ask(reads, named.collect()).await
}

fn drifted<'d>(drift: &'d Drift<'_>) -> impl Iterator<Item = &'d Address> {
    drift.entries.iter().filter(|entry| entry.class.drift()).filter_map(|entry| entry.what.address())
}

#[cfg(not(feature = "trail"))]
async fn ask(_: &Reads, named: Vec<(Address, String)>) -> Trail {
    let refused = Some("this build cannot ask it".to_owned()).filter(|_| !named.is_empty());
    Trail { refused, ..Trail::default() }
}

#[cfg(feature = "trail")]
use event::ask;

#[cfg(feature = "trail")]
mod event {
    use aws_sdk_cloudtrail::operation::lookup_events::builders::LookupEventsInputBuilder;
    use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
    use jiff::Timestamp;
    use serde_json::Value;

    use super::{MOST, Teller, Trail, Who};
    use crate::address::Address;
    use crate::ports::{ApiError, Masks, Reads};

    /// What AWS gives in a page at most.
    const PAGE: i32 = 50;
    /// Pages that one thing may take: reads stand between writes.
    const PAGES: usize = 5;
    /// Characters of a name that are kept.
    const NAME: usize = 256;
    /// Bytes of an event that are looked into.
    const LARGEST: usize = 256 * 1024;

    /// # Flow
    /// One thing after the other: CloudTrail takes two calls a second.
    pub(super) async fn ask(reads: &Reads, named: Vec<(Address, String)>) -> Trail {
        let reads = reads.hasty();
        let (mut trail, mut left) = (Trail::default(), MOST);
        let mut named = named.into_iter();
        for (address, name) in named.by_ref() {
            if left == 0 {
                trail.unasked += 1;
                continue;
            }
            match newest(&reads, &name, &mut left).await {
                Ok(Some(who)) => drop(trail.whose.insert(address, who)),
                Ok(None) => {}
                Err(error) => {
                    trail.refused = Some(error.to_string());
                    break;
                }
            }
        }
        trail
    }

    async fn newest(reads: &Reads, name: &str, left: &mut usize) -> Result<Option<Who>, ApiError> {
        let by = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::ResourceName)
            .attribute_value(name)
            .build()
            .expect("it has a key and a value");
        let input = LookupEventsInputBuilder::default().lookup_attributes(by).max_results(PAGE);
        let mut token = None;
        for _ in 0..PAGES.min(*left) {
            *left -= 1;
            let page = reads.call(input.clone().set_next_token(token)).await?;
            let mut changes = page.events().iter().filter_map(|event| Some((event, change(event)?)));
            if let Some((event, said)) = changes.next() {
                return Ok(Some(who(event, &said, reads.masks())));
            }
            token = page.next_token.filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// What is said of an event that has changed something; `None` of a read, and of what AWS has refused.
    pub(super) fn change(event: &Event) -> Option<Value> {
        let text = event.cloud_trail_event().filter(|text| text.len() <= LARGEST);
        let said: Value = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        (event.read_only() != Some("true") && said["errorCode"].is_null()).then_some(said)
    }

    fn who(event: &Event, whole: &Value, masks: &Masks) -> Who {
        let identity = &whole["userIdentity"];
        let by = [&identity["arn"], &identity["invokedBy"]].into_iter().find_map(Value::as_str);
        let cut = |text: &str| masks.apply(&text.chars().take(NAME).collect::<String>());
        Who {
            by: by.or(event.username()).map(cut),
            at: event.event_time().and_then(|at| Timestamp::new(at.secs(), 0).ok()),
            event: event.event_name().map(cut),
            tool: whole["userAgent"].as_str().and_then(tool),
            told: Teller::Trail,
        }
    }

    /// What a client's program is, in our words: its own are anybody's.
    pub(super) fn tool(agent: &str) -> Option<&'static str> {
        const TOOLS: [(&str, &str); 10] = [
            ("cloudformation.amazonaws.com", "CloudFormation"),
            ("terraform", "Terraform"),
            ("opentofu", "OpenTofu"),
            ("pulumi", "Pulumi"),
            ("aws-cli/", "the AWS CLI"),
            ("console.amazonaws.com", "the console"),
            ("mozilla/", "the console"),
            ("boto", "Boto3"),
            ("aws-sdk", "an AWS SDK"),
            (".amazonaws.com", "a service of AWS"),
        ];
        let agent = agent.to_ascii_lowercase();
        TOOLS.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, tool)| *tool)
    }
}

#[cfg(all(test, feature = "trail"))]
mod tests {
    use aws_sdk_cloudtrail::types::Event;

    use super::event::{change, tool};
    use super::*;

    #[test]
    fn what_aws_has_refused_has_changed_nothing() {
        let event = |read: &str, said: &str| Event::builder().read_only(read).cloud_trail_event(said).build();
        assert!(change(&event("false", r#"{"eventName": "PutParameter"}"#)).is_some());
        assert!(change(&event("false", r#"{"errorCode": "AccessDenied"}"#)).is_none());
        assert!(change(&event("true", "{}")).is_none());
    }

    #[test]
    fn of_two_answers_the_later_is_of_the_change() {
        let at = |text: &str| Who { at: text.parse().ok(), ..Who::default() };
        let (first, same, later) =
            (at("2027-01-01T00:00:00Z"), at("2027-01-01T00:00:05Z"), at("2027-01-01T02:00:00Z"));
        assert!(later.is_newer(&first) && !same.is_newer(&first) && !first.is_newer(&later));
        assert!(!Who::default().is_newer(&first) && !first.is_newer(&Who::default()));
    }

    #[test]
    fn a_tool_is_told_in_our_words() {
        for (agent, expected) in [
            ("APN/1.0 HashiCorp/1.0 Terraform/1.9.0 aws-sdk-go-v2/1.30", Some("Terraform")),
            ("aws-cli/2.17.0 md/Botocore#1.0 exe/x86_64", Some("the AWS CLI")),
            ("Boto3/1.34 md/Botocore#1.34", Some("Boto3")),
            ("Mozilla/5.0 (X11)", Some("the console")),
            ("cloudformation.amazonaws.com", Some("CloudFormation")),
            ("ssm.amazonaws.com", Some("a service of AWS")),
            ("aws-sdk-rust/1.3", Some("an AWS SDK")),
            ("\u{1b}[31mcurl", None),
        ] {
            assert_eq!(tool(agent), expected, "{agent}");
        }
    }
}
