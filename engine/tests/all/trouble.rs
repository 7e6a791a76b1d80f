//! What a real account does: lag, denial, throttling, lost answers, other people.

use std::time::Duration;

use engine::apply::{Fate, Kept, Settled, Stop};
use engine::ports::{Cause, Pace};
use sandbox::{Effect, Lag, Moment, Rule, Settings, When};
use tokio_util::sync::CancellationToken;

use crate::world::{STACK, World, hierarchy, settings, summary};

#[tokio::test(start_paused = true)]
async fn a_tagging_api_that_lags_or_is_denied_only_costs_calls() {
    for fault in [None, Some(Effect::error("AccessDeniedException", "no"))] {
        let world = World::new();
        let desired = world.desired(STACK, &[&hierarchy("a: {value: 1, tags: {Team: shop}}\nb: 2")]).await;
        match fault {
            None => world.sandbox.set_tag_lag(Lag::For(Duration::from_secs(600))),
            Some(effect) => world.sandbox.add_fault(Rule::new("GetResources", When::Every, effect)),
        }
        world.converge(&desired).await;
        world.calls();
        assert!(world.plan(&desired).await.empty());
        assert_eq!(world.calls()["ListTagsForResource"], 2);
    }
}

#[tokio::test(start_paused = true)]
async fn apply_waits_until_the_listing_reads_back() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("a: 1\nb: 2")]).await;
    let plan = world.plan(&desired).await;
    world.sandbox.set_describe_lag(Lag::For(Duration::from_secs(5)));
    let applied = world.carry_out(plan).await;
    assert_eq!(world.settle(&desired, &applied.outcome).await, Settled::Yes);
    assert!(world.plan(&desired).await.empty());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_back_is_not_settled() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    let applied = world.apply(&desired).await;
    let refused = || Effect::error("AccessDeniedException", "User is not authorized");
    world.sandbox.add_fault(Rule::new("DescribeParameters", When::Nth(1), refused()));
    assert_eq!(world.settle(&desired, &applied.outcome).await, Settled::Yes);
    world.sandbox.add_fault(Rule::new("DescribeParameters", When::Every, refused()));
    let left = vec!["Parameter/webshop/a".into()];
    assert_eq!(world.settle(&desired, &applied.outcome).await, Settled::No(left));
}

