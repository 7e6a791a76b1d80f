//! The way to AWS, or to the sandbox in its place.

mod aws;
mod calls;
mod identity;
mod place;
mod region;

use std::path::Path;

use aws_config::SdkConfig;
use engine::ports::{Clients, Line, Masks, Pace};
use sandbox::Sandbox;
use schema::Environment;

pub use identity::account;
pub use place::{SANDBOX_ACCOUNT, SandboxFile, open, open_with, refused};
pub use region::configured;

use crate::app::App;
use crate::chance;
use crate::cli::Where;
use crate::error::Result;
use aws::Aws;

/// Where calls go.
pub enum Cloud {
    /// To AWS, or to an address in its place.
    Aws(Box<Aws>),
    /// To the sandbox.
    Sandbox(Sandbox),
}

impl Cloud {
    /// Opens the way that the options name.
    ///
    /// # Errors
    /// The sandbox's file cannot be used.
    pub fn open(app: &App, root: &Path) -> Result<Self> {
        match &app.globals.sandbox {
            None => Ok(Self::Aws(Box::new(Aws::new(app)))),
            Some(place) => place::open(&SandboxFile::of(place, Some(root))).map(Self::Sandbox),
        }
    }

    /// A line to an environment in a region. Nothing is asked yet.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub async fn line(&mut self, environment: &Environment, region: &str, masks: &Masks) -> Result<Line> {
        let (config, pace): (SdkConfig, Pace) = match self {
            Self::Aws(aws) => (aws.config(environment, region).await, Pace::Published),
            Self::Sandbox(sandbox) => (place::config(sandbox, environment, region), Pace::Unlimited),
        };
        Ok(Line::new(Clients::new(&config), pace, masks.clone(), chance::seed()?))
    }
}

/// Whether the sandbox stands in the place of AWS.
pub fn sandboxed(app: &App) -> bool {
    match app.globals.sandbox {
        Some(Where::Beside | Where::Memory | Where::File(_)) => true,
        None => false,
    }
}
