//! The rules of a definition: [`ast`](crate::imp::ast), which may be wrong → [`model`](crate::imp::model), which cannot.
//!
//! * `definition`: all checks in their order. Start here.
//! * `names`, `fixed_settings`: the keys of the struct.
//! * `field`, `bounds`: the keys of one field.
//! * `variables`, `combinations`: rules between several fields and settings.
//! * `config_file`: the configuration file that the struct names.
//! * `given_values`, `features`, `passwords`: all values of a definition, and those that need a feature or a warning.
//! * `literal`: one value, by the form that its key expects. Also for jobs.
//!
//! Every mistake is reported and the check continues: a function returns `None` if there is no result, and its caller
//! does without. The rules themselves are in the rules crate, which the running program shares. Imports `ast`, `attr`,
//! `key`, `model`, `errors` and `type_guess`.

mod bounds;
mod combinations;
mod config_file;
mod definition;
mod features;
mod field;
mod fixed_settings;
mod given_values;
mod literal;
pub(crate) mod names;
mod passwords;
mod variables;

pub(crate) use definition::check;
