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
        members.extend(member(ident, &field.ty, errors));
    }
    (errors.count() == before).then_some(members)
}

/// A member. The macro sees the definition of a `Handle<_>` by any name; what has no argument may be a group or an alias,
/// which only the compiler knows.
fn member(ident: &Ident, ty: &Type, errors: &mut Errors) -> Option<Member> {
    let definition = definition(ty);
    if definition.is_none() && unfit(ty) {
        let optional = last(ty).filter(|name| name.ident == "Option");
        let inner = optional.and_then(argument).and_then(self::definition);
        let (what, help) = match inner {
            Some(inner) => (
                "an `Option`, not",
                format!(
                    "write `{ident}: Handle<{}>`; what may be switched off has the field `disabled: bool` in its definition",
                    inner.to_token_stream()
                ),
            ),
            None => (
                "not",
                format!("write `{ident}: Handle<...>` with the definition of its instance"),
            ),
        };
        let message = format!("the member `{ident}` is {what} a `Handle<_>`");
        return errors.refuse(ty, message, help);
    }
    Some(Member {
        ident: ident.clone(),
        name: ident.unraw().to_string(),
        ty: ty.clone(),
        definition: definition.cloned(),
    })
}

/// `JobsRedis` of `Handle<JobsRedis>`, under any name of `Handle`.
pub(crate) fn definition(ty: &Type) -> Option<&Type> {
    argument(last(ty).filter(|segment| !is_other(&segment.ident))?)
}

/// Whether a type is known to be no member.
pub(crate) fn unfit(ty: &Type) -> bool {
    let Some(segment) = last(ty) else { return true };
    !segment.arguments.is_none() || is_other(&segment.ident) || segment.ident == "Handle"
}

/// Whether a name is that of a type that is often in the place of a handle.
fn is_other(name: &Ident) -> bool {
    #[rustfmt::skip]
    const OTHERS: [&str; 20] = [
        "Option", "Vec", "Box", "Arc", "Rc", "Result", "HashMap", "Connection", "Dedicated", "Subscriber", "Queue", "String",
        "bool", "u8", "u16", "u32", "u64", "usize", "i64", "Duration",
    ];
    OTHERS.iter().any(|other| name == other)
}
