//! What lets Terraform go of what trueup has taken over, without deleting it.

use std::collections::{BTreeMap, BTreeSet};

/// Blocks for a configuration, and the commands that do the same. `taken` are the addresses that manifests say,
/// `all` every address of the state: a block lets go of all instances of a resource, so one that has others has
/// commands alone.
pub fn let_go<'a>(taken: impl Iterator<Item = &'a str>, all: impl Iterator<Item = &'a str>) -> String {
    let taken: BTreeSet<&str> = taken.collect();
    let mut whole: BTreeMap<String, bool> = BTreeMap::new();
    for address in all.chain(taken.iter().copied()) {
        let all = whole.entry(bare(address)).or_insert(true);
        *all &= taken.contains(address);
    }
    let mut text = String::from(
        "# Terraform lets go of these without deleting them: take their `resource` blocks out, put this beside the\n\
         # rest of the configuration, and apply that (Terraform 1.7 or later).\n",
    );
    // What is no address of Terraform's is no word of its language either.
    let word = |address: &str| address.chars().all(|c| c.is_alphanumeric() || "._-".contains(c));
    for (address, _) in whole.iter().filter(|(address, all)| **all && word(address)) {
        text.push_str(&format!(
            "\nremoved {{\n  from = {address}\n\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
        ));
    }
    text.push_str("\n# Or, with any Terraform, take them out of its state:\n#\n");
    for address in &taken {
        text.push_str(&format!("#   terraform state rm {}\n", quoted(address)));
    }
    text
}

/// An address without the keys of its instances.
fn bare(address: &str) -> String {
    let (mut out, mut inside, mut quote, mut escaped) = (String::new(), false, false, false);
    for c in address.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote => escaped = true,
            '"' if inside => quote = !quote,
            '[' if !inside => inside = true,
            ']' if inside && !quote => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// An address as one word of a shell's line, in a comment of one line.
fn quoted(address: &str) -> String {
    let address: String = address.chars().filter(|c| !c.is_control()).collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if address.chars().all(plain) { address } else { format!("'{}'", address.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_lets_go_of_what_is_taken_whole() {
        let all =
            ["m.a.one[\"x.[y]\"]", "m.a.one[\"z\"]", "m.a.two[0]", "m.a.two[1]", "module.n[\"k\"].a.three"];
        let taken = [all[0], all[1], all[2], all[4]];
        let text = let_go(taken.into_iter(), all.into_iter());
        assert!(text.contains("removed {\n  from = m.a.one\n"), "{text}");
        assert!(text.contains("  from = module.n.a.three\n"), "{text}");
        assert!(!text.contains("from = m.a.two"), "{text}");
        assert!(text.contains("terraform state rm 'm.a.two[0]'\n"), "{text}");
        assert!(!text.contains("two[1]"), "{text}");
        let hostile = "a.b }\nresource \"x\" \"y\" {";
        let text = let_go([hostile].into_iter(), [hostile].into_iter());
        assert!(text.lines().all(|line| line.is_empty() || line.starts_with('#')), "{text}");
    }
}
