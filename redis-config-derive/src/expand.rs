//! What was meant → the code. Nothing can fail here.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use redis_config_rules::Setting;
use syn::spanned::Spanned;
use syn::{DeriveInput, Path};

use crate::constant::Items;
use crate::constants;
use crate::model::{Feature, Field, Loaded, Model};
use crate::shape::{mentions, unfit};

/// The impl of `RedisConfig`, and the checks that only the compiler can make.
pub(crate) fn expand(input: &DeriveInput, private: &TokenStream, model: &Model) -> TokenStream {
    let Model {
        name,
        env,
        topology,
        fallback,
        fields,
        features,
        passwords,
        credentials,
        fixed,
    } = model;
    let ident = &input.ident;
    let topology = format_ident!("{topology:?}", span = Span::mixed_site());
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let loaded: Vec<_> = fields
        .iter()
        .filter_map(|field| Some((field, field.loaded.as_ref()?)))
        .collect();
    let mut items = Items::new(input, private);
    let metas: Vec<_> = loaded
        .iter()
        .map(|(field, loaded)| meta(private, field, loaded, &mut items))
        .collect();
    let fixed: Vec<_> = fixed
        .iter()
        .map(|fixed| constants::fixed(private, fixed, &mut items))
        .collect();
    let constants = items.finish();
    let take = loaded.iter().enumerate();
    let take = take.map(|(index, (field, loaded))| give(private, index, field, loaded));
    let build = build(private, fields);
    let fallback = fallback.then(|| {
        quote!(
            const FALLBACK: bool = true;
        )
    });
    let credentials = credentials.as_ref().map(|path| provider(private, path));
    let warnings = passwords.iter().map(password);
    let features = features.iter().map(|one| feature(private, one));
    let holds = loaded.iter().filter_map(|(field, loaded)| {
        let outside = !mentions(&field.ty, &input.generics);
        outside.then(|| holds(private, field, loaded)).flatten()
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::RedisConfig for #ident #ty_generics #where_clause {
            const NAME: &'static str = #name;
            const ENV: &'static str = #env;
            const FIELDS: &'static [#private::FieldMeta] = &[#(#metas),*];
            const FIXED: &'static [(#private::Setting, &'static str)] = &[#(#fixed),*];
            #fallback
            type Topology = #private::#topology;

            fn fields(&self, __to: &mut #private::FieldValues<'_>) {
                let _ = &__to;
                #(#take)*
            }

            #build

            #credentials
        }
        #constants
        #(#holds)*
        #(#features)*
        #(#warnings)*
    }
}

/// `ConnectTimeout` of `Setting::ConnectTimeout`.
pub(crate) fn variant(setting: Setting) -> Ident {
    format_ident!("{setting:?}", span = Span::mixed_site())
}

