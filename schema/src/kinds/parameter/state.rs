//! One parameter's state: what is desired of it, or what AWS holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::parameter::{ParameterValue, Policy};
use crate::shape::{AwsDecides, Shape, Word};

/// The key that AWS encrypts a SecureString with where no other is named.
pub const DEFAULT_KEY: &str = "alias/aws/ssm";

/// A parameter of Parameter Store, with every default filled in. Its name is its address.
#[derive(Debug, Clone, Shape)]
pub struct Parameter {
    /// What the value is: a text, a list, or a secret.
    pub r#type: Word<ParameterType>,
    /// The value.
    pub value: ParameterValue,
    /// What the parameter is for.
    pub description: Option<String>,
    /// The KMS key that encrypts a SecureString, as an id, an ARN or an alias.
    pub key_id: Option<String>,
    /// The storage tier.
    pub tier: AwsDecides<Word<Tier>>,
    /// The regular expression that the whole value must match.
    pub allowed_pattern: Option<String>,
    /// How Parameter Store checks the value.
    #[shape(replace, default = Word::Known(DataType::Text))]
    pub data_type: Word<DataType>,
    /// What happens to the parameter in time.
    #[shape(default)]
    pub policies: BTreeSet<Policy>,
    /// The labels on the version that holds this value.
    pub labels: AwsDecides<BTreeSet<String>>,
    /// The tags, the stack's among them.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
}

/// What a parameter's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum ParameterType {
    /// A text.
    String,
    /// A list, stored as one text with commas.
    StringList,
    /// An encrypted text.
    SecureString,
}

/// A storage tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum Tier {
    /// Values of up to 4 KB, no policies.
    Standard,
    /// Values of up to 8 KB and policies, at a price.
    Advanced,
    /// Whichever of the two the parameter needs.
    #[shape(word = "Intelligent-Tiering")]
    IntelligentTiering,
}

/// How Parameter Store checks a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum DataType {
    /// Not at all.
    #[shape(word = "text")]
    Text,
    /// As the id of an image that exists.
    #[shape(word = "aws:ec2:image")]
    Ec2Image,
    /// As the settings of an integration.
    #[shape(word = "aws:ssm:integration")]
    SsmIntegration,
}
