//! What an OpsItem says.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::{OpsItemDataType, OpsItemDataValue};
use serde_json::json;

use crate::address::Address;
use crate::ports::Masks;
use crate::site::Site;

/// What every OpsItem of ours says of where it comes from.
pub(super) const SOURCE: &str = "trueup";
/// The site, for finding what is there.
pub(super) const SITE: &str = "trueup-site";
/// The address.
pub(super) const ADDRESS: &str = "trueup-address";
/// What the OpsItem said when it was written last.
pub(super) const DIGEST: &str = "trueup-digest";
/// Who is named in it, as a digest.
pub(super) const WHO: &str = "trueup-who";
const DEDUP: &str = "/aws/dedup";
const RESOURCES: &str = "/aws/resources";

const TITLE: usize = 1024;
const DESCRIPTION: usize = 2048;

/// Something that has drifted, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What.
    pub address: Address,
    /// In one line.
    pub title: String,
    /// What differs, as Markdown.
    pub description: String,
    /// Who has changed it, when and how, as far as anybody tells.
    pub who: Option<String>,
    /// The name alone. It is reason enough to say all anew where it is another one: the rest of what is told of
    /// it comes and goes with whoever was asked.
    pub by: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// What it endangers.
    pub category: Category,
    /// The ARNs of what has drifted.
    pub resources: Vec<String>,
}

/// How bad it is, in OpsCenter's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// 2.
    High,
    /// 3.
    Medium,
    /// 4.
    Low,
}

/// What it endangers, in OpsCenter's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// That something works.
    Availability,
    /// That nobody does what nobody reviewed.
    Security,
}

impl Severity {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::High => "2",
            Self::Medium => "3",
            Self::Low => "4",
        }
    }
}

impl Category {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Availability => "Availability",
            Self::Security => "Security",
        }
    }
}

/// How a site is named in what is searched.
pub(super) fn site_key(site: &Site) -> String {
    let Site { account, region, stack, environment, origin, .. } = site;
    // A copy of a stack with another origin is another stack.
    let origin = origin.as_deref().map(|origin| format!("/{origin}")).unwrap_or_default();
    format!("{account}/{region}/{stack}/{environment}{origin}")
}

/// A case as it is written, nothing secret in it.
pub(super) struct Written {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) severity: &'static str,
    pub(super) category: &'static str,
    pub(super) digest: String,
    pub(super) who: Option<String>,
    /// Everything but what it is found again by, which cannot be said twice.
    pub(super) data: BTreeMap<String, OpsItemDataValue>,
}

impl Written {
    pub(super) fn of(case: &Case, site: &Site, masks: &Masks) -> Self {
        let Case { address, title, description, who, by, severity, category, resources } = case;
        let title = cut(&masks.apply(title), TITLE);
        let said = masks.apply(description);
        let who = who.as_ref().map(|who| masks.apply(who));
        let description = match &who {
            Some(who) => {
                let tail = format!("\n\n{}", cut(who, DESCRIPTION / 2));
                cut(&said, DESCRIPTION - tail.chars().count()) + &tail
            }
            None => cut(&said, DESCRIPTION),
        };
        let (severity, category) = (severity.word(), category.word());
        let arns: Vec<_> = resources.iter().map(|arn| json!({ "arn": arn })).collect();
        let arns = json!(arns).to_string();
        let digest = digest([&*title, &said, severity, category, &arns]);
        let named = by.as_ref().map(|by| self::digest([&**by]));
        let mut data = BTreeMap::from([
            (SITE.to_owned(), open(site_key(site))),
            (ADDRESS.to_owned(), open(address.to_string())),
            (DIGEST.to_owned(), open(digest.clone())),
        ]);
        data.extend(named.clone().map(|named| (WHO.to_owned(), open(named))));
        if !resources.is_empty() {
            data.insert(RESOURCES.to_owned(), open(arns));
        }
        Self { title, description, severity, category, digest, who: named, data }
    }

    /// What makes an OpsItem the same as another: the place alone, of any length.
    pub(super) fn dedup(case: &Case, site: &Site) -> (String, OpsItemDataValue) {
        let place = digest([&*site_key(site), case.address.as_str()]);
        let value = json!({ "dedupString": format!("trueup:{place}") });
        (DEDUP.to_owned(), open(value.to_string()))
    }
}

fn open(value: String) -> OpsItemDataValue {
    OpsItemDataValue::builder().value(value).r#type(OpsItemDataType::SearchableString).build()
}

fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The beginning of a text, in so many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
