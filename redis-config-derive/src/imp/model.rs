//! What a definition means. It cannot be wrong.

use proc_macro2::TokenStream;
use redis_config_rules::{Setting, Shape, Topology};
use syn::{Ident, Path, Type};

use crate::imp::attr::Text;

/// One Redis instance.
pub(crate) struct Model {
    /// Name of the instance.
    pub(crate) name: String,
    /// Prefix of its variables.
    pub(crate) env: String,
    pub(crate) topology: Topology,
    /// Whether it reads the variables of platforms, which do not name an instance.
    pub(crate) fallback: bool,
    /// The settings that the struct fixes, in the order in which they were written.
    pub(crate) fixed: Vec<(Setting, Text)>,
    /// Its fields, in the order of the struct.
    pub(crate) fields: Vec<Field>,
    pub(crate) features: Vec<Feature>,
    pub(crate) passwords: Vec<Password>,
    /// The function that returns a provider of credentials.
    pub(crate) credentials: Option<Path>,
    pub(crate) file: Option<Embedded>,
}

/// A configuration file that becomes part of the program.
pub(crate) struct Embedded {
    /// As written.
    pub(crate) path: String,
    pub(crate) absolute: String,
}

/// A use of a cargo feature of the library, which only the compiler can see.
pub(crate) struct Feature {
    pub(crate) place: TokenStream,
    /// The text that needs it: "`rediss://`".
    pub(crate) what: String,
    /// It needs `danger-insecure-tls` and not only `tls`.
    pub(crate) insecure: bool,
}

/// A password in the source, which causes a warning.
pub(crate) struct Password {
    pub(crate) place: TokenStream,
    /// It is a constant, which may contain a password.
    pub(crate) constant: bool,
    /// The text of the warning.
    pub(crate) note: String,
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
    /// The shape of its type, if the name of the type is known.
    pub(crate) shape: Option<Shape>,
    /// The type is an `Option`, by its name.
    pub(crate) optional: bool,
    pub(crate) validate: Option<Path>,
    pub(crate) doc: String,
}

/// The default and the legal values of a field, as text.
#[derive(Default)]
pub(crate) struct Bounds {
    pub(crate) default: Option<Text>,
    pub(crate) min: Option<Text>,
    pub(crate) max: Option<Text>,
    pub(crate) one_of: Vec<String>,
    /// The places of default, minimum and maximum.
    pub(crate) places: [TokenStream; 3],
}

impl Bounds {
    /// The values that may be constants.
    pub(crate) fn all(&self) -> [&Option<Text>; 3] {
        [&self.default, &self.min, &self.max]
    }

    /// The largest number that the field's type must hold, for a setting.
    pub(crate) fn reach(&self, setting: Setting) -> i128 {
        let most = setting.reach().map_or(0, |(_, most)| most);
        let Some(max) = &self.max else { return most };
        let max = max.literal().and_then(|max| max.parse().ok());
        max.map_or(0, |max: i128| max.min(most))
    }
}
