// A value of the application's own, with a check of its own and a variable of its own.
#[derive(RedisConfig)]
#[redis(host = "h")]
struct Jobs {
    #[redis(extra, env = "IDLE", validate = check::whole_seconds)]
    idle: Duration,
}
