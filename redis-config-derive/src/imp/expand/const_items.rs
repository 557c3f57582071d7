//! Items beside the impl: constants, and what the compiler checks of them.
//!
//! A macro sees `default = SOCKETS` as a name. Its value exists only when the compiler evaluates constants, so the rules
//! run there as `const fn`, in `redis_config::__private`, and a panic in one of them is the compile error.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use redis_config_rules::{Setting, Topology};
use syn::DeriveInput;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::imp::attr::Text;
use crate::imp::key::Form;
use crate::imp::model::{Field, Password};
use crate::imp::span::{call_at, const_check};
use crate::imp::tokens::{as_trait, optional, private, variant};
use crate::imp::type_guess::names_parameter;

/// The rules that a constant must follow.
pub(crate) struct Rule<'a> {
    pub(crate) name: &'a str,
    pub(crate) setting: Option<Setting>,
    /// The field's type, as [`Items::field`] names it. Only the compiler may know what it can hold.
    pub(crate) ty: Option<&'a TokenStream>,
    /// The declared topology, if it restricts the value.
    pub(crate) topology: Option<Topology>,
    /// The bounds, as expressions of text.
    pub(crate) min: Option<&'a TokenStream>,
    pub(crate) max: Option<&'a TokenStream>,
    /// The value is `max` itself.
    pub(crate) upper: bool,
    pub(crate) one_of: &'a [String],
}

impl<'a> Rule<'a> {
    pub(crate) fn new(
        name: &'a str,
        setting: Option<Setting>,
        ty: Option<&'a TokenStream>,
    ) -> Self {
        Self {
            name,
            setting,
            ty,
            topology: None,
            min: None,
            max: None,
            upper: false,
            one_of: &[],
        }
    }
}

