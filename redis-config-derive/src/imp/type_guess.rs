//! A field's type as far as its name is known. The compiler decides: see `holds` in `redis_config::__private`.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use redis_config_rules::text::{self, Numbers};
use redis_config_rules::{Kind, Problem, Setting, Shape};
use syn::{GenericArgument, GenericParam, Generics, Ident, PathArguments, PathSegment, Type};

/// A field's type, by its name.
pub(crate) struct Guess {
    /// The shape of its values; `None` if the name is unknown.
    pub(crate) shape: Option<Shape>,
    /// The type is an `Option`.
    pub(crate) optional: bool,
    /// The name of the type, without the `Option`; `NonZeroU8` of `NonZero<u8>`.
    name: String,
    /// The type of an item, if it is a list.
    item: Option<Box<Guess>>,
}

impl Guess {
    /// Reads the name of a type.
    pub(crate) fn of(ty: &Type) -> Self {
        let (inner, optional) = match last(ty) {
            Some(segment) if segment.ident == "Option" => (argument(segment), true),
            _ => (Some(ty), false),
        };
        let segment = inner.and_then(last);
        let name = segment.map_or_else(String::new, |segment| segment.ident.to_string());
        let of = segment.and_then(argument);
        let name = match (name.as_str(), of.and_then(last)) {
            ("NonZero", Some(of)) => format!("NonZero{}", capitalized(&of.ident.to_string())),
            _ => name,
        };
        Self {
            shape: shape(&name),
            optional,
            item: of
                .filter(|_| shape(&name) == Some(Shape::List))
                .map(|item| Box::new(Self::of(item))),
            name,
        }
    }

    /// Checks that the type accepts the text. An unknown type accepts all.
    pub(crate) fn check(&self, given: &str) -> Result<(), Problem> {
        match &self.item {
            Some(item) => {
                text::parse_list(given, |one| item.check(one))?;
                let items = text::split_list(given)?.into_iter();
                match self.name.ends_with("Set") {
                    true => text::collect_set(items, BTreeSet::insert).map(drop),
                    false => Ok(()),
                }
            }
            None => text::check_type(&self.name, given),
        }
    }

    /// With the setting of the field. A type named `Url` is that of the library only where the setting is a URL.
    pub(crate) fn for_setting(mut self, setting: Option<Setting>) -> Self {
        let is_url = setting.is_some_and(|setting| setting.info().kind == Kind::Url);
        if is_url && self.name == "Url" {
            self.shape = Some(Shape::Url);
        }
        self
    }

    /// Checks that the type can hold the setting, up to `most`. The error is a message. An unknown type can.
    pub(crate) fn holds(&self, setting: Setting, field: &str, most: i128) -> Result<(), String> {
        let Some(shape) = self.shape else {
            return Ok(());
        };
        let kind = setting.info().kind;
        let list = matches!(kind, Kind::Nodes | Kind::AddressMap | Kind::Hosts);
        // `nodes: Vec<u16>`
        let item = self.item.as_ref().and_then(|item| item.shape);
        let lists_text = matches!(item, None | Some(Shape::Text));
        if !setting.accepts(shape) || list && !lists_text {
            return Err(unfit(field, setting, Some(shape)));
        }
        match Numbers::of(&self.name) {
            Some(numbers) if numbers.most < most => Err(format!(
                "`{field}` goes up to {most}, which `{}` cannot hold",
                numbers.name
            )),
            _ => Ok(()),
        }
    }
}

/// `u8` → `U8`
fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn shape(name: &str) -> Option<Shape> {
    if Numbers::of(name).is_some() {
        return Some(Shape::Integer);
    }
    Some(match name {
        "String" | "char" | "IpAddr" | "Ipv4Addr" | "Ipv6Addr" => Shape::Text,
        "Secret" => Shape::Secret,
        "f32" | "f64" => Shape::Float,
        "bool" => Shape::Flag,
        "Duration" => Shape::Duration,
        "PathBuf" => Shape::Path,
        "Vec" | "VecDeque" | "HashSet" | "BTreeSet" => Shape::List,
        "SocketAddr" | "SocketAddrV4" | "SocketAddrV6" => Shape::Address,
        _ => return None,
    })
}

