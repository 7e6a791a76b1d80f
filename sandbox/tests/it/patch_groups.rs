//! Patch groups: one baseline for each operating system, swapped by letting go and registering.

use serde_json::{Value, json};

use crate::patch_baselines::{aws_own, made};
use crate::support::{Aws, text};

fn pair(baseline: &str, group: &str) -> Value {
    json!({"BaselineId": baseline, "PatchGroup": group})
}

async fn mappings(aws: &Aws, filters: Value) -> Vec<(String, String, String)> {
    let body = json!({"Filters": filters, "MaxResults": 1});
    let pages = aws.pages("DescribePatchGroups", body, "Mappings", "NextToken").await.concat();
    let row = |mapping: &Value| {
        let identity = &mapping["BaselineIdentity"];
        (text(&mapping["PatchGroup"]), text(&identity["OperatingSystem"]), text(&identity["BaselineName"]))
    };
    pages.iter().map(row).collect()
}

fn rows<const N: usize>(rows: [(&str, &str, &str); N]) -> Vec<(String, String, String)> {
    rows.map(|(group, system, name)| (group.into(), system.into(), name.into())).into()
}

#[tokio::test]
async fn a_group_has_one_baseline_for_each_system() {
    let aws = Aws::new();
    let (web, other) = (made(&aws, "web", "SUSE").await, made(&aws, "other", "SUSE").await);
    let ubuntu = aws_own(&aws, "AWS-UbuntuDefaultPatchBaseline").await;
    for baseline in [&web, &ubuntu, &web] {
        let answer = aws.ok("RegisterPatchBaselineForPatchGroup", pair(baseline, "Production")).await;
        assert_eq!(answer, pair(baseline, "Production"));
    }
    let second = aws.refused("RegisterPatchBaselineForPatchGroup", pair(&other, "Production")).await;
    assert_eq!(
        second,
        "AlreadyExistsException: Patch Group baseline already has a baseline registered for OperatingSystem SUSE."
    );
    aws.ok("RegisterPatchBaselineForPatchGroup", pair(&other, "Pre production")).await;
    assert_eq!(
        mappings(&aws, json!([])).await,
        rows([
            ("Pre production", "SUSE", "other"),
            ("Production", "SUSE", "web"),
            ("Production", "UBUNTU", "AWS-UbuntuDefaultPatchBaseline"),
        ])
    );
    let narrowed =
        json!([{"Key": "NAME_PREFIX", "Values": ["Prod"]}, {"Key": "OPERATING_SYSTEM", "Values": ["SUSE"]}]);
    assert_eq!(mappings(&aws, narrowed).await, rows([("Production", "SUSE", "web")]));
    let whole = aws.ok("GetPatchBaseline", json!({"BaselineId": web})).await;
    assert_eq!(whole["PatchGroups"], json!(["Production"]));

    let in_use = aws.refused("DeletePatchBaseline", json!({"BaselineId": web})).await;
    assert_eq!(
        in_use,
        "ResourceInUseException: PatchBaseline to be deleted is used for Patch Group: Production"
    );
    let missing = aws.refused("DeregisterPatchBaselineForPatchGroup", pair(&other, "Production")).await;
    assert!(missing.starts_with("DoesNotExistException"), "{missing}");
    aws.ok("DeregisterPatchBaselineForPatchGroup", pair(&web, "Production")).await;
    aws.ok("RegisterPatchBaselineForPatchGroup", pair(&other, "Production")).await;
    aws.ok("DeletePatchBaseline", json!({"BaselineId": web})).await;
}

#[tokio::test]
async fn a_group_that_nobody_knows_uses_the_default() {
    let aws = Aws::new();
    let web = made(&aws, "web", "SUSE").await;
    aws.ok("RegisterPatchBaselineForPatchGroup", pair(&web, "Production")).await;
    let of = |group: &str, system: &str| {
        aws.ok("GetPatchBaselineForPatchGroup", json!({"PatchGroup": group, "OperatingSystem": system}))
    };
    assert_eq!(of("Production", "SUSE").await["BaselineId"], json!(web));
    let default = json!(aws_own(&aws, "AWS-SuseDefaultPatchBaseline").await);
    assert_eq!(of("production", "SUSE").await["BaselineId"], default);
    let windows = aws.ok("GetPatchBaselineForPatchGroup", json!({"PatchGroup": "x"})).await;
    assert_eq!(windows["OperatingSystem"], "WINDOWS");
}

#[tokio::test]
async fn what_is_refused() {
    let aws = Aws::new();
    let web = made(&aws, "web", "SUSE").await;
    for (id, code) in
        [("pb-00000000000000000", "DoesNotExistException"), ("not-a-baseline-at-all", "InvalidResourceId")]
    {
        let refused = aws.refused("RegisterPatchBaselineForPatchGroup", pair(id, "g")).await;
        assert!(refused.starts_with(code), "{refused}");
    }
    for number in 0..25 {
        aws.ok("RegisterPatchBaselineForPatchGroup", pair(&web, &format!("g{number}"))).await;
    }
    let more = aws.refused("RegisterPatchBaselineForPatchGroup", pair(&web, "more")).await;
    assert!(more.starts_with("ResourceLimitExceededException"), "{more}");
    let owner = json!({"Filters": [{"Key": "OWNER", "Values": ["Self"]}]});
    assert!(aws.refused("DescribePatchGroups", owner).await.starts_with("ValidationException: "));
}
