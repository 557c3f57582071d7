//! What was meant. It cannot be wrong.

use proc_macro2::TokenStream;
use redis_config_rules::{Setting, Shape, Topology};
use syn::{Ident, Path, Type};

use crate::constant::Text;

/// One Redis instance.
pub(crate) struct Model {
    /// Name of the instance.
    pub(crate) name: String,
    /// Prefix of its variables.
    pub(crate) env: String,
    /// How it is built up.
    pub(crate) topology: Topology,
    /// Whether it takes what a platform gives without naming an instance.
    pub(crate) fallback: bool,
    /// What the struct fixes, in the order in which it was written.
    pub(crate) fixed: Vec<Fixed>,
    /// Its fields, in the order of the struct.
    pub(crate) fields: Vec<Field>,
    /// What needs a cargo feature of the library.
    pub(crate) features: Vec<Feature>,
    /// Passwords in the source.
    pub(crate) passwords: Vec<Password>,
    /// The function that names a provider of credentials.
    pub(crate) credentials: Option<Path>,
}

/// Something that needs a cargo feature, which only the compiler can see.
pub(crate) struct Feature {
    /// Where it stands.
    pub(crate) place: TokenStream,
    /// What it is: "`rediss://`".
    pub(crate) what: String,
    /// It needs `danger-insecure-tls`, not `tls` alone.
    pub(crate) insecure: bool,
}

/// A password in the source, which draws a warning.
pub(crate) struct Password {
    /// Where it stands.
    pub(crate) place: TokenStream,
    /// A constant stands there, which may hold one.
    pub(crate) constant: bool,
    /// What is said.
    pub(crate) note: String,
}

/// A setting that the struct fixes.
pub(crate) struct Fixed {
    pub(crate) setting: Setting,
    pub(crate) text: Text,
}

/// A field.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// How it is filled; `None`: by `Default::default()`.
    pub(crate) loaded: Option<Loaded>,
}

/// How a field is loaded and checked.
pub(crate) struct Loaded {
    /// The name without `r#`.
    pub(crate) name: String,
    /// The setting that it holds; `None`: a value of the application's own.
    pub(crate) setting: Option<Setting>,
    pub(crate) variable: String,
    pub(crate) bounds: Bounds,
    /// What its type holds, if the name of the type tells.
    pub(crate) shape: Option<Shape>,
    /// The type is an `Option`, by its name.
    pub(crate) optional: bool,
    pub(crate) validate: Option<Path>,
    pub(crate) doc: String,
}

/// What a field says of its values, as text.
#[derive(Default)]
pub(crate) struct Bounds {
    pub(crate) default: Option<Text>,
    pub(crate) min: Option<Text>,
    pub(crate) max: Option<Text>,
    pub(crate) one_of: Vec<String>,
    /// Where the default stands.
    pub(crate) default_at: TokenStream,
}

impl Bounds {
    /// Those that may be constants.
    pub(crate) fn all(&self) -> [&Option<Text>; 3] {
        [&self.default, &self.min, &self.max]
    }
}
