// Certificates and keys with mistakes.

// A certificate without its key.
mod certificate_without_key {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls_cert = "/etc/ssl/client.pem")]
    struct JobsRedis;
}

// Authorities that nothing would ask.
mod insecure_with_ca {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls_ca = "/etc/ssl/ca.pem", danger_tls_insecure = true)]
    struct JobsRedis;
}

// A private key in the source.
mod key_in_source {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls_cert = "/etc/ssl/client.pem", tls_key = "-----BEGIN PRIVATE KEY-----\nMIIEvg\n-----END PRIVATE KEY-----\n")]
    struct JobsRedis;
}

// A key without its certificate.
mod key_without_certificate {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls_key = "/etc/ssl/client.key")]
    struct JobsRedis;
}

// A certificate that can never be used: there is no key.
mod optional_certificate_alone {
    use std::path::PathBuf;

    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com")]
    struct JobsRedis {
        tls_cert: Option<PathBuf>,
    }
}

// PEM text whose line breaks are written out.
mod pem_escaped_lines {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls_ca = r"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
    struct JobsRedis;
}

// PEM text whose lines were lost on the way.
mod pem_without_lines {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls_ca = "-----BEGIN CERTIFICATE----- MIIB -----END CERTIFICATE-----")]
    struct JobsRedis;
}

fn main() {}
