//! What is the same of several changes.

use super::fields::in_common;
use super::human::head;
use crate::render::markdown::{self, Items, code, html, prose};
use crate::render::style::Page;
use crate::view::{Extent, Fold};

/// Where the addresses are that a fold leaves out.
const WHERE: &str = "`plan --expand` shows each";

pub(super) fn page_fold(page: &mut Page, fold: &Fold<'_>) {
    page.line(head(fold.action, &fold.title(), page.style()));
    let whose = match fold.extent {
        // Each of them has its row above.
        Extent::EveryNew => Vec::new(),
        Extent::Some => vec![("kinds", fold.kinds()), ("such as", such_as(fold))],
    };
    in_common(page, &fold.fields, &whose);
}

fn such_as(fold: &Fold<'_>) -> String {
    let (few, more) = fold.few();
    let few = few.iter().map(|address| address.as_str()).collect::<Vec<_>>().join(", ");
    if more == 0 { few } else { format!("{few}, and {more} more; {WHERE}") }
}

/// Whether the addresses of a fold stand below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Addresses {
    All,
    Few,
}

/// A fold as a folded section: the fields, then whose they are; without its body one line.
pub(super) fn item(items: &mut Items, fold: &Fold<'_>, body: &str, addresses: Addresses) {
    let names = fold.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
    let head = format!("{} {}", fold.action.mark(), fold.title());
    let such_as = || {
        let (few, more) = fold.few();
        let few: Vec<String> = few.iter().map(|address| code(address.as_str())).collect();
        if more == 0 { few.join(", ") } else { format!("{}, and {more} more", few.join(", ")) }
    };
    if body.is_empty() {
        return items.item(&format!("{} {}: {}", code(&head), prose(&names), such_as()));
    }
    let below = match addresses {
        Addresses::All => {
            let all: String =
                fold.addresses.iter().map(|address| format!("- {}\n", code(address.as_str()))).collect();
            let kinds = html(&fold.kinds());
            format!("\n<details><summary>{kinds}</summary>\n\n{all}\n</details>\n")
        }
        Addresses::Few => format!("\n{}\n", such_as()),
    };
    let summary = format!("<code>{}</code> {}", html(&head), html(&names));
    items.folded(&summary, &format!("{body}{below}"), markdown::Fold::Closed);
}

#[cfg(test)]
mod tests {
    use engine::Address;
    use engine::plan::Change;
    use engine::policy::{Judged, Level, Verdict};
    use schema::Tree;

    use crate::render::plan::{Context, human, markdown};
    use crate::render::samples::{
        STYLE, context, create, delete, parameter, parameter_with, plan_with, update,
    };
    use crate::render::style::Style;
    use crate::view::Folding;

    fn tagged(value: &str, cost: &str) -> Tree {
        parameter_with("String", Tree::text(value), [("tags", Tree::map([("CostCenter", Tree::text(cost))]))])
    }

    fn changes() -> Vec<Change> {
        let retag = |at| update(&format!("/shop/t{at}"), tagged("a", "4711"), tagged("a", "4712"));
        let mut changes: Vec<Change> = (0..6).map(retag).collect();
        changes.push(update("/shop/timeout", tagged("30", "4711"), tagged("60", "4712")));
        changes.push(delete("/shop/old", parameter("String", Tree::text("gone"))));
        let new = |at: i64| create(&format!("/shop/new/{at}"), tagged(&at.to_string(), "4712"));
        changes.extend((0..4).map(new));
        changes
    }

    fn verdicts(level: Level, addresses: &[&str]) -> Vec<Verdict> {
        let verdict = |address: &&str| Verdict {
            level,
            policy: "cost-centers".into(),
            address: Some(Address::from(*address)),
            message: "4712 is closed".into(),
            file: "policies/cost.cel".into(),
            line: 2,
        };
        addresses.iter().map(verdict).collect()
    }

    fn one() -> Judged {
        let warned: Vec<String> = (0..6).map(|at| format!("Parameter/shop/t{at}")).collect();
        let warned: Vec<&str> = warned.iter().map(String::as_str).collect();
        plan_with(changes(), verdicts(Level::Warn, &warned), |_, _| {})
    }

    fn sites() -> [Judged; 3] {
        let mut more = changes();
        more.push(update("/shop/here", tagged("1", "4712"), tagged("2", "4712")));
        [("us-east-1", changes()), ("eu-west-1", more), ("eu-north-1", Vec::new())].map(
            |(region, changes)| plan_with(changes, Vec::new(), |_, about| about.site.region = region.into()),
        )
    }

    const NARROW: Style = Style { width: 80, ..STYLE };

