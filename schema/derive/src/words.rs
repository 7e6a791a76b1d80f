//! An enum of unit variants: AWS's own words.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{DataEnum, Ident};

use crate::attributes::Attributes;

/// The impls of `Words` and `Shape`.
pub fn expand(owner: &Ident, data: &DataEnum) -> syn::Result<TokenStream> {
    let mut words = Vec::new();
    let mut idents = Vec::new();
    for variant in &data.variants {
        let attributes = Attributes::of(&variant.attrs)?;
        words.push(attributes.word.unwrap_or_else(|| variant.ident.unraw().to_string()));
        idents.push(&variant.ident);
    }
    Ok(quote! {
        impl ::schema::shape::Words for #owner {
            const ALL: &'static [(&'static str, Self)] = &[#((#words, Self::#idents)),*];
            fn word(&self) -> &'static str {
                match self { #(Self::#idents => #words,)* }
            }
        }
        impl ::schema::shape::Shape for #owner {
            fn read(
                node: &::schema::Node,
                __reader: &mut ::schema::shape::Reader,
            ) -> ::core::option::Option<Self> {
                ::schema::shape::read_word(node, __reader)
            }
            fn tree(&self) -> ::schema::Tree {
                ::schema::Tree::text(::schema::shape::Words::word(self))
            }
            fn from_tree(
                tree: ::core::option::Option<&::schema::Tree>,
            ) -> ::core::result::Result<Self, ::schema::shape::Misfit> {
                ::schema::shape::word_from_tree(tree)
            }
            fn form() -> ::schema::shape::Form {
                ::schema::shape::words_form::<Self>()
            }
        }
    })
}
