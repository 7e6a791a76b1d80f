//! Patch baselines: what is filled in, merged and replaced, AWS's own, and the defaults.

use serde_json::{Value, json};

use crate::support::{Aws, text};

pub(crate) async fn made(aws: &Aws, name: &str, system: &str) -> String {
    let body = json!({"Name": name, "OperatingSystem": system});
    text(&aws.ok("CreatePatchBaseline", body).await["BaselineId"])
}

async fn get(aws: &Aws, id: &str) -> Value {
    aws.ok("GetPatchBaseline", json!({"BaselineId": id})).await
}

async fn listed(aws: &Aws, filters: Value) -> Vec<Value> {
    let body = json!({"Filters": filters, "MaxResults": 7});
    aws.pages("DescribePatchBaselines", body, "BaselineIdentities", "NextToken").await.concat()
}

pub(crate) async fn aws_own(aws: &Aws, name: &str) -> String {
    let found = listed(aws, json!([{"Key": "NAME_PREFIX", "Values": [name]}])).await;
    text(&found.iter().find(|one| one["BaselineName"] == name).expect("AWS has it")["BaselineId"])
}

fn rule(days: i64) -> Value {
    let filters = json!([{"Key": "CLASSIFICATION", "Values": ["Security"]}]);
    json!({"PatchFilterGroup": {"PatchFilters": filters}, "ApproveAfterDays": days})
}

#[tokio::test]
async fn what_is_left_out_is_filled_in() {
    let aws = Aws::new();
    let rules = json!({"PatchRules": [rule(7)]});
    let body = json!({"Name": "web", "OperatingSystem": "AMAZON_LINUX_2023", "ApprovalRules": rules});
    let id = text(&aws.ok("CreatePatchBaseline", body).await["BaselineId"]);
    assert!(id.starts_with("pb-") && id.len() == 20, "{id}");
    let mut filled = rule(7);
    filled["ComplianceLevel"] = json!("UNSPECIFIED");
    filled["EnableNonSecurity"] = json!(false);
    let whole = json!({
        "BaselineId": id,
        "Name": "web",
        "OperatingSystem": "AMAZON_LINUX_2023",
        "GlobalFilters": {"PatchFilters": []},
        "ApprovalRules": {"PatchRules": [filled]},
        "ApprovedPatches": [],
        "ApprovedPatchesComplianceLevel": "UNSPECIFIED",
        "ApprovedPatchesEnableNonSecurity": false,
        "RejectedPatches": [],
        "RejectedPatchesAction": "ALLOW_AS_DEPENDENCY",
        "PatchGroups": [],
        "CreatedDate": 1_798_761_600,
        "ModifiedDate": 1_798_761_600,
        "Sources": [],
    });
    assert_eq!(get(&aws, &id).await, whole);
    let windows = aws.ok("CreatePatchBaseline", json!({"Name": "web"})).await;
    assert_eq!(get(&aws, &text(&windows["BaselineId"])).await["OperatingSystem"], "WINDOWS");
}

#[tokio::test]
async fn an_update_merges_or_replaces_the_whole() {
    let aws = Aws::new();
    let body =
        json!({"Name": "web", "Description": "d", "ApprovedPatches": ["KB1"], "RejectedPatches": ["KB2"]});
    let id = text(&aws.ok("CreatePatchBaseline", body).await["BaselineId"]);
    let merged = aws.ok("UpdatePatchBaseline", json!({"BaselineId": id, "ApprovedPatches": ["KB3"]})).await;
    assert_eq!((&merged["ApprovedPatches"], &merged["RejectedPatches"]), (&json!(["KB3"]), &json!(["KB2"])));
    assert_eq!(merged["Description"], "d");
    let replace = json!({"BaselineId": id, "Name": "web-2", "Replace": true, "RejectedPatches": ["KB4"]});
    let replaced = aws.ok("UpdatePatchBaseline", replace).await;
    assert_eq!((&replaced["ApprovedPatches"], &replaced["RejectedPatches"]), (&json!([]), &json!(["KB4"])));
    assert_eq!((replaced.get("Description"), &replaced["Name"]), (None, &json!("web-2")));
    assert_eq!(get(&aws, &id).await["Name"], "web-2");
    let nameless = aws.refused("UpdatePatchBaseline", json!({"BaselineId": id, "Replace": true})).await;
    assert!(nameless.starts_with("ValidationException: Name"), "{nameless}");
    let nothing = json!({"BaselineId": "pb-00000000000000000", "Name": "web"});
    assert!(aws.refused("UpdatePatchBaseline", nothing).await.starts_with("DoesNotExistException"));
}

