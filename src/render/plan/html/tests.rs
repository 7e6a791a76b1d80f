//! The page as a whole.

use engine::Action;
use engine::contract::{Effect, Exposure, Runs};
use engine::plan::{Change, Goal, Notes, Origin, Partial, Whence};
use schema::Tree;
use sha2::{Digest, Sha256};

use super::{FIELDS, Judged, LINES, POLICY, SCRIPT, STYLE, html};
use crate::render::hostile::evil;
use crate::render::plan::{Context, Links};
use crate::render::samples::{
    baseline, context, create, delete, parameter, plan, plan_with, texts, troubled, troubles, update, varied,
    varied_changes, verdicts,
};

/// The body of a page of plans.
fn body(plans: &[Judged]) -> String {
    let page = html(plans, &context());
    let (_, body) = page.split_once("<body>").expect("a body");
    body.split_once("<script>").expect("a script").0.to_owned()
}

/// A plan of a site of an environment.
fn at(environment: &str, changes: Vec<Change>) -> Judged {
    plan_with(changes, Vec::new(), |_, about| {
        (about.site.environment, about.site.sandbox) = (environment.into(), true);
    })
}

/// Goes through a page tag by tag: what is open is closed in its order, and nothing stands there that the page
/// does not bring.
fn whole(page: &str) {
    const TAGS: &str = "html head meta title style body header main nav p h1 h2 h3 strong a span code br section ul li \
        form input select option label output button dialog dl dt dd kbd details summary table thead tbody tr \
        th td div del ins b wbr svg line circle rect path text g script";
    const ATTRIBUTES: &str = "lang charset http-equiv content name class id href role hidden type placeholder value open \
        scope colspan title method width height viewBox font-family font-size font-weight x y dx x1 x2 y1 y2 cx cy r rx d \
        fill stroke textLength lengthAdjust xmlns spellcheck autocomplete data-kind data-action data-level \
        data-site data-of data-all data-do aria-label aria-keyshortcuts aria-live aria-pressed aria-hidden";
    const VOID: &str = "meta input br wbr";
    let has = |list: &str, name: &str| list.split_whitespace().any(|known| known == name);
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page.strip_prefix("<!doctype html>").expect("a document");
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>'), "{}", &rest[..start]);
        rest = &rest[start + 1..];
        if let Some(closing) = rest.strip_prefix('/') {
            let (name, after) = closing.split_once('>').expect("the end of a tag");
            assert_eq!(open.pop(), Some(name));
            rest = after;
            continue;
        }
        let name = &rest[..rest.find([' ', '>', '/']).expect("a name")];
        assert!(has(TAGS, name), "<{name}");
        rest = &rest[name.len()..];
        let alone = loop {
            rest = rest.trim_start_matches(' ');
            if let Some(after) = rest.strip_prefix("/>") {
                rest = after;
                break true;
            }
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break has(VOID, name);
            }
            let attribute = &rest[..rest.find(['=', ' ', '>']).expect("an attribute")];
            assert!(has(ATTRIBUTES, attribute), "<{name} {attribute}");
            rest = &rest[attribute.len()..];
            if let Some(value) = rest.strip_prefix("=\"") {
                let (value, after) = value.split_once('"').expect("the end of a value");
                assert!(attribute != "href" || value.starts_with('#'), "{value}");
                rest = after;
            }
        };
        if alone {
            continue;
        }
        // What stands in these two is no markup.
        if name == "style" || name == "script" {
            let (inside, after) = rest.split_once(&format!("</{name}>")).expect("an end");
            assert!(inside == STYLE || inside == SCRIPT);
            rest = after;
            continue;
        }
        open.push(name);
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn every_page_is_whole() {
    let troubled_sites = [troubled(), evil(), varied()];
    for plans in [&[plan(Vec::new())][..], &[varied()], &[troubled()], &[evil()], &troubled_sites] {
        whole(&html(plans, &context()));
    }
}

