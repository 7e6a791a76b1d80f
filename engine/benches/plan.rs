//! How planning grows: unchanged plans of 1,000, 10,000 and 100,000 parameters against the
//! in-process sandbox, each in a process of its own. Run with `cargo bench -p engine`.

#![allow(clippy::disallowed_methods, reason = "a benchmark measures the real world")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_ssm::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_ssm::types::{ParameterTier, ParameterType, Tag};
use engine::contract::{Depth, Exposure};
use engine::guardrails::Guardrails;
use engine::observe::observe;
use engine::plan::{Frame, Goal, Worktree, plan};
use engine::ports::{Clients, Line, Masks, Pace, Reads, spread};
use engine::resolve::{Desired, Read, places, resolve};
use jiff::Timestamp;
use sandbox::{Quotas, Sandbox, Settings};
use schema::{Sources, read_manifests, read_stack};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    let own = std::env::args().nth(1).and_then(|size| size.parse::<usize>().ok());
    match own {
        Some(size) => measure(size),
        None => {
            println!(
                "{:>10} {:>10} {:>10} {:>12} {:>10}",
                "parameters", "resolve s", "plan s", "peak MiB", "calls"
            );
            let program = std::env::current_exe().expect("this program");
            for size in SIZES {
                let done = std::process::Command::new(&program).arg(size.to_string()).status();
                assert!(done.is_ok_and(|status| status.success()), "{size} parameters");
            }
        }
    }
}

#[tokio::main]
async fn measure(size: usize) {
    let settings = Settings { quotas: Quotas::Unlimited, ..Settings::default() };
    let sandbox = Sandbox::memory(settings);
    let started = Instant::now();
    let desired = desired(size);
    let resolved = started.elapsed();
    fill(&config(&sandbox), size).await;
    let line = Line::new(Clients::new(&config(&sandbox)), Pace::Unlimited, Masks::default(), 7);
    let started = Instant::now();
    let unchanged = plan(&desired, &look(&desired, &line).await, frame());
    let took = started.elapsed();
    assert!(unchanged.empty() && unchanged.unchanged() == size);
    let calls: u64 = line.counts().values().map(|count| count.sent).sum();
    let seconds = |time: Duration| format!("{:.2}", time.as_secs_f64());
    println!("{size:>10} {:>10} {:>10} {:>12} {calls:>10}", seconds(resolved), seconds(took), peak());
}

async fn look(desired: &Desired, line: &Line) -> engine::observe::Live {
    observe(desired, &Reads::new(line.clone()), Exposure::Compare, Depth::Owned).await
}

fn frame() -> Frame {
    Frame {
        id: "bench".into(),
        now: Timestamp::UNIX_EPOCH,
        commit: None,
        worktree: Worktree::Committed,
        goal: Goal::Converge,
        exposure: Exposure::Compare,
        replace: Default::default(),
        only: Default::default(),
        guardrails: Guardrails::default(),
    }
}

/// Puts what the manifest declares into the sandbox, without trueup: only planning is measured.
async fn fill(config: &SdkConfig, size: usize) {
    let ssm = aws_sdk_ssm::Client::new(config);
    let tag = |key: &str, value: String| Tag::builder().key(key).value(value).build().expect("whole");
    spread((0..size).collect(), |at| {
        let put = ssm
            .put_parameter()
            .name(format!("/bench/s{:03}/k{at:06}", at % 500))
            .value(format!("v{at}"))
            .r#type(ParameterType::String)
            .description(format!("Key {at}"))
            .tier(ParameterTier::Standard)
            .tags(tag("Key", format!("k{at}")))
            .tags(tag("trueup:stack", "bench/default".into()));
        async move { put.send().await.map(drop).expect("accepted") }
    })
    .await;
}

fn desired(size: usize) -> Desired {
    let mut text = String::from(
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: all}\nspec:\n  path: /bench\n  parameters:\n",
    );
    for at in 0..size {
        text.push_str(&format!(
            "    s{:03}/k{at:06}: {{value: v{at}, description: Key {at}, tier: Standard, tags: {{Key: k{at}}}}}\n",
            at % 500
        ));
    }
    let stack = "apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: bench}\nspec: {manifests: [m.yaml]}\n";
    let mut sources = Sources::default();
    let (root, all) = (sources.add("trueup.yaml", stack), sources.add("m.yaml", text));
    let (stack, _) = read_stack(&sources, root);
    let (manifests, _) = read_manifests(&sources, [all]);
    let sources = Arc::new(sources);
    let read = Read { stack: stack.expect("a stack"), manifests, sources, files: Default::default() };
    let mut place = places(&read.stack, &["us-east-1".to_owned()]).remove(0);
    place.site.account = "123456789012".into();
    let (desired, findings) = resolve(&read, &place, Timestamp::UNIX_EPOCH);
    assert!(findings.is_empty(), "{findings:?}");
    desired
}

fn config(sandbox: &Sandbox) -> SdkConfig {
    let credentials = Credentials::new("123456789012", "secret", None, None, "bench");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(sandbox.client())
        .build()
}

/// This process's peak memory, in MiB, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.map_or("unknown".into(), |kib| (kib / 1024).to_string())
}
