//! A world to test in: a stack of texts, and a sandbox in the place of AWS.

use engine::policy::{Judged, Policies, judge};
use engine::saved::{load, save};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_ssm::config::{Credentials, HttpClient, SharedCredentialsProvider};
use engine::apply::{Event, Outcome, Settled, apply, settle};
use engine::approve::{Approved, Consent, Refusal, approve};
use engine::contract::{Depth, Exposure, Sought};
use engine::guardrails::{Guardrails, Limit};
use engine::import::{Adoption, Asking, Import, import};
use engine::look::look;
use engine::observe::{Live, observe};
use engine::plan::{Frame, Goal, Moved, Only, Plan, Waive, Worktree, again, plan, reread};
use engine::ports::{Clients, Desk, Line, Masks, Pace, Reads, Writes};
use engine::resolve::{Desired, Fetch, Read, SecretSource, Trouble, fetch, places, resolve};
use jiff::Timestamp;
use sandbox::{Clock, Effect, Moment, Rule, Sandbox, Settings, When};
use schema::{Finding, Origin, SecretText, Severity, Sources, read_manifests, read_stack};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub const ACCOUNT: &str = "123456789012";
pub const REGION: &str = "us-east-1";

/// One account and region, and what stands for its surroundings.
pub struct World {
    pub sandbox: Sandbox,
    pub secrets: BTreeMap<String, String>,
    /// Files beside the manifests, by path.
    pub files: BTreeMap<String, String>,
    pub guardrails: Guardrails,
    /// When it began, by tokio's clock.
    pub began: Instant,
    line: Line,
    plans: AtomicU64,
    /// Texts that were drawn: no two are alike, so that one drawn anew shows.
    draws: AtomicU64,
}

/// What an apply of the world gave.
pub struct Applied {
    pub plan: Plan,
    pub outcome: Outcome,
    pub events: Vec<Event>,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Through,
    Killed,
}

/// A plan that no policy says anything of.
pub fn judged(plan: Plan) -> Judged {
    judge(&Policies::default(), plan)
}

/// A plan as its file gives it back.
pub fn reloaded(plan: Plan) -> Judged {
    load(&save(&[judged(plan)], "0.1.0"), "0.1.0").expect("written by us").remove(0)
}

impl World {
    pub fn new() -> Self {
        Self::with(Settings::default(), Pace::Unlimited)
    }

    pub fn with(settings: Settings, pace: Pace) -> Self {
        Self::of(Sandbox::memory(settings), pace, 0)
    }

    /// A world in which others may have planned already: its own plans have numbers from this one on.
    pub fn of(sandbox: Sandbox, pace: Pace, plans: u64) -> Self {
        let guardrails = Guardrails { max_deletes: Limit::Percent(100), ..Guardrails::default() };
        let (plans, draws) = (AtomicU64::new(plans), AtomicU64::new(plans * 1_000));
        Self {
            line: line(&sandbox, pace),
            sandbox,
            secrets: BTreeMap::new(),
            files: BTreeMap::new(),
            guardrails,
            began: Instant::now(),
            plans,
            draws,
        }
    }

    /// The world of a process that begins: it knows nothing of those before it, and its plans have other numbers.
    pub fn process(sandbox: &Sandbox, number: u64) -> Self {
        Self::of(sandbox.clone(), Pace::Unlimited, 100 * number)
    }

    /// A world whose AWS has the time of its plans, and keeps it.
    pub fn standing_still() -> Self {
        Self::with(Settings { clock: Clock::fixed(now()), ..Settings::default() }, Pace::Unlimited)
    }

    /// The same with a variable of the environment that holds a secret.
    pub fn knowing(mut self, name: &str, secret: &str) -> Self {
        self.secrets.insert(name.into(), secret.into());
        self
    }

    /// A client that knows nothing of trueup, for what others do in the account.
    pub fn outside(&self) -> aws_sdk_ssm::Client {
        aws_sdk_ssm::Client::new(&config(self.sandbox.client()))
    }

    /// The same for EC2.
    #[cfg(feature = "ec2")]
    pub fn instances(&self) -> aws_sdk_ec2::Client {
        aws_sdk_ec2::Client::new(&config(self.sandbox.client()))
    }

    pub fn reads(&self) -> Reads {
        Reads::new(self.line.clone())
    }

    pub fn desk(&self) -> Desk {
        Desk::new(self.line.clone())
    }

