//! A kind's page of the reference: an example, every field, every finding, in Markdown.
//!
//! Everything on it comes from the types themselves, so that no page can say what the program does
//! not do. What a kind says of whose its resources are is the one text beside them.

use std::fmt::Write;

use schema::kinds::Kind;
use schema::shape::{Change, Class, FieldRow, Items, fields_of};

/// The page.
pub fn markdown(kind: &Kind) -> String {
    let mut page = format!("# {}\n\n{}.\n\n```yaml\n{}```\n", kind.name, kind.summary, kind.example);
    let state = (kind.state)();
    let own = |path: &str| in_state(kind, &state, path);
    let compare = match kind.resource {
        Some(_) => Compared::As(&own),
        None => Compared::Never,
    };
    section(&mut page, "metadata", &fields_of(&(kind.metadata)()), &Compared::Never);
    section(&mut page, "spec", &(kind.fields)(), &compare);
    beside(&mut page, kind, &state);
    whose(&mut page, kind);
    how(&mut page, kind);
    findings(&mut page, kind);
    page
}

/// The field of the state that a field of the spec becomes, where it is one under the same name.
fn in_state<'a>(kind: &Kind, state: &'a [FieldRow], path: &str) -> Option<&'a FieldRow> {
    let own = match kind.within {
        "" => path,
        within => path.strip_prefix(within)?.strip_prefix('.')?,
    };
    state.iter().find(|row| row.path == own)
}

/// Whether a table tells how its fields are compared with what AWS holds.
enum Compared<'a> {
    /// They describe no resource.
    Never,
    /// As the fields of a state that they become.
    As(&'a dyn Fn(&str) -> Option<&'a FieldRow>),
}

fn section(page: &mut String, name: &str, fields: &[FieldRow], compare: &Compared<'_>) {
    let (head, rule) = match compare {
        Compared::Never => ("", ""),
        Compared::As(_) => (" compared |", "---|"),
    };
    let _ = write!(
        page,
        "\n## {name}\n\n| field | what it is | it may be | unwritten |{head}\n|---|---|---|---|{rule}\n"
    );
    for field in fields.iter().filter(|field| field.class != Class::Volatile) {
        let unwritten = match (&field.default, field.required) {
            (_, true) => "must be written".to_owned(),
            (Some(default), false) => format!("`{default}`"),
            (None, false) => String::new(),
        };
        let (doc, words, unwritten) = (cell(field.doc), cell(&field.words), cell(&unwritten));
        let _ = write!(page, "| `{}` | {doc} | {words} | {unwritten} |", field.path);
        if let Compared::As(state) = compare {
            let _ = write!(page, " {} |", compared(state(&field.path).unwrap_or(field)));
        }
        page.push('\n');
    }
}

/// How a field is compared with what AWS holds.
fn compared(field: &FieldRow) -> String {
    let items = field.items.map(Items::words);
    let replaces = match field.change {
        Change::InPlace => None,
        Change::Replace => Some("replaces"),
    };
    [Some(field.class.words()), items, replaces].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What AWS holds that nobody can write.
fn beside(page: &mut String, kind: &Kind, state: &[FieldRow]) {
    let spec = (kind.fields)();
    let written = |row: &FieldRow| {
        let same = |field: &FieldRow| in_state(kind, state, &field.path).is_some_and(|own| own == row);
        spec.iter().any(|field| field.class != Class::Volatile && same(field))
    };
    let mut rows = state.iter().filter(|row| !written(row)).peekable();
    let Some(resource) = kind.resource.filter(|_| rows.peek().is_some()) else { return };
    let _ = write!(
        page,
        "\n## {resource}\n\nIn plans, these fields of the resource stand beside those of the manifest.\n\n\
         | field | what it is | compared |\n|---|---|---|\n"
    );
    for row in rows {
        let _ = writeln!(page, "| `{}` | {} | {} |", row.path, cell(row.doc), compared(row));
    }
}

/// Whose the resources of a kind are that can carry no tag.
fn whose(page: &mut String, kind: &Kind) {
    if !kind.whose.is_empty() {
        let _ = write!(page, "\n## Whose it is\n\n{}", kind.whose);
    }
}

/// What the words of the last column mean.
fn how(page: &mut String, kind: &Kind) {
    if kind.resource.is_none() {
        return;
    }
    page.push_str(
        "\n## How fields are compared\n\n\
         - **declared**: with what is written, and unwritten with AWS's default\n\
         - **AWS decides**: with what is written, and unwritten not at all\n\
         - **volatile**: never, it changes by itself\n\
         - **not ours**: never where somebody else gives it, or AWS does not tell it\n\
         - **not yet**: this version cannot do it, and to write it is an error\n\
         - **set**, **ordered**, **keyed**: items in any order, in their order, by their keys\n\
         - **replaces**: a new value makes the resource anew\n",
    );
}

fn findings(page: &mut String, kind: &Kind) {
    page.push_str(
        "\n## Findings\n\n`trueup explain CODE` says more of each.\n\n| code | what it says |\n|---|---|\n",
    );
    for found in kind.pages() {
        let _ = writeln!(page, "| `{}` | {} |", found.code, cell(found.summary()));
    }
}

/// Our own words as a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
