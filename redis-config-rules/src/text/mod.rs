//! Values as text: what each shape of value looks like, and its bounds.

mod bounds;
mod placeholder;
mod scalar;
mod std_types;

pub use bounds::check_bounds;
pub use placeholder::{check_placeholder, placeholder};
pub(crate) use scalar::is_like_url;
pub use scalar::{
    check_clean, check_path, parse, parse_address, parse_flag, parse_float, parse_integer,
    parse_list, split_list,
};
pub use std_types::{Numbers, check_type, parse_as, parse_f32};