    pub fn writes(&self) -> Writes {
        Writes::new(self.line.clone())
    }

    /// Calls that left for each operation since the last look.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        let calls = self.sandbox.calls().into_iter();
        let calls = calls.map(|(name, count)| (name, count.answered + count.throttled + count.failed));
        let calls = calls.filter(|(_, count)| *count > 0).collect();
        self.sandbox.reset_calls();
        calls
    }

    pub async fn desired(&self, stack: &str, manifests: &[&str]) -> Desired {
        let (mut desired, findings) = self.resolve(stack, manifests);
        let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let findings = fetch(&mut desired, &Env(&self.secrets), self.line.masks()).await;
        assert!(findings.is_empty(), "{findings:#?}");
        desired
    }

    pub fn resolve(&self, stack: &str, manifests: &[&str]) -> (Desired, Vec<Finding>) {
        let (read, mut findings) = read(stack, manifests, &self.files);
        let places = places(&read.stack, &[REGION.to_owned()]);
        let mut place = places.into_iter().next().expect("a site");
        place.site.account = ACCOUNT.into();
        let (desired, more) = resolve(&read, &place, now());
        findings.extend(more);
        (desired, findings)
    }

    /// What the account holds and these manifests do not declare, as manifests.
    pub async fn import(&self, stack: &str, manifests: &[&str]) -> Import {
        let (read, _) = read(stack, manifests, &self.files);
        let mut place = places(&read.stack, &[REGION.to_owned()]).remove(0);
        place.site.account = ACCOUNT.into();
        let (desired, _) = resolve(&read, &place, now());
        let sought = Sought::default();
        let live = observe(&desired, &self.reads(), Exposure::Withhold, Depth::Everything(&sought)).await;
        assert!(live.unreadable.is_empty(), "{:#?}", live.unreadable);
        let (read, place, desired, live) = (&read, &place, &desired, &live);
        let (exists, masked) = (&|_: &str| false, &|_: &str| false);
        let (adoption, source) = (Adoption::Known, &|_: &str| None);
        let wanted = &|_: &str, _: &str| true;
        import(&Asking { read, place, desired, live, wanted, exists, masked, adoption, source, now: now() })
    }

    /// Every site of a stack, its accounts as it says them.
    pub fn sites(stack: &str, manifests: &[&str]) -> Vec<Desired> {
        let (read, _) = read(stack, manifests, &BTreeMap::new());
        places(&read.stack, &[REGION.to_owned()]).iter().map(|place| resolve(&read, place, now()).0).collect()
    }

    pub fn frame(&self) -> Frame {
        Frame {
            id: format!("{:016x}", self.plans.fetch_add(1, Ordering::Relaxed)),
            now: now(),
            commit: None,
            worktree: Worktree::Committed,
            goal: Goal::Converge,
            exposure: Exposure::Compare,
            replace: Default::default(),
            only: Default::default(),
            guardrails: self.guardrails.clone(),
        }
    }

    pub async fn live(&self, desired: &Desired, depth: Depth<'_>) -> Live {
        observe(desired, &self.reads(), Exposure::Compare, depth).await
    }

    pub async fn plan(&self, desired: &Desired) -> Plan {
        self.look(desired, self.frame()).await
    }

    pub async fn plan_to_destroy(&self, desired: &Desired) -> Plan {
        self.look(desired, Frame { goal: Goal::Destroy, ..self.frame() }).await
    }

    pub async fn look(&self, desired: &Desired, frame: Frame) -> Plan {
        look(desired, &self.reads(), Exposure::Compare, Depth::Owned, &frame).await.0
    }

    pub async fn destroy(&self, desired: &Desired) -> Applied {
        self.carry_out(self.plan_to_destroy(desired).await).await
    }

    pub async fn apply(&self, desired: &Desired) -> Applied {
        self.carry_out(self.plan(desired).await).await
    }

    pub fn approve(&self, plan: Plan) -> Result<Approved, Refusal> {
        approve(judged(plan), &self.guardrails, Consent::default())
    }

    pub async fn carry_out(&self, plan: Plan) -> Applied {
        self.carry_out_until(plan, &CancellationToken::new()).await
    }

    pub async fn carry_out_until(&self, plan: Plan, stop: &CancellationToken) -> Applied {
        let approved = self.approve(plan.clone()).unwrap_or_else(|refusal| panic!("{refusal:#?}"));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let tell = Arc::clone(&heard);
        let tell = move |event| tell.lock().expect("not poisoned").push(event);
        let outcome = self.make(approved, &self.writes(), Arc::new(tell), stop).await;
        let events = heard.lock().expect("not poisoned").clone();
        Applied { plan, outcome, events }
    }

    /// Carries a plan out as a process that is killed at a call: at 1 when the first has been carried out, at 2
    /// before it is, at 3 and 4 likewise at the second, and so on.
    pub async fn carry_out_killed_at(&self, plan: Plan, at: u64) -> End {
        let moment = if at.is_multiple_of(2) { Moment::Before } else { Moment::After };
        let kill = Rule::everywhere(When::Overall(at.div_ceil(2)), Effect::Silence(moment));
        self.sandbox.add_fault(kill);
        let end = tokio::select! {
            biased;
            () = self.sandbox.silenced() => End::Killed,
            _ = self.carry_out(plan) => End::Through,
        };
        self.sandbox.clear_faults();
        end
    }

    /// What a reviewed plan meets when it is to be applied: it is made again from what it reads again.
    pub async fn met(&self, reviewed: &Plan, desired: &Desired) -> Result<Plan, Vec<Moved>> {
        let part = reread(reviewed, desired, &counted());
        let live = self.live(desired, part.as_ref().map_or(Depth::Owned, Depth::Only)).await;
        let frame = Frame { goal: reviewed.goal(), ..self.frame() };
        again(reviewed, plan(desired, &live, frame), Waive::Nothing)
    }

    /// Carries out what somebody has agreed to by more than the plan.
    pub async fn carry_out_approved(&self, approved: Approved) -> Outcome {
        self.carry_out_approved_until(approved, &CancellationToken::new()).await
    }

    pub async fn carry_out_approved_until(&self, approved: Approved, stop: &CancellationToken) -> Outcome {
        self.make(approved, &self.writes(), Arc::new(|_| {}), stop).await
    }

    /// The same through a door.
    pub async fn carry_out_through(
        &self,
        approved: Approved,
        writes: &Writes,
        stop: &CancellationToken,
    ) -> Outcome {
        self.make(approved, writes, Arc::new(|_| {}), stop).await
    }

    async fn make(
        &self,
        approved: Approved,
        writes: &Writes,
        tell: Arc<dyn Fn(Event) + Send + Sync>,
        stop: &CancellationToken,
    ) -> Outcome {
        let draw = |length: u32, _: Option<&str>| {
            let number = self.draws.fetch_add(1, Ordering::Relaxed);
            SecretText::new(format!("{number:0>width$}", width = length as usize))
        };
        apply(approved, writes, &draw, tell, stop).await
    }

    pub async fn settle(&self, desired: &Desired, outcome: &Outcome) -> Settled {
        self.settle_to(desired, outcome, Goal::Converge).await
    }

    /// The same of an apply that may have been a destruction.
    pub async fn settle_to(&self, desired: &Desired, outcome: &Outcome, goal: Goal) -> Settled {
        settle(desired, outcome, &self.reads(), || Frame { goal, ..self.frame() }, &|_| {}).await
    }

    /// Applies, and expects it whole and the next plan empty.
    pub async fn converge(&self, desired: &Desired) -> Applied {
        let applied = self.apply(desired).await;
        assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
        let again = self.plan(desired).await;
        assert!(again.empty(), "{:#?}", summary(&again));
        applied
    }
}

