//! The law that no file holds a secret: canaries in every place that an account has for them.

use std::collections::HashMap;

use aws_sdk_ssm::types::{
    DocumentFormat, MaintenanceWindowTaskType, ParameterType, ResourceTypeForTagging, Tag, Target,
};

use super::put;
use crate::world::{STACK, World};

/// What no file may hold; it is as nothing that a maker of secrets gives out.
const CANARY: &str = "CaNaRy003zQ9";

/// Keys whose value is one.
const NAMES: [&str; 38] = [
    "DB_PASS",
    "pwd",
    "db-pwd",
    "passwords",
    "password1",
    "password-prod",
    "password.old",
    "secretKeyBase",
    "secret-key-base",
    "client-secret-value",
    "DATABASE_URL_PASSWORD",
    "pass",
    "auth",
    "bearer",
    "AuthToken",
    "jwt",
    "webhook",
    "license-key",
    "encryption-key",
    "ssh-key",
    "master_key",
    "credential",
    "creds",
    "pin",
    "PASSWORD2",
    "passphrase",
    "dbpassword",
    "userpassword",
    "apikey-prod",
    "apitoken",
    "x_secrets",
    "password/x",
    "secrets/db/x",
    "app/password/prod",
    "credentials/admin",
    "AccessKey",
    "APIKey",
    "dbpass",
];

/// Values that show one, whatever they are called.
const VALUES: [&str; 22] = [
    "{\"password\": \"CANARY\", \"user\": \"x\"}",
    "Server=db;User Id=a;Password=CANARY;",
    "DB_PASSWORD=CANARY\nX=1",
    "Basic dTpDYU5hUnkwMDN6UTk=",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.CANARY",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCaNaRy003zQ9",
    "redis://:CANARY@h:1/0",
    "https://h/?token=CANARY",
    "\"postgres://u:CANARY@h\"",
    "jdbc:mysql://h/db?user=u&password=CANARY",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\nCANARY",
    "-----begin private key-----\nCANARY",
    "postgres://u:p%40CANARY@h",
    "amqp://u:CANARY@h1,amqp://u:CANARY@h2",
    "url=\"postgres://u:CANARY@h\"",
    "postgres://u:${X}CANARY@h",
    "AGE-SECRET-KEY-1CANARY",
    "https://hooks.slack.com/services/T000/B000/CANARY",
    "export DB_PASSWORD=CANARY",
    "mysql -pCANARY",
    "curl -u admin:CANARY http://h",
    "curl -H 'Authorization: Bearer CANARY'",
];

fn with_canary(text: &str) -> String {
    text.replace("CANARY", CANARY)
}

/// What of a canary is in a text, in whatever encoding it was put there.
fn sings(text: &str) -> bool {
    [CANARY, "Q2FOYVJ5", "TmFSeTAw", "DYU5hUn", "AKIAXXXX"].iter().any(|canary| text.contains(canary))
}

fn nodes() -> Target {
    Target::builder().key("tag:Role").values("web").build()
}

async fn tag(world: &World, name: &str, key: &str, value: &str) {
    let tag = Tag::builder().key(key).value(value).build().expect("a tag");
    let tagging = world.outside().add_tags_to_resource().resource_type(ResourceTypeForTagging::Parameter);
    tagging.resource_id(name).tags(tag).send().await.expect("allowed");
}

async fn document(world: &World, name: &str, content: String, format: DocumentFormat) {
    let made = world.outside().create_document().name(name).content(content).document_format(format);
    made.send().await.expect("allowed");
}

/// A Command document of JSON that runs a line.
fn runs(line: &str, parameters: &str) -> String {
    let line = serde_json::to_string(line).expect("a text");
    let step = format!(
        "{{\"action\": \"aws:runShellScript\", \"name\": \"a\", \"inputs\": {{\"runCommand\": [{line}]}}}}"
    );
    format!("{{\"schemaVersion\": \"2.2\", \"parameters\": {{{parameters}}}, \"mainSteps\": [{step}]}}")
}

/// The number of things that are imported, and of those that are named instead.
async fn imported(world: &World) -> (usize, usize) {
    let import = world.import(STACK, &[]).await;
    for draft in &import.drafts {
        for text in draft.files.iter().map(|(_, text)| text).chain([&draft.text]) {
            assert!(!sings(text), "{text}");
        }
    }
    (import.drafts.iter().map(|draft| draft.resources).sum(), import.unsaid.len())
}

#[tokio::test(start_paused = true)]
async fn no_parameter_gives_one_away() {
    let world = World::standing_still();
    for name in NAMES {
        put(&world, &format!("/s/names/{name}"), CANARY, ParameterType::String).await;
    }
    put(&world, "/password", CANARY, ParameterType::String).await;
    for (at, value) in VALUES.iter().enumerate() {
        put(&world, &format!("/s/values/{at}"), &with_canary(value), ParameterType::String).await;
    }
    put(&world, "/s/list", &with_canary("a,password=CANARY"), ParameterType::StringList).await;
    for (name, value) in [("/s/a/password", "/CANARY"), ("/s/b/passphrase", "correct horse CANARY")] {
        put(&world, name, &with_canary(value), ParameterType::String).await;
    }
    let all = NAMES.len() + VALUES.len() + 4;
    assert_eq!(imported(&world).await, (all, 0));
    // Plain ones are written as they are.
    for (name, value) in [
        ("/s/plain/keyboard", "qwerty"),
        ("/s/plain/bypass", "all"),
        ("/s/plain/passive", "true"),
        ("/s/plain/password-policy", "strict"),
        ("/s/plain/token-ttl", "3600"),
        ("/s/plain/image", "ami-0123456789abcdef0"),
    ] {
        put(&world, name, value, ParameterType::String).await;
    }
    let import = world.import(STACK, &[]).await;
    let plain = import.drafts.iter().find(|draft| draft.name == "s-plain").expect("written");
    assert!(!plain.text.contains("manage"), "{}", plain.text);
}

