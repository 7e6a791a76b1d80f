//! The bucket that a sync writes to.

use crate::shape::{Shape, Word};

/// A bucket, and how inventory lies in it.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct S3Destination {
    /// The bucket's name. Its policy must let Systems Manager write, or AWS refuses the sync.
    #[shape(replace)]
    pub bucket_name: String,
    /// What all its objects are named after in the bucket.
    #[shape(replace)]
    pub prefix: Option<String>,
    /// How the data is written.
    #[shape(replace, default = Word::Known(SyncFormat::JsonSerDe))]
    pub sync_format: Word<SyncFormat>,
    /// The bucket's region.
    #[shape(replace)]
    pub region: String,
    /// The ARN of the key that encrypts the data, in the bucket's region; without one the data is not encrypted.
    #[shape(replace, rename = "awsKmsKeyArn")]
    pub aws_kms_key_arn: Option<String>,
    /// Whose accounts share the bucket; the account alone where nothing is written.
    #[shape(replace)]
    pub destination_data_sharing: Option<Word<Sharing>>,
}

/// How the data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum SyncFormat {
    /// JSON, one object a line.
    #[shape(word = "JsonSerDe")]
    JsonSerDe,
}

/// Who shares a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum Sharing {
    /// The accounts of the organization, each under a prefix of its own.
    #[shape(word = "Organization")]
    Organization,
}
