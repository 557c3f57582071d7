// A lifetime is `'static`, and text of a parameter is checked where the parameter is known.
#[derive(Clone, RedisConfig)]
#[redis(name = "site", host = S::HOST)]
struct SiteRedis<'a, S: Site> {
    #[redis(extra, default = "eu")]
    region: Cow<'a, str>,
    #[redis(skip)]
    site: PhantomData<S>,
}
