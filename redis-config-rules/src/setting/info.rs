//! What the table says of one setting.

use super::Setting;
use crate::{Shape, Topology};

/// What kind of value a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A Redis URL.
    Url,
    /// A host name or address.
    Host,
    /// A whole number.
    Integer,
    /// A path of the file system.
    Path,
    /// Several `host:port`, with commas between them.
    Nodes,
    /// Several `host:port=host:port`, with commas between them.
    AddressMap,
    /// Several names, domains and networks, with commas between them.
    Hosts,
    /// The path of a PEM file, or PEM text.
    Pem,
    /// The path of a function; only a definition can name one.
    Function,
    /// Text.
    Text,
    /// Text that is never shown.
    Secret,
    /// `true` or `false`.
    Flag,
    /// A duration with its unit.
    Duration,
    /// One of a few words.
    Choice,
}

impl Kind {
    /// Whether a field of this shape can hold such a value.
    pub const fn accepts(self, shape: Shape) -> bool {
        match self {
            // A URL may hold a password: whoever wants, may hide all of it.
            Self::Url => matches!(shape, Shape::Text | Shape::Secret),
            Self::Host | Self::Text | Self::Function | Self::Choice => matches!(shape, Shape::Text),
            Self::Integer => matches!(shape, Shape::Integer),
            Self::Path => matches!(shape, Shape::Path | Shape::Text),
            Self::Nodes | Self::AddressMap | Self::Hosts => matches!(shape, Shape::List),
            // PEM text may be a key.
            Self::Pem => matches!(shape, Shape::Path | Shape::Text | Shape::Secret),
            Self::Secret => matches!(shape, Shape::Secret),
            Self::Flag => matches!(shape, Shape::Flag),
            Self::Duration => matches!(shape, Shape::Duration),
        }
    }

    /// The shape that such a value naturally has.
    pub const fn shape(self) -> Shape {
        match self {
            Self::Url | Self::Host | Self::Text | Self::Function | Self::Choice => Shape::Text,
            Self::Integer => Shape::Integer,
            Self::Path | Self::Pem => Shape::Path,
            Self::Nodes | Self::AddressMap | Self::Hosts => Shape::List,
            Self::Secret => Shape::Secret,
            Self::Flag => Shape::Flag,
            Self::Duration => Shape::Duration,
        }
    }

    /// A type that a field can have: `String`.
    pub const fn example_type(self) -> &'static str {
        match self {
            Self::Url | Self::Host | Self::Text | Self::Function | Self::Choice => "String",
            Self::Integer => "u16",
            Self::Path | Self::Pem => "std::path::PathBuf",
            Self::Nodes | Self::AddressMap | Self::Hosts => "Vec<String>",
            Self::Secret => "redis_config::Secret",
            Self::Flag => "bool",
            Self::Duration => "std::time::Duration",
        }
    }
}

/// What a setting is about. A group is taken from one source whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Where the server is.
    Endpoint,
    /// Who we are.
    Credentials,
    /// How the link is encrypted.
    Tls,
    /// How long things may take.
    Timing,
    /// How the link is used.
    Shape,
}

/// Where a setting may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the attribute of the struct only: fixed for good.
    Struct,
    /// As a field only: loaded.
    Field,
    /// Either, but not both at once.
    Either,
}

/// All that is known about one setting.
#[derive(Debug)]
#[non_exhaustive]
pub struct SettingInfo {
    /// The setting itself.
    pub setting: Setting,
    /// Its name as a field and as a key of an attribute.
    pub key: &'static str,
    /// What follows the prefix in the name of its environment variable.
    pub variable: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    /// What it is about.
    pub group: Group,
    /// Where it may stand.
    pub place: Place,
    /// Its value if nothing sets it, as text; without one it stays unset.
    pub default: Option<&'static str>,
    /// Smallest legal value, as text.
    pub min: Option<&'static str>,
    /// Largest legal value, as text.
    pub max: Option<&'static str>,
    /// The only legal values, if any are named.
    pub choices: &'static [&'static str],
    /// Whether its value is never shown. A URL is shown redacted.
    pub secret: bool,
    /// What it counts or is measured in, for the documentation; durations carry their unit.
    pub unit: Option<&'static str>,
    /// A legal value to show in help texts.
    pub example: &'static str,
    /// What it does, in one line of Markdown.
    pub doc: &'static str,
    /// Settings that it excludes.
    pub conflicts: &'static [Setting],
    /// Settings that it needs.
    pub requires: &'static [Setting],
    /// Topologies for which it has a meaning.
    pub topologies: &'static [Topology],
}

impl SettingInfo {
    pub(super) const fn new(
        setting: Setting,
        key: &'static str,
        variable: &'static str,
        kind: Kind,
        group: Group,
        example: &'static str,
        doc: &'static str,
    ) -> Self {
        Self {
            setting,
            key,
            variable,
            kind,
            group,
            place: Place::Either,
            default: None,
            min: None,
            max: None,
            choices: &[],
            secret: matches!(kind, Kind::Secret),
            unit: None,
            example,
            doc,
            conflicts: &[],
            requires: &[],
            topologies: Topology::ALL,
        }
    }

    pub(super) const fn default(self, text: &'static str) -> Self {
        Self {
            default: Some(text),
            ..self
        }
    }

    pub(super) const fn bounds(self, min: &'static str, max: &'static str) -> Self {
        Self {
            min: Some(min),
            max: Some(max),
            ..self
        }
    }

    pub(super) const fn unit(self, unit: &'static str) -> Self {
        Self {
            unit: Some(unit),
            ..self
        }
    }

    pub(super) const fn choices(self, choices: &'static [&'static str]) -> Self {
        Self { choices, ..self }
    }

    pub(super) const fn conflicts(self, conflicts: &'static [Setting]) -> Self {
        Self { conflicts, ..self }
    }

    pub(super) const fn requires(self, requires: &'static [Setting]) -> Self {
        Self { requires, ..self }
    }

    pub(super) const fn topologies(self, topologies: &'static [Topology]) -> Self {
        Self { topologies, ..self }
    }

    pub(super) const fn on_struct(self) -> Self {
        Self {
            place: Place::Struct,
            ..self
        }
    }

    pub(super) const fn on_field(self) -> Self {
        Self {
            place: Place::Field,
            ..self
        }
    }
}
