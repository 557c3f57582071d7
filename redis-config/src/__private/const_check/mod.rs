//! __private::const_check

pub(crate) mod address;
pub(crate) mod check;
pub(crate) mod choice;
pub(crate) mod host;
pub(crate) mod name;
pub(crate) mod panic;
pub(crate) mod pem;
pub(crate) mod placeholder;
pub(crate) mod quote;
pub(crate) mod scalar;
pub(crate) mod str;
pub(crate) mod types;
