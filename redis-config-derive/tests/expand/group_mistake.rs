// A mistake in a group: the methods stay.
#[derive(RedisConnections)]
struct Redis {
    jobs: String,
}
