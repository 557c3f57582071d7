//! A definition as data.

use redis_config_rules::{Setting, Shape, Topology};

use super::example::{default, examples};
use crate::config::definition::RedisConfig;
use crate::config::field_source::{FieldSource, Given, Outcome, Read};
use crate::config::meta::FieldMeta;
use crate::topology::Topology as _;
use zeroize::Zeroizing;

/// A definition, without its type.
#[derive(Clone, Debug)]
pub(crate) struct InstanceReference {
    pub(super) name: &'static str,
    pub(super) prefix: &'static str,
    pub(super) topology: Topology,
    /// Whether it reads the variables that name no instance.
    pub(super) fallback: bool,
    pub(super) fields: Vec<FieldReference>,
    pub(super) fixed: &'static [(Setting, &'static str)],
}

/// A field of a definition.
#[derive(Clone, Debug)]
pub(super) struct FieldReference {
    pub(super) meta: &'static FieldMeta,
    pub(super) shape: Shape,
    /// Its default, if that is no secret.
    pub(super) default: Option<&'static str>,
    /// A value that it can have.
    pub(super) example: &'static str,
}

/// Describes a definition.
pub(crate) fn describe<C: RedisConfig>() -> InstanceReference {
    let topology = C::Topology::TOPOLOGY;
    // Built of nothing, the struct names the types of its fields.
    let fields = build::<C>(&[]).into_iter().map(|read| {
        let meta = read.meta;
        let mut examples = examples(meta, read.shape, topology);
        let fitting = examples.iter().position(|text| accepts::<C>(meta, text));
        FieldReference {
            meta,
            shape: read.shape,
            default: default(meta),
            example: examples.swap_remove(fitting.unwrap_or_default()),
        }
    });
    InstanceReference {
        name: C::NAME,
        prefix: C::ENV,
        topology,
        fallback: C::FALLBACK,
        fields: fields.collect(),
        fixed: C::FIXED,
    }
}

/// Builds a definition, and returns how its fields were read.
fn build<C: RedisConfig>(given: &[(&'static str, Given)]) -> Vec<Read> {
    let mut source = FieldSource::new(C::FIELDS, given);
    let _result = C::build(&mut source);
    source.into_read()
}

/// Whether the type of a field accepts a text.
fn accepts<C: RedisConfig>(meta: &FieldMeta, text: &str) -> bool {
    let given = Given::Text(Zeroizing::new(text.to_owned()));
    let read = build::<C>(&[(meta.name, given)]);
    let mut taken = read
        .iter()
        .filter(|read| matches!(read.outcome, Outcome::Taken));
    taken.any(|read| read.meta.name == meta.name)
}

impl FieldReference {
    /// What it is: its documentation, or that of its setting.
    pub(super) fn doc(&self) -> String {
        let own = self.meta.doc.split_whitespace().collect::<Vec<_>>();
        match self.meta.setting() {
            Some(setting) if own.is_empty() => setting.info().doc.to_owned(),
            None if own.is_empty() => self.meta.name.to_owned(),
            _ => own.join(" "),
        }
    }

    /// Its legal values in words: `a duration with its unit, from 1ms to 10m`.
    pub(super) fn values(&self) -> String {
        let meta = self.meta;
        let choices = self.choices();
        if !choices.is_empty() {
            let quoted: Vec<String> = choices.iter().map(|one| format!("`{one}`")).collect();
            return quoted.join(", ");
        }
        let info = meta.setting().map(Setting::info);
        let kind = match info.map(|info| info.kind) {
            Some(redis_config_rules::Kind::Url) => "a Redis URL",
            Some(redis_config_rules::Kind::Nodes) => "a list of `host:port`",
            Some(redis_config_rules::Kind::AddressMap) => "a list of `host:port=host:port`",
            Some(redis_config_rules::Kind::Pem) => "the path of a PEM file, or PEM text",
            _ => self.shape.describe(),
        };
        let min = meta.min.or(info.and_then(|info| info.min));
        let max = meta.max.or(info.and_then(|info| info.max));
        match (min, max) {
            (Some(min), Some(max)) => format!("{kind}, {min} to {max}"),
            (Some(min), None) => format!("{kind}, at least {min}"),
            (None, Some(max)) => format!("{kind}, at most {max}"),
            (None, None) => kind.to_owned(),
        }
    }

    /// The legal values, if they are listed.
    pub(super) fn choices(&self) -> &'static [&'static str] {
        match self.meta.setting() {
            Some(setting) if self.meta.one_of.is_empty() => setting.info().choices,
            _ => self.meta.one_of,
        }
    }
}
