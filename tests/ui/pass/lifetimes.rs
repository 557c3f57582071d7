// A definition with lifetimes is one for the whole program: what is loaded is owned.
#![deny(warnings)]

use std::borrow::Cow;

use redis_config::{Problem, RedisConfig, Shape, Sources, Value};

/// A value of the application's own, which may borrow.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag<'a>(Cow<'a, str>);

impl Value for Tag<'static> {
    const SHAPE: Shape = Shape::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        Ok(Self(Cow::Owned(text.to_owned())))
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.0))
    }
}

/// One instance.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1")]
pub struct JobsRedis<'a, 'b: 'a, T: 'a, const N: usize>
where
    T: Value + Clone + Send + Sync + 'static,
    'b: 'a,
{
    /// Loaded.
    #[redis(extra, default = "eu")]
    pub region: Cow<'a, str>,
    /// Loaded if it is there.
    #[redis(extra)]
    pub tag: Option<Tag<'b>>,
    /// Loaded too.
    #[redis(extra, default = "one", validate = short)]
    pub name: Cow<'b, str>,
    /// Of a parameter.
    #[redis(extra)]
    pub value: T,
    #[redis(skip)]
    marker: std::marker::PhantomData<&'a [u8; N]>,
}

fn short(name: &str) -> Result<(), &'static str> {
    if name.len() < 9 { Ok(()) } else { Err("too long") }
}

/// A value that lives for the whole program can be borrowed.
fn lent<'a>(jobs: &'a JobsRedis<'a, 'a, u8, 3>) -> &'a str {
    &jobs.region
}

fn main() {
    let sources = Sources::standard().env([("JOBS_REDIS_TAG", "x"), ("JOBS_REDIS_VALUE", "7")]);
    let jobs = JobsRedis::<u8, 3>::load_from(&sources).unwrap();
    assert_eq!((lent(&jobs), jobs.value), ("eu", 7));
    assert_eq!(jobs.tag, Some(Tag(Cow::Borrowed("x"))));
    let long = JobsRedis { name: Cow::Borrowed("a long name"), ..jobs };
    assert!(long.validate().unwrap_err().to_string().contains("too long"));
    let _ = long.marker;
}
