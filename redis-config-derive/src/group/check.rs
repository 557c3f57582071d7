//! What can be a group, and what can be a member of one.

use syn::ext::IdentExt;
use syn::{DeriveInput, Type};

use crate::ast;
use crate::attr::Attributes;
use crate::group::Member;
use crate::key::GroupKey;
use crate::shape::{argument, last};
use crate::sink::Sink;

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
        handle(ident, &field.ty, sink);
        members.push(Member {
            ident: ident.clone(),
            name: ident.unraw().to_string(),
            ty: field.ty.clone(),
        });
    }
    (sink.count() == before).then_some(members)
}

/// Refuses what is visibly no `Handle<_>`. A name without arguments may stand for one: the compiler tells.
fn handle(ident: &syn::Ident, ty: &Type, sink: &mut Sink) {
    const OTHERS: [&str; 3] = ["String", "Connection", "Dedicated"];
    let fits = last(ty).is_some_and(|segment| {
        if segment.ident == "Handle" {
            return argument(segment).is_some();
        }
        segment.arguments.is_none() && !OTHERS.iter().any(|other| segment.ident == other)
    });
    if !fits {
        let message = format!("the member `{ident}` is not a `Handle<_>`");
        let help = format!("write `{ident}: Handle<...>` with the definition of its instance");
        sink.error(ty, message, help);
    }
}