/// One entry of `FIELDS`.
fn meta(
    private: &TokenStream,
    field: &Field,
    loaded: &Loaded,
    items: &mut Items<'_>,
) -> TokenStream {
    let Loaded {
        name,
        setting,
        variable,
        one_of,
        doc,
        ..
    } = loaded;
    let role = match setting {
        Some(setting) => {
            let setting = variant(*setting);
            quote!(#private::Role::Setting(#private::Setting::#setting))
        }
        None => quote!(#private::Role::Extra),
    };
    let ty = &field.ty;
    let value = value(private, ty);
    let [default, min, max] = constants::bounds(loaded, &quote!(#value::SHAPE), items);
    quote! {
        #private::FieldMeta {
            name: #name,
            role: #role,
            variable: #variable,
            default: #default,
            min: #min,
            max: #max,
            one_of: &[#(#one_of),*],
            secret: #value::SECRET,
            optional: #value::OPTIONAL,
            doc: #doc,
        }
    }
}

/// `<Type as Field>`, spanned at the type: that is where its absence is reported.
fn value(private: &TokenStream, ty: &syn::Type) -> TokenStream {
    let span = Span::mixed_site().located_at(ty.span());
    let private = respan(private, span);
    quote_spanned!(span=> <#ty as #private::Field>)
}

/// The tokens, each at the place of `span`, but with the names that they had.
pub(crate) fn respan(tokens: &TokenStream, span: Span) -> TokenStream {
    tokens
        .clone()
        .into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}

/// Hands the value of one field over.
fn give(private: &TokenStream, index: usize, field: &Field, loaded: &Loaded) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    let Field { ident, ty, .. } = field;
    let value = value(private, ty);
    let meta = quote!(#private::meta::<Self>(#index));
    let Some(validate) = &loaded.validate else {
        return quote!(#value::give(&self.#ident, __to, #meta););
    };
    // Called, not named: a call takes `&String` for `&str`, and a mismatch is reported at the path.
    let span = Span::mixed_site().located_at(validate.span());
    let given = Ident::new("__value", span);
    let called = quote_spanned!(span=> #validate(#given));
    quote! {
        let __validate: fn(&#ty) -> ::core::result::Result<(), _> = |#given| #called;
        #value::give_validated(&self.#ident, __to, #meta, __validate);
    }
}

fn build(private: &TokenStream, fields: &[Field]) -> TokenStream {
    let mut take = Vec::new();
    let mut members = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let Field { ident, ty, loaded } = field;
        if loaded.is_none() {
            let span = Span::mixed_site().located_at(ty.span());
            let value = quote_spanned!(span=> <#ty as ::core::default::Default>::default());
            members.push(quote!(#ident: #value));
            continue;
        }
        let local = format_ident!("__field_{index}", span = Span::mixed_site());
        let position = Literal::usize_unsuffixed(take.len());
        let value = value(private, ty);
        take.push(quote! {
            let #local = #value::take(__from, #private::meta::<Self>(#position));
        });
        members.push(quote!(#ident: #local?));
    }
    quote! {
        fn build(__from: &mut #private::FieldSource<'_>) -> ::core::option::Option<Self> {
            let _ = &__from;
            #(#take)*
            ::core::option::Option::Some(Self { #(#members),* })
        }
    }
}

/// The provider of credentials that a function names.
fn provider(private: &TokenStream, path: &Path) -> TokenStream {
    let span = Span::mixed_site().located_at(path.span());
    let there = respan(private, span);
    let provider = Ident::new("__provider", span);
    // The type of the function is spelled out, so that a wrong one is reported at its path.
    quote! {
        fn credentials(&self) -> #private::Provider {
            let #provider: fn(&Self) -> _ = #path;
            #there::provider(self, #provider)
        }
    }
}

/// The compiler's own check that a type can hold its setting: the macro sees only the type's name.
fn holds(private: &TokenStream, field: &Field, loaded: &Loaded) -> Option<TokenStream> {
    let setting = variant(loaded.setting?);
    let span = Span::mixed_site().located_at(field.ty.span());
    let private_there = respan(private, span);
    let value = value(private, &field.ty);
    let kind = loaded.setting?.info().kind;
    let message = format!(
        "{}: write `{}`",
        unfit(&loaded.name, kind),
        kind.example_type()
    );
    Some(quote_spanned! {span=>
        const _: () = #private_there::holds(#private_there::Setting::#setting, #value::SHAPE, #message);
    })
}

/// The compiler's own check of a cargo feature of the library.
fn feature(private: &TokenStream, feature: &Feature) -> TokenStream {
    let span = Span::mixed_site().located_at(feature.place.span());
    let private = respan(private, span);
    let what = &feature.what;
    let check = if feature.insecure {
        quote_spanned!(span=> insecure_tls)
    } else {
        quote_spanned!(span=> tls)
    };
    quote_spanned!(span=> const _: () = #private::#check(#what);)
}

/// A warning at a literal, by the only means that stable Rust has: the use of something deprecated.
fn password(literal: &TokenStream) -> TokenStream {
    let span = literal.span();
    let name = Ident::new("PASSWORD_IN_SOURCE", span);
    let note = "this URL holds a password, which is compiled into the binary: \
                take it out and give it in the environment";
    let item = quote! {
        #[deprecated(note = #note)]
        const #name: () = ();
    };
    quote! {
        const _: () = {
            #item
            #name
        };
    }
    .into_token_stream()
}
