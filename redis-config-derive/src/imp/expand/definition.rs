//! The impl of `RedisConfig`, and the checks that only the compiler can make.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use redis_config_rules::Shape;
use syn::spanned::Spanned;
use syn::{DeriveInput, Path};

use crate::imp::expand::const_items::Items;
use crate::imp::expand::field_meta;
use crate::imp::lifetimes;
use crate::imp::model::{Feature, Field, Loaded, Model};
use crate::imp::span::{call_at, const_check, reference};
use crate::imp::tokens::{private, variant};
use crate::imp::type_guess::{fitting, names_parameter, unfit};

/// The impl and the items beside it.
pub(crate) fn expand(input: &DeriveInput, model: &Model) -> TokenStream {
    let Model { name, env, .. } = model;
    let ident = &input.ident;
    let [impl_generics, arguments, where_clause] = lifetimes::split(&input.generics);
    let fields = model.fields.iter();
    let loaded = fields.filter_map(|field| Some((field, field.loaded.as_ref()?)));
    let loaded: Vec<_> = loaded.collect();
    let mut items = Items::new(input);
    let types = model.fields.iter();
    let types: Vec<TokenStream> = types.map(|field| items.field(field)).collect();
    let of_loaded = model.fields.iter().zip(&types);
    let of_loaded = of_loaded.filter_map(|(field, ty)| field.loaded.as_ref().map(|_| ty));
    let of_loaded: Vec<&TokenStream> = of_loaded.collect();
    let loaded: Vec<_> = loaded.into_iter().zip(of_loaded).collect();
    let metas = loaded
        .iter()
        .map(|((_, loaded), ty)| field_meta::field(ty, loaded, model.topology, &mut items));
    let metas: Vec<_> = metas.collect();
    let fixed = model.fixed.iter();
    let fixed =
        fixed.map(|(setting, text)| field_meta::fixed(*setting, text, model.topology, &mut items));
    let fixed: Vec<_> = fixed.collect();
    for password in &model.passwords {
        items.warn(password);
    }
    let items = items.items;
    let topology = model.topology;
    let topology = format_ident!("{topology:?}", span = Span::mixed_site());
    let give = loaded
        .iter()
        .map(|((field, loaded), ty)| give(field, loaded, ty));
    let build = build(&model.fields, &types);
    let fallback = model.fallback.then(|| {
        quote!(
            const FALLBACK: bool = true;
        )
    });
    // Cargo rebuilds when an included file changes.
    let file = model.file.as_ref().map(|file| {
        let (path, absolute) = (&file.path, &file.absolute);
        quote! {
            const FILE: #private::Option<(&'static str, &'static str)> =
                #private::Some((#path, ::core::include_str!(#absolute)));
        }
    });
    let credentials = model.credentials.as_ref().map(provider);
    let features = model.features.iter().map(feature);
    // An item cannot name a parameter of the struct.
    let nameable = |field: &Field| !names_parameter(&field.ty, &input.generics);
    let holds = loaded.iter().filter(|((field, _), _)| nameable(field));
    let holds = holds.filter_map(|((field, loaded), ty)| holds_setting(field, loaded, ty));
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::RedisConfig for #ident #arguments #where_clause {
            const NAME: &'static str = #name;
            const ENV: &'static str = #env;
            const FIELDS: &'static [#private::FieldMeta] = &[#(#metas),*];
            const FIXED: &'static [(#private::Setting, &'static str)] = &[#(#fixed),*];
            #fallback
            #file
            type Topology = #private::#topology;

            fn fields(&self, __to: &mut #private::FieldValues<'_>) {
                #(#give)*
            }

            #build

            #credentials
        }
        #items
        #(#holds)*
        #(#features)*
    }
}

/// Passes the value of one field on, with the result of its validator.
fn give(field: &Field, loaded: &Loaded, of: &TokenStream) -> TokenStream {
    let Field { ident, ty, .. } = field;
    let Some(validate) = &loaded.validate else {
        return quote!(#of.give(&self.#ident, __to););
    };
    let function = reference(validate);
    let ask = quote!(#private::Validator::<#ty, _>::ask);
    let result = call_at(validate, &ask, quote!(#function, &self.#ident));
    quote!(#of.give_validated(&self.#ident, __to, #result);)
}

/// Builds the struct. All fields are taken before a missing one ends it, so that every mistake is reported.
fn build(fields: &[Field], types: &[TokenStream]) -> TokenStream {
    let mut taken = Vec::new();
    let mut locals = Vec::new();
    let mut members = Vec::new();
    for (index, (Field { ident, ty, loaded }, of)) in fields.iter().zip(types).enumerate() {
        if loaded.is_none() {
            let span = Span::mixed_site().located_at(ty.span());
            let value = quote_spanned!(span=> <#ty as ::core::default::Default>::default());
            members.push(quote!(#ident: #value));
            continue;
        }
        let local = format_ident!("__field_{index}", span = Span::mixed_site());
        taken.push(quote!(#of.take(__from)));
        members.push(quote!(#ident: #local));
        locals.push(quote!(#private::Some(#local)));
    }
    let taken = (!taken.is_empty()).then(|| {
        quote! {
            let (#(#locals,)*) = (#(#taken,)*) else {
                return #private::None;
            };
        }
    });
    quote! {
        fn build(__from: &mut #private::FieldSource<'_>) -> #private::Option<Self> {
            #taken
            #private::Some(Self { #(#members),* })
        }
    }
}

/// The provider of credentials that a function returns.
fn provider(path: &Path) -> TokenStream {
    let function = reference(path);
    let open = quote!(#private::Vault::<Self, _>::open);
    let open = call_at(path, &open, quote!(#function, self));
    quote! {
        fn credentials(&self) -> #private::Provider {
            #open
        }
    }
}

/// Has the compiler check that a type can hold its setting.
///
/// The macro knows a type only by its name. It cannot judge `port: Alias`, and a type named `Secret` may be another one,
/// which shows the password in logs: `password: Secret` with `type Secret = String`.
fn holds_setting(field: &Field, loaded: &Loaded, of: &TokenStream) -> Option<TokenStream> {
    let setting = loaded.setting?;
    if !matches!(loaded.shape, None | Some(Shape::Secret | Shape::Url)) {
        return None;
    }
    let name = &loaded.name;
    let most = loaded.bounds.reach(setting);
    let (message, help) = (
        unfit(name, setting, None),
        fitting(setting, most, loaded.optional),
    );
    let (setting, most) = (variant(setting), Literal::i128_unsuffixed(most));
    let arguments = quote!(#private::Setting::#setting, #of.ty, #name, #most, #message, #help);
    Some(const_check(&field.ty, &quote!(#private::holds), arguments))
}

/// Has the compiler check a cargo feature of the library, which a derive cannot see: `tls = true` without `tls`.
fn feature(feature: &Feature) -> TokenStream {
    let what = &feature.what;
    let function = match feature.insecure {
        true => quote!(#private::insecure_tls),
        false => quote!(#private::tls),
    };
    const_check(&feature.place, &function, quote!(#what))
}
