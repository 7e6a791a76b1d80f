//! Which module of a crate knows which. A module is what stands first below `src`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::code::{code, test_modules};
use super::sources;

const ROOTS: [&str; 2] = ["lib.rs", "main.rs"];

/// For each module and each that it imports, the files that do.
type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

/// What of a crate does not stand as `levels` say. They have every module, those that know no other
/// first, and a module knows only what stands on a lower level than its own.
pub fn misplaced(crate_folder: &Path, levels: &[&[&str]]) -> Vec<String> {
    let modules = modules(&crate_folder.join("src"));
    let named = levels.iter().enumerate().flat_map(|(at, level)| level.iter().map(move |name| (*name, at)));
    let level: BTreeMap<&str, usize> = named.collect();
    let nowhere = modules.iter().filter(|name| !level.contains_key(name.as_str()));
    let nowhere = nowhere.map(|name| format!("`{name}` has no level"));
    let gone = level.keys().filter(|name| !modules.contains(**name));
    let gone = gone.map(|name| format!("`{name}` has a level and is not there"));
    let arrows = arrows(crate_folder);
    let up = arrows.iter().filter(|((from, to), _)| match (level.get(&**from), level.get(&**to)) {
        (Some(from), Some(to)) => from <= to,
        (None, _) | (_, None) => false,
    });
    let up = up.map(|((from, to), files)| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        format!("`{from}` knows `{to}`, which stands no lower: {}", files.join(", "))
    });
    nowhere.chain(gone).chain(up).collect()
}

fn arrows(crate_folder: &Path) -> Arrows {
    let src = crate_folder.join("src");
    let root = ROOTS.map(|name| src.join(name)).into_iter().find(|path| path.exists());
    let root = root.expect("a crate has a root");
    let modules = modules(&src);
    let names = reexports(&root);
    let tests: Vec<PathBuf> = sources(&src).iter().flat_map(|path| tests_of(path)).collect();
    let is_code = |path: &PathBuf| *path != root && !tests.iter().any(|test| path.starts_with(test));
    let mut arrows = Arrows::new();
    for path in sources(&src).into_iter().filter(is_code) {
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

/// The files of a file's modules that are there for tests only, and their folders.
fn tests_of(path: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(path).expect("a source");
    let name = path.file_name().expect("a file").to_string_lossy();
    let is_folder = name == "mod.rs" || ROOTS.contains(&&*name);
    let folder = if is_folder { path.parent().expect("inside").to_owned() } else { path.with_extension("") };
    let paths = test_modules(&text).into_iter().map(|module| folder.join(module));
    paths.flat_map(|path| [path.with_extension("rs"), path]).collect()
}

fn tokens(path: &Path) -> TokenStream {
    let text = fs::read_to_string(path).expect("a source");
    TokenStream::from_str(&code(&text)).expect("a file of Rust")
}

/// The modules of a crate: the files and folders beside its root.
fn modules(src: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(src).expect("a folder").map(|entry| entry.expect("listed").path());
    let modules = entries.filter(|path| !ROOTS.iter().any(|root| path.ends_with(root)));
    modules.filter_map(|path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
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
fn found(files: &[(&str, &str)], levels: &[&[&str]]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join("src").join(path);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, text).expect("written");
    }
    misplaced(folder.path(), levels)
}

#[test]
fn who_knows_what_stands_above_is_found() {
    let there = ("lib.rs", "mod a; mod b; pub use b::{B, other::C as D};");
    for down in
        ["use crate::a::A;", "use super::a::A;", "fn f() { vec![crate::a::A] }", "use crate::{a::{A}, b};"]
    {
        for up in ["use crate::b::B;", "use crate::B;", "fn f(_: crate::D) {}", "use super::super::b::B;"] {
            let files = [there, ("b.rs", down), ("a/inner.rs", up), ("a/mod.rs", "mod inner;")];
            let wrong = ["`a` knows `b`, which stands no lower: a/inner.rs"];
            assert_eq!(found(&files, &[&["a"], &["b"]]), wrong, "{down} {up}");
            let wrong = ["`b` knows `a`, which stands no lower: b.rs"];
            assert_eq!(found(&files, &[&["b"], &["a"]]), wrong, "{down} {up}");
        }
    }
}

#[test]
fn who_stands_on_one_level_is_apart() {
    let files = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", "")];
    assert_eq!(found(&files, &[&["a", "b"]]), ["`a` knows `b`, which stands no lower: a.rs"]);
    assert_eq!(found(&files, &[&["b"], &["a"]]), Vec::<String>::new());
}

#[test]
fn every_module_has_its_level() {
    let files = [("lib.rs", "mod a; mod b;"), ("a.rs", ""), ("b/mod.rs", "")];
    let wrong = ["`b` has no level", "`c` has a level and is not there"];
    assert_eq!(found(&files, &[&["a"], &["c"]]), wrong);
}

#[test]
fn what_only_tests_and_visibility_name_is_no_arrow() {
    let tests = "#[cfg(test)] mod tests { use crate::a::A; } #[cfg(test)] mod more; \
                 pub(in crate::a) struct B; mod inner { use super::B; }";
    let more = ("b/more.rs", "use crate::a::A;");
    let files = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", tests), more];
    assert_eq!(found(&files, &[&["b"], &["a"]]), Vec::<String>::new());
    let behind = format!("{tests} use crate::a::A;");
    let files = [files[0], files[1], ("b.rs", &*behind), more];
    assert_eq!(found(&files, &[&["b"], &["a"]]), ["`b` knows `a`, which stands no lower: b.rs"]);
}
