//! The columns of the settings table.

use super::Setting;
use crate::{Shape, Topology};

/// The kind of a setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A Redis URL.
    Url,
    /// A host name or address.
    Host,
    /// A whole number.
    Integer,
    /// A file path.
    Path,
    /// A comma-separated list of `host:port`.
    Nodes,
    /// A comma-separated list of `host:port=host:port`.
    AddressMap,
    /// A comma-separated list of names, domains and networks.
    Hosts,
    /// The path of a PEM file, or PEM text.
    Pem,
    /// The path of a Rust function.
    Function,
    /// Text.
    Text,
    /// Text that no output may contain.
    Secret,
    /// `true` or `false`.
    Flag,
    /// A duration with its unit.
    Duration,
    /// One of the words in `choices`.
    Choice,
}

impl Kind {
    /// Whether a field of this shape can hold a value of this kind.
    pub const fn accepts(self, shape: Shape) -> bool {
        match self {
            // A URL may contain a password, so that its type may hide it.
            Self::Url => matches!(shape, Shape::Url | Shape::Text | Shape::Secret),
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

    /// The usual shape of a value of this kind.
    pub const fn shape(self) -> Shape {
        match self {
            Self::Url => Shape::Url,
            Self::Host | Self::Text | Self::Function | Self::Choice => Shape::Text,
            Self::Integer => Shape::Integer,
            Self::Path | Self::Pem => Shape::Path,
            Self::Nodes | Self::AddressMap | Self::Hosts => Shape::List,
            Self::Secret => Shape::Secret,
            Self::Flag => Shape::Flag,
            Self::Duration => Shape::Duration,
        }
    }

    /// A suitable type of a field: `String`.
    pub const fn example_type(self) -> &'static str {
        match self {
            Self::Url => "redis_config::Url",
            Self::Host | Self::Text | Self::Function | Self::Choice => "String",
            Self::Integer => "u16",
            Self::Path | Self::Pem => "std::path::PathBuf",
            Self::Nodes | Self::AddressMap | Self::Hosts => "Vec<String>",
            Self::Secret => "redis_config::Secret",
            Self::Flag => "bool",
            Self::Duration => "std::time::Duration",
        }
    }
}

/// The subject of a setting. A source provides either all settings of a group or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The address of the instance.
    Endpoint,
    /// Users and passwords.
    Credentials,
    /// Encryption.
    Tls,
    /// Timeouts and delays.
    Timing,
    /// Use of the connections.
    Shape,
}

/// Where a setting may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Only in the attribute of the struct: a constant.
    Struct,
    /// Only as a field: loaded.
    Field,
    /// In the attribute or as a field, but not both.
    Either,
}

/// One row of the settings table.
#[derive(Debug)]
#[non_exhaustive]
pub struct SettingInfo {
    /// The setting itself.
    pub setting: Setting,
    /// Its name as a field and as a key of the attribute.
    pub key: &'static str,
    /// Its environment variable without the prefix.
    pub variable: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    /// Its subject.
    pub group: Group,
    /// Where it may be written.
    pub place: Place,
    /// Its default, as text.
    pub default: Option<&'static str>,
    /// Smallest legal value, as text.
    pub min: Option<&'static str>,
    /// Largest legal value, as text.
    pub max: Option<&'static str>,
    /// The legal values; empty if they are not listed.
    pub choices: &'static [&'static str],
    /// Whether no output may contain its value. URLs are redacted instead.
    pub secret: bool,
    /// The unit of a number, for the documentation. Durations carry their own unit.
    pub unit: Option<&'static str>,
    /// A legal value for help texts.
    pub example: &'static str,
    /// Its documentation, one line of Markdown.
    pub doc: &'static str,
    /// Settings that it excludes.
    pub conflicts: &'static [Setting],
    /// Settings that it needs.
    pub requires: &'static [Setting],
    /// Topologies that it applies to.
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
