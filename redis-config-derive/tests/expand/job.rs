// A job with its queue and its retries.
#[derive(Serialize, Deserialize, Job)]
#[job(queue = "emails", max_attempts = 5, timeout = "30s", backoff = exponential(min = "1s", max = "10m"))]
struct SendEmail {
    to: String,
}
