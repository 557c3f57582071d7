//! From a job as it was written to its code.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::imp::attr::Attributes;
use crate::imp::errors::Errors;
use crate::imp::job::job_keys::JobKey;
use crate::imp::job::model::Model;
use crate::imp::job::{check, expand};
use crate::imp::{ast, wrap};

/// `#[derive(Job)]`. With a mistake, the impl is empty.
pub(crate) fn derive(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let attributes: Attributes<JobKey> = Attributes::read(&input.attrs, errors);
    let library = ast::library(attributes.find(JobKey::Crate), errors);
    let mut model = check::check(input, &attributes, errors);
    if check::borrows(input, errors) {
        // No impl for it would compile.
        return TokenStream::new();
    }
    if errors.count() > 0 {
        model = Model::default();
    }
    wrap::hidden(&library, &expand::expand(input, &model))
}