/// The mistake in a type that visibly does not own its value, and what to write instead; `wanted` is the kind of its
/// setting.
pub(crate) fn not_owned(ty: &Type, wanted: Option<Kind>) -> Option<(&'static str, String)> {
    let write = |usual: &str| {
        let wanted = wanted.map(Kind::example_type);
        format!("write `{}`", wanted.unwrap_or(usual))
    };
    match ty {
        Type::Reference(reference) => Some((
            "borrows its value",
            match &*reference.elem {
                Type::Slice(_) => write("Vec<String>"),
                Type::Path(path) if path.path.is_ident("str") => write("String"),
                other => write(&other.to_token_stream().to_string()),
            },
        )),
        Type::Slice(_) => Some((UNSIZED, write("Vec<String>"))),
        Type::TraitObject(_) => Some((UNSIZED, "name the type that it holds".to_owned())),
        Type::Path(path) if path.path.is_ident("str") => Some((UNSIZED, write("String"))),
        Type::Ptr(_) => Some(("is a pointer", write("the type that it points to"))),
        ty => {
            let option = last(ty).filter(|one| one.ident == "Option")?;
            let (what, help) = not_owned(argument(option)?, wanted)?;
            let inner = help.strip_prefix("write `")?.strip_suffix('`')?;
            Some((what, format!("write `Option<{inner}>`")))
        }
    }
}

/// Why a field's type cannot hold its setting. `None`: only the compiler knows its shape.
pub(crate) fn unfit(field: &str, setting: Setting, shape: Option<Shape>) -> String {
    match (setting.info().kind, shape) {
        (Kind::Secret, _) => {
            format!("`{field}` is a secret: its type must keep it out of logs")
        }
        _ if setting.is_private_key() && matches!(shape, None | Some(Shape::Text)) => {
            format!("`{field}` may be a private key: its type must keep it out of logs")
        }
        (kind, Some(Shape::Secret)) => format!(
            "`{field}` holds {}, which is no secret",
            kind.shape().describe()
        ),
        (Kind::Nodes | Kind::AddressMap | Kind::Hosts, Some(Shape::List)) => {
            format!("`{field}` holds several addresses, which the items of its type are not")
        }
        (kind, _) => format!(
            "`{field}` holds {}, which its type cannot",
            kind.shape().describe()
        ),
    }
}

/// The type that a field of this setting should have.
pub(crate) fn fitting(setting: Setting, most: i128, optional: bool) -> String {
    let usual = match setting.is_private_key() {
        true => Kind::Secret.example_type(),
        false => setting.info().kind.example_type(),
    };
    let wanted = match most {
        65_536.. => "u32",
        _ => usual,
    };
    match optional {
        true => format!("write `Option<{wanted}>`"),
        false => format!("write `{wanted}`"),
    }
}

const UNSIZED: &str = "has no size";

/// Whether a type visibly has no size. Then nothing can be implemented for the struct.
pub(crate) fn is_unsized(ty: &Type) -> bool {
    not_owned(ty, None).is_some_and(|(what, _)| what == UNSIZED)
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

/// Whether an expression or a type names a parameter of the struct, which an item beside the impl cannot do.
pub(crate) fn names_parameter(tokens: &impl ToTokens, generics: &Generics) -> bool {
    let parameters = generics.params.iter();
    let parameters = parameters.filter_map(|parameter| match parameter {
        GenericParam::Type(ty) => Some(&ty.ident),
        GenericParam::Const(value) => Some(&value.ident),
        GenericParam::Lifetime(_) => None,
    });
    let parameters: Vec<&Ident> = parameters.collect();
    !parameters.is_empty() && names_one(tokens.to_token_stream(), &parameters)
}

fn names_one(tokens: TokenStream, parameters: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self" || parameters.contains(&&ident),
        TokenTree::Group(group) => names_one(group.stream(), parameters),
        _ => false,
    })
}
