//! A task that runs a command on nodes.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::maintenance_window::DocumentName;
use crate::kinds::values::Values;
use crate::shape::{AwsDecides, Duration, Shape, Word};

/// A Command document on every target.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct RunCommand {
    /// The document: a bare name is this stack's, else an ARN, an `AWS-…` name or `{external: name}`.
    pub document: DocumentName,
    /// The document's version: a number, `$DEFAULT` or `$LATEST`; AWS takes the default where none is written.
    pub document_version: Option<String>,
    /// The digest that the document must have.
    pub document_hash: Option<Hash>,
    /// The document's parameters; one value may stand alone.
    #[shape(default)]
    pub parameters: BTreeMap<String, Values>,
    /// A text that goes along with each command.
    pub comment: Option<String>,
    /// How long a node may take to begin, from 30 seconds to 30 days; AWS decides where none is written.
    pub timeout: AwsDecides<Duration>,
    /// Whom to tell.
    pub notify: Option<Notification>,
    /// Where the output goes in S3.
    pub output: Option<S3Output>,
    /// The log group that the output goes to.
    pub cloud_watch_log_group: Option<String>,
    /// Whether the output goes to CloudWatch Logs; yes where a log group is written.
    pub cloud_watch_output: Option<bool>,
    /// The ARN of the role that Run Command takes to publish notifications.
    pub notification_role: Option<String>,
}

/// A document's digest.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Hash {
    /// How it was made.
    #[shape(default = Word::Known(HashType::Sha256))]
    pub r#type: Word<HashType>,
    /// The digest.
    pub value: String,
}

/// How a digest was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Shape)]
pub enum HashType {
    /// SHA-256.
    Sha256,
    /// SHA-1, which AWS has given up.
    Sha1,
}

/// Notifications about a command.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Notification {
    /// The ARN of the SNS topic.
    pub topic: String,
    /// What to tell of.
    pub on: BTreeSet<Word<NotificationEvent>>,
    /// Whether each node is told of, or the command as a whole.
    #[shape(default = Word::Known(NotificationType::Command))]
    pub r#type: Word<NotificationType>,
}

/// What may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Shape)]
pub enum NotificationEvent {
    /// Everything.
    All,
    /// It has begun.
    InProgress,
    /// It went well.
    Success,
    /// It took too long.
    TimedOut,
    /// Somebody ended it.
    Cancelled,
    /// It failed.
    Failed,
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Shape)]
pub enum NotificationType {
    /// The command as a whole.
    Command,
    /// The command on each node.
    Invocation,
}

/// A place in S3.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct S3Output {
    /// The bucket.
    pub bucket: String,
    /// What the keys begin with.
    pub prefix: Option<String>,
}
