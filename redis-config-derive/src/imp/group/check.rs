//! What can be a group, and what can be a member of one.

use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{DeriveInput, Ident, Type};

use crate::ast;
use crate::attr::{Attributes, Entry};
use crate::group::Member;
use crate::key::GroupKey;
use crate::shape::{argument, last};
use crate::sink::Sink;
use crate::value::Value;

/// Name of the struct of the configurations: `RedisConfigs` of `Redis`, unless `configs` says another.
pub(crate) fn name(input: &DeriveInput, entry: Option<&Entry<GroupKey>>, sink: &mut Sink) -> Ident {
    let usual = format_ident!("{}Configs", input.ident, span = input.ident.span());
    let Some(entry) = entry else { return usual };
    match &entry.value {
        Value::Word(word) => return word.clone(),
        Value::Broken => {}
        other => {
            let message = "`configs` takes the name of a struct, without quotes";
            let help = format!("write `configs = {usual}`");
            sink.error(other.place(&entry.name), message, help);
        }
    }
    usual
}

/// The members of a group; `None` if anything is wrong, which is noted.
pub(crate) fn members(input: &DeriveInput, sink: &mut Sink) -> Option<Vec<Member>> {
    let before = sink.count();
    let fields = ast::members(input, "RedisConnections", "jobs: Handle<JobsRedis>", sink)?;
    if !input.generics.params.is_empty() {
        let message =
            "a group of connections cannot be generic: its instances are known when it is compiled";
        let help = "name the definition of each member: `jobs: Handle<JobsRedis>`";
        sink.error(&input.generics, message, help);
    }
    if fields.is_empty() {
        let message = format!("the group `{}` has no members", input.ident);
        sink.error(&input.ident, message, "add one: `jobs: Handle<JobsRedis>`");
    }
    let mut members = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        // A member has no keys; what is there says so by itself.
        let attributes: Attributes<GroupKey> = Attributes::read(&field.attrs, sink);
        for entry in &attributes.entries {
            let message = format!("`{}` is a key of the struct", entry.name);
            sink.error(&entry.name, message, "move it above the struct");
        }
        members.extend(handle(ident, &field.ty, sink));
    }
    (sink.count() == before).then_some(members)
}

/// A member, if it is a `Handle<_>`. The definition must be seen: the struct of the configurations has it as a field.
fn handle(ident: &Ident, ty: &Type, sink: &mut Sink) -> Option<Member> {
    if definition(ty).is_none() {
        const OTHERS: [&str; 4] = ["String", "Handle", "Connection", "Dedicated"];
        let name = last(ty).filter(|name| name.arguments.is_none());
        let optional = last(ty).filter(|name| name.ident == "Option");
        let inner = optional.and_then(argument).and_then(definition);
        let (what, help) = match (inner, name.map(|name| &name.ident)) {
            (Some(inner), _) => (
                "is an `Option`, not a `Handle<_>`",
                format!(
                    "write `{ident}: Handle<{}>`; what may be switched off has the field `disabled: bool` in its definition",
                    inner.to_token_stream()
                ),
            ),
            (None, Some(name)) if !OTHERS.iter().any(|other| name == other) => (
                "is not a `Handle<_>`",
                format!("write `{ident}: Handle<{name}>`, if `{name}` defines an instance"),
            ),
            _ => (
                "is not a `Handle<_>`",
                format!("write `{ident}: Handle<...>` with the definition of its instance"),
            ),
        };
        sink.error(ty, format!("the member `{ident}` {what}"), help);
        return None;
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
