//! Change calendars: convergence, events compared by meaning, what others did, cost.

use aws_sdk_ssm::types::{CalendarState, DocumentFormat, DocumentPermissionType, DocumentType};
use engine::Action;
use engine::contract::Effect as PlanEffect;
use engine::plan::Rival;
use sandbox::{Effect, Rule, When};

use crate::world::{STACK, World, summary};

/// A manifest with these lines in its spec.
fn manifest(spec: &str) -> String {
    let spec: String = spec.lines().map(|line| format!("  {line}\n")).collect();
    format!(
        "apiVersion: trueup/v1\nkind: ChangeCalendar\nmetadata: {{name: production-freeze}}\nspec:\n{spec}"
    )
}

/// A manifest with these lines of one event.
fn event(lines: &str) -> String {
    let lines: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    manifest(&format!("default: open\nevents:\n  -\n{lines}"))
}

const FREEZE: &str = "\
default: open
timezone: America/New_York
events:
  - summary: Black Friday
    start: 2026-11-27T00:00
    end: 2026-12-01T00:00
  - summary: Month end
    start: 2026-01-31T18:00
    duration: 12h
    repeat: FREQ=MONTHLY;BYMONTHDAY=-1
";

async fn content(world: &World) -> String {
    let held = world
        .outside()
        .get_document()
        .name("production-freeze")
        .document_format(DocumentFormat::Text)
        .send()
        .await
        .expect("there");
    held.content.expect("given")
}

/// Puts a text there as the console would, as the version that counts.
async fn put(world: &World, text: &str) {
    let outside = world.outside();
    let update =
        outside.update_document().name("production-freeze").content(text).document_version("$LATEST");
    let made = update.document_format(DocumentFormat::Text).send().await.expect("taken");
    let version =
        made.document_description.and_then(|document| document.document_version).expect("a version");
    let promote = outside.update_document_default_version().name("production-freeze");
    promote.document_version(version).send().await.expect("taken");
}

#[tokio::test(start_paused = true)]
async fn a_calendar_is_made_and_says_what_its_manifest_says() {
    let world = World::new();
    let desired = world.desired(STACK, &[&manifest(FREEZE)]).await;
    let applied = world.converge(&desired).await;
    assert!(summary(&applied.plan)[0].starts_with("+ ChangeCalendar/production-freeze ["));
    let outside = world.outside();
    let described = outside.describe_document().name("production-freeze").send().await.expect("there");
    let document = described.document.expect("described");
    assert_eq!(document.document_type, Some(DocumentType::ChangeCalendar));
    assert_eq!(document.document_format, Some(DocumentFormat::Text));
    let state = |at: &'static str| {
        let asked = outside.get_calendar_state().calendar_names("production-freeze").at_time(at);
        async move { asked.send().await.expect("a calendar") }
    };
    // Midnight in New York is 05:00 in UTC.
    let before = state("2026-11-27T04:59:59Z").await;
    assert_eq!(before.state, Some(CalendarState::Open));
    assert_eq!(before.next_transition_time.as_deref(), Some("2026-11-27T05:00:00Z"));
    let within = state("2026-11-27T05:00:00Z").await;
    assert_eq!(within.state, Some(CalendarState::Closed));
    // The month's last day follows from 18:00 on, with an hour between.
    assert_eq!(within.next_transition_time.as_deref(), Some("2026-12-01T11:00:00Z"));
}

/// Fields of the calendar with two values each, the field that differs, and whether the first is
/// AWS's default.
const FIELDS: [(&str, &str, &str, &str); 9] = [
    ("default: open", "default: closed", "", "default"),
    ("description: One", "description: Two", "default: open", "description"),
    ("changeManagerEvents: true", "changeManagerEvents: false", "default: open", "changeManagerEvents"),
    ("versionName: v1", "versionName: v2", "default: open", "versionName"),
    ("displayName: One", "displayName: Two", "default: open", "displayName"),
    ("share: [\"210987654321\"]", "share: [\"310987654321\"]", "default: open", "share"),
    ("tags: {Team: web}", "tags: {Team: ops}", "default: open", "tags"),
    (
        "events: [{summary: A, start: 2027-01-01}]",
        "events: [{summary: A, start: 2027-01-01}, {summary: B, start: 2027-01-01}]",
        "default: open",
        "events",
    ),
    (
        "timezone: Europe/Berlin\nevents: [{summary: A, start: 2027-01-01, repeat: FREQ=YEARLY}]",
        "timezone: Europe/London\nevents: [{summary: A, start: 2027-01-01, repeat: FREQ=YEARLY}]",
        "default: open",
        "events",
    ),
];

