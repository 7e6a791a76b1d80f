//! One drifted site in every format.

use engine::policy::Judged;
use serde_json::Value;

use super::{Before, Context, Run, human, json, markdown, prometheus};
use crate::render::samples::{
    STYLE, drift, drift_context, plan, plan_with, troubles, untold, varied, varied_changes,
};

/// Everything that can be told apart.
fn drifted() -> Judged {
    plan_with(varied_changes(), Vec::new(), |tally, about| {
        troubles(tally, about);
        tally.waiting.clear();
        about.unlisted.clear();
    })
}

const PENDING: &[&str] = &["Parameter/webshop/production/database/port"];

/// A plan in a format, where git has changed these alone.
fn seen(plan: &Judged, pending: &[&str], format: impl Fn(&[Judged], &Context<'_>) -> String) -> String {
    format(std::slice::from_ref(plan), &drift_context(&[drift(plan, pending)], &[]))
}

/// A plan in a format, where nothing tells what git has changed.
fn unseen(plan: &Judged, format: impl Fn(&[Judged], &Context<'_>) -> String) -> String {
    format(std::slice::from_ref(plan), &drift_context(&[untold(plan)], &[]))
}

#[test]
fn commands_name_the_sandbox_as_it_was_given() {
    let plan = plan_with(varied_changes(), Vec::new(), |tally, about| {
        troubles(tally, about);
        about.site.sandbox = true;
    });
    let drifts = [drift(&plan, PENDING)];
    let context = Context { sandbox: Some("--sandbox=own.redb"), ..drift_context(&drifts, &[]) };
    let plans = std::slice::from_ref(&plan);
    let texts = [human(plans, &context, STYLE), json(plans, &context), markdown(plans, &context, usize::MAX)];
    for text in texts {
        let commands: Vec<&str> = text.split("trueup ").filter(|rest| rest.contains("--region")).collect();
        assert!(
            !commands.is_empty() && commands.iter().all(|one| one.contains(" --sandbox=own.redb")),
            "{text}"
        );
    }
}

#[test]
fn by_class_on_a_terminal() {
    insta::assert_snapshot!(seen(&drifted(), PENDING, |plans, context| human(plans, context, STYLE)), @"
    webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

    Drifted, AWS to git:
      - Parameter/webshop/production/old   delete
          String            gone
          put it back: trueup revert -e production --region us-east-1 Parameter/webshop/production/old
      ± PatchBaseline/web-critical         replace: operatingSystem cannot change in place
          operatingSystem   AMAZON_LINUX_2 → AMAZON_LINUX_2023
          then              PatchGroup/production moves to the new one
          keep it: trueup accept -e production --region us-east-1 PatchBaseline/web-critical
          put it back: trueup revert -e production --region us-east-1 PatchBaseline/web-critical
      ~ Association/cloudwatch-agent       runs now
          schedule          rate(1 hour) → rate(30 minutes)
          keep it: trueup accept -e production --region us-east-1 Association/cloudwatch-agent
          put it back: trueup revert -e production --region us-east-1 Association/cloudwatch-agent
      ~ Parameter/webshop/production/database/password
          value             (secret, changed)
          put it back: trueup revert -e production --region us-east-1 Parameter/webshop/production/database/password

    Missing in AWS:
      + Parameter/webshop/production/features/rate-limit
          String            1000
          keep it: trueup accept -e production --region us-east-1 Parameter/webshop/production/features/rate-limit
          put it back: trueup revert -e production --region us-east-1 Parameter/webshop/production/features/rate-limit

    Conflicts, in a manifest's place and not ours:
        Parameter/webshop/a
          exists already, and no tag says whose it is
          help: set `metadata.adopt: true` to take it over, or give it another name
        Parameter/webshop/b
          belongs to `billing/production`
          help: change it in `billing/production`, or give it another name

    Pending, git changed and nobody has applied it yet:
        Parameter/webshop/production/database/port

    Unmanaged, in no manifest:
        Parameter/webshop/by-hand
        take them in: trueup import -e production --region us-east-1 KIND/NAME

    Not readable:
        every Parameter
          DescribeParameters: User is not authorized to perform: ssm:DescribeParameters (AccessDeniedException)
          help: the role needs `ssm:DescribeParameters`; `trueup iam` prints the least policy

    Drift: 4 drifted, 1 missing, 2 conflicts, 1 pending, 1 unmanaged, 1 unreadable; 412 in sync
           1 secret not compared
    ");
}

#[test]
fn without_the_record_all_is_drift_and_said_so() {
    let text = unseen(&varied(), |plans, context| human(plans, context, STYLE));
    assert_eq!(
        unseen(&varied(), |plans, context| super::count(plans, context.drifts, None).to_string()),
        "6"
    );
    insta::assert_snapshot!(text.lines().rev().take(3).collect::<Vec<_>>().join("\n"), @"
           (the site's record tells of no apply)
           Nothing tells what git has changed since the last apply, so every difference counts as drift
    Drift: 5 drifted, 1 missing; 412 in sync
    ");
}

#[test]
fn none_is_short() {
    insta::assert_snapshot!(unseen(&plan(vec![]), |plans, context| human(plans, context, STYLE)), @"
    webshop / production / us-east-1 (123456789012)                                       commit 4f2c1aa

    Drift: none; 412 in sync
    ");
    insta::assert_snapshot!(unseen(&plan(vec![]), |plans, context| markdown(plans, context, 60_000)), @"
    <!-- trueup:drift v=1 key=a6d4d27ef163 -->
    **trueup drift: production (123456789012 / us-east-1):** none; 412 in sync
    ");
}

#[test]
fn for_programs() {
    let text = seen(&drifted(), PENDING, json);
    let value: Value = serde_json::from_str(&text).expect("JSON");
    insta::assert_snapshot!(value["summary"].to_string(), @r#"{"conflict":2,"coverage":99,"drifted":4,"ignored":0,"in_sync":412,"matches_live":0,"missing":1,"new":null,"not_compared":1,"pending":1,"total":422,"unmanaged":1,"unreadable":1}"#);
    let lines: Vec<String> = value["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| {
            format!(
                "{} {} {} {} -> {} {} {}",
                finding["class"],
                finding["address"],
                finding["paths"],
                finding["before"],
                finding["after"],
                finding["before_sensitive"],
                finding["after_sensitive"]
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "drifted" "Parameter/webshop/production/old" [] {"dataType":"text","policies":[],"tags":{},"type":"String","value":"gone"} -> null {} false
    "drifted" "PatchBaseline/web-critical" ["operatingSystem"] {"operatingSystem":"AMAZON_LINUX_2"} -> {"operatingSystem":"AMAZON_LINUX_2023"} {"operatingSystem":false} {"operatingSystem":false}
    "drifted" "Association/cloudwatch-agent" ["schedule"] {"schedule":"rate(1 hour)"} -> {"schedule":"rate(30 minutes)"} {"schedule":false} {"schedule":false}
    "drifted" "Parameter/webshop/production/database/password" ["value"] {"value":null} -> {"value":null} {"value":true} {"value":true}
    "missing" "Parameter/webshop/production/features/rate-limit" [] null -> {"dataType":"text","policies":[],"tags":{},"type":"String","value":"1000"} false {}
    "conflict" "Parameter/webshop/a" [] null -> null null null
    "conflict" "Parameter/webshop/b" [] null -> null null null
    "pending" "Parameter/webshop/production/database/port" ["value"] {"value":"3306"} -> {"value":"3307"} {"value":false} {"value":false}
    "unmanaged" "Parameter/webshop/by-hand" [] null -> null null null
    "unreadable" "every Parameter" [] null -> null null null
    "#);
}

#[test]
fn a_fingerprint_does_not_know_the_value() {
    use crate::render::samples::{parameter, update};
    use schema::Tree;
    let print = |value: &str| {
        let state = |text: &str| parameter("String", Tree::text(text));
        let plan = plan(vec![update("/a", state(value), state("wanted"))]);
        let value: Value = serde_json::from_str(&unseen(&plan, json)).expect("JSON");
        value["findings"][0]["fingerprint"].clone()
    };
    assert_eq!(print("one"), print("two"));
}

#[test]
fn as_an_issue() {
    insta::assert_snapshot!(seen(&drifted(), PENDING, |plans, context| markdown(plans, context, 60_000)), @"
    <!-- trueup:drift v=1 key=a6d4d27ef163 -->
    ## trueup drift: production (123456789012 / us-east-1)

    **4 drifted, 1 missing, 2 conflicts, 1 pending, 1 unmanaged, 1 unreadable**; 412 in sync

    1 secret not compared.

    Keep one with `trueup accept -e production --region us-east-1 ADDRESS`, or put one back with `trueup revert -e production --region us-east-1 ADDRESS`.

    ### 4 drifted

    <details open><summary><code>- Parameter/webshop/production/old</code> delete</summary>

    ```diff
    - String: gone
    ```

    </details>

    <details open><summary><code>± PatchBaseline/web-critical</code> replace: operatingSystem cannot change in place</summary>

    ```diff
    ! operatingSystem: AMAZON_LINUX_2 → AMAZON_LINUX_2023
      then PatchGroup/production moves to the new one
    ```

    </details>

    <details open><summary><code>~ Association/cloudwatch-agent</code> runs now</summary>

    ```diff
    ! schedule: rate(1 hour) → rate(30 minutes)
    ```

    </details>

    <details><summary><code>~ Parameter/webshop/production/database/password</code></summary>

    ```diff
    ! value: (secret, changed)
    ```

    </details>

    ### 1 missing

    <details><summary><code>+ Parameter/webshop/production/features/rate-limit</code></summary>

    ```diff
    + String: 1000
    ```

    </details>

    ### 2 conflicts

    - `Parameter/webshop/a`: exists already, and no tag says whose it is (set `metadata.adopt: true` to take it over, or give it another name)
    - `Parameter/webshop/b`: belongs to `billing/production` (change it in `billing/production`, or give it another name)

    <details><summary>1 pending</summary>

    - `~ Parameter/webshop/production/database/port`

    </details>

    <details><summary>1 unmanaged</summary>

    - `Parameter/webshop/by-hand`

    Take them in with `trueup import -e production --region us-east-1 KIND/NAME`.

    </details>

    <details><summary>1 unreadable</summary>

    - `every Parameter`: DescribeParameters: User is not authorized to perform: ssm:DescribeParameters (AccessDeniedException) (the role needs `ssm:DescribeParameters`; `trueup iam` prints the least policy)

    </details>
    ");
}

#[test]
fn an_issue_keeps_to_its_budget() {
    let whole = seen(&drifted(), PENDING, |plans, context| markdown(plans, context, usize::MAX));
    for limit in [whole.len() - 1, 1_300, 800] {
        let text = seen(&drifted(), PENDING, |plans, context| markdown(plans, context, limit));
        assert!(text.len() <= limit, "{} bytes in a budget of {limit}:\n{text}", text.len());
        assert!(text.contains("4 drifted, 1 missing, 2 conflicts"), "counts stay: {text}");
        assert!(text.contains("Too long"), "and it says so");
    }
}

#[test]
fn as_gauges() {
    let before = Before::of(
        "trueup_drift_last_success_timestamp_seconds{target=\"production/us-east-1/123456789012\"} 42\n",
    );
    let run = Run { seconds: 1.5, before: &before };
    insta::assert_snapshot!(seen(&drifted(), PENDING, |plans, context| prometheus(plans, context, run)), @r#"
    # HELP trueup_info The version of trueup that ran.
    # TYPE trueup_info gauge
    trueup_info{version="0.1.0"} 1
    # HELP trueup_drift_last_run_timestamp_seconds When drift last ran.
    # TYPE trueup_drift_last_run_timestamp_seconds gauge
    trueup_drift_last_run_timestamp_seconds{target="production/us-east-1/123456789012"} 1795161600
    # HELP trueup_drift_last_success_timestamp_seconds When drift last came to its end.
    # TYPE trueup_drift_last_success_timestamp_seconds gauge
    trueup_drift_last_success_timestamp_seconds{target="production/us-east-1/123456789012"} 42
    # HELP trueup_drift_last_exit_code What drift last exited with.
    # TYPE trueup_drift_last_exit_code gauge
    trueup_drift_last_exit_code{target="production/us-east-1/123456789012"} 2
    # HELP trueup_drift_run_duration_seconds How long drift last took.
    # TYPE trueup_drift_run_duration_seconds gauge
    trueup_drift_run_duration_seconds{target="production/us-east-1/123456789012"} 1.5
    # HELP trueup_drift_resources Resources by state and kind.
    # TYPE trueup_drift_resources gauge
    trueup_drift_resources{target="production/us-east-1/123456789012",status="in_sync",kind=""} 412
    trueup_drift_resources{target="production/us-east-1/123456789012",status="drifted",kind="Association"} 1
    trueup_drift_resources{target="production/us-east-1/123456789012",status="drifted",kind="Parameter"} 2
    trueup_drift_resources{target="production/us-east-1/123456789012",status="drifted",kind="PatchBaseline"} 1
    trueup_drift_resources{target="production/us-east-1/123456789012",status="missing",kind="Parameter"} 1
    trueup_drift_resources{target="production/us-east-1/123456789012",status="conflict",kind="Parameter"} 2
    trueup_drift_resources{target="production/us-east-1/123456789012",status="ignored",kind=""} 0
    trueup_drift_resources{target="production/us-east-1/123456789012",status="pending",kind="Parameter"} 1
    trueup_drift_resources{target="production/us-east-1/123456789012",status="unmanaged",kind="Parameter"} 1
    trueup_drift_resources{target="production/us-east-1/123456789012",status="unreadable",kind="Parameter"} 1
    "#);
}
