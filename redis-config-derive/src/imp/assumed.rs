//! Where-clauses that generated impls assume, and the one place that asks whether they are true.
//!
//! An impl that needs a bound repeats it in many places, and the compiler reports each. So the impl has the bound in its
//! where-clause, and one function beside it needs the same without the where-clause. `for<'__a>` stops the compiler from
//! checking a clause about a type without parameters.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Generics, WherePredicate};

/// The parameters, with these where-clauses.
pub(crate) fn with(
    generics: &Generics,
    clauses: impl IntoIterator<Item = TokenStream>,
) -> Generics {
    let mut generics = generics.clone();
    let clauses = clauses.into_iter();
    let clauses =
        clauses.filter_map(|one| syn::parse2::<WherePredicate>(quote!(for<'__a> #one)).ok());
    let clauses: Vec<_> = clauses.collect();
    if !clauses.is_empty() {
        generics.make_where_clause().predicates.extend(clauses);
    }
    generics
}

/// A function with these parameters and this where-clause that needs what `body` needs.
pub(crate) fn asked(
    parameters: &impl ToTokens,
    where_clause: &impl ToTokens,
    body: &TokenStream,
) -> TokenStream {
    quote! {
        #[allow(dead_code, clippy::all, clippy::pedantic)]
        const fn __asked #parameters () #where_clause {
            #body
        }
    }
}
