// Checks by the compiler: constants, a type alias, and a constant that may contain a password.
#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = URL, connect_timeout = limits::TIMEOUT)]
struct JobsRedis {
    #[redis(default = SOCKETS + 1, max = 8)]
    connections: u16,
    #[redis(extra, default = 3)]
    workers: Count,
}
