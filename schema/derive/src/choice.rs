//! An enum whose variants each hold one value: exactly one of several fields.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, Error, Fields, Ident, Type, Variant};

use crate::attributes::{Attributes, doc};
use crate::{names, record};

struct Arm {
    ident: Ident,
    name: String,
    doc: String,
    kind: Type,
    live: bool,
    replace: bool,
}

/// The impls of `Record` and `Shape`.
pub fn expand(owner: &Ident, data: &DataEnum) -> syn::Result<TokenStream> {
    let arms = data.variants.iter().map(arm).collect::<syn::Result<Vec<_>>>()?;
    let written: Vec<_> = arms.iter().filter(|arm| !arm.live).collect();
    let names: Vec<_> = written.iter().map(|arm| &arm.name).collect();
    let take = written.iter().map(|Arm { ident, name, kind, .. }| {
        quote! {
            #name => __fields.field::<#kind>(#name, || ::core::option::Option::None, __reader).map(Self::#ident),
        }
    });
    let stand_in = written.iter().map(|Arm { ident, kind, .. }| {
        quote! { .or_else(|| <#kind as ::schema::shape::Shape>::stand_in().map(Self::#ident)) }
    });
    let give = arms.iter().map(|Arm { ident, name, .. }| {
        quote! {
            Self::#ident(value) => __map.insert(#name.into(), ::schema::shape::Shape::tree(value)),
        }
    });
    let from_map = arms.iter().map(|Arm { ident, name, kind, .. }| {
        quote! {
            if __map.contains_key(#name) {
                let none = || ::core::option::Option::None;
                return ::schema::shape::field_from_map::<#kind>(__map, #name, none).map(Self::#ident);
            }
        }
    });
    let form = written.iter().map(|Arm { name, doc, kind, replace, .. }| {
        let change = if *replace { quote!(Replace) } else { quote!(InPlace) };
        quote! { form.alternative::<#kind>(#name, #doc, ::schema::shape::Change::#change); }
    });
    let shape = record::shape_of_record(owner);
    Ok(quote! {
        impl ::schema::shape::Record for #owner {
            fn take(
                __fields: &mut ::schema::shape::Fields<'_>,
                __reader: &mut ::schema::shape::Reader,
            ) -> ::core::option::Option<Self> {
                match __fields.only(&[#(#names),*], __reader)? {
                    #(#take)*
                    _ => ::core::option::Option::None,
                }
            }
            fn stand_in() -> ::core::option::Option<Self> {
                ::core::option::Option::None #(#stand_in)*
            }
            fn give(&self, __map: &mut ::std::collections::BTreeMap<::schema::tree::Name, ::schema::Tree>) {
                match self { #(#give)* };
            }
            fn from_map(
                __map: &::std::collections::BTreeMap<::schema::tree::Name, ::schema::Tree>,
            ) -> ::core::result::Result<Self, ::schema::shape::Misfit> {
                #(#from_map)*
                ::core::result::Result::Err(::schema::shape::Misfit::none_of(&[#(#names),*]))
            }
            fn held(__fields: &::schema::shape::Fields<'_>) -> bool {
                false #(|| __fields.holds(#names))*
            }
            fn describe() -> ::schema::shape::RecordForm {
                let mut form = ::schema::shape::RecordForm::default();
                #(#form)*
                form.choose(&[#(#names),*]);
                form
            }
        }
        #shape
    })
}

fn arm(variant: &Variant) -> syn::Result<Arm> {
    let attributes = Attributes::of(&variant.attrs)?;
    let Fields::Unnamed(fields) = &variant.fields else {
        return Err(Error::new_spanned(variant, "a choice's variant holds one value, `Variant(Type)`"));
    };
    let [field] = fields.unnamed.iter().collect::<Vec<_>>()[..] else {
        return Err(Error::new_spanned(variant, "a choice's variant holds exactly one value"));
    };
    Ok(Arm {
        ident: variant.ident.clone(),
        name: attributes.rename.unwrap_or_else(|| names::of_variant(&variant.ident)),
        doc: doc(&variant.ident, &variant.attrs)?,
        kind: field.ty.clone(),
        live: attributes.live,
        replace: attributes.replace,
    })
}
