//! Which module of a crate knows which. A module is what stands first below `src`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::code::code;
use super::sources;

/// For each module and each that it imports, the files that do.
type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

/// Every module that imports itself through others, and how. `tolerated` are arrows that may close a
/// circle; one that is not there has no place in the list.
pub fn circles(crate_folder: &Path, tolerated: &[(&str, &str)]) -> Vec<String> {
    let mut arrows = arrows(crate_folder);
    let mut wrong = Vec::new();
    for (from, to) in tolerated {
        if arrows.remove(&((*from).to_owned(), (*to).to_owned())).is_none() {
            wrong.push(format!("`{from}` is tolerated to import `{to}`, and does not"));
        }
    }
    let closed = |(from, to): &(String, String)| reachable(&arrows, to).contains(from);
    let circle = arrows.iter().filter(|(arrow, _)| closed(arrow));
    wrong.extend(circle.map(|((from, to), files)| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        format!("`{from}` imports `{to}`, which leads back to it: {}", files.join(", "))
    }));
    wrong
}

/// The modules that a module knows, itself or through others.
fn reachable(arrows: &Arrows, module: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([module.to_owned()]);
    let mut open = vec![module.to_owned()];
    while let Some(module) = open.pop() {
        let next = arrows.keys().filter(|(from, _)| *from == module).map(|(_, to)| to.clone());
        open.extend(next.filter(|to| found.insert(to.clone())));
    }
    found
}

fn arrows(crate_folder: &Path) -> Arrows {
    let src = crate_folder.join("src");
    let root = ["lib.rs", "main.rs"].map(|name| src.join(name)).into_iter().find(|path| path.exists());
    let root = root.expect("a crate has a root");
    let modules = modules(&src);
    let names = reexports(&root);
    let mut arrows = Arrows::new();
    for path in sources(&src).into_iter().filter(|path| *path != root) {
        let place = path.strip_prefix(&src).expect("inside").to_string_lossy().into_owned();
        let own = module_of(&place);
        let mut known = Vec::new();
        imports(tokens(&path), &own, &mut known);
        for name in known {
            let to = if modules.contains(&name) { Some(&name) } else { names.get(&name) };
            let to = to.unwrap_or_else(|| panic!("{place}: `crate::{name}` is nothing of this crate"));
            if *to != own[0] {
                arrows.entry((own[0].clone(), to.clone())).or_default().insert(place.clone());
            }
        }
    }
    arrows
}

fn tokens(path: &Path) -> TokenStream {
    let text = fs::read_to_string(path).expect("a source");
    TokenStream::from_str(&code(&text)).expect("a file of Rust")
}

/// The modules of a crate: the files and folders beside its root.
fn modules(src: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(src).expect("a folder").map(|entry| entry.expect("listed").path());
    entries.filter_map(|path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
}

/// `a/b/mod.rs` and `a/b.rs` are both `a`, `b`.
fn module_of(place: &str) -> Vec<String> {
    let parts = place.trim_end_matches(".rs").split(['/', '\\']).map(str::to_owned);
    parts.filter(|part| part != "mod").collect()
}

/// The names that a crate's root takes from its modules, each with its module.
fn reexports(root: &Path) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let tokens: Vec<TokenTree> = tokens(root).into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        if !matches!(token, TokenTree::Ident(word) if word == "use") {
            continue;
        }
        let path: Vec<String> =
            tokens[at + 1..].iter().map(ToString::to_string).take_while(|text| text != ";").collect();
        // A path has a module's name first; what it takes, or calls it, stands last before a comma.
        let path = path.join(" ").replace(['{', '}'], " ");
        let path = path.trim_start_matches("crate : : ").trim_start_matches("self : : ");
        let Some((module, rest)) = path.split_once(" : : ") else { continue };
        let taken = rest.split(',').filter_map(|name| name.split_whitespace().last());
        names.extend(taken.map(|name| (name.to_owned(), module.to_owned())));
    }
    names
}

