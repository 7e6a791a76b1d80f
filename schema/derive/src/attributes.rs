//! What stands in `#[shape(…)]` and in doc comments.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Expr, Ident, Lit, LitStr, Meta};

/// The attributes of one field or variant.
#[derive(Default)]
pub struct Attributes {
    /// The name in manifests, where it is not the Rust name in camelCase.
    pub rename: Option<String>,
    /// AWS's own word of a unit variant.
    pub word: Option<String>,
    /// What stands for the field unwritten.
    pub default: Option<Unwritten>,
    /// Whether AWS cannot change it in place.
    pub replace: bool,
    /// Whether its own fields stand beside its neighbours.
    pub inline: bool,
    /// Whether only AWS can say it: no manifest can.
    pub live: bool,
}

/// What stands for an unwritten field.
pub enum Unwritten {
    /// The type's own default.
    OfType,
    /// An expression.
    Value(Box<Expr>),
}

impl Attributes {
    /// Reads every `#[shape(…)]`.
    pub fn of(attributes: &[Attribute]) -> syn::Result<Self> {
        let mut found = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("shape")) {
            attribute.parse_nested_meta(|meta| found.add(&meta))?;
        }
        Ok(found)
    }

    fn add(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let name = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
        match name.as_str() {
            "rename" => self.rename = Some(meta.value()?.parse::<LitStr>()?.value()),
            "word" => self.word = Some(meta.value()?.parse::<LitStr>()?.value()),
            "default" if meta.input.peek(syn::Token![=]) => {
                self.default = Some(Unwritten::Value(Box::new(meta.value()?.parse()?)));
            }
            "default" => self.default = Some(Unwritten::OfType),
            "replace" => self.replace = true,
            "inline" => self.inline = true,
            "live" => self.live = true,
            _ => return Err(meta.error("`Shape` does not know this attribute")),
        }
        Ok(())
    }
}

/// The first paragraph of the doc comment, on one line. Its absence does not compile.
pub fn doc(owner: &Ident, attributes: &[Attribute]) -> syn::Result<String> {
    let lines = attributes.iter().filter_map(line).map(|line| line.trim().to_owned());
    let paragraph: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    if paragraph.is_empty() {
        return Err(Error::new_spanned(owner, "say in a doc comment what it is: it is shown to people"));
    }
    Ok(paragraph.join(" "))
}

fn line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    if !pair.path.is_ident("doc") {
        return None;
    }
    match &pair.value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
