//! Users with the fewest rights, as `docs/acl.md` documents them.
//!
//! `fewest_rights` tests one server; `topologies` tests subscribers, Sentinel sets and clusters. Each documented rule is
//! sufficient, and each is necessary: without it the error names the rule to add.

mod fewest_rights;
mod topologies;
