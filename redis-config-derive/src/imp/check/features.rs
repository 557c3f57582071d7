//! What needs a cargo feature of the library.

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::nodes::Nodes;
use redis_config_rules::url::RedisUrl;
use redis_config_rules::{DEFAULT_PORT, Group, Kind, Setting};

use crate::ast::Definition;
use crate::check::Fixed;
use crate::constant::Text;
use crate::key::FieldKey;
use crate::model::{Feature, Field};

/// Settings of TLS, and addresses that ask for it.
pub(super) fn of(
    definition: &Definition<'_>,
    fixed: &[Fixed<'_>],
    fields: &[Field],
) -> Vec<Feature> {
    let on_struct = fixed.iter().filter_map(|fixed| {
        let entry = fixed.entry;
        let text = fixed.text.as_ref();
        feature(fixed.setting, text, &entry.name, &entry.value)
    });
    let on_fields = definition.fields.iter().filter_map(|field| {
        let model = fields.iter().find(|model| model.ident == *field.ident)?;
        let loaded = model.loaded.as_ref()?;
        let default = field.attributes.find(FieldKey::Default);
        let value = default.map_or_else(TokenStream::new, |entry| entry.value.to_token_stream());
        feature(
            loaded.setting?,
            loaded.bounds.default.as_ref(),
            field.ident,
            &value,
        )
    });
    on_struct.chain(on_fields).collect()
}

fn feature(
    setting: Setting,
    text: Option<&Text>,
    key: &impl ToTokens,
    value: &impl ToTokens,
) -> Option<Feature> {
    let info = setting.info();
    if info.group == Group::Tls {
        return Some(Feature {
            place: key.to_token_stream(),
            what: format!("`{}`", info.key),
            insecure: setting == Setting::DangerTlsInsecure,
        });
    }
    let text = text.and_then(Text::literal)?;
    let url = match info.kind {
        Kind::Url => RedisUrl::parse(text).ok(),
        Kind::Nodes => Nodes::parse(text, DEFAULT_PORT).ok()?.url,
        _ => None,
    };
    let url = url.filter(|url| url.tls)?;
    Some(Feature {
        place: value.to_token_stream(),
        what: format!("`{}://`", url.scheme),
        insecure: false,
    })
}