#[tokio::test(start_paused = true)]
async fn a_kind_that_nothing_declares_may_be_unreadable() {
    let world = World::new();
    let denied = || Effect::error("AccessDeniedException", "User is not authorized");
    for list in ["ListAssociations", "ListDocuments", "DescribeMaintenanceWindows", "DescribePatchBaselines"]
    {
        world.sandbox.add_fault(Rule::new(list, When::Every, denied()));
    }
    let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    let plan = world.plan(&desired).await;
    let without: Vec<_> = plan.unlisted().iter().map(|one| one.kind).collect();
    assert_eq!(
        without,
        ["Association", "ChangeCalendar", "Document", "PatchBaseline", "MaintenanceWindow"],
        "it is said"
    );
    assert!(plan.complete());
    world.converge(&desired).await;

    let window = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec: {schedule: rate(7 days), duration: 4h, cutoff: 1h}\n";
    let plan = world.plan(&world.desired(STACK, &[&hierarchy("a: 1"), window]).await).await;
    assert_eq!(plan.unreadable().iter().map(|one| one.kind).collect::<Vec<_>>(), ["MaintenanceWindow"]);
    let plan = world.plan_to_destroy(&desired).await;
    assert_eq!(plan.unreadable().len(), 5, "to destroy, all must be seen");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_neither_made_nor_deleted() {
    let denied = || Effect::error("AccessDeniedException", "User is not authorized");
    for operation in ["DescribeParameters", "GetParameters", "ListTagsForResource"] {
        let world = World::new();
        world.converge(&world.desired(STACK, &[&hierarchy("a: 1\nb: 2")]).await).await;
        let desired = world.desired(STACK, &[&hierarchy("a: 2\nc: 3")]).await;
        if operation == "ListTagsForResource" {
            world.sandbox.add_fault(Rule::new("GetResources", When::Every, denied()));
        }
        world.sandbox.add_fault(Rule::new(operation, When::Every, denied()));
        let plan = world.plan(&desired).await;
        assert!(!plan.complete(), "{operation}: {:?}", summary(&plan));
        assert!(
            plan.changes().iter().all(|change| !change.address.as_str().ends_with("/a")),
            "{operation}: {:?}",
            summary(&plan)
        );
        assert!(plan.unreadable().iter().all(|unreadable| unreadable.error.cause == Cause::Denied));
        assert!(world.approve(plan).is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_no_twin_and_no_false_failure() {
    for (operation, nth) in
        [("PutParameter", 1), ("PutParameter", 2), ("DeleteParameters", 1), ("AddTagsToResource", 1)]
    {
        for effect in [Effect::LoseAnswer, Effect::internal(Moment::After)] {
            let world = World::new();
            let before = hierarchy("a: {value: 1, tags: {T: x}}\nb: 2");
            world.converge(&world.desired(STACK, &[&before]).await).await;
            let desired = world.desired(STACK, &[&hierarchy("a: {value: 2, tags: {T: y}}\nc: 3")]).await;
            world.sandbox.add_fault(Rule::new(operation, When::Nth(nth), effect));
            world.converge(&desired).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_written_between_read_and_write_is_put_back_and_reported() {
    let world = World::new();
    let manifest = |text: &str| hierarchy(&format!("a: {{value: 1, description: {text}}}"));
    world.converge(&world.desired(STACK, &[&manifest("one")]).await).await;
    let desired = world.desired(STACK, &[&manifest("two")]).await;
    let plan = world.plan(&desired).await;
    world.sandbox.add_fault(Rule::new("PutParameter", When::Nth(1), Effect::LoseAnswer));
    let applied = world.carry_out(plan).await;
    assert!(applied.outcome.whole());
    assert_eq!(applied.outcome.results[0].notes.len(), 1, "{:?}", applied.outcome);
    assert!(world.plan(&desired).await.empty());
}

#[tokio::test(start_paused = true)]
async fn one_failure_stops_its_dependents_and_the_deletions_and_nothing_else() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("gone: 0")]).await).await;
    let manifest = hierarchy("a: 1\nb: \"${Parameter/webshop/a.value}\"\nc: 3");
    let desired = world.desired(STACK, &[&manifest]).await;
    let refused = Effect::error("ParameterLimitExceeded", "You have exceeded the number of parameters");
    world.sandbox.add_fault(Rule::new("PutParameter", When::Nth(1), refused));
    let applied = world.apply(&desired).await;
    let fates: Vec<_> = applied
        .outcome
        .results
        .iter()
        .map(|result| {
            let fate = match &result.fate {
                Fate::Done => "done".to_owned(),
                Fate::Failed(failure) => failure.to_string(),
                Fate::Skipped(reason) => reason.clone(),
                Fate::NotTried => "not tried".to_owned(),
            };
            (result.address.name(), fate)
        })
        .collect();
    assert_eq!(fates[0].0, "webshop/a");
    assert!(fates[0].1.starts_with("PutParameter: You have exceeded"), "{fates:?}");
    assert_eq!(fates[1].1, "it needs `Parameter/webshop/a`, which failed");
    assert_eq!(fates[2].1, "done");
    assert_eq!(
        fates[3].1,
        "deletions wait until all else has succeeded, and `Parameter/webshop/a` failed; `--only` deletes it alone"
    );
    world.sandbox.clear_faults();
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn expired_credentials_stop_everything_at_once() {
    let world = World::new();
    let lines: Vec<_> = (0..50).map(|at| format!("p{at}: {at}")).collect();
    let desired = world.desired(STACK, &[&hierarchy(&lines.join("\n"))]).await;
    let plan = world.plan(&desired).await;
    let expired =
        Effect::error("ExpiredTokenException", "The security token included in the request is expired");
    world.sandbox.add_fault(Rule::new("PutParameter", When::Every, expired));
    let outcome = world.carry_out(plan).await.outcome;
    assert_eq!(outcome.stopped, Some(Stop::Credentials));
    assert!(!outcome.wrote());
    assert!(outcome.not_tried() > 0, "{}", outcome.not_tried());
}

#[tokio::test(start_paused = true)]
async fn a_stop_keeps_back_what_waits_for_its_turn_at_a_quota() {
    let world = World::with(Settings::default(), Pace::Published);
    let lines: Vec<_> = (0..30).map(|at| format!("p{at}: {at}")).collect();
    let desired = world.desired(STACK, &[&hierarchy(&lines.join("\n"))]).await;
    let plan = world.plan(&desired).await;
    world.calls();
    let stop = CancellationToken::new();
    let (outcome, ()) = tokio::join!(world.carry_out_until(plan, &stop), async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        stop.cancel();
    });
    let outcome = outcome.outcome;
    assert_eq!(outcome.stopped, Some(Stop::Asked));
    // One more is the record's, which says what was done.
    let sent = usize::try_from(world.calls()["PutParameter"]).expect("few") - 1;
    assert_eq!((outcome.done(), outcome.not_tried()), (sent, 30 - sent));
    assert!((1..10).contains(&sent), "{sent}");
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn throttling_and_concurrent_updates_slow_a_change_and_never_fail_it() {
    let world = World::with(Settings::default(), Pace::Published);
    for code in ["ThrottlingException", "TooManyUpdates", "InternalServerError"] {
        world.sandbox.add_fault(Rule::new(
            "PutParameter",
            When::First(3),
            Effect::error(code, "Rate exceeded"),
        ));
    }
    let desired = world.desired(STACK, &[&hierarchy("a: 1\nb: 2")]).await;
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn aws_never_repeats_a_secret_to_us() {
    let mut world = World::new();
    world.secrets.insert("KEY".into(), "canary-4711".into());
    let desired = world.desired(STACK, &[&hierarchy("k: {type: SecureString, valueFrom: {env: KEY}}")]).await;
    let refused = Effect::error("ValidationException", "Value 'canary-4711' at 'value' failed: canary-4711");
    world.sandbox.add_fault(Rule::new("PutParameter", When::Every, refused));
    let applied = world.apply(&desired).await;
    let said = format!("{:?} {:?}", applied.outcome, applied.events);
    assert!(!said.contains("canary"), "{said}");
    assert!(said.contains("(secret)"));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_held_as_it_was_written_has_not_settled() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("a: \"1\"\nb: \"1\"")]).await;
    let applied = world.apply(&desired).await;
    let over = world.outside().put_parameter().name("/webshop/b").value("2").overwrite(true);
    over.send().await.expect("taken");
    world.calls();
    let settled = world.settle(&desired, &applied.outcome).await;
    assert_eq!(settled, Settled::No(vec!["Parameter/webshop/b".into()]));
    // Nothing but what was written is looked at.
    let kinds = world.calls().into_keys().filter(|name| name.contains("Window") || name.contains("Baseline"));
    assert_eq!(kinds.count(), 0);
}

/// What must fail alike is asked for a few times and not for each change; other operations go on.
#[tokio::test(start_paused = true)]
async fn what_must_fail_alike_is_not_asked_for_again_and_again() {
    let full = ("ParameterLimitExceeded", "You have exceeded the maximum number of parameters.");
    let denied = ("AccessDeniedException", "User is not authorized to perform: ssm:PutParameter");
    for ((code, words), most) in [(full, 33), (denied, 43)] {
        let world = World::new();
        let old = world.desired(STACK, &[&hierarchy("old: {value: 1, tags: {Team: shop}}")]).await;
        world.converge(&old).await;
        let many: Vec<String> = (0..200).map(|at| format!("p{at}: v")).collect();
        let lines = format!("old: {{value: 1, tags: {{Team: web}}}}\n{}", many.join("\n"));
        let desired = world.desired(STACK, &[&hierarchy(&lines)]).await;
        world.sandbox.add_fault(Rule::new("PutParameter", When::Every, Effect::error(code, words)));
        world.calls();
        let outcome = world.apply(&desired).await.outcome;
        assert_eq!(outcome.done(), 1, "the tag of what is there");
        let asked = world.calls()["PutParameter"];
        assert!(asked <= most, "{code}: {asked}");
        assert_eq!(outcome.failed() + outcome.skipped(), 200, "{code}");
        let skipped = outcome.results.iter().find_map(|result| match &result.fate {
            Fate::Skipped(reason) => Some(reason.clone()),
            Fate::Done | Fate::Failed(_) | Fate::NotTried => None,
        });
        assert!(skipped.expect("most of them").contains(words), "{code}");
    }
}

/// An account that has as many as it may still takes another value.
#[tokio::test(start_paused = true)]
async fn a_limit_keeps_nothing_from_being_changed() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("z: one")]).await).await;
    let many: Vec<String> = (0..60).map(|at| format!("p{at:02}: v")).collect();
    let desired = world.desired(STACK, &[&hierarchy(&format!("{}\nz: two", many.join("\n")))]).await;
    // The plan's order is that of the addresses.
    let full = Effect::error("ParameterLimitExceeded", "as many as it may");
    world.sandbox.add_fault(Rule::new("PutParameter", When::First(32), full));
    let outcome = world.apply(&desired).await.outcome;
    assert!(outcome.skipped() > 0);
    let last = outcome.results.iter().find(|result| result.address.as_str() == "Parameter/webshop/z");
    assert!(matches!(last.map(|result| &result.fate), Some(Fate::Done)), "{last:#?}");
}

