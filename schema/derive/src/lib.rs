//! The derive of `Shape`: read from YAML, to a tree and back, and a form for table and schema,
//! all from one declaration.
//!
//! Three things can be derived: a struct with named fields (a record), an enum of unit variants
//! (AWS's words), and an enum whose variants each hold one value (exactly one of several fields).
//! A field without a doc comment does not compile, since its doc line is its documentation
//! everywhere else.

mod attributes;
mod choice;
mod names;
mod record;
mod words;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput, Error, Fields, parse_macro_input};

/// Derives `schema::shape::Shape`.
///
/// On a field: `#[shape(rename = "type")]` names it, `#[shape(default)]` or
/// `#[shape(default = expression)]` says what stands for it unwritten, `#[shape(replace)]` that
/// AWS cannot change it in place, `#[shape(inline)]` that its own fields stand beside its
/// neighbours. On a variant of words: `#[shape(word = "Intelligent-Tiering")]`. On a variant of
/// a choice: `#[shape(rename = "…")]`, and `#[shape(live)]` for one that only AWS can say.
#[proc_macro_derive(Shape, attributes(shape))]
pub fn shape(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

fn expand(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "`Shape` is derived for plain types only"));
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => record::expand(&input.ident, fields),
            Fields::Unnamed(_) | Fields::Unit => {
                Err(Error::new_spanned(&input.ident, "`Shape` needs named fields"))
            }
        },
        Data::Enum(data) if data.variants.iter().all(|variant| variant.fields.is_empty()) => {
            words::expand(&input.ident, data)
        }
        Data::Enum(data) => choice::expand(&input.ident, data),
        Data::Union(_) => Err(Error::new_spanned(&input.ident, "`Shape` is not derived for unions")),
    }
}
