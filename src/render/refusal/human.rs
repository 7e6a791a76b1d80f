//! A refusal for a terminal.

use engine::approve::Refusal;

use super::objection::said;
use crate::render::style::{Line, Page, Paint, Style};

/// Every objection with its way out.
pub fn human(refusal: &Refusal, style: Style) -> String {
    let mut page = Page::new(style);
    let title = Line::new().push(Paint::Red, "refused").push(Paint::Bold, ": the plan may not be applied");
    page.line(title.plain("; nothing was changed"));
    for objection in &refusal.objections {
        let said = said(objection);
        page.blank();
        page.line(Line::new().plain("  ").push(Paint::Red, "!").plain(" ").plain(said.what));
        for detail in said.details {
            page.line(Line::new().plain("    ").push(Paint::Dim, detail));
        }
        page.line(Line::new().push(Paint::Cyan, "    help: ").plain(said.help));
    }
    page.finish()
}

#[cfg(test)]
pub(super) mod tests {
    use engine::approve::{Objection, Protector};
    use engine::guardrails::Limit;
    use engine::plan::Unseen;
    use engine::policy::Level;
    use engine::{Action, Address};

    use super::*;
    use crate::render::samples::{STYLE, troubled};

    /// Every objection there is.
    pub(in crate::render::refusal) fn all() -> Refusal {
        let mut objections: Vec<_> =
            troubled().conflicts().iter().cloned().map(Objection::Conflict).collect();
        objections.extend([
            Objection::TooManyDeletes { deletes: 12, allowed: 5, limit: Limit::Percent(10) },
            Objection::TooManyNodes { nodes: Ok(214), allowed: Ok(50), limit: Limit::Percent(10) },
            Objection::TooManyNodes { nodes: Err(Unseen::Group), allowed: Ok(50), limit: Limit::Count(50) },
            Objection::Protected(
                Address::from("Parameter/webshop/db"),
                Action::Replace,
                Protector::Guardrail,
            ),
            Objection::Protected(Address::from("Parameter/webshop/old"), Action::Delete, Protector::Tag),
            Objection::Incomplete(vec!["every Parameter".into()]),
            Objection::Withheld,
            Objection::Empty(1),
        ]);
        objections.extend(troubled().at(Level::Deny).cloned().map(Objection::Policy));
        Refusal { objections }
    }

    #[test]
    fn every_objection_has_its_way_out() {
        insta::assert_snapshot!(human(&all(), STYLE), @"
        refused: the plan may not be applied; nothing was changed

          ! `Parameter/webshop/a` exists already, and no tag says whose it is
            declared at manifests/web.yaml:7
            help: set `metadata.adopt: true` to take it over, or give it another name

          ! `Parameter/webshop/b` belongs to `billing/production`
            declared at manifests/web.yaml:9
            help: change it in `billing/production`, or give it another name

          ! the plan deletes 12 resources, and `guardrails.maxDeletes` allows 5 (10% of what the site owns)
            help: raise `guardrails.maxDeletes` in `trueup.yaml` if that is meant; a replace counts as a deletion

          ! something begins to run at once on 214 nodes, and `guardrails.maxNodes` allows 50 (10% of the fleet)
            help: make fewer nodes run at once, or raise `guardrails.maxNodes` in `trueup.yaml` if that is meant

          ! something begins to run at once on nodes that were not counted, since a resource group alone knows them, and `guardrails.maxNodes` allows 50
            help: make fewer nodes run at once, or raise `guardrails.maxNodes` in `trueup.yaml` if that is meant

          ! `Parameter/webshop/db` is protected, and the plan would replace it
            help: take its pattern out of `guardrails.protect` in `trueup.yaml` if that is meant

          ! `Parameter/webshop/old` is protected, and the plan would delete it
            by its tag `trueup:protect`, which outlives its pattern
            help: with its manifest there, take its pattern out of `guardrails.protect` in `trueup.yaml` and apply; only then take it away; or take the tag off by hand

          ! not everything could be read
            every Parameter
            help: mend what keeps it from being read, or apply the rest with `--allow-incomplete`

          ! the plan was made without secrets, so it is for reading only
            help: plan again without `--without-secrets`

          ! nothing is declared, and the plan deletes 1 resource
            help: check `spec.manifests` in `trueup.yaml`; to take everything away, say `--allow-empty`, or run `trueup destroy`

          ! `Parameter/webshop/a` is denied by the policy `no-fridays`: not on a Friday
            written at policies/fridays.cel:3
            help: change what it objects to, or the policy if that is meant; it is judged again at every apply

          ! the plan is denied by the policy `few-changes`: not on a Friday
            written at policies/fridays.cel:3
            help: change what it objects to, or the policy if that is meant; it is judged again at every apply
        ");
    }
}
