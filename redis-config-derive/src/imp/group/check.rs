//! The members of a group, and the name of the struct of their configurations.

use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{DeriveInput, Ident, Type};

use crate::imp::ast;
use crate::imp::attr::{Attributes, Entry, Value};
use crate::imp::errors::Errors;
use crate::imp::group::model::Member;
use crate::imp::key::GroupKey;
use crate::imp::type_guess::{argument, last};

/// Name of the struct of the configurations: `RedisConfigs` of `Redis`, unless `configs` names another.
pub(crate) fn name(
    input: &DeriveInput,
    entry: Option<&Entry<GroupKey>>,
    errors: &mut Errors,
) -> Ident {
    let usual = format_ident!("{}Configs", input.ident, span = input.ident.span());
    let Some(entry) = entry else { return usual };
    match &entry.value {
        Value::Word(word) => return word.clone(),
        Value::Broken => {}
        other => {
            let message = "`configs` takes the name of a struct, without quotes";
            let help = format!("write `configs = {usual}`");
            errors.add(other.place(&entry.name), message, help);
        }
    }
    usual
}

/// The members of a group; `None` if there is a mistake, which is reported.
pub(crate) fn members(input: &DeriveInput, errors: &mut Errors) -> Option<Vec<Member>> {
    let before = errors.count();
    let fields = ast::members(input, "RedisConnections", "jobs: Handle<JobsRedis>", errors)?;
    if !input.generics.params.is_empty() {
        let message =
            "a group of connections cannot be generic: its instances are known when it is compiled";
        let help = "name the definition of each member: `jobs: Handle<JobsRedis>`";
        errors.add(&input.generics, message, help);
    }
    if fields.is_empty() {
        let message = format!("the group `{}` has no members", input.ident);
        errors.add(&input.ident, message, "add one: `jobs: Handle<JobsRedis>`");
    }
    let mut members = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        // A member has no keys: every known one is a key of the struct.
        let attributes: Attributes<GroupKey> = Attributes::read(&field.attrs, errors);
        for entry in &attributes.entries {
            let message = format!("`{}` is a key of the struct", entry.name);
            errors.add(&entry.name, message, "move it above the struct");
        }
        members.extend(handle(ident, &field.ty, errors));
    }
    (errors.count() == before).then_some(members)
}

/// A member, if it is a `Handle<_>`. The macro must see the definition: it is the type of a field of the configurations.
fn handle(ident: &Ident, ty: &Type, errors: &mut Errors) -> Option<Member> {
    if definition(ty).is_none() {
        const OTHERS: [&str; 4] = ["String", "Handle", "Connection", "Dedicated"];
        let name = last(ty).filter(|name| name.arguments.is_none());
        let optional = last(ty).filter(|name| name.ident == "Option");
        let inner = optional.and_then(argument).and_then(definition);
        let help = match (inner, name.map(|name| &name.ident)) {
            (Some(inner), _) => format!(
                "write `{ident}: Handle<{}>`; what may be switched off has the field `disabled: bool` in its definition",
                inner.to_token_stream()
            ),
            (None, Some(name)) if !OTHERS.iter().any(|other| name == other) => {
                format!("write `{ident}: Handle<{name}>`, if `{name}` defines an instance")
            }
            _ => format!("write `{ident}: Handle<...>` with the definition of its instance"),
        };
        let what = if inner.is_some() {
            "an `Option`, not"
        } else {
            "not"
        };
        let message = format!("the member `{ident}` is {what} a `Handle<_>`");
        return errors.refuse(ty, message, help);
    }
    Some(Member {
        ident: ident.clone(),
        name: ident.unraw().to_string(),
        ty: ty.clone(),
    })
}

/// `JobsRedis` of `Handle<JobsRedis>`.
pub(crate) fn definition(ty: &Type) -> Option<&Type> {
    let segment = last(ty).filter(|segment| segment.ident == "Handle")?;
    argument(segment)
}
