//! The run: hands ready changes to the line until none is left.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;

use schema::{Origin, SecretText, Tree, reference};
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::alike::Alike;
use super::events::Event;
use super::keep;
use super::make::{Doors, Made, calls, joins, make, make_joined, resume};
use super::outcome::{Failure, Fate, Kept, Outcome, Result, Stop};
use super::ready::Ready;
use crate::action::Action;
use crate::address::Address;
use crate::approve::Approved;
use crate::contract::{Call, Deed, Turn};
use crate::kinds;
use crate::plan::{Change, Plan};
use crate::ports::Writes;
use crate::tree::bind;

/// Draws a text of a length from an alphabet (letters and digits where there is none). Chance is
/// the binary's, not the engine's.
pub type Draw<'a> = dyn Fn(u32, Option<&str>) -> SecretText + Send + Sync + 'a;

/// Changes under way at once.
const AT_ONCE: usize = 32;

/// Applies a plan.
///
/// # Flow
/// A change begins when all that it refers to is done; deletions begin when everything else has
/// succeeded. Independent changes go on when one fails.
///
/// # Guarantees
/// Only what the plan lists is written. On a stop, what has begun is finished, and what has not,
/// though it waits for its turn at a quota, does not begin. Every change of the plan has a result.
/// The record is written before what it must remember is made, and says that all was applied only
/// when it was.
pub async fn apply(
    approved: Approved,
    writes: &Writes,
    draw: &Draw<'_>,
    tell: Arc<dyn Fn(Event) + Send + Sync>,
    stop: &CancellationToken,
) -> Outcome {
    let plan = approved.into_plan();
    tell(Event::Started { changes: plan.changes().len(), seconds: plan.cost().seconds });
    let doors = Doors::until(writes, stop);
    let begun = keep::begin(&plan, &doors, &*tell).await;
    let mut run = Run::new(&plan, writes, Arc::clone(&tell), doors);
    run.drawn = drawn(&plan, writes, draw);
    run.barred.clone_from(&begun.barred);
    loop {
        if stop.is_cancelled() {
            run.stopped.get_or_insert(Stop::Asked);
        } else {
            run.begin();
        }
        tokio::select! {
            ended = run.tasks.join_next_with_id() => match ended {
                Some(ended) => run.joined(ended),
                None => break,
            },
            () = stop.cancelled(), if run.stopped.is_none() => run.stopped = Some(Stop::Asked),
        }
    }
    let mut outcome = run.outcome();
    (outcome.record, outcome.record_calls) =
        keep::end(&plan, begun, &outcome, &Doors::of(writes), &*tell).await;
    outcome.counts = writes.reads().counts();
    outcome
}

struct Run<'a> {
    plan: &'a Plan,
    writes: &'a Writes,
    doors: Doors,
    tell: Arc<dyn Fn(Event) + Send + Sync>,
    changes: BTreeMap<&'a Address, &'a Change>,
    /// Deeds with the values that were drawn for them.
    drawn: BTreeMap<&'a Address, Deed<Tree>>,
    ready: Ready,
    tasks: JoinSet<Vec<Made>>,
    /// What each task is about.
    under_way: BTreeMap<Id, Vec<Address>>,
    results: BTreeMap<Address, Result>,
    /// What AWS has told of each change that is done, by attribute.
    learned: BTreeMap<Address, BTreeMap<&'static str, Tree>>,
    /// Changes that are done but for calls whose turn has not come.
    halves: Vec<Made>,
    stopped: Option<Stop>,
    /// Why the record does not remember what is about to be made.
    barred: Option<Failure>,
    /// What AWS would refuse again.
    alike: Alike,
}

impl<'a> Run<'a> {
    fn new(plan: &'a Plan, writes: &'a Writes, tell: Arc<dyn Fn(Event) + Send + Sync>, doors: Doors) -> Self {
        Self {
            plan,
            writes,
            doors,
            tell,
            changes: plan.changes().iter().map(|change| (&change.address, change)).collect(),
            drawn: BTreeMap::new(),
            ready: Ready::new(plan.changes()),
            tasks: JoinSet::new(),
            under_way: BTreeMap::new(),
            results: BTreeMap::new(),
            learned: BTreeMap::new(),
            halves: Vec::new(),
            stopped: None,
            barred: None,
            alike: Alike::default(),
        }
    }

