//! The items that stand beside the impl: constants, and what the compiler checks of them.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use redis_config_rules::{Setting, Topology};
use syn::spanned::Spanned;
use syn::{DeriveInput, Type};

use crate::constant::{Form, Text};
use crate::expand::{value, variant};
use crate::model::Password;
use crate::place::call_at;
use crate::shape::names_parameter;

/// What a constant is held against.
pub(crate) struct Rule<'a> {
    pub(crate) name: &'a str,
    pub(crate) setting: Option<Setting>,
    /// The field's type: what it can hold may be known to the compiler alone.
    pub(crate) ty: Option<&'a Type>,
    /// The declared topology, if it has a say in the value.
    pub(crate) topology: Option<Topology>,
    /// Text of the bounds, as tokens.
    pub(crate) min: Option<&'a TokenStream>,
    pub(crate) max: Option<&'a TokenStream>,
    pub(crate) one_of: &'a [String],
}

impl<'a> Rule<'a> {
    pub(crate) fn new(name: &'a str, setting: Option<Setting>, ty: Option<&'a Type>) -> Self {
        Self {
            name,
            setting,
            ty,
            topology: None,
            min: None,
            max: None,
            one_of: &[],
        }
    }
}

/// The items that constants need, beside the impl.
pub(crate) struct Items<'a> {
    input: &'a DeriveInput,
    private: &'a Ident,
    /// The constants so far, as written, and the text of each.
    texts: Vec<(String, TokenStream)>,
    items: TokenStream,
}

impl<'a> Items<'a> {
    pub(crate) fn new(input: &'a DeriveInput, private: &'a Ident) -> Self {
        Self {
            input,
            private,
            texts: Vec::new(),
            items: TokenStream::new(),
        }
    }

    pub(crate) fn finish(self) -> TokenStream {
        self.items
    }

    fn names_parameter(&self, tokens: &TokenStream) -> bool {
        names_parameter(tokens, &self.input.generics)
    }

    /// A value as an expression of type `&'static str`.
    pub(crate) fn text(&mut self, text: &Text) -> TokenStream {
        let constant = match text {
            Text::Literal(text) => return text.to_token_stream(),
            Text::Constant(constant) => constant,
        };
        let private = self.private;
        let function = Ident::new(constant.form.function(), Span::mixed_site());
        let of = |value| call_at(&constant.tokens, &quote!(#private::#function), value);
        if self.names_parameter(&constant.tokens) {
            // An item cannot name it.
            return of(constant.tokens.clone());
        }
        let span = Span::mixed_site().located_at(constant.tokens.span());
        let name = format_ident!("__CONSTANT_{}", self.texts.len(), span = Span::mixed_site());
        let value = of(without_self(constant.tokens.clone(), &self.input.ident));
        let (ty, value, text) = match constant.form {
            Form::Text | Form::Duration | Form::Word => (
                quote!(&'static ::core::primitive::str),
                value,
                quote!(#name),
            ),
            Form::Flag => (
                quote!(&'static ::core::primitive::str),
                quote!(#private::flag_text(#value)),
                quote!(#name),
            ),
            Form::Integer => (
                quote!(#private::Digits),
                quote!(#private::Digits::of(#value as ::core::primitive::i128)),
                quote!(#name.text()),
            ),
        };
        self.items
            .extend(quote_spanned!(span=> const #name: #ty = #value;));
        self.texts.push((constant.tokens.to_string(), text.clone()));
        text
    }

    /// Has the compiler check a value that was written at `place`, where its mistake is reported. Gives the expression
    /// of the value, which may hold the check.
    pub(crate) fn check(
        &mut self,
        place: &TokenStream,
        text: &TokenStream,
        rule: &Rule<'_>,
    ) -> TokenStream {
        let private = self.private;
        let tokens = self.rule(rule);
        let known = |tokens: &TokenStream| !self.names_parameter(tokens);
        if known(place) && known(&tokens) && known(text) {
            let check = call_at(place, &quote!(#private::check), quote!(#tokens, #text));
            self.items.extend(quote!(const _: () = #check;));
            return text.clone();
        }
        // No item can name a parameter: the value is checked where it is used.
        call_at(place, &quote!(#private::checked), quote!(#tokens, #text))
    }

    fn rule(&self, rule: &Rule<'_>) -> TokenStream {
        let private = self.private;
        let Rule { name, one_of, .. } = rule;
        let some = |value: TokenStream| quote!(#private::Some(#value));
        let setting = rule.setting.map(|setting| {
            let setting = variant(setting);
            let setting = some(quote!(#private::Setting::#setting));
            quote!(setting: #setting,)
        });
        let ty = rule.ty.map(|ty| {
            let value = value(private, ty);
            let ty = some(quote!(#value::TYPE));
            quote!(ty: #ty,)
        });
        let topology = rule.topology.map(|topology| {
            let topology = format_ident!("{topology:?}", span = Span::mixed_site());
            let topology = some(quote!(#private::Topology::#topology));
            quote!(topology: #topology,)
        });
        let bound = |name, text: Option<&TokenStream>| {
            let name = Ident::new(name, Span::mixed_site());
            text.map(|text| {
                let text = some(text.clone());
                quote!(#name: #text,)
            })
        };
        let (min, max) = (bound("min", rule.min), bound("max", rule.max));
        let one_of = (!one_of.is_empty()).then(|| quote!(one_of: &[#(#one_of),*],));
        quote! {
            #private::Rule { name: #name, #setting #ty #topology #min #max #one_of ..#private::Rule::NONE }
        }
    }

    /// Warns of a password, by the only means that stable Rust has: the use of something deprecated. Whether a constant
    /// holds one is for the compiler to find out.
    pub(crate) fn warn(&mut self, password: &Password) {
        let private = self.private;
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
        // That of a parameter has no item.
        let text = self.texts.iter().find(|(one, _)| *one == written);
        let warning = text.map(|(_, text)| {
            // The compiler does not warn of what stands in the code of a derive.
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

/// `Self` by its name: an item beside the impl has none.
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
