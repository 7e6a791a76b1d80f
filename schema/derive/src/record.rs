//! A struct with named fields.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Field, FieldsNamed, Ident};

use crate::attributes::{Attributes, Unwritten, doc};
use crate::names;

/// One field's part of every function.
struct Parts {
    take: TokenStream,
    ident: Ident,
    give: TokenStream,
    from_map: TokenStream,
    form: TokenStream,
    held: TokenStream,
    stand_in: TokenStream,
}

/// The impls of `Record` and `Shape`.
pub fn expand(owner: &Ident, fields: &FieldsNamed) -> syn::Result<TokenStream> {
    let parts = fields.named.iter().map(parts).collect::<syn::Result<Vec<_>>>()?;
    let take = parts.iter().map(|part| &part.take);
    let give = parts.iter().map(|part| &part.give);
    let from_map = parts.iter().map(|part| &part.from_map);
    let form = parts.iter().map(|part| &part.form);
    let held = parts.iter().map(|part| &part.held);
    let stand_in = parts.iter().map(|part| &part.stand_in);
    let idents: Vec<_> = parts.iter().map(|part| &part.ident).collect();
    let shape = shape_of_record(owner);
    Ok(quote! {
        impl ::schema::shape::Record for #owner {
            fn take(
                __fields: &mut ::schema::shape::Fields<'_>,
                __reader: &mut ::schema::shape::Reader,
            ) -> ::core::option::Option<Self> {
                // All fields are read before the first that is missing ends it.
                #(#take)*
                ::core::option::Option::Some(Self { #(#idents: #idents?,)* })
            }
            fn stand_in() -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self { #(#stand_in,)* })
            }
            fn give(&self, __map: &mut ::std::collections::BTreeMap<::schema::tree::Name, ::schema::Tree>) {
                let Self { #(#idents,)* } = self;
                #(#give)*
            }
            fn from_map(
                __map: &::std::collections::BTreeMap<::schema::tree::Name, ::schema::Tree>,
            ) -> ::core::result::Result<Self, ::schema::shape::Misfit> {
                ::core::result::Result::Ok(Self { #(#from_map,)* })
            }
            fn held(__fields: &::schema::shape::Fields<'_>) -> bool {
                false #(|| #held)*
            }
            fn describe() -> ::schema::shape::RecordForm {
                let mut form = ::schema::shape::RecordForm::default();
                #(#form)*
                form
            }
        }
        #shape
    })
}

/// What every record is as a value: a map of its own.
pub fn shape_of_record(owner: &Ident) -> TokenStream {
    quote! {
        impl ::schema::shape::Shape for #owner {
            fn read(
                node: &::schema::Node,
                __reader: &mut ::schema::shape::Reader,
            ) -> ::core::option::Option<Self> {
                ::schema::shape::read_record(node, __reader)
            }
            fn stand_in() -> ::core::option::Option<Self> {
                ::schema::shape::Record::stand_in()
            }
            fn tree(&self) -> ::schema::Tree {
                ::schema::shape::record_tree(self)
            }
            fn from_tree(
                tree: ::core::option::Option<&::schema::Tree>,
            ) -> ::core::result::Result<Self, ::schema::shape::Misfit> {
                ::schema::shape::record_from_tree(tree)
            }
            fn form() -> ::schema::shape::Form {
                ::schema::shape::Form::Record(<Self as ::schema::shape::Record>::describe())
            }
        }
    }
}

fn parts(field: &Field) -> syn::Result<Parts> {
    let ident = field.ident.clone().expect("a named field has a name");
    let attributes = Attributes::of(&field.attrs)?;
    let doc = doc(&ident, &field.attrs)?;
    if attributes.inline { Ok(inline(ident, field)) } else { Ok(plain(ident, field, &attributes, &doc)) }
}

fn inline(ident: Ident, field: &Field) -> Parts {
    let kind = &field.ty;
    Parts {
        take: quote! {
            let #ident = <#kind as ::schema::shape::Record>::take(__fields, __reader)
                .or_else(<#kind as ::schema::shape::Record>::stand_in);
        },
        stand_in: quote! { #ident: <#kind as ::schema::shape::Record>::stand_in()? },
        give: quote! { ::schema::shape::Record::give(#ident, __map); },
        from_map: quote! { #ident: <#kind as ::schema::shape::Record>::from_map(__map)? },
        form: quote! { form.inline(<#kind as ::schema::shape::Record>::describe()); },
        held: quote! { <#kind as ::schema::shape::Record>::held(__fields) },
        ident,
    }
}

fn plain(ident: Ident, field: &Field, attributes: &Attributes, doc: &str) -> Parts {
    let kind = &field.ty;
    let name = attributes.rename.clone().unwrap_or_else(|| names::of_field(&ident));
    let unwritten = unwritten(attributes, kind);
    let change = if attributes.replace { quote!(Replace) } else { quote!(InPlace) };
    Parts {
        take: quote! { let #ident = __fields.field::<#kind>(#name, #unwritten, __reader); },
        stand_in: quote! { #ident: (#unwritten)().or_else(<#kind as ::schema::shape::Shape>::stand_in)? },
        give: quote! {
            if let ::core::option::Option::Some(tree) = ::schema::shape::Shape::entry(#ident) {
                __map.insert(#name.into(), tree);
            }
        },
        from_map: quote! { #ident: ::schema::shape::field_from_map::<#kind>(__map, #name, #unwritten)? },
        form: quote! {
            form.field::<#kind>(#name, #doc, #unwritten, ::schema::shape::Change::#change);
        },
        held: quote! { __fields.holds(#name) },
        ident,
    }
}

/// A function that gives what stands for the field unwritten.
fn unwritten(attributes: &Attributes, kind: &impl ToTokens) -> TokenStream {
    match &attributes.default {
        None => quote! { <#kind as ::schema::shape::Shape>::unwritten },
        Some(Unwritten::OfType) => {
            quote! { || ::core::option::Option::Some(<#kind as ::core::default::Default>::default()) }
        }
        Some(Unwritten::Value(value)) => quote! { || ::core::option::Option::Some(#value) },
    }
}
