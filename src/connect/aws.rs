//! AWS itself: its configuration, found as the AWS CLI finds it.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use engine::ports::{ATTEMPT, bounded};
use schema::Environment;

use super::calls::heard;
use super::kept::kept;
use crate::app::App;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// What CloudTrail shows beside the role.
const SESSION: &str = "trueup";

/// AWS's configuration, loaded once.
pub struct Aws {
    http: SharedHttpClient,
    profile: Option<String>,
    endpoint: Option<String>,
    loaded: Option<SdkConfig>,
    roles: BTreeMap<String, SharedCredentialsProvider>,
}

impl Aws {
    pub(super) fn new(app: &App) -> Self {
        let plain = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let http = heard(bounded(plain), app.terminal, &app.masks);
        Self {
            http,
            profile: app.globals.profile.clone(),
            endpoint: app.globals.endpoint_url.clone(),
            loaded: None,
            roles: BTreeMap::new(),
        }
    }

    /// The configuration for an environment in a region. Credentials are found once for all
    /// regions, and a role is assumed once.
    pub(super) async fn config(&mut self, environment: &Environment, region: &str) -> SdkConfig {
        let base = self.base(region).await;
        let Some(role) = &environment.assume_role else { return base };
        let provider = match self.roles.get(&role.value) {
            Some(provider) => provider.clone(),
            None => {
                let assume = AssumeRoleProvider::builder(&role.value).session_name(SESSION).configure(&base);
                let provider = SharedCredentialsProvider::new(assume.build().await);
                self.roles.insert(role.value.clone(), provider.clone());
                provider
            }
        };
        base.into_builder().credentials_provider(provider).build()
    }

    async fn base(&mut self, region: &str) -> SdkConfig {
        let region = Region::new(region.to_owned());
        if let Some(loaded) = &self.loaded {
            return loaded.to_builder().region(region).build();
        }
        let timeouts =
            TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(self.http.clone())
            .timeout_config(timeouts)
            // Answers are small: the attempt's own limit is enough, and this one fails slow networks.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .region(region);
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(endpoint) = &self.endpoint {
            loader = loader.endpoint_url(endpoint);
        }
        let loaded = loader.load().await;
        let provider = loaded.credentials_provider().map(kept);
        let mut builder = loaded.to_builder();
        builder.set_credentials_provider(provider);
        let loaded = builder.build();
        self.loaded = Some(loaded.clone());
        loaded
    }
}
