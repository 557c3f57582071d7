//! Placeholders that a template engine or a shell should have replaced.

use crate::{Code, Problem};

/// The first placeholder in `text`: `${HOST}`, `${{ secrets.HOST }}`, `{{host}}`,
/// `$(HOST)` or `<password>`.
///
/// ```
/// use redis_config_rules::text::placeholder;
///
/// assert_eq!(placeholder("redis://${HOST}:6379"), Some("${HOST}"));
/// assert_eq!(placeholder("redis://localhost:6379"), None);
/// ```
pub fn placeholder(text: &str) -> Option<&str> {
    // Longest opening first: `${{` is also `${` and `{{`.
    const BRACKETS: [(&str, &str); 5] = [
        ("${{", "}}"),
        ("${", "}"),
        ("{{", "}}"),
        ("$(", ")"),
        ("<", ">"),
    ];
    text.char_indices().find_map(|(at, _)| {
        let rest = &text[at..];
        BRACKETS.iter().find_map(|(open, close)| {
            let inside = rest.strip_prefix(open)?;
            let end = inside.find(close)?;
            let named = is_name(&inside[..end]);
            named.then(|| &rest[..open.len() + end + close.len()])
        })
    })
}

/// Whether the text in the brackets is a name, optionally dotted or with a default. Other text does not make a placeholder,
/// because `a<b` and `${` are legal in a password.
fn is_name(inside: &str) -> bool {
    let inside = inside.trim_matches(' ');
    inside.len() <= 64
        && inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && inside
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.:- ".contains(c))
}

/// Refuses text with a placeholder. If the value is a secret, the message does not contain the placeholder, and `<...>`
/// counts only if it is the whole value.
///
/// # Errors
///
/// Code `placeholder`.
pub fn check_placeholder(text: &str, secret: bool) -> Result<(), Problem> {
    let Some(found) = placeholder(text) else {
        return Ok(());
    };
    if secret {
        if found.starts_with('<') && found.len() != text.len() {
            return Ok(());
        }
        return Err(Problem::new(
            Code::PLACEHOLDER,
            "the value holds a placeholder that nothing replaced",
            "put the real value there: whatever should have filled the placeholder in did not run",
        ));
    }
    Err(Problem::new(
        Code::PLACEHOLDER,
        format!("the placeholder `{found}` was not replaced"),
        format!("put the real value in place of `{found}`"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_kind() {
        for (text, want) in [
            ("${HOST}", "${HOST}"),
            ("a${HOST:-b}c", "${HOST:-b}"),
            ("${{ secrets.HOST }}", "${{ secrets.HOST }}"),
            ("redis://{{host}}:1", "{{host}}"),
            ("$(REDIS_HOST)", "$(REDIS_HOST)"),
            ("redis://:<password>@h", "<password>"),
            ("redis://<your host>", "<your host>"),
        ] {
            assert_eq!(placeholder(text), Some(want), "{text}");
        }
    }

    #[test]
    fn ignores_other_text() {
        for text in [
            "", "$", "${", "${}", "a$b{c}", "{", "{{}}", "a<b", "<>", "<1>", "$(1+1)", "ä${",
        ] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }

    #[test]
    fn no_message_contains_a_secret() {
        let problem = check_placeholder("hunter${two}", true).unwrap_err();
        assert!(!problem.to_string().contains("two"));
        assert!(check_placeholder("p<a>b", true).is_ok());
        assert!(check_placeholder("<password>", true).is_err());
    }
}