#[tokio::test]
async fn filters_fit_the_system_and_a_rule_approves_in_one_way() {
    let aws = Aws::new();
    let with = |system: &str, rule: Value| json!({"Name": "web", "OperatingSystem": system, "ApprovalRules": {"PatchRules": [rule]}});
    let mut both = rule(7);
    both["ApproveUntilDate"] = json!("2027-01-31");
    let mut neither = rule(7);
    neither.as_object_mut().expect("a rule").remove("ApproveAfterDays");
    let mut dated = neither.clone();
    dated["ApproveUntilDate"] = json!("2027-1-31");
    for (system, rule) in [("UBUNTU", rule(0)), ("CENTOS", both), ("CENTOS", neither), ("CENTOS", dated)] {
        let refused = aws.refused("CreatePatchBaseline", with(system, rule)).await;
        assert!(refused.starts_with("ValidationException: "), "{refused}");
    }
    let priority = json!({"PatchFilterGroup": {"PatchFilters": [{"Key": "PRIORITY", "Values": ["*"]}]}});
    aws.ok("CreatePatchBaseline", with("UBUNTU", priority)).await;
    let global = json!({"PatchFilters": [{"Key": "MSRC_SEVERITY", "Values": ["Low"]}]});
    let body = json!({"Name": "web", "OperatingSystem": "SUSE", "GlobalFilters": global});
    assert!(aws.refused("CreatePatchBaseline", body).await.contains("MSRC_SEVERITY"));
    let far = aws.refused("CreatePatchBaseline", with("CENTOS", rule(361))).await;
    assert!(far.contains("less than or equal to 360"), "{far}");
}

#[tokio::test]
async fn one_token_makes_one_baseline() {
    let aws = Aws::new();
    let body = |name: &str| json!({"Name": name, "ClientToken": "abc"});
    let first = aws.ok("CreatePatchBaseline", body("web")).await;
    assert_eq!(aws.ok("CreatePatchBaseline", body("web")).await, first);
    let other = aws.refused("CreatePatchBaseline", body("other")).await;
    assert!(other.starts_with("IdempotentParameterMismatch"), "{other}");
    assert_eq!(listed(&aws, json!([{"Key": "OWNER", "Values": ["Self"]}])).await.len(), 1);
}

