//! The region of stacks that declare no environments.

use aws_config::Region;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::region::ProvideRegion;
use aws_config::profile::ProfileFileRegionProvider;

use super::sandboxed;
use crate::app::App;
use crate::globals::ANY_REGION;

/// The region that the options, the environment or the profile name. The instance metadata
/// service is not asked: where a stack lives must not depend on the machine.
pub async fn configured(app: &App) -> Option<String> {
    if let Some(region) = &app.globals.region {
        return Some(region.clone());
    }
    // Empty means unset, as for the AWS CLI.
    let named =
        |region: Option<Region>| region.map(|region| region.to_string()).filter(|name| !name.is_empty());
    let region = match named(EnvironmentVariableRegionProvider::new().region().await) {
        Some(region) => Some(region),
        None => {
            let mut profile = ProfileFileRegionProvider::builder();
            if let Some(name) = &app.globals.profile {
                profile = profile.profile_name(name);
            }
            named(profile.build().region().await)
        }
    };
    let fallback = || sandboxed(app).then(|| ANY_REGION.to_owned());
    region.or_else(fallback)
}
