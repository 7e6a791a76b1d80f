//! References: edges, order, secrets that flow, mistakes that point.

use crate::world::{STACK, World, hierarchy, summary};

async fn read(world: &World, name: &str) -> String {
    let got = world.outside().get_parameter().name(name).with_decryption(true).send().await;
    got.expect("there").parameter.expect("given").value.expect("a value")
}

#[tokio::test(start_paused = true)]
async fn a_reference_is_the_value_of_what_it_names() {
    let mut world = World::new();
    world.secrets.insert("PASSWORD".into(), "hunter2".into());
    let manifest = hierarchy(
        "database/host: db.local\n\
         database/port: 3306\n\
         database/password: {type: SecureString, valueFrom: {env: PASSWORD}}\n\
         database/address: \"${Parameter/webshop/database/host.value}:${Parameter/webshop/database/port.value}\"\n\
         database/url: {type: SecureString, value: \"mysql://app:${Parameter/webshop/database/password.value}@${Parameter/webshop/database/address.value}\"}",
    );
    let desired = world.desired(STACK, &[&manifest]).await;
    let plan = world.plan(&desired).await;
    let url = plan.changes().iter().find(|change| change.address.name().ends_with("url")).expect("planned");
    assert_eq!(url.needs.len(), 2);
    assert!(url.differences.iter().any(|difference| difference.secret()));
    world.converge(&desired).await;
    assert_eq!(read(&world, "/webshop/database/address").await, "db.local:3306");
    assert_eq!(read(&world, "/webshop/database/url").await, "mysql://app:hunter2@db.local:3306");

    world.secrets.insert("PASSWORD".into(), "rotated".into());
    let desired = world.desired(STACK, &[&manifest]).await;
    assert_eq!(
        summary(&world.plan(&desired).await),
        ["~ Parameter/webshop/database/password [value]", "~ Parameter/webshop/database/url [value]"]
    );
    world.converge(&desired).await;
    assert_eq!(read(&world, "/webshop/database/url").await, "mysql://app:rotated@db.local:3306");
}

#[tokio::test(start_paused = true)]
async fn a_reference_to_a_generated_value_is_known_once_it_is_made() {
    let world = World::new();
    let manifest = hierarchy(
        "password: {type: SecureString, valueFrom: {generate: {length: 5}}}\n\
         url: {type: SecureString, value: \"x:${Parameter/webshop/password.value}\"}",
    );
    let desired = world.desired(STACK, &[&manifest]).await;
    world.converge(&desired).await;
    assert_eq!(read(&world, "/webshop/url").await, "x:00000");
}

#[test]
fn mistakes_in_references_point() {
    let world = World::new();
    let manifest = hierarchy(
        "a: \"${Parameter/webshop/b.value}\"\n\
         b: \"${Parameter/webshop/a.value}\"\n\
         c: \"${Parameter/webshop/nowhere.value}\"\n\
         d: \"${Parameter/webshop/a.colour}\"\n\
         e: \"${var.nothing}\"\n\
         f: \"${vars.nothing}\"\n\
         g: \"$${var.kept} ${HOME}\"",
    );
    let (_, findings) = world.resolve(STACK, &[&manifest]);
    let mut found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.message.as_str())).collect();
    found.sort();
    assert_eq!(
        found,
        [
            ("interpolation", "`${vars.nothing}` means nothing"),
            ("interpolation-left", "this stays as it is written, `${` and all"),
            ("reference-cycle", "2 resources refer to one another in a circle"),
            ("unknown-reference", "a Parameter has no attribute `colour`"),
            ("unknown-reference", "nothing here declares `Parameter/webshop/nowhere`"),
            ("unknown-variable", "there is no variable `nothing` here"),
        ]
    );
}

#[test]
fn one_name_declared_twice_shows_both_places() {
    let world = World::new();
    let other = hierarchy("b: 1")
        .replace("{name: webshop}", "{name: other}")
        .replace("path: /webshop", "path: /webshop/x");
    let (_, findings) = world.resolve(STACK, &[&hierarchy("x/b: 1"), &other]);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].code, findings[0].labels.len()), ("duplicate-resource", 2));
}

