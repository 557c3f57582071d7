//! The rules that involve several settings.

mod settings;
mod tls;
mod topology;
