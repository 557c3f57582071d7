// Raw names lose their `r#` in text and keep it in code; the library has another path.
#[derive(RedisConfig)]
#[redis(name = "raw", crate = crate::r#mod::config, host = "h")]
pub(crate) struct r#Type {
    /// The kind of work.
    #[redis(extra, default = "info", one_of = ["debug", "info"])]
    r#type: String,
}
