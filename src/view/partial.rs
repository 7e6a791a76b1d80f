//! That a plan is one of a part only, in words.

use engine::plan::Partial;

use super::text::{counted, escape};

/// What stands over a plan of a part only; `None` where all are whole.
pub fn partial<'a>(all: impl IntoIterator<Item = Option<&'a Partial>>) -> Option<String> {
    let parts: Vec<&Partial> = all.into_iter().flatten().collect();
    let only = parts.first()?.only.iter().map(|pattern| format!("`{}`", escape(pattern)));
    let only = only.collect::<Vec<_>>().join(", ");
    let changes = parts.iter().map(|part| part.changes_left_out).sum();
    let deletes = parts.iter().map(|part| part.deletes_left_out).sum();
    let counts = [(changes, "other change", "other changes"), (deletes, "deletion", "deletions")];
    let left: Vec<String> = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    let left = match (&left[..], changes + deletes) {
        ([], _) => "nothing else differs".to_owned(),
        (_, 1) => format!("{} is left out", left.join(" and ")),
        (_, _) => format!("{} are left out", left.join(" and ")),
    };
    Some(format!("PARTIAL PLAN: only {only} and what that needs; {left}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_counted() {
        let part = |changes_left_out, deletes_left_out| Partial {
            only: vec!["Parameter/a".into(), "Document/*".into()],
            changes_left_out,
            deletes_left_out,
            unknown: Vec::new(),
        };
        let said = |all: &[Partial]| partial(all.iter().map(Some)).expect("a part");
        let start = "PARTIAL PLAN: only `Parameter/a`, `Document/*` and what that needs; ";
        assert_eq!(said(&[part(0, 0)]), format!("{start}nothing else differs"));
        assert_eq!(said(&[part(0, 1)]), format!("{start}1 deletion is left out"));
        assert_eq!(
            said(&[part(1, 0), part(1, 1)]),
            format!("{start}2 other changes and 1 deletion are left out")
        );
        assert_eq!(partial([None]), None);
    }
}
