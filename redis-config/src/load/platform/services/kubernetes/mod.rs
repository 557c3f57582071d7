//! Service bindings and service links of Kubernetes.

pub(crate) mod service_binding;
pub(crate) mod service_links;