    /// Begins as much as may run at once.
    fn begin(&mut self) {
        let mut joined: Vec<Vec<(Address, Call)>> = Vec::new();
        while self.stopped.is_none() && self.tasks.len() < AT_ONCE {
            let Some(address) = self.ready.next() else { break };
            let change = self.changes[&address];
            let calls = match self.barred.clone().filter(|_| keep::needs(self.plan, change)) {
                Some(failure) => Err(failure),
                None => self.calls(change),
            };
            if let Some(reason) = calls.as_ref().ok().and_then(|calls| self.alike.bars(change, calls)) {
                self.skip(&address, reason);
                self.skip_dependents(change);
                continue;
            }
            (self.tell)(Event::Begun { address: address.clone(), action: change.action() });
            let mut calls = match calls {
                Ok(calls) => calls,
                Err(failure) => {
                    self.end(vec![Made::barred(address, failure)]);
                    continue;
                }
            };
            if joins(&calls) {
                let call = calls.remove(0);
                let batch = call.request.row().batch;
                let fits = |group: &Vec<(Address, Call)>| group[0].1.request.goes_with(&call.request);
                let at = joined.iter().position(fits).unwrap_or_else(|| {
                    joined.push(Vec::new());
                    joined.len() - 1
                });
                joined[at].push((address, call));
                if joined[at].len() == batch {
                    let full = joined.swap_remove(at);
                    self.spawn_joined(full);
                }
            } else {
                let (doors, tell) = (self.doors.clone(), Arc::clone(&self.tell));
                let about = vec![address.clone()];
                self.spawn(about, async move { vec![make(&doors, address, calls, &*tell).await] });
            }
        }
        joined.into_iter().for_each(|group| self.spawn_joined(group));
        if self.tasks.is_empty() && self.stopped.is_none() {
            self.finish();
        }
    }

    /// Nothing else is left: begins what waited for that, and then what waited for its parts.
    fn finish(&mut self) {
        match self.ready.first_failure() {
            None => {
                let held = self.held();
                self.go_on(Turn::Last, |_, address| !held.contains(address));
            }
            Some(_) => self.fail_halves(Turn::Last),
        }
        if self.tasks.is_empty() {
            self.go_on(Turn::Resume, Self::parts_are_done);
        }
    }

    /// What others still need whose old ones are there as well: AWS lets nothing go that is in use.
    fn held(&self) -> BTreeSet<Address> {
        let last = self.halves.iter().filter(|half| half.waits_for() == Some(Turn::Last));
        last.flat_map(|half| self.changes[&half.address].needs.iter().cloned()).collect()
    }

    /// Begins the calls of a turn.
    fn go_on(&mut self, turn: Turn, may: impl Fn(&Self, &Address) -> bool) {
        for half in std::mem::take(&mut self.halves) {
            if half.waits_for() == Some(turn) && may(self, &half.address) {
                let (doors, tell) = (self.doors.clone(), Arc::clone(&self.tell));
                let about = vec![half.address.clone()];
                self.spawn(about, async move { vec![resume(&doors, half, turn, &*tell).await] });
            } else {
                self.halves.push(half);
            }
        }
    }

    /// Whether every change of what hangs on a resource is done.
    fn parts_are_done(&self, whole: &Address) -> bool {
        self.undone_part(whole).is_none()
    }

