// A mistake in a group: the methods are still there.
#[derive(RedisConnections)]
struct Redis {
    jobs: String,
}
