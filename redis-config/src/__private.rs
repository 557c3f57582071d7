//! All that generated code touches. Not a public interface.
pub use crate::config::{FieldMeta, FieldSource, FieldValues, Role};
pub use redis_config_rules::{Setting, Shape};
