//! Every call of a run with every fault.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::account::Account;
use super::fault::Fault;
use super::scenario::{Scenario, Weather};
use super::trial::{endure, reads, rehearse, stop};

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
        scenario.title(),
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

/// Every point of a scenario, or so many of them, spread evenly.
fn points(calls: u64, most: usize) -> Vec<Point> {
    let all: Vec<Point> = (1..=calls).flat_map(|call| Fault::ALL.map(|fault| (call, fault))).collect();
    // An odd stride meets each of the faults, of which there are eight.
    let stride = if most < all.len() { all.len() / most | 1 } else { 1 };
    all.into_iter().step_by(stride).collect()
}

/// Endures points of a scenario; how many at most.
fn endure_all(scenario: impl Future<Output = Scenario>, most: usize) {
    let scenario = alone(scenario);
    let (calls, expected) = alone(rehearse(&scenario));
    simulate(scenario, expected, &points(calls, most), calls);
}

/// How many points of each scenario are tried whenever tests are.
const SOME: usize = 16;

#[test]
fn some_calls_of_a_creation_with_some_faults() {
    endure_all(Scenario::create(), SOME);
}

#[test]
fn some_calls_of_an_update_with_some_faults() {
    endure_all(Scenario::update(), SOME);
}

#[test]
fn some_calls_of_a_destruction_with_some_faults() {
    endure_all(Scenario::destroy(), SOME);
}

#[test]
fn some_calls_of_an_update_with_some_faults_while_reads_are_stale() {
    endure_all(async { Scenario::update().await.in_the(Weather::Stale) }, SOME / 2);
}

/// Stops a scenario's run after a call, or after each of so many.
fn stop_all(scenario: impl Future<Output = Scenario>, most: u64) {
    let scenario = alone(async { scenario.await.in_the(Weather::Slow) });
    let (calls, expected) = alone(rehearse(&scenario));
    let first = alone(reads(&scenario));
    let stride = usize::try_from(((calls - first) / most).max(1)).expect("few calls");
    let all: Vec<u64> = (first..=calls).step_by(stride).collect();
    let died = at_once(&all, |call| {
        alone(stop(&scenario, *call, &expected))
            .map_err(|reason| format!("stopped after call {call}: {reason}"))
    });
    println!(
        "{}: stopped after each of {} calls, {} finished later",
        scenario.title(),
        all.len(),
        all.len() - died.len()
    );
    assert!(
        died.is_empty(),
        "{} did not, among them\n{}",
        died.len(),
        died[..died.len().min(SHOWN)].join("\n")
    );
}

#[test]
fn an_update_that_is_stopped_after_some_call_is_finished_by_the_next() {
    stop_all(Scenario::update(), SOME as u64 / 2);
}

#[test]
fn the_same_run_makes_the_same_calls() {
    let scenario = alone(Scenario::create());
    let ((calls, left), (again, left_again)) = (alone(rehearse(&scenario)), alone(rehearse(&scenario)));
    assert_eq!(calls, again);
    // Ids are drawn in the order of calls.
    assert!(left == left_again);
}

#[test]
#[ignore = "thousands of runs: `just simulate`"]
fn every_call_with_every_fault() {
    endure_all(Scenario::create(), usize::MAX);
    endure_all(Scenario::update(), usize::MAX);
    endure_all(Scenario::destroy(), usize::MAX);
    endure_all(async { Scenario::update().await.in_the(Weather::Stale) }, usize::MAX);
    stop_all(Scenario::update(), u64::MAX);
}