impl ToTokens for Rule<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Rule { name, one_of, .. } = self;
        let setting = self.setting.map(variant);
        let setting = setting.map(|setting| quote!(#private::Setting::#setting));
        let setting = optional("setting", setting);
        let ty = optional("ty", self.ty.map(|ty| quote!(#ty.ty)));
        let topology = self.topology.map(|topology| {
            let topology = format_ident!("{topology:?}", span = Span::mixed_site());
            quote!(#private::Topology::#topology)
        });
        let topology = optional("topology", topology);
        let (min, max) = (optional("min", self.min), optional("max", self.max));
        let upper = self.upper.then(|| quote!(upper: true,));
        let one_of = (!one_of.is_empty()).then(|| quote!(one_of: &[#(#one_of),*],));
        tokens.extend(quote! {
            #private::Rule { name: #name, #setting #ty #topology #min #max #upper #one_of ..#private::Rule::NONE }
        });
    }
}

/// The items of one definition.
pub(crate) struct Items<'a> {
    input: &'a DeriveInput,
    /// The constants so far, as written, and the text of each.
    texts: Vec<(String, TokenStream)>,
    pub(crate) items: TokenStream,
}

impl<'a> Items<'a> {
    pub(crate) fn new(input: &'a DeriveInput) -> Self {
        Self {
            input,
            texts: Vec::new(),
            items: TokenStream::new(),
        }
    }

    fn names_parameter(&self, tokens: &TokenStream) -> bool {
        names_parameter(tokens, &self.input.generics)
    }

    /// The operations of a field's type, as an expression. Only one item names the trait: for a type that does not
    /// implement it, the compiler reports each item that does, which an editor shows as one error each.
    pub(crate) fn field(&mut self, field: &Field) -> TokenStream {
        let Field { ident, ty, loaded } = field;
        let of = as_trait(ty, "Field");
        if names_parameter(ty, &self.input.generics) {
            return quote!(#of::OF);
        }
        let name = format_ident!("__FIELD_{}", ident.unraw(), span = Span::mixed_site());
        if loaded.is_some() {
            self.items
                .extend(quote!(const #name: #private::FieldType<#ty> = #of::OF;));
        }
        name.into_token_stream()
    }

    /// A value as an expression of type `&'static str`.
    ///
    /// A constant becomes an item, so that it is evaluated once. The function around it makes a wrong type
    /// (`default = 3u8` for text) an error at the constant instead of in generated code.
    pub(crate) fn text(&mut self, text: &Text) -> TokenStream {
        let constant = match text {
            Text::Literal(text) => return text.to_token_stream(),
            Text::Constant(constant) => constant,
        };
        let is_parameter = self.names_parameter(&constant.tokens);
        let function = match constant.form {
            _ if is_parameter => quote!(#private::text),
            Form::Duration => quote!(#private::duration),
            Form::Word => quote!(#private::word),
            Form::Integer => quote!(#private::integer),
            Form::Flag => quote!(#private::flag),
            _ => quote!(#private::text),
        };
        let of = |value| call_at(&constant.tokens, &function, value);
        if is_parameter {
            // An item cannot name it. Only text gets here: it needs no conversion.
            return of(constant.tokens.clone());
        }
        let name = format_ident!("__CONSTANT_{}", self.texts.len(), span = Span::mixed_site());
        let value = of(without_self(constant.tokens.clone(), &self.input.ident));
        let str = quote!(&'static ::core::primitive::str);
        let (ty, value, text) = match constant.form {
            Form::Flag => (str, quote!(#private::flag_text(#value)), quote!(#name)),
            Form::Integer => (
                quote!(#private::Digits),
                quote!(#private::Digits::of(#value as ::core::primitive::i128)),
                quote!(#name.text()),
            ),
            Form::Duration => (
                quote!(#private::DurationText),
                quote!(#value.text()),
                quote!(#name.text()),
            ),
            _ => (str, value, quote!(#name)),
        };
        let span = Span::mixed_site().located_at(constant.tokens.span());
        self.items
            .extend(quote_spanned!(span=> const #name: #ty = #value;));
        self.texts.push((constant.tokens.to_string(), text.clone()));
        text
    }

    /// Has the compiler check a value and report a mistake at `place`. Returns the expression of the value, which may
    /// contain the check.
    pub(crate) fn check(
        &mut self,
        place: &TokenStream,
        text: &TokenStream,
        rule: &Rule<'_>,
    ) -> TokenStream {
        let rule = rule.to_token_stream();
        if [place, &rule, text]
            .iter()
            .any(|one| self.names_parameter(one))
        {
            // No item can name a parameter: `const N: usize` has a value only where the impl is used.
            return call_at(place, &quote!(#private::checked), quote!(#rule, #text));
        }
        // An item is checked even if the definition is never used.
        let check = const_check(place, &quote!(#private::check), quote!(#rule, #text));
        self.items.extend(check);
        text.clone()
    }

    /// Warns of a password. On stable Rust a derive can only warn by using something deprecated.
    pub(crate) fn warn(&mut self, password: &Password) {
        let Password { place, note, .. } = password;
        let name = Ident::new("PASSWORD_IN_SOURCE", place.span());
        let warning = quote!(#[deprecated(note = #note)]);
        if !password.constant {
            self.items.extend(quote! {
                const _: () = {
                    #warning
                    const #name: () = ();
                    #name
                };
            });
            return;
        }
        let written = place.to_string();
        // A constant that names a parameter has no item.
        let text = self.texts.iter().find(|(one, _)| *one == written);
        // Whether the constant holds a password selects an impl, as only types can decide what is deprecated. The
        // span is the user's: the compiler does not show deprecation warnings in the code of a derive.
        let warning = text.map(|(_, text)| {
            quote_spanned! {place.span()=>
                const _: () = {
                    struct __Holds<const PASSWORD: bool>;
                    #[allow(dead_code)]
                    impl __Holds<true> {
                        #warning
                        const #name: () = ();
                    }
                    #[allow(dead_code)]
                    impl __Holds<false> {
                        const #name: () = ();
                    }
                    __Holds::<{ #private::holds_password(#text) }>::#name
                };
            }
        });
        self.items.extend(warning);
    }
}

/// Replaces `Self` by the name of the struct: an item beside the impl has no `Self`.
fn without_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
    let one = |token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut named = ident.clone();
            named.set_span(ident.span().located_at(word.span()));
            TokenTree::Ident(named)
        }
        TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket => {
            let mut named = Group::new(group.delimiter(), without_self(group.stream(), ident));
            named.set_span(group.span());
            TokenTree::Group(named)
        }
        other => other,
    };
    tokens.into_iter().map(one).collect()
}