pub fn read(stack: &str, manifests: &[&str], files: &BTreeMap<String, String>) -> (Read, Vec<Finding>) {
    let mut sources = Sources::default();
    let root = sources.add("trueup.yaml", stack);
    let ids: Vec<_> = manifests
        .iter()
        .enumerate()
        .map(|(at, text)| sources.add(format!("manifests/{}.yaml", at + 1), *text))
        .collect();
    let file = |(path, text): (&String, &String)| (path.clone(), sources.add(path.as_str(), text.as_str()));
    let files = files.iter().map(file).collect();
    let (stack, mut findings) = read_stack(&sources, root);
    let (manifests, more) = read_manifests(&sources, ids);
    findings.extend(more);
    let Some(stack) = stack else { panic!("{findings:#?}") };
    (Read { stack, manifests, sources: Arc::new(sources), files }, findings)
}

/// The addresses that could not be read.
pub fn unread(live: &Live) -> Vec<&str> {
    live.unreadable.iter().filter_map(|one| one.address.as_ref()).map(engine::Address::as_str).collect()
}

/// A plan in a few words: marks, addresses, paths.
pub fn summary(plan: &Plan) -> Vec<String> {
    let change = |change: &engine::plan::Change| {
        let paths: Vec<_> = change.differences.iter().map(|difference| difference.path.to_string()).collect();
        format!("{} {} [{}]", change.action().mark(), change.address, paths.join(" "))
    };
    let conflict = |conflict: &engine::plan::Conflict| format!("! {} {:?}", conflict.address, conflict.rival);
    plan.changes().iter().map(change).chain(plan.conflicts().iter().map(conflict)).collect()
}

