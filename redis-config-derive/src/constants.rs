//! Which constants a definition has, and what each is held against.

use proc_macro2::TokenStream;
use quote::quote;

use crate::constant::{Items, Rule, Text, option, shape};
use crate::expand::variant;
use crate::model::{Fixed, Loaded};

/// One entry of `FIXED`.
pub(crate) fn fixed(private: &TokenStream, fixed: &Fixed, items: &mut Items<'_>) -> TokenStream {
    let setting = variant(fixed.setting);
    let text = items.text(&fixed.text);
    if let Some(constant) = fixed.text.constant() {
        let rule = Rule {
            name: fixed.setting.key(),
            setting: Some(fixed.setting),
            shape: shape(private, fixed.setting.info().kind.shape()),
            integer: None,
            min: None,
            max: None,
            one_of: &[],
        };
        items.check(&constant.tokens, &text, rule);
    }
    quote!((#private::Setting::#setting, #text))
}

/// `default`, `min` and `max` of a field, each an `Option<&'static str>`. What the macro could not compare is
/// compared by the compiler.
pub(crate) fn bounds(
    loaded: &Loaded,
    shape: &TokenStream,
    items: &mut Items<'_>,
) -> [TokenStream; 3] {
    let written = [&loaded.default, &loaded.min, &loaded.max];
    let texts = written.map(|text| text.as_ref().map(|text| items.text(text)));
    let [default, min, max] = &texts;
    let rule = |name, min: Option<&TokenStream>, max: Option<&TokenStream>| Rule {
        name,
        setting: loaded.setting,
        shape: shape.clone(),
        integer: loaded.integer.as_deref(),
        min: min.cloned(),
        max: max.cloned(),
        one_of: &[],
    };
    let least = loaded.min.as_ref().and_then(Text::constant);
    if let (Some(constant), Some(text)) = (least, min) {
        items.check(&constant.tokens, text, rule("min", None, None));
    }
    // If the macro sees `max`, the constant that it is compared with takes the blame.
    let compared = [&loaded.max, &loaded.min].into_iter().flatten();
    let place = compared.filter_map(Text::constant).next();
    if let (Some(place), Some(text)) = (place, max) {
        items.check(&place.tokens, text, rule("max", min.as_ref(), None));
    }
    if let Some(default) = default
        && written
            .into_iter()
            .flatten()
            .any(|text| text.constant().is_some())
    {
        let rule = Rule {
            one_of: &loaded.one_of,
            ..rule("default", min.as_ref(), max.as_ref())
        };
        items.check(&loaded.default_at, default, rule);
    }
    texts.map(option)
}
