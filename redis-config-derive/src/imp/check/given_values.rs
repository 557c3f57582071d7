//! The values in a definition, on the struct and on its fields alike.

use proc_macro2::Ident;
use redis_config_rules::Setting;

use crate::imp::ast::Definition;
use crate::imp::attr::{Text, Value};
use crate::imp::check::fixed_settings::Fixed;
use crate::imp::key::FieldKey;
use crate::imp::model::{Field, Loaded};

/// A setting that the struct fixes, or a field with its default.
pub(super) struct Given<'a> {
    /// `None`: a value of the application's own.
    pub(super) setting: Option<Setting>,
    /// The key, or the name of the field.
    pub(super) name: &'a Ident,
    /// The value as written.
    pub(super) value: Option<&'a Value>,
    /// The value; `None`: there is none, or it is wrong, which was reported.
    pub(super) text: Option<&'a Text>,
    /// The field; `None`: the struct fixes it.
    pub(super) field: Option<&'a Loaded>,
}

/// All values of a definition: those of the struct, then the fields without a mistake.
pub(super) fn all<'a>(
    definition: &'a Definition<'_>,
    fixed: &'a [Fixed<'_>],
    fields: &'a [Option<Field>],
) -> Vec<Given<'a>> {
    let on_struct = fixed.iter().map(|fixed| Given {
        setting: Some(fixed.setting),
        name: &fixed.entry.name,
        value: Some(&fixed.entry.value),
        text: fixed.text.as_ref(),
        field: None,
    });
    let pairs = definition.fields.iter().zip(fields);
    let on_fields = pairs.filter_map(|(written, field)| {
        let loaded = field.as_ref()?.loaded.as_ref()?;
        let default = written.attributes.find(FieldKey::Default);
        Some(Given {
            setting: loaded.setting,
            name: written.ident,
            value: default.map(|entry| &entry.value),
            text: loaded.bounds.default.as_ref(),
            field: Some(loaded),
        })
    });
    on_struct.chain(on_fields).collect()
}

impl Given<'_> {
    /// The text, if the macro sees it.
    pub(super) fn literal(&self) -> Option<&str> {
        self.text.and_then(Text::literal)
    }

    /// It may stay unset: then it conflicts with nothing.
    pub(super) fn is_optional(&self) -> bool {
        self.field.is_some_and(|field| field.optional)
    }
}