#[tokio::test(start_paused = true)]
async fn every_field_changed_alone_is_one_change_and_converges() {
    for (before, after, rest, field) in FIELDS {
        let world = World::new();
        let of = |line: &str| manifest(&format!("{line}\n{rest}\n"));
        world.converge(&world.desired(STACK, &[&of(before)]).await).await;
        let second = world.desired(STACK, &[&of(after)]).await;
        let plan = world.plan(&second).await;
        let [change] = plan.changes() else { panic!("{field}: {:?}", summary(&plan)) };
        assert_eq!(change.action(), Action::Update, "{field}");
        let fields: Vec<_> = change.differences.iter().map(|difference| difference.path.field()).collect();
        assert!(!fields.is_empty() && fields.iter().all(|found| *found == field), "{field}: {fields:?}");
        world.converge(&second).await;
        world.converge(&world.desired(STACK, &[&manifest("default: open")]).await).await;
    }
}

/// Fields of an event with two values each.
const EVENT_FIELDS: [(&str, &str, &str); 8] = [
    ("start: 2027-01-04T08:00", "start: 2027-01-05T08:00", "start"),
    ("end: 2027-02-01T08:00", "end: 2027-03-01T08:00", "end"),
    ("duration: 12h", "duration: 13h", "end"),
    ("description: One", "description: Two", "description"),
    ("type: STANDARD", "type: ADVISORY", "type"),
    ("timezone: Europe/Berlin", "timezone: Europe/London", "timezone"),
    ("repeat: FREQ=WEEKLY", "repeat: FREQ=DAILY", "repeat"),
    ("except: [2027-01-11]", "except: [2027-01-18]", "except"),
];

#[tokio::test(start_paused = true)]
async fn every_field_of_an_event_changed_alone_is_one_difference() {
    for (before, after, field) in EVENT_FIELDS {
        let world = World::new();
        let of = |line: &str| {
            let rest = [
                ("summary", "summary: A"),
                ("start", "start: 2027-01-04T08:00"),
                ("end", "end: 2027-01-04T09:00"),
                ("repeat", "repeat: FREQ=WEEKLY"),
            ];
            let instead = |name: &str| {
                line.starts_with(&format!("{name}:")) || name == "end" && line.starts_with("duration")
            };
            let kept = rest.iter().filter(|(name, _)| !instead(name));
            let lines: Vec<_> = kept.map(|(_, line)| *line).chain([line]).collect();
            // An event that starts another day ends another day.
            event(&lines.join("\n").replace("start: 2027-01-05T08:00", "start: 2027-01-04T07:00"))
        };
        world.converge(&world.desired(STACK, &[&of(before)]).await).await;
        let second = world.desired(STACK, &[&of(after)]).await;
        let plan = world.plan(&second).await;
        let [change] = plan.changes() else { panic!("{field}: {:?}", summary(&plan)) };
        let paths: Vec<_> = change.differences.iter().map(|difference| difference.path.to_string()).collect();
        assert!(
            paths.iter().all(|path| path.starts_with(&format!("events.A.{field}"))),
            "{field}: {paths:?}"
        );
        assert!(!paths.is_empty(), "{field}");
        world.converge(&second).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_event_is_a_new_version_that_counts_at_once() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&manifest(FREEZE)]).await).await;
    let more = format!("{FREEZE}  - {{summary: Today, start: 2026-11-21, duration: 2 days}}\n");
    let desired = world.desired(STACK, &[&manifest(&more)]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["~ ChangeCalendar/production-freeze [events.Today]"]);
    assert_eq!(plan.changes()[0].effects, [PlanEffect::Version { default: None }]);
    let applied = world.converge(&desired).await;
    let made: Vec<_> = applied.outcome.results[0].calls.iter().map(|call| call.operation).collect();
    assert_eq!(made, ["UpdateDocument", "DescribeDocument", "UpdateDocumentDefaultVersion"]);
    // AWS takes no content twice: the version that is there becomes the default again.
    let back = world.desired(STACK, &[&manifest(FREEZE)]).await;
    let plan = world.plan(&back).await;
    assert_eq!(plan.changes()[0].effects, [PlanEffect::Promotes { version: 1 }]);
    world.converge(&back).await;
}

