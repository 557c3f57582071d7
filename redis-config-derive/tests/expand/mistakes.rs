// A mistake in a definition, in a group and in a value: the methods and impls are still there.
#[derive(RedisConfig)]
#[redis(prot = 6379)]
struct Jobs<T> {
    url: String,
    #[redis(extra)]
    own: T,
}

#[derive(RedisConnections)]
struct Redis {
    jobs: String,
}

#[derive(Value)]
struct Port {
    port: u16,
}