/// What else stands in a text, and whether its resource is written as a whole, hides no secret in it.
#[test]
fn a_secret_is_refused_wherever_aws_would_show_it() {
    let world = World::new();
    let parameters = "host: db\npassword: {type: SecureString, valueFrom: {env: PASSWORD}}";
    let shown = "${Parameter/webshop/host.value} ${Parameter/webshop/password.value}";
    let window = "schedule: cron(0 2 ? * SAT *), duration: 4h, cutoff: 1h";
    let role = "where: {\"tag:Role\": web}";
    for (kind, spec) in [
        (
            "ParameterHierarchy",
            format!("path: /x, parameters: {{a: {{value: x, description: \"{shown}\"}}}}"),
        ),
        ("MaintenanceWindow", format!("{window}, description: \"{shown}\"")),
        (
            "MaintenanceWindow",
            format!("{window}, targets: {{servers: {{{role}, description: \"{shown}\"}}}}"),
        ),
        ("PatchBaseline", format!("description: \"{shown}\"")),
        ("PatchBaseline", format!("tags: {{A: \"{shown}\"}}")),
        ("Association", format!("document: AWS-X, {role}, parameters: {{a: [\"{shown}\"]}}")),
    ] {
        let other =
            format!("apiVersion: trueup/v1\nkind: {kind}\nmetadata: {{name: one}}\nspec: {{{spec}}}\n");
        let (desired, findings) = world.resolve(STACK, &[&hierarchy(parameters), &other]);
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["reference-not-allowed"], "{kind}: {spec}");
        let place = desired.sources.text(findings[0].span());
        assert_eq!(place, "${Parameter/webshop/password.value}", "{kind}: {spec}");
    }
}

/// What refers to a value that git does not have holds it, whenever either comes, changes or is made anew.
#[tokio::test(start_paused = true)]
async fn what_refers_to_a_kept_value_follows_it() {
    const REFERS: &str = "u-${Parameter/webshop/g.value}";
    let kept = "g: {type: SecureString, valueFrom: {generate: {length: 9}}}";
    for written in [format!("\"{REFERS}\""), format!("{{type: SecureString, value: \"{REFERS}\"}}")] {
        let both = hierarchy(&format!("{kept}\nr: {written}"));
        let follows = async |world: &World| {
            let (g, r) = (read(world, "/webshop/g").await, read(world, "/webshop/r").await);
            assert_eq!(r, REFERS.replace("${Parameter/webshop/g.value}", &g), "{written}");
        };
        // It comes later, and in the place of another value.
        for before in [kept.to_owned(), format!("{kept}\nr: z")] {
            let world = World::new();
            world.converge(&world.desired(STACK, &[&hierarchy(&before)]).await).await;
            let desired = world.desired(STACK, &[&both]).await;
            world.converge(&desired).await;
            follows(&world).await;
            // Somebody writes over it, or over what it refers to.
            for (name, text) in [("/webshop/r", "tampered"), ("/webshop/g", "rotated")] {
                let put = world.outside().put_parameter().name(name).value(text).overwrite(true);
                put.send().await.expect("taken");
                assert_eq!(summary(&world.plan(&desired).await), ["~ Parameter/webshop/r [value]"], "{name}");
                world.converge(&desired).await;
                follows(&world).await;
            }
            // What it refers to is made anew.
            world.outside().delete_parameter().name("/webshop/g").send().await.expect("gone");
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
            world.converge(&desired).await;
            follows(&world).await;
        }
    }
}

#[test]
fn the_page_names_every_attribute() {
    let page = include_str!("../../../docs/references.md");
    for line in engine::kinds::resources().filter(|line| !line.attributes.is_empty()) {
        let address = match line.name.split_once('/') {
            Some((kind, part)) => format!("{kind}/window/{part}/name"),
            None if line.name == "Parameter" => "Parameter/path/name".to_owned(),
            None => format!("{}/name", line.name),
        };
        let attributes: Vec<String> = line.attributes.iter().map(|name| format!("`{name}`")).collect();
        let row = format!("| `{address}` | {} |\n", attributes.join(", "));
        assert!(page.contains(&row), "{row}");
    }
}
