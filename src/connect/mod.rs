//! The way to AWS, or to the sandbox in its place.

mod aws;
mod calls;
mod endpoint;
mod identity;
mod kept;
mod life;
mod place;
mod region;

use std::path::Path;

use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use engine::ports::{Clients, Line, Masks, Pace};
use schema::Environment;

pub use identity::account;
pub use life::{Life, outlasts};
pub use place::{SANDBOX_ACCOUNT, SandboxFile, behaviour, fleet, open, open_with, refused};
pub use region::configured;

use crate::app::App;
use crate::chance;
use crate::error::{Error, Result};
use crate::globals::Where;
use aws::Aws;

/// Where calls go, and how fast.
pub struct Cloud {
    way: Way,
    pace: Pace,
}

enum Way {
    /// To AWS, or to an address in its place.
    Aws(Box<Aws>),
    /// To the sandbox, through the same door as the SDK's own client.
    Sandbox(SharedHttpClient),
}

impl Cloud {
    /// Opens the way that the options name.
    ///
    /// # Errors
    /// The sandbox's file cannot be used.
    pub fn open(app: &App, root: &Path) -> Result<Self> {
        match &app.globals.sandbox {
            None if app.globals.fleet.is_some() => {
                Err(Error::usage("a fleet is loaded into the sandbox, and this is not it")
                    .help("say `--sandbox` too, or load it with `trueup sandbox serve --fleet FILE`"))
            }
            None if app.globals.faults.is_some() => {
                Err(Error::usage("faults are the sandbox's, and this is not it")
                    .help("say `--sandbox` too, or give them to `trueup sandbox serve --faults FILE`"))
            }
            None => {
                endpoint::check(app.globals.endpoint_url.as_deref())?;
                Ok(Self::of(Way::Aws(Box::new(Aws::new(app))), Pace::Published, app))
            }
            Some(place) => {
                let fleet = place::fleet(app.globals.fleet.as_deref())?;
                let sandbox =
                    place::open_with(&SandboxFile::of(place, Some(root)), behaviour(app)?, fleet.as_ref())?;
                let client = sandbox.client();
                Ok(Self::of(
                    Way::Sandbox(calls::heard(client, app.terminal, &app.masks)),
                    Pace::Unlimited,
                    app,
                ))
            }
        }
    }

    /// A way, as fast as it is by itself unless the options say how fast at most.
    fn of(way: Way, pace: Pace, app: &App) -> Self {
        Self { way, pace: app.globals.max_rate.map_or(pace, Pace::AtMost) }
    }

    /// A line to an environment in a region, and how long its credentials last. Nothing is asked yet.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub async fn line(
        &mut self,
        environment: &Environment,
        region: &str,
        masks: &Masks,
    ) -> Result<(Line, Life)> {
        let config: SdkConfig = match &mut self.way {
            Way::Aws(aws) => {
                let config = aws.config(environment, region).await;
                endpoint::check_configured(config.endpoint_url())?;
                config
            }
            Way::Sandbox(client) => place::config(client.clone(), environment, region),
        };
        let life = match environment.assume_role {
            // The role is assumed again before its credentials run out.
            Some(_) => Life::endless(),
            None => Life::of(config.credentials_provider()),
        };
        Ok((Line::new(Clients::new(&config), self.pace, masks.clone(), chance::seed()?), life))
    }
}

/// Whether the sandbox stands in the place of AWS.
pub fn sandboxed(app: &App) -> bool {
    match app.globals.sandbox {
        Some(Where::Beside | Where::Memory | Where::File(_)) => true,
        None => false,
    }
}