#[test]
fn no_text_breaks_out() {
    const EVIL: [&str; 16] = [
        "\"",
        "'",
        "\" onload=\"x",
        "<b>",
        "</td></table></details>",
        "</script><script>",
        "</style>",
        "</svg>",
        "-->",
        "]]>",
        "&quot;&#34;",
        "`=/> <",
        "\u{0}\n\r\t\u{202e}",
        "{environment}",
        "a.b::c\n\"d",
        "<é\u{10ffff}>",
    ];
    for at in 0..EVIL.len() {
        let [name, before, after, said] = [0, 1, 2, 3].map(|step| {
            let rest = EVIL[(at + step) % EVIL.len()];
            format!("{}{rest}", EVIL[at])
        });
        let list = |text: &str| Tree::Map([(said.clone().into(), Tree::List(texts([text, "b"])))].into());
        let text = |text: &str| parameter("String", Tree::text(text));
        let changes = vec![
            update(&name, text(&before), text(&after)),
            update(&said, text(&format!("a\n{before}")), text(&format!("a\n{after}"))),
            delete(&format!("{name}-"), text(&before)),
            baseline(Action::Update, list(&before), list(&after)),
        ];
        let mut judged = verdicts();
        for verdict in &mut judged {
            (verdict.message, verdict.policy) = (said.clone(), name.clone());
            verdict.address = Some(changes[0].address.clone());
        }
        let made = |environment: &str| {
            plan_with(changes.clone(), judged.clone(), |tally, about| {
                troubles(tally, about);
                about.commit = Some(said.clone());
                about.site.environment = environment.into();
            })
        };
        whole(&html(&[made(&name), made(&after)], &context()));
    }
}