/// A role that may write under some paths and not under others writes there.
#[tokio::test(start_paused = true)]
async fn what_is_denied_in_one_place_is_tried_in_another() {
    let world = World::new();
    let lines = |path: &str| (0..60).map(|at| format!("{path}/p{at:02}: v")).collect::<Vec<_>>().join("\n");
    let desired = world.desired(STACK, &[&hierarchy(&format!("{}\n{}", lines("a"), lines("b")))]).await;
    // The plan's order is that of the addresses, so these are all of the first path.
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("PutParameter", When::First(33), denied));
    let outcome = world.apply(&desired).await.outcome;
    let of = |path: &str, fate: fn(&Fate) -> bool| {
        let here = format!("Parameter/webshop/{path}/");
        let results = outcome.results.iter().filter(|result| result.address.as_str().starts_with(&here));
        results.filter(|result| fate(&result.fate)).count()
    };
    assert!(of("a", |fate| matches!(fate, Fate::Skipped(_))) > 0);
    assert_eq!(of("b", |fate| matches!(fate, Fate::Done)), 60);
}

/// AWS answers well to the id of an image and looks at it later: what it does not take is not there.
#[tokio::test(start_paused = true)]
async fn an_image_that_aws_does_not_take_is_a_failure_with_causes() {
    let world = World::with(Settings { settling: Duration::from_secs(20), ..settings() }, Pace::Unlimited);
    let fleet = sandbox::Fleet::read("images: [ami-0123456789abcdef0]").expect("a fleet");
    world.sandbox.load_fleet(&fleet).expect("it loads");
    let image = |id: &str| hierarchy(&format!("base: {{value: {id}, dataType: 'aws:ec2:image'}}"));
    let (right, wrong) = (image("ami-0123456789abcdef0"), image("ami-0fedcba9876543210"));
    for there in [false, true] {
        if there {
            world.converge(&world.desired(STACK, &[&right]).await).await;
        }
        let desired = world.desired(STACK, &[&wrong]).await;
        let outcome = world.apply(&desired).await.outcome;
        let Fate::Failed(failure) = &outcome.results[0].fate else { panic!("{outcome:#?}") };
        let said = "AWS has taken it, and it is not ready after 120 s: no image of this id is there that this \
                    account may use, or whoever applies lacks ec2:DescribeImages";
        assert_eq!(failure.to_string(), said);
        assert!(!world.plan(&desired).await.empty(), "it is not told as done");
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_aws_hears_that_it_is_to_stop() {
    let world = World::with(Settings { settling: Duration::from_secs(20), ..settings() }, Pace::Unlimited);
    world
        .sandbox
        .load_fleet(&sandbox::Fleet::read("images: [ami-0123456789abcdef0]").expect("a fleet"))
        .expect("it loads");
    let desired = hierarchy("base: {value: ami-0fedcba9876543210, dataType: 'aws:ec2:image'}");
    let desired = world.desired(STACK, &[&desired]).await;
    let plan = world.plan(&desired).await;
    let stop = CancellationToken::new();
    let began = tokio::time::Instant::now();
    let asking = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        stop.cancel();
    };
    let (applied, ()) = tokio::join!(world.carry_out_until(plan, &stop), asking);
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    let [result] = &applied.outcome.results[..] else { panic!("one") };
    let Fate::Failed(failure) = &result.fate else { panic!("{:#?}", applied.outcome) };
    assert!(failure.to_string().contains("when the run was stopped"), "{failure}");
    assert!(!result.calls.is_empty() && matches!(applied.outcome.record, Kept::Fine));
}

/// The same of one that comes from a source: its labels stay where they are until it is there, and what is
/// said does not show it. One that nothing changes but its description is written anew, and looked at again.
#[tokio::test(start_paused = true)]
async fn an_image_from_a_source_is_waited_for_as_long() {
    const RIGHT: &str = "ami-0123456789abcdef0";
    const WRONG: &str = "ami-0fedcba9876543210";
    let scene =
        || World::with(Settings { settling: Duration::from_secs(100), ..settings() }, Pace::Unlimited);
    let only = |world: &World, image: &str| {
        let fleet = sandbox::Fleet::read(&format!("images: [{image}]")).expect("a fleet");
        world.sandbox.load_fleet(&fleet).expect("it loads");
    };
    let image = |more: &str| {
        hierarchy(&format!(
            "base: {{type: String, valueFrom: {{env: AMI}}, dataType: 'aws:ec2:image'{more}}}"
        ))
    };
    for (more, there, ami) in [
        ("", false, WRONG),
        ("", true, WRONG),
        (", labels: [current]", false, WRONG),
        (", labels: [current]", true, WRONG),
        (", description: gone", true, RIGHT),
    ] {
        let world = scene().knowing("AMI", RIGHT);
        if there {
            world.converge(&world.desired(STACK, &[&image("")]).await).await;
        }
        only(&world, if ami == RIGHT { "ami-0aaaaaaaaaaaaaaa0" } else { RIGHT });
        let world = world.knowing("AMI", ami);
        let desired = world.desired(STACK, &[&image(more)]).await;
        let outcome = world.apply(&desired).await.outcome;
        let Fate::Failed(failure) = &outcome.results[0].fate else { panic!("{more} {there}: {outcome:#?}") };
        let said = failure.to_string();
        assert!(said.contains("not ready after 120 s: no image of this id"), "{said}");
        assert!(!format!("{outcome:#?}").contains("ami-"), "{outcome:#?}");
        let history = world.outside().get_parameter_history().name("/webshop/base").send().await;
        let labels = history.into_iter().flat_map(|history| history.parameters.unwrap_or_default());
        assert_eq!(
            labels.flat_map(|version| version.labels.unwrap_or_default()).count(),
            0,
            "{more} {there}"
        );
    }
    for more in ["", ", labels: [current]", ", description: it"] {
        let world = scene().knowing("AMI", RIGHT);
        world.converge(&world.desired(STACK, &[&image("")]).await).await;
        world.converge(&world.desired(STACK, &[&image(more)]).await).await;
        let world = world.knowing("AMI", WRONG);
        world.converge(&world.desired(STACK, &[&image(more)]).await).await;
    }
}

/// One call that is denied for ten of them is denied once.
#[tokio::test(start_paused = true)]
async fn what_goes_together_is_denied_once() {
    let world = World::new();
    let many: Vec<String> = (0..200).map(|at| format!("p{at:03}: v")).collect();
    world.converge(&world.desired(STACK, &[&hierarchy(&many.join("\n"))]).await).await;
    let fewer = world.desired(STACK, &[&hierarchy("p000: v")]).await;
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("DeleteParameters", When::First(2), denied));
    let outcome = world.apply(&fewer).await.outcome;
    assert_eq!((outcome.failed(), outcome.skipped()), (20, 0));
    assert_eq!(outcome.done(), 179);
}
