//! The definitions that the example programs share. An application has one file like `instances.rs`.

pub mod instances;
