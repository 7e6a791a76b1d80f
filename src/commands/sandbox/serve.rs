//! `trueup sandbox serve`.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use jiff::SignedDuration;
use sandbox::{CallCount, Rates, Sandbox, Settings};
use serde_json::json;
use tokio::net::TcpListener;

use super::file;
use crate::app::App;
use crate::connect::{SANDBOX_ACCOUNT, SandboxFile, behaviour, fleet, open_with};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::load::spare;
use crate::outlet::{Readers, Slot};

/// Serve the sandbox on a loopback port, to trueup, the AWS CLI and any other client.
///
/// `--faults FILE` lets things go wrong, one rule to a line: an operation or `*`; which of its calls
/// (`every`, `call N`, `first N`, `after N`, `overall N` among the calls of all operations, `chance P%`
/// by the seed); and what happens to them (`throttle`, `error CODE [MESSAGE]`, `trouble [after]`,
/// `lose request`, `lose answer`, `delay TIME`, `omit ITEM [as invalid]` from the lists of the answer,
/// `crash [after]`, `silence [after]`). `after` means that the change is made for all that.
///
/// An access key id of twelve digits is the account that answers. The address stands on the first
/// line of the output, a line to export on the second; Ctrl-C ends it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 4566, env = "TRUEUP_SANDBOX_PORT")]
    port: u16,

    /// Whether calls are throttled as AWS does.
    #[arg(long, value_name = "RATES", value_enum, default_value_t, env = "TRUEUP_SANDBOX_RATES")]
    rates: Throttle,

    /// How long every call takes, such as `20ms`.
    #[arg(long, value_name = "TIME", default_value = "0ms", value_parser = latency, env = "TRUEUP_SANDBOX_LATENCY")]
    latency: Duration,

    /// Write how often each operation was called to this file, as JSON, when the server ends.
    #[arg(long, value_name = "FILE", env = "TRUEUP_SANDBOX_CALLS")]
    calls: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  trueup sandbox serve
  trueup sandbox serve --port 0 --rates published --latency 20ms
  trueup sandbox serve --sandbox=:memory: --calls calls.json
  trueup sandbox serve --sandbox=:memory: --fleet nodes.yaml
  trueup sandbox serve --sandbox=:memory: --faults faults.txt --seed 7
  aws ssm describe-parameters --endpoint-url http://127.0.0.1:4566";

/// Whether calls are throttled.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Throttle {
    /// At the rates that AWS publishes.
    Published,
    /// Never.
    #[default]
    Unlimited,
}

fn latency(text: &str) -> std::result::Result<Duration, String> {
    let span: SignedDuration = text.parse().map_err(|_| "write it as `20ms` or `1s`".to_owned())?;
    span.try_into().map_err(|_| "time does not run backwards".to_owned())
}

impl Args {
    /// Runs it.
    pub(super) fn run(self, app: &App) -> Result {
        let file = file(app)?;
        spare(None, &[("--calls", self.calls.as_ref())])?;
        let calls = |path: &PathBuf| app.terminal.slot(path, Readers::Everybody);
        let calls = self.calls.as_ref().map(calls).transpose()?;
        let rates = match self.rates {
            Throttle::Published => Rates::Published,
            Throttle::Unlimited => Rates::Unlimited,
        };
        let settings = Settings { rates, latency: self.latency, ..behaviour(app)? };
        let fleet = fleet(app.globals.fleet.as_deref())?;
        let sandbox = open_with(&file, settings, fleet.as_ref())?;
        app.wait(|interrupt| serve(app, file, sandbox, &self, calls, interrupt))
    }
}

async fn serve(
    app: &App,
    file: SandboxFile,
    sandbox: Sandbox,
    args: &Args,
    calls: Option<Slot>,
    interrupt: Interrupt,
) -> Result {
    let port = args.port;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        Error::failed(format!("cannot listen on port {port}: {error}"))
            .help("`--port 0` takes a free one, `--port N` another")
    })?;
    let address =
        listener.local_addr().map_err(|error| Error::failed(format!("cannot tell the address: {error}")))?;
    let url = format!("http://{address}");
    let sign = Sign::put(app, &file, &url)?;
    app.terminal.print(&format!(
        "{url}\nexport AWS_ENDPOINT_URL={url} AWS_ACCESS_KEY_ID={SANDBOX_ACCOUNT} \
         AWS_SECRET_ACCESS_KEY=sandbox AWS_REGION=us-east-1\n"
    ))?;
    app.terminal.note(&format!("the sandbox {} is served; Ctrl-C ends it", lies(&file)));
    let _listening = interrupt.listens();
    let served = tokio::select! {
        served = sandbox.serve(listener, interrupt.token.clone().cancelled_owned()) => served,
        () = farewell(&interrupt) => Ok(()),
        never = tell(app, &sandbox) => match never {},
    };
    drop(sign);
    served.map_err(|error| Error::failed(format!("the server ended: {error}")))?;
    if let Some(calls) = calls {
        app.terminal.fill(calls, &format!("{:#}\n", counted(&sandbox)))?;
    }
    Ok(Exit::Done)
}

/// How long running requests may take once somebody asks to stop.
const FAREWELL: Duration = Duration::from_millis(300);

async fn farewell(interrupt: &Interrupt) {
    interrupt.token.cancelled().await;
    tokio::time::sleep(FAREWELL).await;
}

/// Passes on what the sandbox has to say beside its answers.
async fn tell(app: &App, sandbox: &Sandbox) -> Infallible {
    loop {
        for notice in sandbox.notices().await {
            app.terminal.note(&notice);
        }
    }
}

/// How often each operation was called, and how the calls ended.
fn counted(sandbox: &Sandbox) -> serde_json::Value {
    let one = |(operation, count): (String, CallCount)| {
        let CallCount { answered, throttled, failed } = count;
        (operation, json!({"answered": answered, "throttled": throttled, "failed": failed}))
    };
    sandbox.calls().into_iter().map(one).collect()
}

fn lies(file: &SandboxFile) -> String {
    match file {
        SandboxFile::Memory => "in memory".to_owned(),
        SandboxFile::Path(path) => format!("in `{}`", path.display()),
    }
}

/// The file that tells others where a sandbox is served; it goes when the server ends.
struct Sign(Option<PathBuf>);

impl Sign {
    fn put(app: &App, file: &SandboxFile, url: &str) -> Result<Self> {
        let path = file.address();
        if let Some(path) = &path {
            write(app, path, url)?;
        }
        Ok(Self(path))
    }
}

fn write(app: &App, path: &Path, text: &str) -> Result<()> {
    app.terminal.outlet.file(path, &format!("{text}\n")).map_err(|error| Error::file("write", path, error))
}

impl Drop for Sign {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // A sign that stays says an address where nobody answers, no more.
            let _ = std::fs::remove_file(path);
        }
    }
}