#[tokio::test]
async fn aws_has_its_own_in_every_account() {
    let aws = Aws::new();
    let own = made(&aws, "web", "CENTOS").await;
    let all = listed(&aws, json!([])).await;
    assert_eq!(all.len(), 18);
    let of_aws = listed(&aws, json!([{"Key": "OWNER", "Values": ["AWS"]}])).await;
    assert_eq!(of_aws.len(), 17);
    let narrowed = json!([
        {"Key": "OWNER", "Values": ["AWS"]},
        {"Key": "OPERATING_SYSTEM", "Values": ["CENTOS"]},
        {"Key": "NAME_PREFIX", "Values": ["AWS-"]},
    ]);
    let [centos] = &listed(&aws, narrowed).await[..] else { panic!("one for each system") };
    assert_eq!(
        (&centos["BaselineName"], &centos["DefaultBaseline"]),
        (&json!("AWS-CentOSDefaultPatchBaseline"), &json!(true))
    );
    let arn = text(&centos["BaselineId"]);
    let (front, id) = arn.rsplit_once('/').expect("an ARN");
    assert!(front.starts_with("arn:aws:ssm:us-east-1:") && front.ends_with(":patchbaseline"), "{arn}");
    let whole = get(&aws, &arn).await;
    assert_eq!((&whole["BaselineId"], &whole["OperatingSystem"]), (&json!(arn), &json!("CENTOS")));
    assert_eq!(whole["ApprovalRules"]["PatchRules"][0]["EnableNonSecurity"], true);
    let bare = aws.refused("GetPatchBaseline", json!({"BaselineId": id})).await;
    assert!(bare.starts_with("DoesNotExistException"), "{bare}");
    for operation in ["UpdatePatchBaseline", "DeletePatchBaseline"] {
        let refused = aws.refused(operation, json!({"BaselineId": arn})).await;
        assert!(refused.starts_with("ValidationException: "), "{refused}");
    }
    assert_ne!(aws_own(&aws.at("123456789012", "eu-west-1"), "AWS-CentOSDefaultPatchBaseline").await, arn);
    let by_arn = format!("arn:aws:ssm:us-east-1:123456789012:patchbaseline/{own}");
    assert_eq!(get(&aws, &by_arn).await["BaselineId"], json!(own));
    for filter in [json!({"Key": "OWNER", "Values": ["Me"]}), json!({"Key": "NAME", "Values": ["x"]})] {
        let refused = aws.refused("DescribePatchBaselines", json!({"Filters": [filter]})).await;
        assert!(refused.starts_with("ValidationException: "), "{refused}");
    }
}

#[tokio::test]
async fn every_system_has_one_default() {
    let aws = Aws::new();
    let own = made(&aws, "web", "UBUNTU").await;
    let of_aws = aws_own(&aws, "AWS-UbuntuDefaultPatchBaseline").await;
    let default = || aws.ok("GetDefaultPatchBaseline", json!({"OperatingSystem": "UBUNTU"}));
    assert_eq!(default().await, json!({"BaselineId": of_aws, "OperatingSystem": "UBUNTU"}));
    let windows = aws.ok("GetDefaultPatchBaseline", json!({})).await;
    assert_eq!(windows["BaselineId"], json!(aws_own(&aws, "AWS-DefaultPatchBaseline").await));

    let by_arn = format!("arn:aws:ssm:us-east-1:123456789012:patchbaseline/{own}");
    assert_eq!(
        aws.ok("RegisterDefaultPatchBaseline", json!({"BaselineId": by_arn})).await,
        json!({"BaselineId": own})
    );
    assert_eq!(default().await["BaselineId"], json!(own));
    let defaults: Vec<Value> = listed(&aws, json!([{"Key": "OPERATING_SYSTEM", "Values": ["UBUNTU"]}])).await;
    let flags: Vec<&Value> = defaults.iter().map(|one| &one["DefaultBaseline"]).collect();
    assert_eq!(flags, [&json!(false), &json!(true)]);
    let in_use = aws.refused("DeletePatchBaseline", json!({"BaselineId": own})).await;
    assert!(in_use.starts_with("ResourceInUseException"), "{in_use}");
    aws.ok("RegisterDefaultPatchBaseline", json!({"BaselineId": of_aws})).await;
    assert_eq!(aws.ok("DeletePatchBaseline", json!({"BaselineId": own})).await, json!({"BaselineId": own}));
    assert_eq!(aws.ok("DeletePatchBaseline", json!({"BaselineId": own})).await, json!({"BaselineId": own}));
    for (id, code) in
        [(own.as_str(), "DoesNotExistException"), ("AWS-UbuntuDefaultPatchBaseline", "InvalidResourceId")]
    {
        let refused = aws.refused("RegisterDefaultPatchBaseline", json!({"BaselineId": id})).await;
        assert!(refused.starts_with(code), "{refused}");
    }
}

