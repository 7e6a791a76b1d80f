//! Every call of a run with every fault.

use std::time::Instant;

use sandbox::{Effect, Moment, Rule, When};

use super::account::Account;
use super::scenario::{Scenario, settings};
use super::trial::{Ended, process, recover, run};

#[test]
fn slice() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let (scenario, expected, calls) = runtime().block_on(async {
        let scenario = Scenario::create().await;
        let sandbox = scenario.start.copy(settings());
        let world = process(&sandbox, 1);
        let Ended::Applied(_, outcome, _) = run(&world, &scenario).await else { panic!("refused") };
        assert!(outcome.whole());
        let calls: u64 = world.calls().values().sum();
        (scenario, Account::of(&sandbox), calls)
    });
    println!("{:#?}", expected.names());
    println!("{calls} calls");
    let start = Instant::now();
    let mut bad = 0;
    for call in 1..=calls {
        let end = runtime().block_on(async {
            let sandbox = scenario.start.copy(settings());
            sandbox.add_fault(Rule::everywhere(When::Overall(call), Effect::Silence(Moment::After)));
            let world = process(&sandbox, 1);
            tokio::select! {
                _ = run(&world, &scenario) => panic!("not killed"),
                () = sandbox.silenced() => {}
            }
            drop(world);
            recover(&sandbox, &scenario, &expected).await
        });
        if let Err(reason) = end {
            bad += 1;
            println!("{call}: {reason}");
        }
    }
    println!("{bad} bad of {calls}, {:?}", start.elapsed());
}
