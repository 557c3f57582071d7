//! The explanation in columns.

use std::fmt;

use super::explanation::{Explained, Explanation};

/// Characters of a line.
const WIDTH: usize = 100;
/// Characters of the first column, with its indentation and the space after it, unless a name is longer.
const LABEL: usize = 20;
/// Characters of the second column.
const VALUE: usize = 40;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, instance) in self.instances.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            show(instance, f)?;
        }
        Ok(())
    }
}

fn show(instance: &Explained, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut head = format!("{}  {}", instance.name, instance.topology);
    if let Some(profile) = &instance.profile {
        head = format!("{head:<60}  profile {} ({})", profile.name, profile.by);
    }
    if let Some(platform) = instance.platform {
        head = format!("{head}   platform {platform}");
    }
    f.write_str(&cut(&head, WIDTH))?;
    let longest = instance.values.iter().map(|one| one.setting.len() + 4);
    let label = longest.max().unwrap_or_default().max(LABEL);
    for value in &instance.values {
        row(f, label, value.setting, &value.value, &value.origin)?;
    }
    for lost in &instance.shadowed {
        let value = match &lost.value {
            Some(value) => format!("{} = {value}", lost.origin),
            None => format!("{}, {}", lost.origin, lost.setting),
        };
        let differs = if lost.differs { "differs" } else { "the same" };
        row(
            f,
            label,
            "shadowed",
            &value,
            &format!("lost to {}, {differs}", lost.by),
        )?;
    }
    for ignored in &instance.ignored {
        row(f, label, "ignored", &ignored.variable, &ignored.reason)?;
    }
    for hint in &instance.hints {
        prose(f, label, "note", hint)?;
    }
    for violation in &instance.violations {
        let text = format!(
            "`{}` from {} [{}]: {}",
            violation.setting, violation.origin, violation.code, violation.message
        );
        prose(f, label, "invalid", &text)?;
        prose(f, label, "  help", &violation.help)?;
    }
    Ok(())
}

/// A value and its source on one line, or on two if they do not fit.
fn row(
    f: &mut fmt::Formatter<'_>,
    start: usize,
    label: &str,
    value: &str,
    source: &str,
) -> fmt::Result {
    let label = format!("  {label:<width$}", width = start - 2);
    let (long, wide) = (value.chars().count(), source.chars().count());
    if long <= VALUE && start + VALUE + 2 + wide <= WIDTH {
        return write!(f, "\n{label}{value:<VALUE$}  {source}");
    }
    if start + long + 2 + wide <= WIDTH {
        return write!(f, "\n{label}{value}  {source}");
    }
    let room = WIDTH.saturating_sub(start);
    write!(f, "\n{label}{}", cut(value, room))?;
    prose(f, start, "", source)
}

/// Sentences, broken between words.
fn prose(f: &mut fmt::Formatter<'_>, start: usize, label: &str, text: &str) -> fmt::Result {
    let mut line = format!("  {label:<width$}", width = start - 2);
    let mut used = start;
    let mut empty = true;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if !empty && used + 1 + length > WIDTH {
            write!(f, "\n{line}")?;
            line = " ".repeat(start);
            used = start;
            empty = true;
        }
        if !empty {
            line.push(' ');
            used += 1;
        }
        // Code is not broken, so that it can be copied.
        line.push_str(word);
        used += length;
        empty = false;
    }
    write!(f, "\n{line}")
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let start: String = text.chars().take(width - 1).collect();
    format!("{start}…")
}
