//! Loading and checking.

mod canary;
mod checking;
mod definitions;
mod environment;
mod errors;
mod files;
mod groups;
mod precedence;
mod sanitising;
mod secret;
mod settings;
mod values;