    #[test]
    fn what_is_alike_is_said_once() {
        insta::assert_snapshot!(human(&[one()], &context(), NARROW), @"
        webshop / production / us-east-1 (123456789012)                   commit 4f2c1aa

        1 parameter is deleted, 7 parameters change, and 4 parameters are created.

          - Parameter/shop/old   delete
              String            gone
          + Parameter/shop/new/0
              String            0
          + Parameter/shop/new/1
              String            1
          + Parameter/shop/new/2
              String            2
          + Parameter/shop/new/3
              String            3
          ~ Parameter/shop/timeout
              value             30 → 60
          ~ 7 resources
              tags.CostCenter   4711 → 4712
              kinds             7 Parameter
              such as           Parameter/shop/t0, Parameter/shop/t1, Parameter/shop/t2,
                                and 4 more; `plan --expand` shows each
          + each of 4 new resources
              tags              CostCenter: 4712

        Warned of by policy:
          ! 6 changes  cost-centers, policies/cost.cel:2
              4712 is closed
                Parameter/shop/t0, Parameter/shop/t1, Parameter/shop/t2,
                Parameter/shop/t3, Parameter/shop/t4, and 1 more

        Plan: 4 to create, 7 to change, 1 to delete; 412 unchanged
              13 calls, about 2 s; reading took 24 calls
        ");
    }

    #[test]
    fn expanded_each_is_told() {
        let text = human(&[one()], &Context { folding: Folding::Expanded, ..context() }, NARROW);
        assert_eq!(text.matches("4711 → 4712").count(), 7);
        assert_eq!(text.matches("CostCenter: 4712").count(), 4);
        assert_eq!(text.matches("Parameter/shop/t5").count(), 2);
    }

    #[test]
    fn a_comment_says_it_once_and_lists_all() {
        insta::assert_snapshot!(markdown(&[one()], &context(), usize::MAX), @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=d92312ff7cfd basis=2c7d3f8365a2 -->
        ## trueup plan: webshop / production (123456789012 / us-east-1)

        1 parameter is deleted, 7 parameters change, and 4 parameters are created.

        **Plan: 4 to create, 7 to change, 1 to delete; 412 unchanged.** 13 calls, about 2 s; reading took 24 calls.

        > [!NOTE]
        > - 6 changes are warned of by the policy `cost-centers`: 4712 is closed: `Parameter/shop/t0`, `Parameter/shop/t1`, `Parameter/shop/t2`, `Parameter/shop/t3`, `Parameter/shop/t4`, and 1 more

        > [!CAUTION]
        > - `Parameter/shop/old` delete

        <details open><summary><code>- Parameter/shop/old</code> delete</summary>

        ```diff
        - String: gone
        ```

        </details>

        <details><summary><code>+ Parameter/shop/new/0</code></summary>

        ```diff
        + String: 0
        ```

        </details>

        <details><summary><code>+ Parameter/shop/new/1</code></summary>

        ```diff
        + String: 1
        ```

        </details>

        <details><summary><code>+ Parameter/shop/new/2</code></summary>

        ```diff
        + String: 2
        ```

        </details>

        <details><summary><code>+ Parameter/shop/new/3</code></summary>

        ```diff
        + String: 3
        ```

        </details>

        <details><summary><code>~ Parameter/shop/timeout</code></summary>

        ```diff
        ! value: 30 → 60
        ```

        </details>

        <details><summary><code>~ 7 resources</code> tags.CostCenter</summary>

        ```diff
        ! tags.CostCenter: 4711 → 4712
        ```

        <details><summary>7 Parameter</summary>

        - `Parameter/shop/t0`
        - `Parameter/shop/t1`
        - `Parameter/shop/t2`
        - `Parameter/shop/t3`
        - `Parameter/shop/t4`
        - `Parameter/shop/t5`
        - `Parameter/shop/timeout`

        </details>

        </details>

        <details><summary><code>+ each of 4 new resources</code> tags</summary>

        ```diff
        + tags: CostCenter: 4712
        ```

        <details><summary>4 Parameter</summary>

        - `Parameter/shop/new/0`
        - `Parameter/shop/new/1`
        - `Parameter/shop/new/2`
        - `Parameter/shop/new/3`

        </details>

        </details>

        <sub>commit 4f2c1aa, planned 2026-11-20T08:00:00Z, change digest <code>d92312ff7cfd</code>, trueup 0.1.0</sub>
        ");
    }

    #[test]
    fn sites_that_are_alike_are_told_together() {
        insta::assert_snapshot!(human(&sites(), &context(), NARROW), @"
        webshop / production / us-east-1 (123456789012)                   commit 4f2c1aa

        1 parameter is deleted, 7 parameters change, and 4 parameters are created.

        webshop / production / eu-west-1 (123456789012)                   commit 4f2c1aa

        1 parameter is deleted, 8 parameters change, and 4 parameters are created.

          - Parameter/shop/old   delete
              String            gone
          + Parameter/shop/new/0
              String            0
          + Parameter/shop/new/1
              String            1
          + Parameter/shop/new/2
              String            2
          + Parameter/shop/new/3
              String            3
          ~ Parameter/shop/timeout
              value             30 → 60
          ~ 7 resources
              tags.CostCenter   4711 → 4712
              kinds             7 Parameter
              such as           Parameter/shop/t0, Parameter/shop/t1, Parameter/shop/t2,
                                and 4 more; `plan --expand` shows each
          + each of 4 new resources
              tags              CostCenter: 4712

        webshop / production / us-east-1 (123456789012)  as above

        Plan: 4 to create, 7 to change, 1 to delete; 412 unchanged
              13 calls, about 2 s; reading took 24 calls

        webshop / production / eu-west-1 (123456789012)  as above, and

          ~ Parameter/shop/here
              value             1 → 2

        Plan: 4 to create, 8 to change, 1 to delete; 412 unchanged
              14 calls, about 2 s

        webshop / production / eu-north-1 (123456789012)                  commit 4f2c1aa

        Nothing to do; 412 unchanged

        3 sites: 8 to create, 15 to change, 2 to delete; 1236 unchanged
        ");
    }

    #[test]
    fn a_comment_tells_alike_sites_together() {
        insta::assert_snapshot!(markdown(&sites(), &context(), usize::MAX), @"
        <!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c1aa90b7d4c6e change=3af263d3393f basis=396d28002972 -->
        ## trueup plan: 3 sites

        | site | create | change | replace | delete | adopt | move | forget | unchanged | |
        |---|---|---|---|---|---|---|---|---|---|
        | production/us-east-1 (123456789012) | 4 | 7 | 0 | 1 | 0 | 0 | 0 | 412 |  |
        | production/eu-west-1 (123456789012) | 4 | 8 | 0 | 1 | 0 | 0 | 0 | 412 |  |
        | production/eu-north-1 (123456789012) | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 412 |  |

        > [!CAUTION]
        > - production/us-east-1, production/eu-west-1: `Parameter/shop/old` delete

        <details><summary>production/us-east-1, production/eu-west-1: the same at 2 sites</summary>


        <details open><summary><code>- Parameter/shop/old</code> delete</summary>

        ```diff
        - String: gone
        ```

        </details>

        <details><summary><code>+ Parameter/shop/new/0</code></summary>

        ```diff
        + String: 0
        ```

        </details>

        <details><summary><code>+ Parameter/shop/new/1</code></summary>

        ```diff
        + String: 1
        ```

        </details>

        <details><summary><code>+ Parameter/shop/new/2</code></summary>

        ```diff
        + String: 2
        ```

        </details>

        <details><summary><code>+ Parameter/shop/new/3</code></summary>

        ```diff
        + String: 3
        ```

        </details>

        <details><summary><code>~ Parameter/shop/timeout</code></summary>

        ```diff
        ! value: 30 → 60
        ```

        </details>

        <details><summary><code>~ 7 resources</code> tags.CostCenter</summary>

        ```diff
        ! tags.CostCenter: 4711 → 4712
        ```

        <details><summary>7 Parameter</summary>

        - `Parameter/shop/t0`
        - `Parameter/shop/t1`
        - `Parameter/shop/t2`
        - `Parameter/shop/t3`
        - `Parameter/shop/t4`
        - `Parameter/shop/t5`
        - `Parameter/shop/timeout`

        </details>

        </details>

        <details><summary><code>+ each of 4 new resources</code> tags</summary>

        ```diff
        + tags: CostCenter: 4712
        ```

        <details><summary>4 Parameter</summary>

        - `Parameter/shop/new/0`
        - `Parameter/shop/new/1`
        - `Parameter/shop/new/2`
        - `Parameter/shop/new/3`

        </details>

        </details>

        </details>

        <details><summary>production/us-east-1: 4 to create, 7 to change, 1 to delete, as above</summary>

        1 parameter is deleted, 7 parameters change, and 4 parameters are created.

        **Plan: 4 to create, 7 to change, 1 to delete; 412 unchanged.** 13 calls, about 2 s; reading took 24 calls.

        </details>

        <details><summary>production/eu-west-1: 4 to create, 8 to change, 1 to delete, as above and 1 of its own</summary>

        1 parameter is deleted, 8 parameters change, and 4 parameters are created.

        **Plan: 4 to create, 8 to change, 1 to delete; 412 unchanged.** 14 calls, about 2 s.

        <details><summary><code>~ Parameter/shop/here</code></summary>

        ```diff
        ! value: 1 → 2
        ```

        </details>

        </details>

        <sub>commit 4f2c1aa, planned 2026-11-20T08:00:00Z, change digest <code>3af263d3393f</code>, trueup 0.1.0</sub>
        ");
    }
}
