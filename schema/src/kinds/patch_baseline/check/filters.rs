//! The rules of filters: keys and values of the operating system.

use crate::finding::Finding;
use crate::kinds::patch_baseline::check::all::key_of;
use crate::kinds::patch_baseline::filters::ANY;
use crate::kinds::patch_baseline::{Family, FilterKey, Filters};
use crate::node::Node;
use crate::reference;
use crate::shape::{Words, nearest};

const MOST: usize = 4;
const MOST_VALUES: usize = 20;
const LONGEST_VALUE: usize = 64;

/// Checks one group of filters, written at a node.
pub(super) fn check(filters: &Filters, node: &Node, family: Family, findings: &mut Vec<Finding>) {
    if filters.0.len() > MOST {
        let message = format!("{} filters are more than the {MOST} that AWS allows", filters.0.len());
        findings.push(Finding::error("baseline-limit", node.head(), message));
    }
    for entry in node.entries() {
        let Some(key) = FilterKey::of(&entry.key.text) else { continue };
        let keys = FilterKey::of_family(family);
        if !keys.contains(&key) {
            let message = format!("`{}` is no key for this operating system", key.word());
            let words: Vec<_> = keys.iter().map(|key| format!("`{}`", key.word())).collect();
            findings.push(
                Finding::error("baseline-filter", entry.key.span, message)
                    .help(format!("its keys are {}", words.join(", "))),
            );
            continue;
        }
        let values = entry.value.items();
        if values.is_empty() || values.len() > MOST_VALUES {
            let message = format!("a filter has from 1 to {MOST_VALUES} values");
            findings.push(
                Finding::error("baseline-limit", entry.key.span, message)
                    .help(format!("`[\"{ANY}\"]` is any value")),
            );
        }
        values.iter().for_each(|value| check_value(key, value, family, findings));
    }
    check_patch_set(filters, node, findings);
}

fn check_value(key: FilterKey, node: &Node, family: Family, findings: &mut Vec<Finding>) {
    let Some(text) = node.scalar().map(|scalar| scalar.text.as_str()) else { return };
    if reference::holds(text) || text == ANY {
        return;
    }
    match key.values(family) {
        None if text.is_empty() || text.chars().count() > LONGEST_VALUE => {
            let message = format!("a filter's value has from 1 to {LONGEST_VALUE} characters");
            findings.push(Finding::error("baseline-limit", node.span, message));
        }
        Some(known) if !known.contains(&text) => {
            let message = format!("no patch of this operating system has this {}", key.word());
            let help = match nearest(text, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the values are {}", known.join(", ")),
            };
            findings.push(Finding::error("baseline-filter-value", node.span, message).help(help));
        }
        None | Some(_) => {}
    }
}

/// Applications are named by their family and product, or nothing is found.
fn check_patch_set(filters: &Filters, node: &Node, findings: &mut Vec<Finding>) {
    let holds = |key: FilterKey| filters.0.get(key.word());
    let applications = holds(FilterKey::PatchSet).is_some_and(|values| values.contains("APPLICATION"));
    if applications && (holds(FilterKey::Product).is_none() || holds(FilterKey::ProductFamily).is_none()) {
        let message = "patches of applications need `PRODUCT_FAMILY` and `PRODUCT` too";
        findings.push(
            Finding::error("baseline-filter", key_of(node, FilterKey::PatchSet.word()), message)
                .help("add both, such as `PRODUCT_FAMILY: [Office]` and `PRODUCT: [\"*\"]`"),
        );
    }
}
