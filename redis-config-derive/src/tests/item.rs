//! Random items for the derives.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::quote;
use redis_config_rules::{Kind, Setting};

use super::mutate::mutate;
use super::random::Random;
use super::token::{SECRET, delimiter, soup};

#[rustfmt::skip]
const STRUCT: &[&str] = &[
    "name = \"jobs\"", "env = \"JOBS_REDIS\"", "topology = standalone", "topology = sentinel", "crate = ::redis_config",
    "crate = crate::config", "nodes = [\"a:7000\", \"b:7000\"]", "url = \"redis://:hunter2@h/1\"",
    "url = \"redis://user:hunter2@h:0\"", "password = \"p@hunter2\"", "port = PORT", "port = env!(\"PORT\")",
    "nodes = [A, \"10.0.0.2:7000\"]", "nodes = [localhost, 7000]", "address_map = [[], \"a:1=b:2\"]",
    "allowed_hosts = [\"10.0.0.0/8\", HOST]",
];

#[rustfmt::skip]
const FIELD: &[&str] = &[
    "extra", "skip", "default = 1", "default = \"2s\"", "default = \"redis://:hunter2@h/1\"", "default = true", "default = 0.5",
    "min = 1", "max = 9", "min = \"1s\"", "one_of = [1, 2]", "one_of = [\"a\", \"b\"]", "env = \"MY_PORT\"", "setting = port",
    "setting = \"url\"", "validate = check::port", "validate = check",
];

#[rustfmt::skip]
const TYPES: &[&str] = &[
    "String", "Option<String>", "Secret", "Option<::redis_config::Secret>", "u16", "i8", "u64", "f64", "bool",
    "std::time::Duration", "PathBuf", "Vec<String>", "SocketAddr", "T", "Option<T>", "Option<Option<u8>>", "Mine",
    "&'a str", "&[u8]", "str", "[u8]", "dyn Fn() + Send", "*const u8", "(u8, String)", "[u8; N]", "fn(u8) -> u8", "!", "_",
    "Handle<Jobs>", "Handle", "Handle<A, B>", "Option<Handle<Jobs>>", "<T as Trait>::Out", "Box<dyn Fn(u8) -> T>", "a!()",
];

const GENERICS: &[(&str, &str)] = &[
    ("", ""),
    ("", ""),
    ("<T>", ""),
    (
        "<'a, T: Clone + 'a = u8, const N: usize = 3>",
        "where T: Default, [u8; N]: Sized",
    ),
];

