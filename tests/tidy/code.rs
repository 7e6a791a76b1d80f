//! The code of a file without what only tests see.

use std::iter::Peekable;
use std::ops::Range;
use std::str::FromStr;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A file's text in which every item that is there for tests only is blank: its lines stay what they
/// are, and code that follows it is code.
pub fn code(text: &str) -> String {
    let mut tests = Vec::new();
    collect(TokenStream::from_str(text).expect("a file of Rust"), &mut tests);
    let mut code = String::with_capacity(text.len());
    let mut end = 0;
    for Range { start, end: behind } in tests {
        code.push_str(&text[end..start]);
        code.extend(text[start..behind].chars().map(|c| if c == '\n' { c } else { ' ' }));
        end = behind;
    }
    code + &text[end..]
}

/// The modules in files of their own that a file has for tests only.
pub fn test_modules(text: &str) -> Vec<String> {
    let mut tests = Vec::new();
    collect(TokenStream::from_str(text).expect("a file of Rust"), &mut tests);
    let named = tests.into_iter().filter_map(|item| text[item].strip_suffix(';')?.rsplit_once("mod "));
    named.map(|(_, name)| name.trim().to_owned()).collect()
}

/// The bytes of every item behind `#[cfg(test)]`, in order.
fn collect(tokens: TokenStream, found: &mut Vec<Range<usize>>) {
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' && is_test(rest.peek()) => {
                found.push(sign.span().byte_range().start..end(&mut rest));
            }
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn is_test(attribute: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = attribute else { return false };
    group.delimiter() == Delimiter::Bracket && group.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// Where an item ends: with its braces, or with the `;` of those that have none or go on behind them.
fn end(rest: &mut Peekable<IntoIter>) -> usize {
    let mut braces = true;
    let mut last = 0;
    for token in rest.by_ref() {
        last = token.span().byte_range().end;
        match token {
            TokenTree::Ident(word)
                if ["use", "const", "static", "type", "let"].iter().any(|own| word == own) =>
            {
                braces = false;
            }
            TokenTree::Ident(word) if word == "fn" => braces = true,
            TokenTree::Punct(sign) if sign.as_char() == ';' => break,
            TokenTree::Group(group) if braces && group.delimiter() == Delimiter::Brace => break,
            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    last
}

#[test]
fn what_follows_tests_is_code() {
    let text =
        "fn a() {}\n#[cfg(test)]\nuse x::{é, y};\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
    let kept = code(text);
    assert_eq!(kept.lines().count(), text.lines().count());
    let words: Vec<&str> = kept.split_whitespace().collect();
    assert_eq!(words, ["fn", "a()", "{}", "fn", "c()", "{}"]);
    assert_eq!(test_modules("#[cfg(test)]\n#[x]\npub(crate) mod a;\n#[cfg(test)]\nuse b::c;\nmod d;"), ["a"]);
    let inner = "impl A {\n    /// Of tests.\n    #[cfg(test)]\n    #[inline]\n    const fn a() -> [u8; 2] { [0; 2] }\n    fn b() {}\n}\n";
    assert!(!code(inner).contains("fn a") && code(inner).contains("fn b() {}"));
}
