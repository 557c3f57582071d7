//! The source of a value.

use std::fmt;
use std::panic::Location;
use std::path::PathBuf;

/// The source of a value.
///
/// `Display` fits after "from" and "in": `JOBS_REDIS_URL`, `the default of the field`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// A field of a struct built by hand.
    Code,
    /// A call of a method of `Sources`, such as `with`.
    Call {
        /// The source file.
        file: &'static str,
        /// Its line, from 1.
        line: u32,
        /// The column, from 1.
        column: u32,
    },
    /// An environment variable.
    Variable(String),
    /// A file named by an environment variable.
    File {
        /// The variable.
        variable: String,
        /// The path.
        path: PathBuf,
    },
    /// A value inside a variable that holds JSON.
    Json {
        /// The variable, such as `VCAP_SERVICES`.
        variable: String,
        /// The path of the value, such as `p.redis[name=jobs].credentials.uri`.
        pointer: String,
    },
    /// A file of a service binding.
    Binding {
        /// The path of the file.
        path: PathBuf,
    },
    /// The configuration file.
    ConfigFile {
        /// The path.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The profile; `None` for a value that applies to every profile.
        profile: Option<String>,
    },
    /// The default in the derive.
    Default,
    /// The attribute of the struct.
    Fixed,
    /// No source has a value.
    Missing,
}

impl Origin {
    /// The place that calls the caller.
    #[track_caller]
    pub(crate) fn here() -> Self {
        let place = Location::caller();
        Self::Call {
            file: place.file(),
            line: place.line(),
            column: place.column(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => f.write_str("code"),
            Self::Call { file, line, column } => write!(f, "{file}:{line}:{column}"),
            Self::ConfigFile {
                path,
                line,
                column,
                profile,
            } => {
                write!(f, "{}:{line}:{column}", path.display())?;
                match profile {
                    Some(profile) => write!(f, " (profile {profile})"),
                    None => Ok(()),
                }
            }
            Self::Variable(name) => f.write_str(name),
            Self::File { variable, path } => write!(f, "{variable} = {}", path.display()),
            Self::Json { variable, pointer } => write!(f, "{variable} {pointer}"),
            Self::Binding { path } => write!(f, "{}", path.display()),
            Self::Default => f.write_str("the default of the field"),
            Self::Fixed => f.write_str("the attribute of the struct"),
            Self::Missing => f.write_str("no source"),
        }
    }
}
