//! What other tools call our fields, and the forms that they write: who comes from AWS's own requests,
//! CloudFormation or Terraform is told ours.

use crate::node::Node;
use crate::shape::Form;
use crate::shape::suggest::plain;

/// Their word, our field where it is known, and how that is written.
const WORDS: &[(&str, &str, &str)] = &[
    ("approvalrule", "approvalRules", "`approvalRules: [{filters: {…}}]`"),
    ("associationname", "name", "`name`"),
    ("attachmentssource", "attachments", "`attachments`"),
    ("calendarnames", "onlyWhenOpen", "`onlyWhenOpen: [NAME]`"),
    ("cloudwatchconfig", "cloudWatchLogGroup", "`cloudWatchLogGroup: NAME`"),
    ("cloudwatchoutputconfig", "cloudWatchLogGroup", "`cloudWatchLogGroup: NAME`"),
    ("document", "runCommand", "`runCommand: {document: NAME}`, or `automation: {document: NAME}`"),
    ("documentformat", "format", "`format`"),
    ("documentname", "document", "`document: NAME`"),
    ("documentname", "runCommand", "`runCommand: {document: NAME}`, or `automation: {document: NAME}`"),
    ("documenttype", "type", "`type`"),
    ("key", "where", "`where: {\"tag:NAME\": [value]}`"),
    ("kmskeyid", "keyId", "`keyId`"),
    ("notificationarn", "topic", "`topic: ARN`"),
    ("notificationconfig", "notify", "`notify: {topic: ARN, on: [Failed]}`"),
    ("notificationevents", "on", "`on: [Failed]`"),
    ("notificationtype", "type", "`type`"),
    ("outputlocation", "output", "`output: {s3: {bucket: NAME}}`"),
    ("outputs3bucketname", "output", "`output: {bucket: NAME}`"),
    ("outputs3keyprefix", "output", "`output: {bucket: NAME, prefix: TEXT}`"),
    ("patchfiltergroup", "filters", "`filters: {CLASSIFICATION: [Security]}`"),
    ("patchfilters", "filters", "`filters: {CLASSIFICATION: [Security]}`"),
    ("permissions", "share", "`share: [ACCOUNT]`"),
    ("s3bucketname", "bucket", "`bucket`"),
    ("s3bucketname", "bucketName", "`bucketName`"),
    ("s3keyprefix", "prefix", "`prefix`"),
    ("scheduleexpression", "schedule", "`schedule`"),
    ("scheduletimezone", "timezone", "`timezone`"),
    ("servicerolearn", "serviceRole", "`serviceRole: ARN`"),
    ("servicerolearn", "notificationRole", "`notificationRole: ARN`"),
    ("settingid", "setting", "`setting: NAME`"),
    ("settingvalue", "value", "`value`"),
    ("syncname", "name", "`name`"),
    ("targets", "where", "`where: {\"tag:NAME\": [value]}`, `instances: [i-…]` or `resourceGroup: NAME`"),
    ("taskarn", "runCommand", "`runCommand: {document: NAME}`, or another thing to do"),
    ("taskinvocationparameters", "runCommand", "`runCommand: {document: NAME, parameters: {…}}`"),
    ("taskparameters", "runCommand", "`runCommand: {document: NAME, parameters: {…}}`"),
    ("tasktype", "runCommand", "`runCommand: {document: NAME}`, or another thing to do"),
    ("timeoutseconds", "timeout", "`timeout: 600s`"),
    ("values", "where", "`where: {\"tag:NAME\": [value]}`"),
];

/// Our field for another tool's word among those that are known, and how it is written.
pub(super) fn meant(word: &str, known: &[&'static str]) -> Option<(&'static str, &'static str)> {
    let word = plain(word);
    let ours = |(theirs, ours, _): &&(&str, &str, &str)| *theirs == word && known.contains(ours);
    WORDS.iter().find(ours).map(|(_, ours, form)| (*ours, *form))
}

/// The way out where a map by name is written as a list, which is how AWS has it.
pub(crate) fn listed_map(node: &Node, of: &Form) -> Option<String> {
    let first = node.items().first()?;
    let called = |words: &[&str]| {
        let name = words.iter().find_map(|word| first.get(word)?.scalar())?;
        Some(name.text.as_str()).filter(|name| name.len() <= LONGEST && name.chars().all(shown))
    };
    let (words, form): (&[&str], _) = if holds_fields(of) { (&NAMES, "{…}") } else { (&KEYS, "…") };
    let name = called(words).unwrap_or("name");
    let quote = if name.contains([':', ' ']) { "\"" } else { "" };
    Some(format!("write a map, each under its name: `{quote}{name}{quote}: {form}`"))
}

fn holds_fields(form: &Form) -> bool {
    match form {
        Form::Record(_) => true,
        Form::Any(forms) => forms.iter().any(holds_fields),
        _ => false,
    }
}

/// Characters of a name that is repeated.
const LONGEST: usize = 60;
const NAMES: [&str; 2] = ["Name", "name"];
const KEYS: [&str; 4] = ["Key", "key", "Name", "name"];

fn shown(c: char) -> bool {
    c.is_ascii_alphanumeric() || " _.:/=+@-".contains(c)
}
