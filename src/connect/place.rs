//! The sandbox in the place of AWS: where its file lies, and how it is opened.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use sandbox::{Fleet, OpenError, Sandbox, Settings};
use schema::Environment;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::globals::Where;
use crate::intake::text;

/// The account of environments that name none.
pub const SANDBOX_ACCOUNT: &str = "123456789012";
/// What trueup keeps beside `trueup.yaml`; it belongs in no repository.
const FOLDER: &str = ".trueup";
/// Bytes that a file of nodes, of faults or with an address may have.
const LARGEST: usize = 256 * 1024 * 1024;

/// Where a sandbox's state lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SandboxFile {
    /// In memory.
    Memory,
    /// In a file.
    Path(PathBuf),
}

impl SandboxFile {
    /// Where a sandbox lies for a stack's folder. Without a stack, what would lie beside it lies
    /// in memory.
    pub fn of(place: &Where, root: Option<&Path>) -> Self {
        match (place, root) {
            (Where::Memory, _) | (Where::Beside, None) => Self::Memory,
            (Where::File(path), _) => Self::Path(path.clone()),
            (Where::Beside, Some(root)) => Self::Path(root.join(FOLDER).join("sandbox").join("state.redb")),
        }
    }

    /// The file beside it in which a server leaves its address.
    pub fn address(&self) -> Option<PathBuf> {
        match self {
            Self::Memory => None,
            Self::Path(path) => Some(path.with_extension("address")),
        }
    }
}

/// Reads the fleet of a file.
///
/// # Errors
/// The file cannot be read, or is no fleet.
pub fn fleet(path: Option<&Path>) -> Result<Option<Fleet>> {
    let Some(path) = path else { return Ok(None) };
    let text = text(path, LARGEST).map_err(|error| Error::file("read", path, error))?;
    let fleet = Fleet::read(&text);
    fleet.map(Some).map_err(|error| Error::failed(format!("cannot use `{}`: {error}", path.display())))
}

/// How the options have the sandbox behave: its seed, and what goes wrong.
///
/// # Errors
/// The file of faults cannot be read, or is no fault script.
pub fn behaviour(app: &App) -> Result<Settings> {
    let seed = app.globals.seed;
    let Some(path) = &app.globals.faults else { return Ok(Settings { seed, ..Settings::default() }) };
    let text = text(path, LARGEST).map_err(|error| Error::file("read", path, error))?;
    let faults = sandbox::script(&text)
        .map_err(|error| Error::failed(format!("cannot use `{}`: {error}", path.display())))?;
    Ok(Settings { seed, faults, ..Settings::default() })
}

/// Opens a sandbox as it is.
///
/// # Errors
/// Another process holds its file, or it cannot be used.
pub fn open(file: &SandboxFile) -> Result<Sandbox> {
    open_with(file, Settings::default(), None)
}

/// Opens a sandbox that behaves in its own way, and loads a fleet into it.
///
/// # Errors
/// Another process holds its file, it cannot be used, or the fleet cannot be so.
pub fn open_with(file: &SandboxFile, settings: Settings, fleet: Option<&Fleet>) -> Result<Sandbox> {
    let sandbox = match file {
        SandboxFile::Memory => Sandbox::memory(settings),
        SandboxFile::Path(path) => {
            keep_out_of_git(path);
            Sandbox::open(path, settings).map_err(|error| refused(file, path, &error))?
        }
    };
    if let Some(fleet) = fleet {
        sandbox
            .load_fleet(fleet)
            .map_err(|error| Error::failed(format!("the fleet cannot be loaded: {error}")))?;
    }
    Ok(sandbox)
}

/// Words for a sandbox that cannot be opened.
pub fn refused(file: &SandboxFile, path: &Path, error: &OpenError) -> Error {
    match error {
        OpenError::Busy => {
            let held = Error::new(
                Exit::Locked,
                format!("another process holds the sandbox in `{}`", path.display()),
            );
            let address = file.address().and_then(|path| text(&path, LARGEST).ok());
            match address.as_deref().map(str::trim).filter(|address| !address.is_empty()) {
                Some(address) => held.help(format!(
                    "it is served at {address}: leave `--sandbox` out, and say `--endpoint-url {address}`"
                )),
                None => held.help("wait until it is done, or name another one with `--sandbox=FILE`"),
            }
        }
        OpenError::Format(_) => Error::failed(format!("cannot use `{}`: {error}", path.display()))
            .help("delete what it holds with `trueup sandbox reset`"),
        OpenError::Io(source) => Error::file("use", path, source),
    }
}

/// Puts a `.gitignore` into `.trueup`. Where that fails, opening the sandbox says why.
fn keep_out_of_git(path: &Path) {
    let folder = path.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == FOLDER));
    if let Some(folder) = folder
        && fs::create_dir_all(folder).is_ok()
        && let Ok(mut file) = fs::File::create_new(folder.join(".gitignore"))
    {
        drop(file.write_all(b"*\n"));
    }
}

/// The SDK's configuration for an environment of the sandbox: nothing of it comes from the
/// process's environment.
pub(super) fn config(http: SharedHttpClient, environment: &Environment, region: &str) -> SdkConfig {
    let account = environment.account.as_ref().map_or(SANDBOX_ACCOUNT, |account| &account.value);
    let credentials = Credentials::new(account, "sandbox", None, None, "sandbox");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .build()
}
