//! A member of a group as the compile-time checks compare it.

use redis_config_rules::Setting;

use crate::config::meta::FieldMeta;

/// What the checks compare of one member.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemberDefinition<'a> {
    /// The name of the member.
    pub member: &'a str,
    /// The name of its instance.
    pub name: &'static str,
    /// The fields of its definition.
    pub fields: &'static [FieldMeta],
    /// The settings that its definition fixes.
    pub fixed: &'static [(Setting, &'static str)],
    /// Whether it reads the unnamed variables, such as `REDIS_URL`.
    pub fallback: bool,
}

impl MemberDefinition<'_> {
    /// With the name of a member.
    #[must_use]
    pub(crate) const fn of(self, member: &str) -> MemberDefinition<'_> {
        MemberDefinition { member, ..self }
    }
}