    fn undone_part(&self, whole: &Address) -> Option<&'a Address> {
        let parts = self.changes.keys().filter(|address| kinds::parent(address).as_ref() == Some(whole));
        let done = |address: &Address| {
            self.results.get(address).is_some_and(|result| matches!(result.fate, Fate::Done))
        };
        parts.copied().find(|address| !done(address))
    }

    fn spawn_joined(&mut self, changes: Vec<(Address, Call)>) {
        let doors = self.doors.clone();
        let about = changes.iter().map(|(address, _)| address.clone()).collect();
        self.spawn(about, async move { make_joined(&doors, changes).await });
    }

    fn spawn(&mut self, about: Vec<Address>, task: impl Future<Output = Vec<Made>> + Send + 'static) {
        let id = self.tasks.spawn(task).id();
        self.under_way.insert(id, about);
    }

    /// A task has ended. One that crashed takes its own changes with it and no others.
    fn joined(&mut self, ended: std::result::Result<(Id, Vec<Made>), JoinError>) {
        let made = match ended {
            Ok((id, made)) => {
                self.under_way.remove(&id);
                made
            }
            Err(error) => {
                let about = self.under_way.remove(&error.id()).unwrap_or_default();
                about.into_iter().map(|address| Made::barred(address, Failure::Crashed)).collect()
            }
        };
        self.end(made);
    }

    fn calls(&self, change: &Change) -> std::result::Result<Vec<Call>, Failure> {
        let known = |address: &Address, attribute: &str| {
            let told = self.learned.get(address).and_then(|told| told.get(attribute));
            told.cloned().or_else(|| self.written(address, attribute))
        };
        let mut deed = self.deed(change).clone();
        if let Some(to) = deed.to_mut() {
            let bound = bind(to, &mut { usize::MAX }, &known);
            *to = bound.map_err(|error| Failure::Wrong(error.to_string()))?;
            if unfilled(to) {
                return Err(Failure::Wrong("what it refers to is not known, so it was not sent".into()));
            }
        }
        Ok(calls(change, self.plan, &deed))
    }

    /// What is done about a change, with the values that were drawn for it.
    fn deed(&self, change: &'a Change) -> &Deed<Tree> {
        self.drawn.get(&change.address).unwrap_or(&change.deed)
    }

    /// An attribute of a change that this plan itself writes.
    fn written(&self, address: &Address, attribute: &str) -> Option<Tree> {
        let change = self.changes.get(address)?;
        let to = self.deed(change).to()?;
        (change.resource.attribute)(attribute, self.plan.site(), change.id.as_deref(), to).known()
    }

    fn end(&mut self, made: Vec<Made>) {
        self.alike.learn(&made);
        for mut made in made {
            if made.never_begun() {
                (self.tell)(Event::Withdrawn { address: made.address });
                continue;
            }
            let change = self.changes[&made.address];
            if made.turn == Turn::Next && made.end.is_ok() {
                let learned = std::mem::take(&mut made.learned);
                self.learned.entry(made.address.clone()).or_default().extend(learned);
                self.ready.done(change);
            }
            if made.waits_for().is_some() {
                self.halves.push(made);
            } else {
                self.ended(change, made);
            }
        }
    }

    fn ended(&mut self, change: &Change, made: Made) {
        let (address, action) = (made.address, change.action());
        let fate = match made.end {
            Ok(()) => {
                (self.tell)(Event::Done { address: address.clone(), action, notes: made.notes.clone() });
                self.ready.over(change);
                Fate::Done
            }
            Err(failure) => {
                if failure.ends_all() {
                    self.stopped = Some(Stop::Credentials);
                }
                let reason = failure.to_string();
                (self.tell)(Event::Failed { address: address.clone(), action, reason });
                match made.turn {
                    Turn::Next => self.skip_dependents(change),
                    Turn::Last => self.ready.stuck(change),
                    Turn::Resume => {}
                }
                Fate::Failed(failure)
            }
        };
        let result = Result { address: address.clone(), action, fate, calls: made.calls, notes: made.notes };
        self.results.insert(address, result);
    }

    fn skip_dependents(&mut self, change: &Change) {
        let actions = |address: &Address| self.changes[address].action();
        for (address, cause) in self.ready.failed(change, actions).skipped {
            self.skip(&address, format!("it needs `{cause}`, which failed"));
        }
    }

    fn skip(&mut self, address: &Address, reason: String) {
        let action = self.changes[address].action();
        (self.tell)(Event::Skipped { address: address.clone(), action, reason: reason.clone() });
        let result = Result {
            address: address.clone(),
            action,
            fate: Fate::Skipped(reason),
            calls: vec![],
            notes: vec![],
        };
        self.results.insert(address.clone(), result);
    }

    /// Changes whose calls of a turn are not made.
    fn fail_halves(&mut self, turn: Turn) {
        for mut half in std::mem::take(&mut self.halves) {
            if half.waits_for() != Some(turn) {
                self.halves.push(half);
                continue;
            }
            let reason = self.why_left(turn, &half.address);
            half.end = Err(Failure::Wrong(reason));
            half.turn = turn;
            let change = self.changes[&half.address];
            self.ended(change, half);
        }
    }

    /// What a change that ends before a turn leaves behind, and why it ends.
    fn why_left(&self, turn: Turn, address: &Address) -> String {
        let left = match turn {
            Turn::Next | Turn::Last => "the new one is there, and the old one stays until the next apply",
            Turn::Resume => "it stays disabled until the next apply",
        };
        let part = self.undone_part(address).filter(|_| turn == Turn::Resume && self.stopped.is_none());
        match (part, self.ready.first_failure()) {
            (Some(part), _) => format!("{left}, since `{part}` is not done"),
            (None, Some(failed)) => format!("{left}, since `{failed}` failed"),
            (None, None) => format!("{left}, since apply ended early"),
        }
    }

    fn outcome(mut self) -> Outcome {
        self.fail_halves(Turn::Last);
        self.fail_halves(Turn::Resume);
        let left: Vec<&Address> =
            self.changes.keys().copied().filter(|address| !self.results.contains_key(address)).collect();
        for address in left {
            let failed = self.ready.first_failure().cloned();
            match (self.stopped, failed) {
                (None, Some(failed)) if self.changes[address].action() == Action::Delete => {
                    self.skip(
                        address,
                        format!(
                            "deletions wait until all else has succeeded, and `{failed}` failed; `--only` deletes it alone"
                        ),
                    );
                }
                _ => {
                    let action = self.changes[address].action();
                    let result = Result {
                        address: address.clone(),
                        action,
                        fate: Fate::NotTried,
                        calls: vec![],
                        notes: vec![],
                    };
                    self.results.insert(address.clone(), result);
                }
            }
        }
        Outcome {
            plan: self.plan.id().to_owned(),
            site: self.plan.site().clone(),
            partial: self.plan.partial().cloned(),
            results: self.results.into_values().collect(),
            stopped: self.stopped,
            record: Kept::Fine,
            record_calls: Vec::new(),
            counts: self.writes.reads().counts(),
        }
    }
}

