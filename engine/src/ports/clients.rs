//! The SDK's clients of one account and region.

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;

/// The SDK's clients of one account and region.
#[derive(Clone)]
pub struct Clients {
    pub(super) ssm: aws_sdk_ssm::Client,
    pub(super) tagging: aws_sdk_resourcegroupstagging::Client,
    pub(super) sts: aws_sdk_sts::Client,
    pub(super) secretsmanager: aws_sdk_secretsmanager::Client,
    #[cfg(feature = "ec2")]
    pub(super) ec2: aws_sdk_ec2::Client,
    #[cfg(feature = "trail")]
    pub(super) cloudtrail: aws_sdk_cloudtrail::Client,
}

impl Clients {
    /// Makes the clients. The SDK's own retries are switched off, whatever the configuration
    /// says: they would pass the limiter by.
    pub fn new(config: &SdkConfig) -> Self {
        let config = config.to_builder().retry_config(RetryConfig::disabled()).build();
        Self {
            ssm: aws_sdk_ssm::Client::new(&config),
            tagging: aws_sdk_resourcegroupstagging::Client::new(&config),
            sts: aws_sdk_sts::Client::new(&config),
            secretsmanager: aws_sdk_secretsmanager::Client::new(&config),
            #[cfg(feature = "ec2")]
            ec2: aws_sdk_ec2::Client::new(&config),
            #[cfg(feature = "trail")]
            cloudtrail: aws_sdk_cloudtrail::Client::new(&config),
        }
    }
}
