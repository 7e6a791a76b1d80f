//! When windows and associations run by themselves, before and after a change.

use engine::contract::{Effect, Runs};
use engine::plan::Plan;

use crate::world::{STACK, World};

fn window(lines: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {{name: weekly}}\nspec: {{duration: 4h, cutoff: 1h, {lines}}}\n"
    )
}

fn association(schedule: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: agent}}\nspec: {{document: AWS-GatherSoftwareInventory, instances: [\"*\"], schedule: \"{schedule}\"}}\n"
    )
}

/// What a plan says of the times, before and after.
fn times(plan: &Plan) -> Vec<(Option<Runs>, Option<Runs>)> {
    let effects = plan.changes().iter().flat_map(|change| &change.effects);
    let times = effects.filter_map(|effect| match effect {
        Effect::Reschedules { before, after } => Some((before.clone(), after.clone())),
        _ => None,
    });
    times.collect()
}

fn words(runs: &Option<Runs>) -> &str {
    runs.as_ref().map_or("never", |runs| &runs.words)
}

#[tokio::test(start_paused = true)]
async fn a_change_of_times_is_told_with_the_next_ones() {
    let world = World::standing_still();
    let sundays = "schedule: cron(0 2 ? * SUN *)";
    let plan = world.plan(&world.desired(STACK, &[&window(sundays)]).await).await;
    let [(None, Some(runs))] = &times(&plan)[..] else { panic!("{:?}", times(&plan)) };
    assert_eq!((runs.words.as_str(), runs.zone.as_str()), ("Sundays 02:00 UTC", "UTC"));
    let next: Vec<String> = runs.next.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(next, ["2026-11-22T02:00:00Z", "2026-11-29T02:00:00Z", "2026-12-06T02:00:00Z"]);

    world.converge(&world.desired(STACK, &[&window(sundays)]).await).await;
    for (lines, after, first) in [
        (
            "schedule: cron(30 3 ? * SAT#2 *), timezone: Europe/Berlin",
            "the second Saturday of the month 03:30 Europe/Berlin",
            "2026-12-12T02:30:00Z",
        ),
        (
            "schedule: cron(0 2 ? * SUN *), scheduleOffset: 2d",
            "Sundays 02:00 UTC, 2 days later",
            "2026-11-24T02:00:00Z",
        ),
        ("schedule: rate(7 days)", "every 7 days", "2026-11-28T12:00:00Z"),
    ] {
        let plan = world.plan(&world.desired(STACK, &[&window(lines)]).await).await;
        let [(before, Some(runs))] = &times(&plan)[..] else { panic!("{lines}: {:?}", times(&plan)) };
        assert_eq!((words(before), runs.words.as_str()), ("Sundays 02:00 UTC", after), "{lines}");
        assert_eq!(runs.next.as_ref().expect("known")[0].to_string(), first, "{lines}");
    }
    let disabled = window(&format!("{sundays}, enabled: false"));
    let plan = world.plan(&world.desired(STACK, &[&disabled]).await).await;
    let [(before, after)] = &times(&plan)[..] else { panic!("{:?}", times(&plan)) };
    assert_eq!((words(before), words(after)), ("Sundays 02:00 UTC", "never"));
}

#[tokio::test(start_paused = true)]
async fn of_times_that_stay_nothing_is_said() {
    let world = World::standing_still();
    let before = [window("schedule: rate(7 days)"), association("rate(1 day)")];
    world.converge(&world.desired(STACK, &[&before[0], &before[1]]).await).await;
    let after = [
        window("schedule: rate(7 days), description: more"),
        association("rate(1 day)").replace("spec: {", "spec: {complianceSeverity: HIGH, "),
    ];
    let plan = world.plan(&world.desired(STACK, &[&after[0], &after[1]]).await).await;
    assert_eq!(plan.changes().len(), 2);
    assert_eq!(times(&plan), []);
    let moved = association("cron(0 4 ? * MON *)");
    let plan = world.plan(&world.desired(STACK, &[&before[0], &moved]).await).await;
    let [(before, after)] = &times(&plan)[..] else { panic!("{:?}", times(&plan)) };
    assert_eq!((words(before), words(after)), ("every day", "Mondays 04:00 UTC"));
    // Nothing tells from when on the rate of an association counts; a window's next opening AWS tells.
    assert_eq!(before.as_ref().and_then(|runs| runs.next.clone()), None);
    let slower = window("schedule: rate(8 days)");
    let plan = world.plan(&world.desired(STACK, &[&slower, &association("rate(1 day)")]).await).await;
    let [(Some(before), _)] = &times(&plan)[..] else { panic!("{:?}", times(&plan)) };
    let held = world.outside().describe_maintenance_windows().send().await.expect("allowed");
    let told = held.window_identities()[0].next_execution_time().expect("told").to_owned();
    let next = before.next.as_ref().expect("told")[0];
    assert_eq!(next, schedule::instant::instant(&told).expect("an instant"));
}
