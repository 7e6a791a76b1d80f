//! Addresses in the place of AWS's own, looked at before the SDK is handed them.
//!
//! It panics on an empty one, and tells of another that it cannot use with the whole request, body
//! included.

use http::Uri;

use crate::error::{Error, Result};
use crate::variable::raw;

/// The variables that name an address: for all services, and for those that trueup calls.
const VARIABLES: [&str; 6] = [
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_EC2",
    "AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_ENDPOINT_URL_SSM",
    "AWS_ENDPOINT_URL_STS",
];

/// Checks the option and the variables.
///
/// # Errors
/// Usage: one is no address.
pub(super) fn check(option: Option<&str>) -> Result<()> {
    let said = option.map(|address| ("--endpoint-url", address.to_owned()));
    let named = VARIABLES.into_iter().filter_map(|name| Some((name, raw(name)?)));
    said.into_iter().chain(named).try_for_each(|(name, address)| address_of(name, &address))
}

/// Checks what the AWS configuration says.
///
/// # Errors
/// Usage: it is no address.
pub(super) fn check_configured(address: Option<&str>) -> Result<()> {
    address.map_or(Ok(()), |address| address_of("`endpoint_url` of the AWS configuration", address))
}

fn address_of(name: &str, address: &str) -> Result<()> {
    let parsed = address.parse::<Uri>().ok();
    let good = parsed.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    });
    if good {
        return Ok(());
    }
    let what = if address.is_empty() { "is empty".to_owned() } else { format!("is no address: `{address}`") };
    Err(Error::usage(format!("{name} {what}"))
        .help("write it as `http://127.0.0.1:4566`, or leave it out to reach AWS"))
}

#[cfg(test)]
mod tests {
    use super::address_of;

    #[test]
    fn only_addresses_pass() {
        for good in ["http://127.0.0.1:4566", "https://ssm.example.com/path", "http://[::1]:80"] {
            assert!(address_of("--endpoint-url", good).is_ok(), "{good}");
        }
        for bad in
            ["", "foo", "http://", "http:///x", "http://[::1", "ftp://x", "127.0.0.1:4566", "http://a b"]
        {
            assert!(address_of("--endpoint-url", bad).is_err(), "{bad}");
        }
    }
}