#[tokio::test(start_paused = true)]
async fn what_stands_beside_a_value_gives_none_away() {
    let world = World::standing_still();
    for name in ["/s/a", "/s/b"] {
        put(&world, name, "v", ParameterType::String).await;
    }
    put(&world, "/s/c", "v", ParameterType::SecureString).await;
    tag(&world, "/s/a", "ApiToken", CANARY).await;
    tag(&world, "/s/c", "db-password", CANARY).await;
    let described = world.outside().put_parameter().name("/s/b").value("v").overwrite(true);
    described.description(with_canary("the password is CANARY")).send().await.expect("allowed");
    assert_eq!(imported(&world).await, (0, 3));
}

#[tokio::test(start_paused = true)]
async fn no_document_gives_one_away() {
    let world = World::standing_still();
    let (json, yaml) = (DocumentFormat::Json, DocumentFormat::Yaml);
    for (at, value) in VALUES.iter().enumerate() {
        document(&world, &format!("value-{at}"), runs(&with_canary(value), ""), json.clone()).await;
    }
    let default = with_canary("\"Password\": {\"type\": \"String\", \"default\": \"CANARY\"}");
    document(&world, "default", runs("id", &default), json.clone()).await;
    let key = format!("K=AKIA{}", "X".repeat(16));
    document(&world, "spelled", runs(&key, "").replace("AKIA", "\\u0041KIA"), json.clone()).await;
    let url = runs("postgres://u:CANARY@h", "").replace('/', "\\/");
    document(&world, "slashes", with_canary(&url), json.clone()).await;
    let written = |line: &str| {
        format!(
            "schemaVersion: '2.2'\nmainSteps:\n- {{name: a, action: 'aws:runShellScript', inputs: {{runCommand: [{line}]}}}}\n"
        )
    };
    document(&world, "bytes", written(&format!("\"{}\"", key.replace("AKIA", "\\x41KIA"))), yaml.clone())
        .await;
    let folded = with_canary("\"postgres://u:\\\n    CANARY@h\"");
    document(&world, "folded", written(&folded), yaml.clone()).await;
    let comment = with_canary("# DB_PASSWORD=CANARY\n");
    document(&world, "comment", comment + &written("id"), yaml.clone()).await;
    assert_eq!(imported(&world).await, (0, VALUES.len() + 6));
    // What only names secrets, or takes one from elsewhere, is written.
    let takes = "\"Password\": {\"type\": \"String\", \"description\": \"The password of the user\"}";
    let line = "PASSWORD=$(aws ssm get-parameter --name /db/password) run --token \"{{ Password }}\"";
    document(&world, "plain", runs(line, takes), json).await;
    assert_eq!(imported(&world).await, (1, VALUES.len() + 6));
}

#[tokio::test(start_paused = true)]
async fn nothing_that_runs_gives_one_away() {
    let world = World::standing_still();
    let outside = world.outside();
    let takes = "\"directoryPassword\": {\"type\": \"String\"}";
    document(&world, "joins", runs("id", takes), DocumentFormat::Json).await;
    for (name, document, parameter, value) in [
        ("commands", "AWS-RunShellScript", "commands", "export PASSWORD=CANARY"),
        ("directory", "joins", "directoryPassword", "CANARY"),
    ] {
        let given = HashMap::from([(parameter.to_owned(), vec![with_canary(value)])]);
        let made = outside.create_association().name(document).association_name(name).targets(nodes());
        made.set_parameters(Some(given)).send().await.expect("allowed");
    }
    for (name, kind, arn, payload) in [
        (
            "lambda",
            MaintenanceWindowTaskType::Lambda,
            "arn:aws:lambda:us-east-1:123456789012:function:f",
            "password",
        ),
        (
            "machine",
            MaintenanceWindowTaskType::StepFunctions,
            "arn:aws:states:us-east-1:123456789012:stateMachine:f",
            "secret",
        ),
    ] {
        let window =
            outside.create_maintenance_window().name(name).schedule("rate(1 day)").duration(2).cutoff(1);
        let window = window.allow_unassociated_targets(true).send().await.expect("allowed");
        let payload = format!("{{\"{payload}\": \"{CANARY}\"}}");
        let run = super::run(&kind, &payload);
        let task =
            outside.register_task_with_maintenance_window().window_id(window.window_id().expect("an id"));
        let task = task.name("task").task_arn(arn).task_type(kind).task_invocation_parameters(run);
        task.send().await.expect("allowed");
    }
    for (name, description) in [("told", "pw CANARY"), ("owned", "none")] {
        let window =
            outside.create_maintenance_window().name(name).schedule("rate(1 day)").duration(2).cutoff(1);
        let window = window.allow_unassociated_targets(true).description(with_canary(description));
        let window = window.send().await.expect("allowed");
        let target = outside.register_target_with_maintenance_window().targets(nodes()).name("target");
        let target = target.window_id(window.window_id().expect("an id")).resource_type("INSTANCE".into());
        target.owner_information(with_canary("password=CANARY")).send().await.expect("allowed");
    }
    assert_eq!(imported(&world).await, (1, 6));
}