#[tokio::test(start_paused = true)]
async fn one_meaning_in_any_spelling_is_no_difference() {
    let world = World::new();
    let desired = world.desired(STACK, &[&manifest(FREEZE)]).await;
    world.converge(&desired).await;
    let text = content(&world).await;
    let spellings = [
        text.replace("\r\n", "\n"),
        text.replace("UID:20261127T000000-black-friday@trueup", "UID:5b0e0d52-6a0e-4a1e-9d4e-0c6b6a7b9f11"),
        text.replace("SEQUENCE:0", "SEQUENCE:7\r\nLOCATION:Nowhere"),
        text.replace("FREQ=MONTHLY;BYMONTHDAY=-1", "BYMONTHDAY=-1;INTERVAL=1;FREQ=MONTHLY"),
        text.replace("DTEND;TZID=America/New_York:20261201T000000", "DTEND:20261201T050000Z"),
        text.replace("DTEND;TZID=America/New_York:20261201T000000", "DURATION:P4D"),
        text.replace("X-WR-CALDESC:\r\n", "X-CALENDAR-CMEVENTS:DISABLED\r\n"),
    ];
    for spelling in spellings {
        assert_ne!(spelling, text);
        put(&world, &spelling).await;
        let plan = world.plan(&desired).await;
        assert!(plan.empty(), "{:?}\n{spelling}", summary(&plan));
    }
    // The order of events in the manifest, and a moment said in another zone.
    let turned = "\
default: open
events:
  - summary: Month end
    start: 2026-01-31T18:00
    end: 2026-02-01T06:00
    timezone: America/New_York
    repeat: FREQ=MONTHLY;BYMONTHDAY=-1
  - summary: Black Friday
    start: 2026-11-27T05:00Z
    end: 2026-12-01T05:00Z
";
    assert!(world.plan(&world.desired(STACK, &[&manifest(turned)]).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn what_somebody_did_in_the_console_is_found() {
    let world = World::new();
    let desired = world.desired(STACK, &[&manifest(FREEZE)]).await;
    world.converge(&desired).await;
    let text = content(&world).await;
    put(&world, &text.replace("20261201T000000", "20261130T000000")).await;
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["~ ChangeCalendar/production-freeze [events.Black Friday.end]"]);
    world.converge(&desired).await;
    let slipped_in = "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Slipped in\r\nDTSTART:20270101T000000Z\r\nDTEND:20270102T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR";
    put(&world, &text.replace("END:VCALENDAR", slipped_in)).await;
    assert_eq!(
        summary(&world.plan(&desired).await),
        ["~ ChangeCalendar/production-freeze [events.Slipped in]"]
    );
    world.converge(&desired).await;
    let share = world.outside().modify_document_permission().name("production-freeze");
    let share = share.permission_type(DocumentPermissionType::Share).account_ids_to_add("210987654321");
    share.send().await.expect("taken");
    assert_eq!(
        summary(&world.plan(&desired).await),
        ["~ ChangeCalendar/production-freeze [share.210987654321]"]
    );
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn the_events_of_a_file_are_compared_by_meaning() {
    let mut world = World::new();
    let ics = "BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:Europe/Berlin\nBEGIN:VEVENT\nUID:1\nSUMMARY:Holidays\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261228\nATTENDEE:mailto:somebody@example.com\nEND:VEVENT\nEND:VCALENDAR\n";
    world.files.insert("calendars/freeze.ics".into(), ics.into());
    let spec = manifest("default: open\nics: {file: calendars/freeze.ics}");
    world.converge(&world.desired(STACK, &[&spec]).await).await;
    assert!(!content(&world).await.contains("somebody"));
    let respelled =
        ics.replace("ATTENDEE:mailto:somebody@example.com", "TRANSP:OPAQUE").replace('\n', "\r\n");
    world.files.insert("calendars/freeze.ics".into(), respelled);
    assert!(world.plan(&world.desired(STACK, &[&spec]).await).await.empty());
    world.files.insert("calendars/freeze.ics".into(), ics.replace("20261228", "20261229"));
    let longer = world.desired(STACK, &[&spec]).await;
    assert_eq!(
        summary(&world.plan(&longer).await),
        ["~ ChangeCalendar/production-freeze [events.Holidays.end]"]
    );
    world.converge(&longer).await;
}

#[tokio::test(start_paused = true)]
async fn a_calendar_that_nobody_owns_is_a_conflict_until_it_is_adopted() {
    let world = World::new();
    let text = "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\nEND:VCALENDAR\r\n";
    let create = world.outside().create_document().name("production-freeze").content(text);
    let create = create.document_type(DocumentType::ChangeCalendar).document_format(DocumentFormat::Text);
    create.send().await.expect("taken");
    let spec = manifest(FREEZE);
    let plan = world.plan(&world.desired(STACK, &[&spec]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Nobody);
    let adopting = spec.replace("{name: production-freeze}", "{name: production-freeze, adopt: true}");
    let applied = world.converge(&world.desired(STACK, &[&adopting]).await).await;
    assert_eq!(
        summary(&applied.plan),
        ["@ ChangeCalendar/production-freeze [events.Black Friday events.Month end tags.Application]"]
    );
    let forgetting = spec.replace("{name: production-freeze}", "{name: production-freeze, forget: true}");
    world.converge(&world.desired(STACK, &[&forgetting]).await).await;
    assert!(world.outside().describe_document().name("production-freeze").send().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_document_of_another_type_makes_room() {
    let world = World::new();
    let content = "{\"schemaVersion\": \"2.2\", \"mainSteps\": [{\"name\": \"x\", \"action\": \"aws:runShellScript\"}]}";
    world.outside().create_document().name("production-freeze").content(content).send().await.expect("taken");
    let adopting = manifest("default: open")
        .replace("{name: production-freeze}", "{name: production-freeze, adopt: true}");
    let desired = world.desired(STACK, &[&adopting]).await;
    let plan = world.plan(&desired).await;
    let told =
        plan.changes().iter().map(|change| change.reason.clone().unwrap_or_default()).collect::<Vec<_>>();
    assert!(
        told.iter().any(|reason| reason.contains("is of type Command")) || !plan.conflicts().is_empty(),
        "{:?} {told:?}",
        summary(&plan)
    );
}

#[tokio::test(start_paused = true)]
async fn calendars_and_documents_do_not_take_each_other() {
    let world = World::new();
    let document = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: run}\nspec: {content: {schemaVersion: \"2.2\", mainSteps: [{name: run, action: \"aws:runShellScript\", inputs: {runCommand: [ls]}}]}}\n";
    let both = world.desired(STACK, &[&manifest(FREEZE), document]).await;
    world.converge(&both).await;
    let only_document = world.desired(STACK, &[document]).await;
    let plan = world.plan(&only_document).await;
    assert_eq!(summary(&plan), ["- ChangeCalendar/production-freeze []"]);
    world.converge(&only_document).await;
    world.converge(&both).await;
    let only_calendar = world.desired(STACK, &[&manifest(FREEZE)]).await;
    assert_eq!(summary(&world.plan(&only_calendar).await), ["- Document/run []"]);
    world.converge(&only_calendar).await;
    assert!(world.destroy(&only_calendar).await.outcome.whole());
    assert!(world.outside().describe_document().name("production-freeze").send().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn another_name_is_another_calendar_and_the_old_one_goes_last() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&manifest(FREEZE)]).await).await;
    let renamed = world.desired(STACK, &[&manifest(&format!("name: freeze-2\n{FREEZE}"))]).await;
    let told = summary(&world.plan(&renamed).await);
    assert!(told[0].starts_with("+ ChangeCalendar/production-freeze ["), "{told:?}");
    assert_eq!(told[1], "- ChangeCalendar/production-freeze@old []");
    world.converge(&renamed).await;
    assert!(world.outside().describe_document().name("production-freeze").send().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn lost_answers_make_no_second_version() {
    no_second_version_after(&["CreateDocument", "UpdateDocumentDefaultVersion"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_of_an_update_makes_no_second_version() {
    no_second_version_after(&["UpdateDocument"]).await;
}

async fn no_second_version_after(operations: &[&str]) {
    for operation in operations {
        let world = World::new();
        let first = world.desired(STACK, &[&manifest("default: open")]).await;
        let second = world.desired(STACK, &[&manifest(FREEZE)]).await;
        world.sandbox.add_fault(Rule::new(operation, When::Nth(1), Effect::LoseAnswer));
        world.converge(&first).await;
        world.converge(&second).await;
        let described =
            world.outside().describe_document().name("production-freeze").send().await.expect("there");
        let document = described.document.expect("described");
        assert_eq!(document.latest_version.as_deref(), Some("2"), "{operation}");
        assert_eq!(document.default_version.as_deref(), Some("2"), "{operation}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_plan_reads_pages_and_two_answers_for_each() {
    let world = World::new();
    let manifests: Vec<String> =
        (0..60).map(|at| manifest(FREEZE).replace("production-freeze", &format!("calendar-{at}"))).collect();
    let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
    let desired = world.desired(STACK, &texts).await;
    world.converge(&desired).await;
    world.calls();
    assert!(world.plan(&desired).await.empty());
    let calls = world.calls();
    // Two pages for the calendars, two for the documents, which leave the calendars alone.
    assert_eq!(
        (calls["ListDocuments"], calls["GetDocument"], calls["DescribeDocumentPermission"]),
        (4, 60, 60)
    );
    assert_eq!(calls.get("DescribeDocument"), None);
}

#[tokio::test(start_paused = true)]
async fn references_know_a_calendar_by_its_name() {
    let world = World::new();
    let parameter = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: shop}\nspec: {path: /shop, parameters: {calendar: \"${ChangeCalendar/production-freeze.arn}\"}}\n";
    let named = manifest(&format!("name: Freeze\n{FREEZE}"));
    let desired = world.desired(STACK, &[parameter, &named]).await;
    world.converge(&desired).await;
    let value = world.outside().get_parameter().name("/shop/calendar").send().await.expect("there");
    let value = value.parameter.and_then(|parameter| parameter.value);
    assert_eq!(value.as_deref(), Some("arn:aws:ssm:us-east-1:123456789012:document/Freeze"));
}
