//! The description of a field, and of what the struct fixes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use redis_config_rules::{Kind, Setting, Topology};

use crate::constant::Text;
use crate::expand::{value, variant};
use crate::items::{Items, Rule};
use crate::model::{Field, Fixed, Loaded};

/// One entry of `FIXED`.
pub(crate) fn fixed(
    private: &Ident,
    fixed: &Fixed,
    topology: Topology,
    items: &mut Items<'_>,
) -> TokenStream {
    let setting = variant(fixed.setting);
    let mut text = items.text(&fixed.text);
    if let Some(constant) = fixed.text.constant() {
        let rule = Rule {
            topology: of_url(Some(fixed.setting), topology),
            ..Rule::new(fixed.setting.key(), Some(fixed.setting), None)
        };
        text = items.check(&constant.tokens, &text, &rule);
    }
    quote!((#private::Setting::#setting, #text))
}

/// A topology has a say in the scheme of a URL alone.
fn of_url(setting: Option<Setting>, topology: Topology) -> Option<Topology> {
    setting
        .is_some_and(|setting| setting.info().kind == Kind::Url)
        .then_some(topology)
}

/// One entry of `FIELDS`: what differs from a field that says nothing of itself.
pub(crate) fn field(
    private: &Ident,
    field: &Field,
    loaded: &Loaded,
    topology: Topology,
    items: &mut Items<'_>,
) -> TokenStream {
    let Loaded {
        name,
        setting,
        variable,
        bounds,
        doc,
        ..
    } = loaded;
    let role = setting.map(|setting| {
        let setting = variant(setting);
        quote!(role: #private::Role::Setting(#private::Setting::#setting),)
    });
    let value = value(private, &field.ty);
    let texts = texts(field, loaded, topology, items);
    let names =
        ["default", "min", "max"].map(|name| format_ident!("{name}", span = Span::mixed_site()));
    let texts = names.iter().zip(&texts).filter_map(|(name, text)| {
        let text = text.as_ref()?;
        Some(quote!(#name: #private::Some(#text),))
    });
    let one_of = &bounds.one_of;
    let one_of = (!one_of.is_empty()).then(|| quote!(one_of: &[#(#one_of),*],));
    let doc = (!doc.is_empty()).then(|| quote!(doc: #doc,));
    quote! {
        #private::FieldMeta { name: #name, #role variable: #variable, #(#texts)* #one_of #doc ..#value::META }
    }
}

/// `default`, `min` and `max`, as expressions. What the macro could not compare is compared by the compiler.
fn texts(
    field: &Field,
    loaded: &Loaded,
    topology: Topology,
    items: &mut Items<'_>,
) -> [Option<TokenStream>; 3] {
    let written = loaded.bounds.all();
    let mut texts = written.map(|text| text.as_ref().map(|text| items.text(text)));
    let constants = written.map(|text| text.as_ref().and_then(Text::constant));
    // The name of the type did not tell whether it takes what is written.
    let unsure = loaded.shape.is_none();
    if !unsure && constants.iter().all(Option::is_none) {
        return texts;
    }
    let [default, min, max] = &mut texts;
    let [of_default, of_min, of_max] = constants;
    let rule = || Rule::new(&loaded.name, loaded.setting, Some(&field.ty));
    let place = |text: &Option<&crate::constant::Constant>| text.map(|text| text.tokens.clone());
    if let (Some(place), Some(text)) = (place(&of_min), min.as_mut()) {
        *text = items.check(&place, text, &rule());
    }
    // If the macro sees `max`, the constant that it is compared with takes the blame.
    if let (Some(place), Some(text)) = (place(&of_max).or(place(&of_min)), max.as_mut()) {
        let rule = Rule {
            min: min.as_ref(),
            ..rule()
        };
        *text = items.check(&place, text, &rule);
    }
    if let Some(text) = default.as_mut() {
        let rule = Rule {
            topology: of_default.and(of_url(loaded.setting, topology)),
            min: min.as_ref(),
            max: max.as_ref(),
            one_of: &loaded.bounds.one_of,
            ..rule()
        };
        *text = items.check(&loaded.bounds.default_at, text, &rule);
    }
    texts
}
