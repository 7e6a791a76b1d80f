//! Every call of a run with every fault.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::account::Account;
use super::fault::Fault;
use super::scenario::Scenario;
use super::trial::{endure, rehearse};

/// How many of the points that died are told.
const SHOWN: usize = 10;

/// One point of the simulation: a call and what befalls it.
type Point = (u64, Fault);

/// Endures points of a scenario, and prints how many there were and survived.
fn simulate(scenario: Scenario, expected: Account, points: &[Point], calls: u64) {
    let died = at_once(points, |&(call, fault)| {
        let end = alone(endure(&scenario, fault, call, &expected));
        end.map_err(|reason| format!("{fault:?} at call {call}: {reason}"))
    });
    println!(
        "{}: {calls} calls × {} faults, {} points, {} survived",
        scenario.name,
        Fault::ALL.len(),
        points.len(),
        points.len() - died.len()
    );
    let shown = &died[..died.len().min(SHOWN)];
    assert!(died.is_empty(), "{} died, among them\n{}", died.len(), shown.join("\n"));
}

/// Tries each of many things, as many at once as there are processors, and tells what came of those that
/// failed.
pub fn at_once<T: Sync>(all: &[T], each: impl Fn(&T) -> Result<(), String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, Into::into);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let end = catch_unwind(AssertUnwindSafe(|| each(one)));
                    let end = end.unwrap_or_else(|_| Err("it panicked, as told above".into()));
                    failed.lock().expect("not poisoned").extend(end.err());
                }
            });
        }
    });
    failed.into_inner().expect("not poisoned")
}

/// A runtime on a paused clock: what runs alone on it is the same each time.
pub fn alone<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().expect("a runtime");
    runtime.block_on(future)
}

fn points(calls: u64, stride: usize) -> Vec<Point> {
    let all = (1..=calls).flat_map(|call| Fault::ALL.map(|fault| (call, fault)));
    all.step_by(stride).collect()
}

fn stride(usual: usize) -> usize {
    std::env::var("TRUEUP_STRIDE").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Endures every one of so many points of a scenario.
fn every(stride: usize, scenario: impl Future<Output = Scenario>) {
    let scenario = alone(scenario);
    let (calls, expected) = alone(rehearse(&scenario));
    simulate(scenario, expected, &points(calls, stride), calls);
}

#[test]
fn create() {
    every(stride(7), Scenario::create());
}

#[test]
fn update() {
    every(stride(7), Scenario::update());
}

#[test]
fn destroy() {
    every(stride(7), Scenario::destroy());
}
