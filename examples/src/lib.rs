//! What the example programs share: the definitions. An application has a file like `instances.rs`, once.

pub mod instances;
