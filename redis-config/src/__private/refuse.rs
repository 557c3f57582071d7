//! An error of the compiler, with a message that is put together.

/// Fails the compilation with the `parts` as its message: `panic!` takes one text only in a constant.
#[track_caller]
pub(super) const fn fail(parts: &[&str]) -> ! {
    let mut message = [0; 512];
    let mut length = 0;
    let mut part = 0;
    while part < parts.len() {
        let bytes = parts[part].as_bytes();
        let mut i = 0;
        while i < bytes.len() && length < message.len() {
            message[length] = bytes[i];
            length += 1;
            i += 1;
        }
        part += 1;
    }
    let (message, _) = message.split_at(length);
    #[expect(
        clippy::panic,
        reason = "in a constant, a panic is an error of the compiler"
    )]
    match std::str::from_utf8(message) {
        Ok(message) => panic!("{}", message),
        // A letter of several bytes was cut.
        Err(_) => panic!("a value is refused"),
    }
}