#[test]
fn the_policy_names_this_style_and_this_script() {
    for (name, text) in [("style", STYLE), ("script", SCRIPT)] {
        let named = format!("{name}-src 'sha256-{}'", base64(&Sha256::digest(text)));
        assert!(POLICY.contains(&named), "the policy has to say {named}");
    }
    for word in ["//cdn", "http:", "https:", "url(", "@import", "eval(", "innerHTML", "fetch("] {
        assert!(!STYLE.contains(word) && !SCRIPT.contains(word), "{word}");
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |bytes: &[u8]| {
        let bits = (0..3).fold(0, |bits, at| (bits << 8) | usize::from(bytes.get(at).copied().unwrap_or(0)));
        let digit =
            |at: usize| if at > bytes.len() { '=' } else { DIGITS[(bits >> (18 - 6 * at)) & 63] as char };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

#[test]
fn a_page() {
    let page = body(&[plan(varied_changes().into_iter().take(3).collect())]);
    insta::assert_snapshot!(page, @r##"

    <header>
    <p class="tool">trueup plan</p>
    <h1>webshop / production / us-east-1</h1>
    <p class="dim">123456789012 · commit 4f2c1aa · planned 2026-11-20T08:00:00Z, trueup 0.1.0</p>
    <nav aria-label="Contents"><a href="#changes">Changes</a><a href="#apply">Apply</a></nav>
    <p class="lead"><code>Association/cloudwatch-agent</code> runs now. 1 parameter is deleted, 1 patch baseline is made anew, and 1 patch baseline changes.</p>
    <p class="sum"><strong>Plan: 1 to change, 1 to replace, 1 to delete</strong>; 412 unchanged; 1 call, about 1 s; reading took 24 calls</p>
    <section class="attention destroys">
    <h3>Destroys (2)</h3>
    <ul class="names">
    <li><a href="#c0"><span class="mark delete">-</span> <code>Parameter/webshop/production/old</code></a> delete</li>
    <li><a href="#c1"><span class="mark replace">±</span> <code>PatchBaseline/web-critical</code></a> replace: operatingSystem cannot change in place</li>
    </ul>
    </section>
    <section class="attention runs">
    <h3>Runs as soon as it is applied (1)</h3>
    <ul class="names">
    <li><a href="#c2"><span class="mark update">~</span> <code>Association/cloudwatch-agent</code></a> runs now</li>
    </ul>
    </section>
    </header>
    <form class="bar" id="bar" role="search" aria-label="Filter the changes" hidden>
    <input type="search" name="q" placeholder="Filter  /" aria-label="Filter by address, field or value" aria-keyshortcuts="/" autocomplete="off" spellcheck="false">
    <select name="kind" aria-label="Kind"><option value="">all kinds</option><option value="Association">Association</option><option value="Parameter">Parameter</option><option value="PatchBaseline">PatchBaseline</option></select>
    <span class="chips" role="group" aria-label="Actions"><label class="chip" data-of="delete"><input type="checkbox" name="action" value="delete">- delete 1</label><label class="chip" data-of="replace"><input type="checkbox" name="action" value="replace">± replace 1</label><label class="chip" data-of="update"><input type="checkbox" name="action" value="update">~ update 1</label></span>
    <span class="chips" role="group" aria-label="Levels"><label class="chip" data-of="destroys"><input type="checkbox" name="level" value="destroys">destroys 2</label><label class="chip" data-of="runs-now"><input type="checkbox" name="level" value="runs-now">runs now 1</label></span>
    <span class="tail"><output id="shown" aria-live="polite" data-all="3"></output>
    <span class="buttons"><button type="button" data-do="open" aria-keyshortcuts="o">Open all</button><button type="button" data-do="close" aria-keyshortcuts="c">Close all</button><button type="button" data-do="side" aria-keyshortcuts="u" aria-pressed="false">Side by side</button><button type="button" data-do="help" aria-keyshortcuts="?" aria-label="Keys">?</button></span></span>
    </form>
    <dialog id="help" aria-label="Keys"><h2>Keys</h2>
    <dl>
    <dt><kbd>/</kbd></dt><dd>filter by address, field or value</dd>
    <dt><kbd>j</kbd></dt><dd>next change</dd>
    <dt><kbd>k</kbd></dt><dd>previous change</dd>
    <dt><kbd>o</kbd></dt><dd>open all that are shown</dd>
    <dt><kbd>c</kbd></dt><dd>close all but what asks for attention</dd>
    <dt><kbd>u</kbd></dt><dd>unified, or side by side</dd>
    <dt><kbd>Esc</kbd></dt><dd>leave the field; once more, show all</dd>
    <dt><kbd>?</kbd></dt><dd>this</dd>
    </dl>
    <form method="dialog"><button>Close</button></form></dialog>
    <main>
    <section class="group" id="changes">
    <h3>Destroys (2)</h3>
    <details class="change" id="c0" data-kind="Parameter" data-action="delete" data-level="destroys" data-site="0" open><summary><span class="mark delete" title="delete">-</span> <span class="what"><code class="address"><span class="kind">Parameter</span>/webshop/production/old</code> <span class="words destroys">delete</span></span></summary>
    <table>
    <tr><th scope="row">String</th> <td>gone</td></tr>
    </table>
    </details>
    <details class="change" id="c1" data-kind="PatchBaseline" data-action="replace" data-level="destroys" data-site="0" open><summary><span class="mark replace" title="replace">±</span> <span class="what"><code class="address"><span class="kind">PatchBaseline</span>/web-critical</code> <span class="words destroys">replace: operatingSystem cannot change in place</span></span></summary>
    <table>
    <tr><th scope="row">operatingSystem</th> <td><del>AMAZON_LINUX_2</del><span class="dim"> → </span><ins>AMAZON_LINUX_2023</ins></td></tr>
    <tr><th scope="row">then</th> <td><span class="prose">PatchGroup/production moves to the new one</span></td></tr>
    <tr><th scope="row">declared</th> <td><span class="dim">manifests/web.yaml:7</span></td></tr>
    </table>
    </details>
    </section>
    <section class="group">
    <h3>Runs as soon as it is applied (1)</h3>
    <details class="change" id="c2" data-kind="Association" data-action="update" data-level="runs-now" data-site="0" open><summary><span class="mark update" title="update">~</span> <span class="what"><code class="address"><span class="kind">Association</span>/cloudwatch-agent</code> <span class="words runs">runs now</span></span></summary>
    <table>
    <tr><th scope="row">schedule</th> <td><del>rate(1 hour)</del><span class="dim"> → </span><ins>rate(30 minutes)</ins></td></tr>
    <tr><th scope="row">declared</th> <td><span class="dim">manifests/web.yaml:7</span></td></tr>
    </table>
    </details>
    </section>
    <section class="apply" id="apply">
    <h3>Apply</h3>
    <p>Change digest <code class="digest">ca3e2a3bdd0dc1f7cc7ea345ba8f8d0b3b8e545b44e67c06acd5d6e3d9ed55df</code></p>
    <dl class="commands">
    <dt><code>trueup apply plan.json</code></dt><dd>does exactly this, or nothing: with the file that <code>plan --out plan.json</code> wrote</dd>
    <dt><code>trueup apply -e production --region us-east-1 --approved ca3e2a3bdd0dc1f7cc7ea345ba8f8d0b3b8e545b44e67c06acd5d6e3d9ed55df</code></dt><dd>plans anew, and goes on only where the changes have this digest</dd>
    </dl>
    </section>
    </main>
    "##);
}

#[test]
fn what_asks_for_attention_stands_first_and_open() {
    let judged = plan_with(varied_changes(), verdicts(), troubles);
    let page = body(&[judged]);
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} is missing"));
    let order = [
        "apply refuses",
        "Conflicts, apply refuses until they are settled (2)",
        "Denied by policy, apply refuses (2)",
        "<h3>Destroys (2)",
        "<h3>Runs as soon as it is applied (1)",
        "Not readable, neither changed nor counted as unchanged (1)",
        "Warned of by policy (1)",
        "<main>",
        "<summary>Waiting (1)",
        "<summary>Unmanaged, under declared paths (1)",
        "Change digest",
    ];
    assert!(order.map(place).is_sorted(), "{:?}", order.map(place));
    assert!(!page[..place("<main>")].contains("<details"), "nothing of it is folded");
    for opened in page.split("<details").filter(|part| part.contains("data-level=\"destroys\"")) {
        assert!(opened.split_once('>').expect("a tag").0.ends_with(" open"), "{opened}");
    }
    assert!(page.contains("1 secret not compared"));
}

#[test]
fn what_holds_for_many_addresses_is_said_once() {
    let names = ["/webshop/a", "/webshop/b", "/webshop/c"];
    let judged = names.map(|name| {
        let address = Some(engine::Address::new("Parameter", name));
        engine::policy::Verdict { address, ..verdicts().remove(0) }
    });
    let page = body(&[plan_with(Vec::new(), judged.into(), |_, _| {})]);
    assert!(page.contains("Denied by policy, apply refuses (3)"), "{page}");
    assert_eq!(page.matches("not on a Friday").count(), 1, "{page}");
    assert!(names.iter().all(|name| page.contains(&format!("<li><code>Parameter{name}</code>"))), "{page}");
}

#[test]
fn a_change_says_what_policies_and_guardrails_say_of_it() {
    let mut change = create("/webshop/a", parameter("String", Tree::text("1")));
    change.protected = true;
    let page = body(&[plan_with(vec![change], verdicts(), |_, _| {})]);
    let (_, told) = page.split_once("<details class=\"change\"").expect("a change");
    assert!(told.contains("data-level=\"denied protected\""), "{told}");
    assert!(told.contains("denied: no-fridays</span>") && told.contains(">protected</span>"), "{told}");
    assert!(told.contains("not on a Friday (no-fridays, policies/fridays.cel:3)"), "{told}");
}

#[test]
fn what_was_changed_outside_is_told_apart() {
    let judged = varied();
    let (address, verdicts) = (judged.changes()[3].address.clone(), judged.verdicts().to_vec());
    let mut notes = Notes::default();
    let origin = Origin { whence: Whence::Outside, fields: Vec::new(), whole: None, untold: None };
    notes.origins.since = Some("4f2c1aa90b7d".into());
    notes.origins.changes.insert(address.clone(), origin);
    let page = body(&[Judged::new(judged.into_plan().noted(notes), verdicts)]);
    let told: Vec<&str> = page.split("<details class=\"change\"").skip(1).collect();
    let outside = "Changed outside since 4f2c1aa, and put back";
    for change in told {
        let is = change.contains("data-level=\"outside\"");
        assert_eq!(is, change.contains(address.name()), "{change}");
        assert_eq!(is, change.contains(outside) && change.contains(">changed outside</span>"), "{change}");
        assert!(is || change.contains("Changed in git since 4f2c1aa"), "{change}");
    }
}

#[test]
fn sites_stand_side_by_side() {
    let of = |environment: &str, names: &[&str]| {
        let value = |name| parameter("String", Tree::text(format!("{environment} {name}")));
        let shared = create("/shop/all", parameter("String", Tree::text("same")));
        let made = names.iter().map(|name| create(&format!("/shop/{environment}/{name}"), value(name)));
        at(environment, made.chain([shared]).collect())
    };
    let page = body(&[of("production", &["a"]), of("staging", &["a", "b"])]);
    assert_eq!(page.matches("<details class=\"change\"").count(), 3, "each is told once");
    assert!(
        page.contains("production/us-east-1</strong> <span class=\"dim\">123456789012, sandbox · commit")
    );
    assert!(
        page.contains("<th scope=\"col\">production/us-east-1</th><th scope=\"col\">staging/us-east-1</th>")
    );
    assert!(page.contains("<td>production a</td><td>staging a</td>"), "{page}");
    assert!(page.contains("<span class=\"badge site\">staging/us-east-1</span>"), "{page}");
    let (_, matrix) = page.split_once("class=\"matrix\"").expect("a table of what is where");
    assert!(
        matrix.contains("Parameter/shop/{environment}/b</code></th><td class=\"dim\">·</td><td><a"),
        "{matrix}"
    );
    let alike = body(&[of("production", &["a"]), of("staging", &["a"])]);
    assert!(!alike.contains("class=\"matrix\"") && !alike.contains("badge site"));
}

#[test]
fn what_one_site_alone_destroys_says_where() {
    let gone = || delete("/shop/old", parameter("String", Tree::text("gone")));
    let named = |page: String| page.split_once("<ul class=\"names\">").expect("names").1.to_owned();
    let one = named(body(&[at("production", vec![gone()]), at("staging", Vec::new())]));
    assert!(one.contains("</a> delete <span class=\"dim\">at production/us-east-1</span></li>"), "{one}");
    let both = named(body(&[at("production", vec![gone()]), at("staging", vec![gone()])]));
    assert!(both.contains("</a> delete</li>"), "{both}");
}

#[test]
fn runs_that_change_stand_in_lanes() {
    let runs = |words: &str, days: [&str; 3]| Runs {
        words: words.into(),
        zone: "America/New_York".into(),
        next: Some(days.map(|day| day.parse().expect("a time")).into()),
    };
    let mut change = varied_changes().remove(2);
    change.effects = vec![Effect::Reschedules {
        before: Some(runs(
            "Sundays 02:00",
            ["2026-11-22T07:00:00Z", "2026-11-29T07:00:00Z", "2027-03-07T07:00:00Z"],
        )),
        after: Some(runs(
            "Saturdays",
            ["2026-11-21T00:00:00Z", "2026-11-28T12:00:00Z", "2026-12-03T23:59:00Z"],
        )),
    }];
    let page = body(&[plan(vec![change])]);
    let (_, lanes) = page.split_once("class=\"lanes\"").expect("lanes");
    let (lanes, _) = lanes.split_once("</section>").expect("an end");
    // Fourteen days from the midnight before: the one in spring is words alone.
    for told in [
        "<text y=\"11\" dx=\"4\" x=\"0.00%\">Fri 20 Nov</text>",
        "<text y=\"11\" dx=\"4\" x=\"50.00%\">Fri 27 Nov</text>",
        "<circle class=\"after\" cy=\"32\" r=\"5\" cx=\"7.14%\"><title>Fri 2026-11-20 19:00 -05:00 (Sat 00:00 UTC)",
        "<circle class=\"before\" cy=\"14\" r=\"4\" cx=\"16.36%\"><title>Sun 2026-11-22 02:00 -05:00 (07:00 UTC)",
        "Sun 2027-03-07 02:00 -05:00 (07:00 UTC); after:",
    ] {
        assert!(lanes.contains(told), "{told} is missing in\n{lanes}");
    }
    assert_eq!(lanes.matches("<circle").count(), 5);
}

#[test]
fn what_apply_takes_is_told() {
    let page = body(&[varied()]);
    let digest = crate::view::change_digest(&[varied()]);
    assert!(page.contains("<code>trueup apply plan.json</code>"));
    assert!(page.contains(&format!(
        "<code>trueup apply -e production --region us-east-1 --approved {digest}</code>"
    )));
    let withheld = plan_with(varied_changes(), Vec::new(), |_, about| {
        about.exposure = Exposure::Withhold;
        about.goal = Goal::Destroy;
    });
    assert!(!body(&[withheld]).contains("<code>trueup apply"), "apply would refuse both");
    assert!(!body(&[plan(Vec::new())]).contains("digest"), "there is nothing to apply");
}

#[test]
fn what_was_asked_for_beside_the_sites_is_applied_from_its_file_alone() {
    let replaced = || {
        let mut changes = varied_changes();
        changes[0].reason = Some("asked for with `--replace`".into());
        changes
    };
    let part = Partial {
        only: vec!["Parameter/*".into()],
        changes_left_out: 1,
        deletes_left_out: 0,
        unknown: Vec::new(),
    };
    let only = plan_with(varied_changes(), Vec::new(), |_, about| about.partial = Some(part));
    for plan in [plan(replaced()), only] {
        let page = body(&[plan]);
        assert!(page.contains("<code>trueup apply plan.json</code>"), "{page}");
        assert!(!page.contains("--approved"), "{page}");
    }
}

#[test]
fn what_holds_at_one_site_is_said_of_that_one() {
    let gone = |protected| {
        let mut change = delete("/shop/old", parameter("String", Tree::text("gone")));
        change.protected = protected;
        vec![change]
    };
    let page = body(&[at("production", gone(true)), at("staging", gone(false))]);
    let (_, told) = page.split_once("<details class=\"change\"").expect("a change");
    assert!(told.contains("data-level=\"protected@0 destroys\""), "{told}");
    assert!(told.contains(">production/us-east-1: protected</span>"), "{told}");
    assert!(told.contains("production/us-east-1: a guardrail forbids it, apply refuses"), "{told}");
}

#[test]
fn a_page_of_thousands_stays_below_a_bound_and_says_what_it_left_out() {
    let long = "x".repeat(900);
    let value = |at: usize| Tree::text(format!("{at}\n{long}\n{long}"));
    let mut changes: Vec<_> =
        (0..3_500).map(|at| create(&format!("/{long}/{at:04}"), parameter("String", value(at)))).collect();
    changes.push(delete("/shop/last", parameter("String", Tree::text("gone"))));
    let page = html(&[plan(changes)], &context());
    assert!(page.len() < LINES + FIELDS + (1 << 20), "{} bytes", page.len());
    whole(&page);
    let (head, _) = page.split_once("<details").expect("changes");
    let said = head.split_once("This page would be too large: ").expect("a note").1;
    let numbers: Vec<usize> =
        said.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).take(2).collect();
    let (bare, left_out) = (numbers[0], numbers[1]);
    assert!(bare > 100 && left_out > 100, "{said:.200}");
    assert_eq!(page.matches("<details class=\"change\"").count() + left_out, 3_501);
    assert_eq!(page.matches("Its fields had no room on this page.").count(), bare);
    assert!(page.contains("Parameter</span>/shop/last"), "what destroys is there");
}

#[test]
fn a_change_leads_to_its_line_at_the_forge() {
    let base = "https://forge.example/o/r/blob/4f2c/".to_owned();
    let links = Links::new(base, "/repo".into(), "/repo".into());
    let page = html(&[varied()], &Context { links: Some(&links), ..context() });
    let link =
        "<a href=\"https://forge.example/o/r/blob/4f2c/manifests/web.yaml#L7\">manifests/web.yaml:7</a>";
    assert!(page.contains(link), "{page}");
    assert!(!html(&[varied()], &context()).contains("forge.example"));
}
