//! The sandbox itself: what tests, commands and benches hold.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use http::{Request, Response};
use hyper::body::Bytes;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::calls::CallCount;
use crate::door::{Door, Lost};
use crate::dump::dump;
use crate::entry::{self, Limits};
use crate::faults::Rule;
use crate::fleet::{self, Fleet, FleetError};
use crate::handler::{Index, Registry};
use crate::operations;
use crate::settings::{Secrets, Settings};
use crate::store::{Disk, Lag, OpenError, Scope, State};

/// An AWS control plane of many accounts and regions. Clones are the same sandbox.
#[derive(Clone)]
pub struct Sandbox(Arc<Door>);

impl Sandbox {
    /// An empty sandbox that is gone with its last clone.
    pub fn memory(settings: Settings) -> Self {
        Sandbox::new(State::default(), None, settings)
    }

    /// The sandbox in a file, which is made where there is none. What was answered with success survives
    /// `kill -9`.
    ///
    /// # Errors
    /// [`OpenError::Busy`] where another process has it open.
    pub fn open(path: impl AsRef<Path>, settings: Settings) -> Result<Self, OpenError> {
        let (disk, state) = Disk::open(path.as_ref())?;
        Ok(Sandbox::new(state, Some(disk), settings))
    }

    /// Deletes a sandbox's file. That there is none is no error.
    ///
    /// # Errors
    /// [`OpenError::Busy`] where a process has it open.
    pub fn reset(path: impl AsRef<Path>) -> Result<(), OpenError> {
        Disk::delete(path.as_ref())
    }

    fn new(state: State, disk: Option<Disk>, settings: Settings) -> Self {
        Sandbox(Arc::new(Door::new(Registry::new(operations::KINDS), state, disk, settings)))
    }

    /// A client for the AWS SDK for Rust: `aws_sdk_ssm::Config::builder().http_client(sandbox.client())`.
    /// Region and credentials are the SDK's own; an access key id of twelve digits is an account.
    pub fn client(&self) -> SharedHttpClient {
        entry::client(Arc::clone(&self.0))
    }

    /// Answers one HTTP request as AWS would.
    ///
    /// # Errors
    /// [`Lost`] where a fault rule loses the request or its answer.
    pub async fn handle(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Lost> {
        self.0.answer(request).await
    }

    /// Serves on a loopback port until `stop` is done; requests that run then may end.
    ///
    /// # Errors
    /// Where the listener is bound to anything but a loopback address.
    pub async fn serve(&self, listener: TcpListener, stop: impl Future<Output = ()>) -> io::Result<()> {
        self.serve_within(Limits::default(), listener, stop).await
    }

    /// As [`serve`](Sandbox::serve), with limits of one's own.
    ///
    /// # Errors
    /// Where the listener is bound to anything but a loopback address.
    pub async fn serve_within(
        &self,
        limits: Limits,
        listener: TcpListener,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        entry::serve(Arc::clone(&self.0), listener, limits, stop).await
    }

    /// How often each operation was called since the beginning or the last reset.
    pub fn calls(&self) -> BTreeMap<String, CallCount> {
        self.0.calls.get()
    }

    /// Forgets the counts of [`calls`](Sandbox::calls).
    pub fn reset_calls(&self) {
        self.0.calls.reset();
    }

    /// Lets something go wrong from now on.
    pub fn add_fault(&self, rule: Rule) {
        self.0.rules.add(rule);
    }

    /// Waits until a fault rule has [silenced](crate::Effect::Silence) it.
    pub async fn silenced(&self) {
        self.0.rules.until_silent(true).await;
    }

    /// Another sandbox in memory that begins with all that this one holds; neither hears of the other's changes.
    pub fn copy(&self, settings: Settings) -> Self {
        Sandbox::new(self.0.state(State::clone), None, settings)
    }

    /// Waits until there is something that whoever serves it should know, such as a document of AWS's that was
    /// asked for and that the sandbox lacks: its client is told too, and may not show it. Each notice comes once,
    /// and after the first thousand none.
    pub async fn notices(&self) -> Vec<String> {
        self.0.notices.take().await
    }

    /// Takes every fault rule away. Lag and rates stay.
    pub fn clear_faults(&self) {
        self.0.rules.clear();
    }

    /// Changes how far the tagging API's index lags, beginning with what is there now.
    pub fn set_tag_lag(&self, lag: Lag) {
        self.0.set_lag(Index::Tags, lag);
    }

    /// Changes how far `DescribeParameters` lags, beginning with what is there now.
    pub fn set_describe_lag(&self, lag: Lag) {
        self.0.set_lag(Index::Parameters, lag);
    }

    /// Loads a fleet's nodes. Those that are there already stay as they are, tags and all.
    ///
    /// # Errors
    /// The fleet names nodes that cannot be; nothing is loaded then.
    pub fn load_fleet(&self, fleet: &Fleet) -> Result<(), FleetError> {
        let now = self.0.now();
        self.0.change(Scope::everywhere(), |tx| fleet::load(fleet, tx, now))
    }

    /// Takes an instance away as EC2 does some time after its end: nothing knows it any more.
    pub fn forget_instance(&self, account: &str, region: &str, id: &str) {
        self.0.forget_instance(Scope::new(account, region), id);
    }

    /// Everything that is held, sorted: account, region, table, key. How it came about is not in it.
    pub fn dump(&self, secrets: Secrets) -> Value {
        self.0.state(|state| dump(state, secrets))
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sandbox")
    }
}
