//! The code of a group. Nothing can fail here.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::DeriveInput;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::expand::respan;
use crate::group::Member;

/// The methods of a group whose members are right.
pub(crate) fn expand(
    input: &DeriveInput,
    private: &TokenStream,
    members: &[Member],
) -> TokenStream {
    let group = input.ident.unraw().to_string();
    let idents: Vec<_> = members.iter().map(|member| &member.ident).collect();
    let names: Vec<_> = members.iter().map(|member| &member.name).collect();
    let types: Vec<_> = members.iter().map(|member| &member.ty).collect();
    let locals: Vec<_> = (0..members.len())
        .map(|index| format_ident!("__member_{index}", span = Span::mixed_site()))
        .collect();
    let members_as: Vec<_> = types.iter().map(|ty| member(private, ty)).collect();
    let (future, pattern) = joined(private, &members_as, &locals);
    let collect = quote! {
        let mut __failures = #private::Failures::new();
        #(let #locals = #members_as::note(#locals, #names, &mut __failures);)*
        match (#(#locals,)*) {
            (#(::core::option::Option::Some(#locals),)*) => {
                ::core::result::Result::Ok(Self { #(#idents: #locals),* })
            }
            _ => __failures.fail(#group),
        }
    };
    let connect = quote! {
        let #pattern = #future.await;
        #collect
    };
    let lazy = quote! {
        let __sources = #private::Sources::standard();
        #(let #locals = #members_as::connect_lazy(&__sources);)*
        #collect
    };
    let methods = methods(input, private, &connect, &lazy);
    let distinct = distinct(private, members);
    quote!(#methods #distinct)
}

/// The methods of a group with a mistake.
pub(crate) fn stub(input: &DeriveInput, private: &TokenStream) -> TokenStream {
    let body = quote!(#private::Failures::new().fail(""));
    let connect = quote!(let _ = sources; #body);
    methods(input, private, &connect, &body)
}

/// `<Type as Member>`, spanned at the type: that is where its absence is reported.
fn member(private: &TokenStream, ty: &syn::Type) -> TokenStream {
    let span = Span::mixed_site().located_at(ty.span());
    let private = respan(private, span);
    quote_spanned!(span=> <#ty as #private::Member>)
}

/// `join(a, join(b, c))` and the pattern of what it gives: `(a, (b, c))`.
fn joined(
    private: &TokenStream,
    members: &[TokenStream],
    locals: &[syn::Ident],
) -> (TokenStream, TokenStream) {
    let pairs = members.iter().zip(locals).rev();
    let pairs = pairs.map(|(member, local)| (quote!(#member::connect(sources)), quote!(#local)));
    let joined = pairs.reduce(|(futures, patterns), (future, pattern)| {
        let both = quote!(#private::join(#future, #futures));
        (both, quote!((#pattern, #patterns)))
    });
    joined.unwrap_or_default()
}

/// The compiler's check that no two members share a name or a variable.
fn distinct(private: &TokenStream, members: &[Member]) -> TokenStream {
    let instance = |one: &Member| {
        let name = &one.name;
        let member = member(private, &one.ty);
        quote!(#member::INSTANCE.of(#name))
    };
    let checks = members.iter().enumerate().skip(1).map(|(index, later)| {
        let span = Span::mixed_site().located_at(later.ty.span());
        let private = respan(private, span);
        let earlier = members.iter().take(index).map(instance);
        let instance = instance(later);
        quote_spanned!(span=> const _: () = #private::distinct(&[#(#earlier),*], #instance);)
    });
    quote!(#(#checks)*)
}

fn methods(
    input: &DeriveInput,
    private: &TokenStream,
    connect: &TokenStream,
    lazy: &TokenStream,
) -> TokenStream {
    let DeriveInput {
        vis,
        ident,
        generics,
        ..
    } = input;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let result = quote!(::core::result::Result<Self, #private::ConnectionsError>);
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #impl_generics #ident #ty_generics #where_clause {
            /// Loads, checks and connects every member, all of them at the same time.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// Every member that failed, never only the first; the others are closed again.
            #vis async fn connect() -> #result {
                Self::connect_from(&#private::Sources::standard()).await
            }

            /// Like `connect`, from other sources than the environment of the process.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// Every member that failed, never only the first; the others are closed again.
            #vis async fn connect_from(sources: &#private::Sources) -> #result {
                #connect
            }

            /// Loads and checks every member; each connects when it is first used.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            #vis fn connect_lazy() -> #result {
                #lazy
            }
        }
    }
}
