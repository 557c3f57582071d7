// The forms of a validator.
#![deny(warnings)]

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redis_config::{RedisConfig, Sources};

/// An error of the application's own.
#[derive(Debug)]
pub struct Bad(&'static str);

impl Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

mod check {
    pub fn text(value: &str) -> Result<(), String> {
        (value != "bad").then_some(()).ok_or_else(|| "the text is bad".to_owned())
    }
}

fn items(value: &[u16]) -> Result<(), Bad> {
    if value.len() < 3 { Ok(()) } else { Err(Bad("too many")) }
}

fn any<T: Default + PartialEq>(value: &T) -> Result<(), &'static str> {
    if *value == T::default() { Err("the default") } else { Ok(()) }
}

fn absolute(path: &Path) -> Result<(), Bad> {
    if path.is_absolute() { Ok(()) } else { Err(Bad("not absolute")) }
}

fn maybe(value: &Option<u8>) -> Result<(), Bad> {
    if value.is_none_or(|value| value > 1) { Ok(()) } else { Err(Bad("too few")) }
}

impl JobsRedis {
    fn own(value: &str) -> Result<(), Bad> {
        if value.is_ascii() { Ok(()) } else { Err(Bad("not ASCII")) }
    }
}

/// One instance.
#[derive(Clone, Debug, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
pub struct JobsRedis {
    #[redis(extra, default = "a", validate = check::text)]
    text: String,
    #[redis(extra, default = "1,2", validate = items)]
    list: Vec<u16>,
    #[redis(extra, default = 1, validate = any)]
    number: i64,
    #[redis(extra, default = 1, validate = any::<u8>)]
    small: u8,
    #[redis(extra, default = "/run", validate = absolute)]
    path: PathBuf,
    #[redis(extra, validate = maybe)]
    option: Option<u8>,
    #[redis(extra, default = "a", validate = Self::own)]
    own: Arc<str>,
    #[redis(extra, default = "a", validate = JobsRedis::own)]
    other: Box<str>,
}

fn main() {
    let jobs = JobsRedis::defaults().unwrap();
    let _ = (&jobs.text, &jobs.list, jobs.number, jobs.small, &jobs.path, jobs.option, &jobs.own, &jobs.other);
    let sources = Sources::standard().env([
        ("JOBS_REDIS_TEXT", "bad"),
        ("JOBS_REDIS_LIST", "1,2,3"),
        ("JOBS_REDIS_NUMBER", "0"),
        ("JOBS_REDIS_SMALL", "0"),
        ("JOBS_REDIS_PATH", "run"),
        ("JOBS_REDIS_OPTION", "1"),
        ("JOBS_REDIS_OWN", "é"),
        ("JOBS_REDIS_OTHER", "é"),
    ]);
    let invalid = JobsRedis::load_from(&sources).unwrap_err();
    assert_eq!(invalid.violations().len(), 8, "{invalid}");
}