/// The first names behind `crate::`, and behind as many `super::` as lead to the crate's root.
fn imports(tokens: TokenStream, own: &[String], found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Ident(word) if word == "crate" => found.extend(behind(&tokens[at..])),
            TokenTree::Ident(word) if word == "super" => {
                let more = supers(&tokens[at..]);
                if more + 1 == own.len() {
                    found.extend(behind(&tokens[at + 3 * more..]));
                }
                at += 3 * more;
            }
            // A path that says who may see something imports nothing.
            TokenTree::Ident(word) if word == "pub" => {
                let limited = matches!(tokens.get(at), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
                at += usize::from(limited);
            }
            TokenTree::Ident(word) if word == "mod" => {
                if let [TokenTree::Ident(name), TokenTree::Group(body), ..] = &tokens[at..] {
                    let inner: Vec<String> = own.iter().cloned().chain([name.to_string()]).collect();
                    imports(body.stream(), &inner, found);
                    at += 2;
                }
            }
            TokenTree::Group(group) => imports(group.stream(), own, found),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// How many times `::super` follows.
fn supers(tokens: &[TokenTree]) -> usize {
    let step = |step: &&[TokenTree]| step.iter().map(ToString::to_string).collect::<String>() == "::super";
    tokens.chunks_exact(3).take_while(step).count()
}

/// The first names of the paths behind `::`; none where there is no path.
fn behind(tokens: &[TokenTree]) -> Vec<String> {
    let [TokenTree::Punct(one), TokenTree::Punct(two), next, rest @ ..] = tokens else { return Vec::new() };
    if one.as_char() != ':' || two.as_char() != ':' {
        return Vec::new();
    }
    match next {
        // Macros have no place in the tree of modules.
        TokenTree::Ident(_) if matches!(rest.first(), Some(TokenTree::Punct(sign)) if sign.as_char() == '!') => {
            Vec::new()
        }
        TokenTree::Ident(name) => vec![name.to_string()],
        TokenTree::Group(group) => {
            let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
            let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
            tokens.split(comma).filter_map(|path| path.first()).map(ToString::to_string).collect()
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
    }
}

/// A crate of these files.
#[cfg(test)]
fn found(files: &[(&str, &str)], tolerated: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join("src").join(path);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, text).expect("written");
    }
    circles(folder.path(), tolerated)
}

#[test]
fn two_that_import_each_other_are_found() {
    let there = ("lib.rs", "mod a; mod b; pub use b::{B, other::C as D};");
    for back in
        ["use crate::a::A;", "use super::a::A;", "fn f() { vec![crate::a::A] }", "use crate::{a::{A}, b};"]
    {
        for forth in ["use crate::b::B;", "use crate::B;", "fn f(_: crate::D) {}", "use super::super::b::B;"]
        {
            let files = [there, ("b.rs", back), ("a/inner.rs", forth), ("a/mod.rs", "mod inner;")];
            assert_eq!(
                found(&files, &[]),
                [
                    "`a` imports `b`, which leads back to it: a/inner.rs",
                    "`b` imports `a`, which leads back to it: b.rs",
                ],
                "{back} {forth}"
            );
        }
    }
}

#[test]
fn so_is_a_circle_of_three_and_no_more_than_it() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "use crate::c::C;"),
        ("c.rs", "use crate::a::A; use crate::d::D;"),
        ("d.rs", ""),
    ];
    assert_eq!(found(&files, &[]).len(), 3);
    assert_eq!(found(&files, &[("c", "a")]), Vec::<String>::new());
    assert_eq!(found(&files, &[("c", "a"), ("d", "a")]), ["`d` is tolerated to import `a`, and does not"]);
}

#[test]
fn what_only_tests_and_visibility_name_is_no_arrow() {
    let tests =
        "#[cfg(test)] mod tests { use crate::a::A; } pub(in crate::a) struct B; mod inner { use super::B; }";
    let files = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", tests)];
    assert_eq!(found(&files, &[]), Vec::<String>::new());
    let behind = format!("{tests} use crate::a::A;");
    let files = [files[0], files[1], ("b.rs", &*behind)];
    assert_eq!(found(&files, &[]).len(), 2);
}
