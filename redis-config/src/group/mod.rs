//! Several instances in one value: `#[derive(RedisConnections)]`.

mod error;
mod keyspace;
mod member;
mod run;

pub use error::{ConnectionFailure, ConnectionsError, FailureCause};
pub use member::{Configs, Member, MemberMeta, Parts};
pub use run::{
    Group, connect, connect_from, connect_lazy, connect_lazy_from, copied, load_group, show,
    stubbed, validate_from, validate_group,
};
