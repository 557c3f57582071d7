//! What can be told of a field's type from its name. The compiler has the last word: see `__private::holds`.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use redis_config_rules::{Kind, Shape};
use syn::{GenericArgument, GenericParam, Generics, Ident, PathArguments, PathSegment, Type};

/// A field's type as far as its name tells.
pub(crate) struct Guess {
    /// What it can hold; `None` if the name does not tell.
    pub(crate) shape: Option<Shape>,
    /// The type is an `Option`.
    pub(crate) optional: bool,
    /// The integer type, if it is one.
    pub(crate) integer: Option<String>,
}

impl Guess {
    /// Reads the name of a type.
    pub(crate) fn of(ty: &Type) -> Self {
        let (inner, optional) = match last(ty) {
            Some(segment) if segment.ident == "Option" => (argument(segment), true),
            _ => (Some(ty), false),
        };
        let name = inner
            .and_then(last)
            .map(|segment| segment.ident.to_string());
        let shape = name.as_deref().and_then(shape);
        Self {
            shape,
            optional,
            integer: name.filter(|_| shape == Some(Shape::Integer)),
        }
    }

    /// Whether a whole number fits in the type, as far as its name tells.
    pub(crate) fn fits(&self, number: &str) -> bool {
        match self.integer.as_deref() {
            Some("u8") => number.parse::<u8>().is_ok(),
            Some("u16") => number.parse::<u16>().is_ok(),
            Some("u32") => number.parse::<u32>().is_ok(),
            Some("u64" | "usize") => number.parse::<u64>().is_ok(),
            Some("u128") => number.parse::<u128>().is_ok(),
            Some("i8") => number.parse::<i8>().is_ok(),
            Some("i16") => number.parse::<i16>().is_ok(),
            Some("i32") => number.parse::<i32>().is_ok(),
            Some("i64" | "isize") => number.parse::<i64>().is_ok(),
            Some("i128") => number.parse::<i128>().is_ok(),
            _ => true,
        }
    }
}

fn shape(name: &str) -> Option<Shape> {
    Some(match name {
        "String" => Shape::Text,
        "Secret" => Shape::Secret,
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => Shape::Integer,
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => Shape::Integer,
        "f32" | "f64" => Shape::Float,
        "bool" => Shape::Flag,
        "Duration" => Shape::Duration,
        "PathBuf" => Shape::Path,
        "Vec" => Shape::List,
        "SocketAddr" => Shape::Address,
        _ => return None,
    })
}

/// What is visibly wrong with a type that does not own what it holds, and what to write instead.
pub(crate) fn not_owned(ty: &Type) -> Option<(&'static str, &'static str)> {
    match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Slice(_) => Some(("borrows its value", "write `Vec<String>`")),
            _ => Some(("borrows its value", "write `String`")),
        },
        Type::Slice(_) => Some((UNSIZED, "write `Vec<String>`")),
        Type::TraitObject(_) => Some((UNSIZED, "name the type that it holds")),
        Type::Path(path) if path.path.is_ident("str") => Some((UNSIZED, "write `String`")),
        Type::Ptr(_) => Some(("is a pointer", "write the type that it points to")),
        _ => None,
    }
}

/// Why a field's type cannot hold its setting.
pub(crate) fn unfit(field: &str, kind: Kind) -> String {
    match kind {
        Kind::Secret => format!("`{field}` is a secret: its type must keep it out of logs"),
        _ => format!(
            "`{field}` holds {}, which its type cannot",
            kind.shape().describe()
        ),
    }
}

const UNSIZED: &str = "has no size";

/// Whether a type visibly has no size: then nothing can be implemented for the struct.
pub(crate) fn is_unsized(ty: &Type) -> bool {
    not_owned(ty).is_some_and(|(what, _)| what == UNSIZED)
}

/// The last part of a path: `Option<T>` of `std::option::Option<T>`.
pub(crate) fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Group(group) => last(&group.elem),
        Type::Paren(paren) => last(&paren.elem),
        _ => None,
    }
}

/// The one type argument: `T` of `Option<T>`.
pub(crate) fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match (arguments.args.first(), arguments.args.len()) {
        (Some(GenericArgument::Type(ty)), 1) => Some(ty),
        _ => None,
    }
}

/// Whether a type names a parameter of the struct: an item beside the impl cannot name it then.
pub(crate) fn mentions(ty: &Type, generics: &Generics) -> bool {
    names_parameter(&ty.to_token_stream(), generics)
}

/// Whether an expression or a type names a parameter of the struct.
pub(crate) fn names_parameter(tokens: &TokenStream, generics: &Generics) -> bool {
    let parameters: Vec<&Ident> = generics
        .params
        .iter()
        .map(|parameter| match parameter {
            GenericParam::Type(ty) => &ty.ident,
            GenericParam::Const(value) => &value.ident,
            GenericParam::Lifetime(lifetime) => &lifetime.lifetime.ident,
        })
        .collect();
    !parameters.is_empty() && names_one(tokens.clone(), &parameters)
}

fn names_one(tokens: TokenStream, parameters: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self" || parameters.contains(&&ident),
        TokenTree::Group(group) => names_one(group.stream(), parameters),
        _ => false,
    })
}
