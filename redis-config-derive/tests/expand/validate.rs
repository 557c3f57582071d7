// An own value with its own check and variable.
#[derive(RedisConfig)]
#[redis(host = "h")]
struct Jobs {
    #[redis(extra, env = "IDLE", validate = check::whole_seconds)]
    idle: Duration,
}
