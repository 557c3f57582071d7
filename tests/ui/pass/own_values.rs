// `#[derive(Value)]`, and the types of the standard library that hold values.
#![deny(warnings)]
#![no_implicit_prelude]

use ::redis_config::{RedisConfig, Secret, Sources, Value};
use ::std::boxed::Box;
use ::std::clone::Clone;
use ::std::cmp::PartialEq;
use ::std::collections::{BTreeSet, HashSet, VecDeque};
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::path::Path;
use ::std::string::String;
use ::std::sync::Arc;
use ::std::vec::Vec;
use ::std::{assert, assert_eq, format};

#[derive(Clone, Copy, Debug, PartialEq, Value)]
enum LogFormat {
    Text,
    JsonLines,
    #[value(rename = "off")]
    None,
}

/// Not one of ours.
#[derive(Clone, Debug, PartialEq, Value)]
struct Bytes(u64);

#[derive(Clone, Debug, Value)]
struct Token(Secret);

#[derive(Clone, Debug, Value)]
struct Names<T: Value>(Vec<T>);

const FORMAT: &str = "off";

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = "json-lines")]
    log_format: LogFormat,
    #[redis(extra, default = FORMAT)]
    other_format: LogFormat,
    #[redis(extra)]
    formats: Option<Vec<LogFormat>>,
    #[redis(extra, default = 4096, min = 1, max = 65536)]
    size: Bytes,
    #[redis(extra)]
    token: Token,
    #[redis(extra, default = "a,b")]
    names: Names<String>,
    #[redis(extra, default = ";")]
    separator: char,
    #[redis(extra, default = "/tmp/a")]
    folder: Box<Path>,
    #[redis(extra, default = "/tmp/b")]
    shared: Arc<Path>,
    #[redis(extra, default = "3,1,2")]
    ports: BTreeSet<u16>,
    #[redis(extra, default = "x,y")]
    words: HashSet<String>,
    #[redis(extra, default = "1,1")]
    queue: VecDeque<u8>,
    #[redis(extra, default = "1,1")]
    items: Box<[u8]>,
    #[redis(extra)]
    none: Option<BTreeSet<char>>,
}

fn main() {
    let sources = Sources::defaults()
        .with("token", "hunter2")
        .with("formats", "off, text");
    let jobs = JobsRedis::load_from(&sources).unwrap();
    assert_eq!(jobs.log_format, LogFormat::JsonLines);
    assert_eq!(jobs.other_format, LogFormat::None);
    assert_eq!(jobs.formats.as_deref(), Option::Some(&[LogFormat::None, LogFormat::Text][..]));
    assert_eq!(jobs.size, Bytes(4096));
    assert!(!format!("{jobs:?}").contains("hunter2"));
    assert_eq!((jobs.separator, jobs.ports.len(), jobs.words.len()), (';', 3, 2));
    assert_eq!((jobs.queue.len(), jobs.items.len(), jobs.names.0.len()), (2, 2, 2));
    jobs.validate().unwrap();
    let wrong = Sources::defaults()
        .with("token", "hunter2")
        .with("log_format", "jsonlines")
        .with("separator", "ab")
        .with("ports", "1,2,1")
        .with("none", "a,b,a");
    let invalid = JobsRedis::load_from(&wrong).err().unwrap();
    assert_eq!(invalid.violations().len(), 4, "{invalid}");
    let text = format!("{invalid}");
    for part in [
        "did you mean `json-lines`?",
        "not a single character",
        "item 3 of the list occurs twice",
    ] {
        assert!(text.contains(part), "{text}");
    }
}
