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
    let next = AtomicUsize::new(0);
    let died = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, Into::into);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(&(call, fault)) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let run = || alone(endure(&scenario, fault, call, &expected));
                    let end = catch_unwind(AssertUnwindSafe(run));
                    let end = end.unwrap_or_else(|_| Err("it panicked".into()));
                    if let Err(reason) = end {
                        died.lock()
                            .expect("not poisoned")
                            .push(format!("{fault:?} at call {call}: {reason}"));
                    }
                }
            });
        }
    });
    let died = died.into_inner().expect("not poisoned");
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

/// A runtime on a paused clock: what runs alone on it is the same each time.
fn alone<T>(future: impl Future<Output = T>) -> T {
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