/// Settings of a sandbox whose time of day goes with tokio's clock: what happens is the same each time.
pub fn settings() -> Settings {
    Settings { clock: Clock::with_tokio(now()), ..Settings::default() }
}

/// The same account for itself, which draws ids that are not there already.
pub fn copy(account: &Sandbox) -> Sandbox {
    account.copy(Settings { seed: 1, ..settings() })
}

/// Guardrails that count, and for which nobody needs to know how many resources there are.
pub fn counted() -> Guardrails {
    Guardrails { max_deletes: Limit::Count(1_000), ..Guardrails::default() }
}

/// The part that patterns name.
pub fn only(patterns: &[&str]) -> Only {
    let patterns: Vec<String> = patterns.iter().map(|text| (*text).to_owned()).collect();
    Only::read(&patterns).expect("patterns")
}

pub fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}

pub const STACK: &str = "\
apiVersion: trueup/v1
kind: Stack
metadata: {name: webshop}
spec: {manifests: [manifests/*.yaml], tags: {Application: webshop}}
";

/// One of every kind that carries tags, but for a calendar, and what hangs on it.
pub const ESTATE: &str = r#"
apiVersion: trueup/v1
kind: PatchBaseline
metadata: {name: web}
spec: {operatingSystem: SUSE, description: for the web}
---
apiVersion: trueup/v1
kind: PatchGroup
metadata: {name: web}
spec: {name: Web, baselines: [web]}
---
apiVersion: trueup/v1
kind: MaintenanceWindow
metadata: {name: weekly}
spec:
  schedule: cron(0 2 ? * SAT *)
  duration: 4h
  cutoff: 1h
  targets: {servers: {where: {"tag:Role": web}}}
  tasks:
    patch: {targets: [servers], maxConcurrency: 1, maxErrors: 1, runCommand: {document: AWS-RunPatchBaseline}}
---
apiVersion: trueup/v1
kind: Association
metadata: {name: agent}
spec: {document: AWS-UpdateSSMAgent, where: {"tag:Role": web}, schedule: rate(30 minutes)}
---
apiVersion: trueup/v1
kind: Document
metadata: {name: run}
spec:
  type: Command
  content:
    schemaVersion: '2.2'
    mainSteps: [{action: 'aws:runShellScript', name: run, inputs: {runCommand: [id]}}]
"#;

/// Lines of a [`hierarchy`]: a parameter that AWS shows, and a secret.
pub const PARAMETERS: &str = "plain: one\nkey: {type: SecureString, valueFrom: {env: KEY}}";

/// A hierarchy under `/webshop` with these lines as its parameters.
pub fn hierarchy(parameters: &str) -> String {
    let lines: String = parameters.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {{name: webshop}}\nspec:\n  path: /webshop\n  parameters:\n{lines}"
    )
}

/// What a client of the account needs, which speaks through this.
pub fn config(http: impl HttpClient + 'static) -> SdkConfig {
    let credentials = Credentials::new(ACCOUNT, "secret", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .build()
}

fn line(sandbox: &Sandbox, pace: Pace) -> Line {
    Line::new(Clients::new(&config(sandbox.client())), pace, Masks::default(), 7)
}

struct Env<'a>(&'a BTreeMap<String, String>);

impl SecretSource for Env<'_> {
    fn fetch<'a>(&'a self, origin: &'a Origin) -> Fetch<'a> {
        let answer = match origin {
            Origin::Env { name, .. } => match self.0.get(name).map(String::as_str) {
                Some("") => Err(Trouble::Empty(format!("`{name}` is empty"))),
                Some(text) => Ok(SecretText::new(text).into()),
                None => Err(Trouble::Missing(format!("`{name}` is not set"))),
            },
            _ => Err(Trouble::Missing("only `env` here".into())),
        };
        Box::pin(std::future::ready(answer))
    }
}
