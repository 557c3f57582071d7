//! What was meant → the code. Nothing can fail here.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use redis_config_rules::{Setting, Shape};
use syn::spanned::Spanned;
use syn::{DeriveInput, Path};

use crate::items::Items;
use crate::model::{Feature, Field, Loaded, Model};
use crate::place::{call_at, reference, respan};
use crate::shape::{fitting, mentions, unfit};
use crate::{lifetimes, meta};

/// The impl of `RedisConfig`, and the checks that only the compiler can make.
pub(crate) fn expand(input: &DeriveInput, private: &Ident, model: &Model) -> TokenStream {
    let Model {
        name,
        env,
        topology,
        fields,
        ..
    } = model;
    let ident = &input.ident;
    let [impl_generics, arguments, where_clause] = lifetimes::split(&input.generics);
    let loaded: Vec<_> = fields
        .iter()
        .filter_map(|field| Some((field, field.loaded.as_ref()?)))
        .collect();
    let mut items = Items::new(input, private);
    let metas: Vec<_> = loaded
        .iter()
        .map(|(field, loaded)| meta::field(private, field, loaded, *topology, &mut items))
        .collect();
    let fixed: Vec<_> = model
        .fixed
        .iter()
        .map(|fixed| meta::fixed(private, fixed, *topology, &mut items))
        .collect();
    for password in &model.passwords {
        items.warn(password);
    }
    let items = items.finish();
    let topology = format_ident!("{topology:?}", span = Span::mixed_site());
    let give = loaded.iter();
    let give = give.map(|(field, loaded)| give_field(private, field, loaded));
    let build = build(private, fields);
    let fallback = model.fallback.then(|| {
        quote!(
            const FALLBACK: bool = true;
        )
    });
    let credentials = model.credentials.as_ref();
    let credentials = credentials.map(|path| provider(private, path));
    let features = model.features.iter().map(|one| feature(private, one));
    let holds = loaded.iter().filter_map(|(field, loaded)| {
        let outside = !mentions(&field.ty, &input.generics);
        outside.then(|| holds(private, field, loaded)).flatten()
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::RedisConfig for #ident #arguments #where_clause {
            const NAME: &'static str = #name;
            const ENV: &'static str = #env;
            const FIELDS: &'static [#private::FieldMeta] = &[#(#metas),*];
            const FIXED: &'static [(#private::Setting, &'static str)] = &[#(#fixed),*];
            #fallback
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

/// `ConnectTimeout` of `Setting::ConnectTimeout`.
pub(crate) fn variant(setting: Setting) -> Ident {
    format_ident!("{setting:?}", span = Span::mixed_site())
}

/// `<Type as Field>`, spanned at the type: that is where its absence is reported.
pub(crate) fn value(private: &Ident, ty: &syn::Type) -> TokenStream {
    let span = Span::mixed_site().located_at(ty.span());
    let private = respan(private, span);
    quote_spanned!(span=> <#ty as #private::Field>)
}

/// Hands the value of one field over.
fn give_field(private: &Ident, field: &Field, loaded: &Loaded) -> TokenStream {
    let Field { ident, ty, .. } = field;
    let value = value(private, ty);
    let Some(validate) = &loaded.validate else {
        return quote!(#value::give(&self.#ident, __to););
    };
    let ask = quote!(#private::Validator::<#ty, _>::ask);
    let function = reference(validate);
    let said = call_at(validate, &ask, quote!(#function, &self.#ident));
    quote!(#value::give_validated(&self.#ident, __to, #said);)
}

/// Builds the struct: every field is asked for before one that is missing ends it.
fn build(private: &Ident, fields: &[Field]) -> TokenStream {
    let mut taken = Vec::new();
    let mut locals = Vec::new();
    let mut members = Vec::new();
    for (index, Field { ident, ty, loaded }) in fields.iter().enumerate() {
        if loaded.is_none() {
            let span = Span::mixed_site().located_at(ty.span());
            let value = quote_spanned!(span=> <#ty as ::core::default::Default>::default());
            members.push(quote!(#ident: #value));
            continue;
        }
        let local = format_ident!("__field_{index}", span = Span::mixed_site());
        let value = value(private, ty);
        taken.push(quote!(#value::take(__from)));
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

/// The provider of credentials that a function names.
fn provider(private: &Ident, path: &Path) -> TokenStream {
    let open = quote!(#private::Vault::<Self, _>::open);
    let function = reference(path);
    let open = call_at(path, &open, quote!(#function, self));
    quote! {
        fn credentials(&self) -> #private::Provider {
            #open
        }
    }
}

/// The compiler's own check that a type can hold its setting, where its name does not tell, or may lie about a secret.
fn holds(private: &Ident, field: &Field, loaded: &Loaded) -> Option<TokenStream> {
    let setting = loaded.setting?;
    if !matches!(loaded.shape, None | Some(Shape::Secret)) {
        return None;
    }
    let name = &loaded.name;
    let value = value(private, &field.ty);
    let most = loaded.bounds.reach(setting);
    let said = unfit(name, setting, None);
    let help = fitting(setting, most, loaded.optional);
    let (setting, most) = (variant(setting), Literal::i128_unsuffixed(most));
    let check = call_at(
        &field.ty,
        &quote!(#private::holds),
        quote!(#private::Setting::#setting, #value::TYPE, #name, #most, #said, #help),
    );
    Some(quote!(const _: () = #check;))
}

/// The compiler's own check of a cargo feature of the library.
fn feature(private: &Ident, feature: &Feature) -> TokenStream {
    let what = &feature.what;
    let function = match feature.insecure {
        true => quote!(#private::insecure_tls),
        false => quote!(#private::tls),
    };
    let check = call_at(&feature.place, &function, quote!(#what));
    quote!(const _: () = #check;)
}
