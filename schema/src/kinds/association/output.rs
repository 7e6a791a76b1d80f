//! Where the output of an association goes.

use crate::shape::{AwsDecides, Shape};

/// Where the output goes.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Output {
    /// The place in S3.
    pub s3: S3Place,
}

/// A place in S3.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct S3Place {
    /// The bucket.
    pub bucket: String,
    /// What the keys begin with.
    pub prefix: Option<String>,
    /// The bucket's region; AWS finds it where none is written.
    pub region: AwsDecides<String>,
}