/// Draws every value that is generated and not there yet.
fn drawn<'a>(plan: &'a Plan, writes: &Writes, draw: &Draw<'_>) -> BTreeMap<&'a Address, Deed<Tree>> {
    let mut all = BTreeMap::new();
    for change in plan.changes() {
        let mut deed = change.deed.clone();
        let drew = deed.to_mut().is_some_and(|tree| generate(tree, writes, draw));
        if drew {
            all.insert(&change.address, deed);
        }
    }
    all
}

/// Whether a reference is left in what is to be sent.
fn unfilled(tree: &Tree) -> bool {
    tree.walk().any(|tree| match tree {
        Tree::Text(text) => reference::holds(text),
        Tree::Secret(secret) => match &secret.text {
            Some(text) => reference::holds(text.expose()),
            None => matches!(secret.origin, Some(Origin::Reference { .. })),
        },
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::List(_) | Tree::Set(_) | Tree::Map(_) => {
            false
        }
    })
}

/// Draws what a tree asks for; tells whether it asked for any.
fn generate(tree: &mut Tree, writes: &Writes, draw: &Draw<'_>) -> bool {
    match tree {
        Tree::Secret(secret) if secret.text.is_none() => {
            let Some(Origin::Generate { length, characters }) = &secret.origin else { return false };
            let text = draw(*length, characters.as_deref());
            writes.reads().masks().add(&text);
            secret.text = Some(text);
            true
        }
        Tree::List(items) | Tree::Set(items) => {
            items.iter_mut().fold(false, |drew, item| generate(item, writes, draw) | drew)
        }
        Tree::Map(map) => map.values_mut().fold(false, |drew, value| generate(value, writes, draw) | drew),
        Tree::Secret(_) | Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => false,
    }
}
