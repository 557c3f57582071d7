// A password in a literal draws a warning; the text of the warning does not repeat it.
#[derive(RedisConfig)]
#[redis(url = "redis://:hunter2@h/1")]
struct Jobs;
