//! The code of a job. Nothing can fail here.

use std::time::Duration;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{DeriveInput, parse_quote};

use crate::imp::job::model::Model;
use crate::imp::tokens::private;

/// The impl of `Job`. The trait has defaults for the rest.
pub(super) fn expand(input: &DeriveInput, model: &Model) -> TokenStream {
    let ident = &input.ident;
    let mut generics = input.generics.clone();
    if !generics.params.is_empty() {
        // Parameters were reported. The uses of the job compile: the bound holds or fails where the parameters are known.
        generics.make_where_clause().predicates.push(parse_quote!(
            Self: #private::Payload + ::core::marker::Send + 'static
        ));
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let queue = &model.queue;
    let option = quote!(::core::option::Option);
    let attempts = model.max_attempts.map(|attempts| {
        let attempts = Literal::u32_unsuffixed(attempts);
        quote!(const MAX_ATTEMPTS: #option<u32> = #option::Some(#attempts);)
    });
    let timeout = model.timeout.map(|timeout| {
        let timeout = duration(timeout);
        quote!(const TIMEOUT: #option<::core::time::Duration> = #option::Some(#timeout);)
    });
    let backoff = model.backoff.as_ref().map(|pauses| {
        let (min, max) = (duration(pauses.min), duration(pauses.max));
        quote! {
            const BACKOFF: #option<#private::Backoff> =
                #option::Some(#private::Backoff::exponential(#min, #max));
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Job for #ident #ty_generics #where_clause {
            const QUEUE: &'static str = #queue;
            #attempts
            #timeout
            #backoff
        }
    }
}

fn duration(duration: Duration) -> TokenStream {
    let seconds = Literal::u64_unsuffixed(duration.as_secs());
    let nanos = Literal::u32_unsuffixed(duration.subsec_nanos());
    quote!(::core::time::Duration::new(#seconds, #nanos))
}
