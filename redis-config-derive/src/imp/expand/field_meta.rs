//! The entries of `FIELDS` and `FIXED`.

use proc_macro2::TokenStream;
use quote::quote;
use redis_config_rules::{Kind, Setting, Topology};

use crate::imp::attr::{Constant, Text};
use crate::imp::expand::const_items::{Items, Rule};
use crate::imp::model::Loaded;
use crate::imp::tokens::{optional, private, variant};

/// One entry of `FIXED`.
pub(crate) fn fixed(
    setting: Setting,
    text: &Text,
    topology: Topology,
    items: &mut Items<'_>,
) -> TokenStream {
    let mut value = items.text(text);
    if let Some(constant) = text.constant() {
        let rule = Rule {
            topology: of_url(Some(setting), topology),
            ..Rule::new(setting.key(), Some(setting), None)
        };
        value = items.check(&constant.tokens, &value, &rule);
    }
    let setting = variant(setting);
    quote!((#private::Setting::#setting, #value))
}

/// The topology decides on the scheme of a URL only.
fn of_url(setting: Option<Setting>, topology: Topology) -> Option<Topology> {
    setting
        .is_some_and(|setting| setting.info().kind == Kind::Url)
        .then_some(topology)
}

/// One entry of `FIELDS`: the differences to the `META` of the field's type.
pub(crate) fn field(
    of: &TokenStream,
    loaded: &Loaded,
    topology: Topology,
    items: &mut Items<'_>,
) -> TokenStream {
    let Loaded {
        name,
        variable,
        doc,
        ..
    } = loaded;
    let role = loaded.setting.map(|setting| {
        let setting = variant(setting);
        quote!(role: #private::Role::Setting(#private::Setting::#setting),)
    });
    let texts = texts(of, loaded, topology, items).into_iter();
    let texts = texts.zip(["default", "min", "max"]);
    let texts = texts.map(|(text, name)| optional(name, text));
    let one_of = &loaded.bounds.one_of;
    let one_of = (!one_of.is_empty()).then(|| quote!(one_of: &[#(#one_of),*],));
    let doc = (!doc.is_empty()).then(|| quote!(doc: #doc,));
    quote! {
        #private::FieldMeta { name: #name, #role variable: #variable, #(#texts)* #one_of #doc ..#of.meta }
    }
}

/// `default`, `min` and `max` as expressions. The compiler checks those that the macro could not: a constant
/// (`default = SOCKETS`), and every value of a type that the macro does not know (`default = 3` for `own: Alias`).
fn texts(
    of: &TokenStream,
    loaded: &Loaded,
    topology: Topology,
    items: &mut Items<'_>,
) -> [Option<TokenStream>; 3] {
    let written = loaded.bounds.all();
    let mut texts = written.map(|text| text.as_ref().map(|text| items.text(text)));
    let constants = written.map(|text| text.as_ref().and_then(Text::constant));
    if loaded.shape.is_some() && constants.iter().all(Option::is_none) {
        return texts;
    }
    let [default, min, max] = &mut texts;
    let [of_default, of_min, of_max] =
        constants.map(|one| one.map(|Constant { tokens, .. }| tokens));
    // The macro compared the literals of a type that it knows.
    let [default_at, min_at, max_at] = &loaded.bounds.places;
    let unknown = loaded.shape.is_none();
    let rule = || Rule::new(&loaded.name, loaded.setting, Some(of));
    if let (Some(place), Some(text)) = (of_min.or(unknown.then_some(min_at)), min.as_mut()) {
        *text = items.check(place, text, &rule());
    }
    // `min = LOW, max = 9`: the mistake is in the constant, as the macro has checked the literal.
    let place = of_max.or(of_min).or(unknown.then_some(max_at));
    if let (Some(place), Some(text)) = (place, max.as_mut()) {
        let rule = Rule {
            min: min.as_ref(),
            upper: true,
            ..rule()
        };
        *text = items.check(place, text, &rule);
    }
    // Bounds may be constants, so a literal default is compared here too.
    if let Some(text) = default.as_mut() {
        let rule = Rule {
            topology: of_default.and(of_url(loaded.setting, topology)),
            min: min.as_ref(),
            max: max.as_ref(),
            one_of: &loaded.bounds.one_of,
            ..rule()
        };
        *text = items.check(default_at, text, &rule);
    }
    texts
}