#[tokio::test]
async fn tags_are_those_of_the_create_and_go_with_it() {
    let aws = Aws::new();
    let tags = json!([{"Key": "Team", "Value": "shop"}]);
    let id = text(&aws.ok("CreatePatchBaseline", json!({"Name": "web", "Tags": tags})).await["BaselineId"]);
    let on = json!({"ResourceType": "PatchBaseline", "ResourceId": id});
    assert_eq!(aws.ok("ListTagsForResource", on.clone()).await, json!({"TagList": tags}));
    let found = || aws.ok("GetResources", json!({"ResourceTypeFilters": ["ssm:patchbaseline"]}));
    let arn = format!("arn:aws:ssm:us-east-1:123456789012:patchbaseline/{id}");
    assert_eq!(found().await["ResourceTagMappingList"], json!([{"ResourceARN": arn, "Tags": tags}]));
    aws.ok("DeletePatchBaseline", json!({"BaselineId": id})).await;
    assert_eq!(found().await["ResourceTagMappingList"], json!([]));
    assert!(aws.refused("ListTagsForResource", on).await.starts_with("InvalidResourceId"));
}

#[tokio::test]
async fn fifty_baselines_are_all() {
    let aws = Aws::new();
    for number in 0..50 {
        made(&aws, &format!("web-{number}"), "SUSE").await;
    }
    let more = aws.refused("CreatePatchBaseline", json!({"Name": "web"})).await;
    assert!(more.starts_with("ResourceLimitExceededException"), "{more}");
    made(&aws.at("210987654321", "us-east-1"), "web", "SUSE").await;
}

#[tokio::test]
async fn awss_own_have_awss_ids_and_a_missing_one_is_told_in_its_words() {
    let aws = Aws::new();
    let ohio = aws.at("123456789012", "us-east-2");
    let known = "arn:aws:ssm:us-east-2:733109147000:patchbaseline/pb-0e392de35e7c563b7";
    assert_eq!(aws_own(&ohio, "AWS-AmazonLinuxDefaultPatchBaseline").await, known);
    assert_eq!(get(&ohio, known).await["Name"], "AWS-AmazonLinuxDefaultPatchBaseline");
    assert_eq!(
        aws.refused("GetPatchBaseline", json!({"BaselineId": "pb-0123456789abcdef0"})).await,
        "DoesNotExistException: Patch Baseline to be retrieved does not exist."
    );
}

#[tokio::test]
async fn products_are_those_of_the_system() {
    let aws = Aws::new();
    let with = |system: &str, product: &str| {
        let filters = json!({"PatchFilters": [{"Key": "PRODUCT", "Values": ["*", product]}]});
        json!({"Name": "web", "OperatingSystem": system, "GlobalFilters": filters})
    };
    for (system, product) in [
        ("AMAZON_LINUX", "All"),
        ("AMAZON_LINUX", "AmazonLinux2"),
        ("AMAZON_LINUX", "AmazonLinux2023"),
        ("AMAZON_LINUX_2", "AmazonLinux2023"),
        ("AMAZON_LINUX_2", "AmazonLinux2018.03"),
        ("AMAZON_LINUX_2023", "AmazonLinux2"),
        ("UBUNTU", "Debian11"),
        ("WINDOWS", "All"),
    ] {
        let refused = aws.refused("CreatePatchBaseline", with(system, product)).await;
        let words = format!(
            "ValidationException: Invalid Filter Value: {product} for Key: PRODUCT, valid values are: "
        );
        assert!(refused.starts_with(&words), "{refused}");
    }
    for (system, product) in [
        ("AMAZON_LINUX", "AmazonLinux2018.03"),
        ("AMAZON_LINUX_2", "AmazonLinux2"),
        ("AMAZON_LINUX_2", "AmazonLinux2.0"),
        ("AMAZON_LINUX_2023", "AmazonLinux2023"),
        ("REDHAT_ENTERPRISE_LINUX", "RedhatEnterpriseLinux8.5"),
        ("WINDOWS", "Office 2016"),
        ("SUSE", "*"),
    ] {
        aws.ok("CreatePatchBaseline", with(system, product)).await;
    }
}