/// A definition or a group, without a mistake or with one.
pub(crate) fn nearly_right(random: &mut Random) -> TokenStream {
    #[rustfmt::skip]
    const OWN: &[&str] = &[
        "#[redis(extra, default = 16, min = 1, max = 512)] workers: u16", "#[redis(skip)] seen: Mine",
        "#[redis(extra, default = \"info\", one_of = [\"debug\", \"info\"])] r#level: String",
        "#[redis(extra, validate = check)] own: Option<Mine>", "#[redis(setting = database, default = 3)] logical: u32",
        "#[redis(env = \"MY_PORT\", min = 1024)] port: u16", "#[redis(default = \"2s\", max = \"30s\")] keepalive: Duration",
    ];
    const MEMBERS: &[&str] = &[
        "jobs: Handle<Jobs>",
        "r#type: ::redis_config::Handle<a::B>",
        "pub x: redis_config::Handle<X>",
    ];
    let group = random.once_in(4);
    let from = if group { MEMBERS } else { OWN };
    let at = random.below(from.len());
    let fields: TokenStream = from[at..].join(", ").parse().expect("fields");
    if group {
        return quote!(#[redis(crate = ::redis_config)] pub struct Group { #fields });
    }
    let url = if random.once_in(2) {
        "redis://:hunter2@h/1"
    } else {
        "redis://h"
    };
    let mut legal = quote!(name = "jobs", url = #url, env = "JOBS_REDIS", client_name = "shop");
    if random.once_in(2) {
        legal = quote!(host = "h", protocol = resp3);
    }
    if random.once_in(6) {
        #[rustfmt::skip]
        const NODES: &[&str] = &[
            "[\"a:7000\", \"b:7000\"]", "[A, \"b:7000\"]", "[localhost]", "[\"a:7000\", 7001]", "[\"a:7000\" \"b\"]", "[[\"a\"]]",
        ];
        let nodes: TokenStream = random.pick(NODES).parse().expect("tokens");
        return quote!(
            #[redis(topology = cluster, nodes = #nodes)]
            struct Jobs;
        );
    }
    if random.once_in(2) {
        legal = mutate(random, legal);
    }
    quote!(#[redis(#legal)] struct Jobs { #fields })
}

/// A job, whose attribute is legal or damaged.
pub(crate) fn job(random: &mut Random) -> TokenStream {
    #[rustfmt::skip]
    const JOB: &[&str] = &[
        "queue = \"emails\"", "queue = \"redis://:hunter2@h\"", "max_attempts = 5", "max_attempts = 0", "timeout = \"30s\"",
        "backoff = exponential(min = \"1s\", max = \"10m\")", "backoff = exponential(min = \"10m\", max = \"1s\")",
        "backoff = exponential()", "backoff = linear(min = \"1s\")", "crate = ::redis_config", "retries = 3",
    ];
    let texts: Vec<&str> = (0..1 + random.below(3)).map(|_| random.pick(JOB)).collect();
    let mut legal: TokenStream = texts.join(", ").parse().expect("tokens");
    if random.once_in(2) {
        legal = mutate(random, legal);
    }
    match random.below(8) {
        0 => quote!(
            #[job(#legal)]
            pub enum SendEmail {
                A,
                B(u8),
            }
        ),
        1 => quote!(
            #[job(#legal)]
            struct SendEmail<'a, T>(&'a T);
        ),
        2 => quote!(
            #[job(queue = "a")]
            #[job(#legal)]
            struct größe;
        ),
        _ => quote!(
            #[job(#legal)]
            struct SendEmail {
                to: String,
            }
        ),
    }
}

/// A value, whose attribute is legal or damaged.
pub(crate) fn value(random: &mut Random) -> TokenStream {
    #[rustfmt::skip]
    const VARIANT: &[&str] = &[
        "rename = \"json\"", "rename = \"a,b\"", "rename = JSON", "rename", "name = \"json\"", "rename = \"\"", "crate = ::a",
    ];
    const TYPE: &[&str] = &["crate = ::redis_config", "crate = a", "rename_all = \"x\""];
    let mut one = |from: &[&'static str]| {
        let legal = random.pick(from).parse().expect("tokens");
        if random.once_in(2) {
            mutate(random, legal)
        } else {
            legal
        }
    };
    let (variant, above) = (one(VARIANT), one(TYPE));
    let inner = ty(random);
    match random.below(6) {
        0 => quote!(struct Port(#[value(#variant)] #inner);),
        1 => quote!(
            #[value(#above)]
            struct Port<T>(#inner);
        ),
        2 => quote!(
            pub struct Port(#inner);
        ),
        3 => quote!(
            enum Mode {
                #[value(#variant)]
                Fast(u8),
                r#Type,
            }
        ),
        _ => quote!(
            #[value(#above)]
            enum Mode {
                #[value(#variant)]
                Fast,
                VerySafe,
            }
        ),
    }
}

/// A struct, mostly, with attributes that are legal, damaged, or soup.
pub(crate) fn item(random: &mut Random) -> TokenStream {
    let ident = Ident::new(
        random
            .pick(&["Jobs", "r#Type", "größe", "X"])
            .trim_start_matches("r#"),
        Span::call_site(),
    );
    let above = attributes(random, true);
    let visibility = random.pick(&["", "pub", "pub(crate)"]);
    let (parameters, bounds) = GENERICS[random.below(GENERICS.len())];
    let [visibility, parameters, bounds] =
        [visibility, parameters, bounds].map(|text| text.parse::<TokenStream>().expect("tokens"));
    let fields: Vec<TokenStream> = (0..random.below(5)).map(|_| field(random)).collect();
    let types: Vec<TokenStream> = (0..random.below(3)).map(|_| ty(random)).collect();
    match random.below(16) {
        0 => quote!(#above #visibility struct #ident #parameters (#(#types),*) #bounds;),
        1 => {
            quote!(#above #visibility enum #ident #parameters #bounds { A { #(#fields),* }, B(#(#types),*) })
        }
        2 => quote!(#above #visibility union #ident #parameters #bounds { #(#fields),* }),
        3 | 4 => quote!(#above #visibility struct #ident #parameters #bounds;),
        _ => quote!(#above #visibility struct #ident #parameters #bounds { #(#fields),* }),
    }
}

fn field(random: &mut Random) -> TokenStream {
    let above = attributes(random, false);
    let name = match random.below(8) {
        0 => random.pick(&["größe", "prot", "Port", "own", "cached"]),
        1 => return own(random, &above, "type"),
        _ => Setting::ALL[random.below(Setting::ALL.len())].key(),
    };
    let name = Ident::new(name, Span::call_site());
    let ty = ty(random);
    quote!(#above pub #name: #ty)
}

/// A field with a raw name.
fn own(random: &mut Random, above: &TokenStream, name: &str) -> TokenStream {
    let name = Ident::new_raw(name, Span::call_site());
    let ty = ty(random);
    quote!(#above #name: #ty)
}

fn ty(random: &mut Random) -> TokenStream {
    random.pick(TYPES).parse().expect("a type")
}

/// None, one or two attributes.
fn attributes(random: &mut Random, on_struct: bool) -> TokenStream {
    (0..random.below(3))
        .map(|_| attribute(random, on_struct))
        .collect()
}

fn attribute(random: &mut Random, on_struct: bool) -> TokenStream {
    let inner = match random.below(6) {
        0 => soup(random, 3),
        1..4 => mutated(random, on_struct),
        _ => legal(random, on_struct),
    };
    match random.below(40) {
        0 => quote!(#[redis]),
        1 => quote!(#[redis = "a"]),
        2 => quote!(#[redis::redis(#inner)]),
        3 => quote!(#[doc = "words"] #[cfg(all())]),
        4 => {
            let list = Group::new(visible(random), inner);
            quote!(#[redis #list])
        }
        _ => quote!(#[redis(#inner)]),
    }
}

fn mutated(random: &mut Random, on_struct: bool) -> TokenStream {
    let legal = legal(random, on_struct);
    mutate(random, legal)
}

fn visible(random: &mut Random) -> Delimiter {
    match delimiter(random) {
        Delimiter::None => Delimiter::Bracket,
        other => other,
    }
}

/// Keys with values that suit them.
fn legal(random: &mut Random, on_struct: bool) -> TokenStream {
    let texts: Vec<String> = (0..1 + random.below(4))
        .map(|_| match on_struct {
            false => random.pick(FIELD).to_owned(),
            true if random.once_in(2) => random.pick(STRUCT).to_owned(),
            true => fixed(Setting::ALL[random.below(Setting::ALL.len())]),
        })
        .collect();
    texts.join(", ").parse().expect("tokens")
}

/// `port = 6379`.
fn fixed(setting: Setting) -> String {
    let info = setting.info();
    match info.kind {
        Kind::Integer | Kind::Flag | Kind::Choice => format!("{} = {}", info.key, info.example),
        Kind::Secret => format!("{} = \"p@{SECRET}\"", info.key),
        _ => format!("{} = {:?}", info.key, info.example),
    }
}
