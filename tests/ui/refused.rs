//! What the compiler writes about a program that does not compile is in the `.stderr` file beside it, word for word.

use std::collections::BTreeSet;
use std::fs;

use crate::compiler::{Compiled, compiled};

/// The text of a program's messages, each once.
fn text((_, messages): &Compiled) -> String {
    let mut seen = BTreeSet::new();
    let messages = messages
        .iter()
        .filter(|message| seen.insert(message.to_string()));
    let texts = messages.filter_map(|message| {
        let about = message["message"].as_str()?;
        let is_sum = message["level"] == "failure-note" || about.starts_with("aborting due to ");
        let is_unused = message["code"]["code"] == "dead_code";
        (!is_sum && !is_unused).then(|| stable(message["rendered"].as_str().unwrap_or_default()))
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// A message without what depends on the rest of the world: the numbers of lines in other files, and where these are.
fn stable(rendered: &str) -> String {
    let mut lines = Vec::new();
    let mut elsewhere = false;
    for line in rendered.lines() {
        let code = line.trim_start();
        let width = line.len() - code.len();
        if let Some(place) = code.strip_prefix("--> ").or(code.strip_prefix("::: ")) {
            let ours = place.strip_prefix("tests/ui/");
            elsewhere = ours.is_none();
            let place = ours.map_or_else(|| file(place), |place| format!("ui/{place}"));
            lines.push(format!("{:width$}{} {place}", "", &code[..3]));
            continue;
        }
        elsewhere &= code.starts_with(|first: char| first.is_ascii_digit() || "|.".contains(first));
        if elsewhere {
            let number = line.find(|c: char| c != ' ' && !c.is_ascii_digit());
            let number = number.unwrap_or(line.len());
            lines.push(format!("{:number$}{}", "", line[number..].trim_end()));
        } else if let Some(count) = code
            .strip_prefix("and ")
            .and_then(|rest| rest.strip_suffix(" others"))
            && count.parse::<u32>().is_ok()
        {
            lines.push(format!("{:width$}and $N others", ""));
        } else {
            lines.push(line.trim_end().to_owned());
        }
    }
    let lines = narrow(&lines);
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// The name of another file, without the line in it.
fn file(place: &str) -> String {
    let path = place.split(':').next().unwrap_or(place);
    match path.split_once("/library/") {
        Some((_, standard)) => format!("$RUST/{standard}"),
        None => format!("$WORKSPACE/{path}"),
    }
}

/// The margin is as wide as the numbers that are left in it.
fn narrow(lines: &[String]) -> Vec<String> {
    let is_heading = |line: &String| {
        ["error:", "error[", "warning:", "note: "]
            .iter()
            .any(|start| line.starts_with(start))
    };
    let Some(start) = lines
        .windows(2)
        .position(|two| is_heading(&two[0]) && two[1].trim_start().starts_with("--> "))
    else {
        return lines.to_vec();
    };
    let excess = lines[start..]
        .iter()
        .filter_map(|line| margin(line))
        .min()
        .unwrap_or_default();
    let cut = |line: &String| {
        let Some(space) = line
            .find(' ')
            .filter(|_| margin(line).is_some() || line.starts_with("           "))
        else {
            return line.clone();
        };
        format!("{}{}", &line[..space], &line[space + excess..])
    };
    lines.iter().map(cut).collect()
}

/// How many spaces of a line are more than one, if it is code or a place, with or without a number.
fn margin(line: &str) -> Option<usize> {
    let number = line
        .trim_start()
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or_default();
    let code = line.trim_start()[number..].trim_start();
    let spaces = line.len() - code.len() - number;
    let sign = code.split(' ').next().unwrap_or_default();
    let is_code = sign == "|"
        || if number > 0 {
            ["+", "-", "~"].contains(&sign)
        } else {
            ["-->", ":::", "="].contains(&sign)
        };
    if let Some(rest) = line.strip_prefix("... ") {
        return Some(rest.len() - rest.trim_start().len());
    }
    (is_code && spaces > 0).then(|| spaces - 1)
}

#[test]
fn each_error_is_the_one_in_the_file() {
    let mut differ = String::new();
    for compiled in compiled() {
        let text = text(compiled);
        let file = compiled.0.with_extension("stderr");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, text).unwrap();
        } else if fs::read_to_string(&file).unwrap_or_default() != text {
            differ += &format!("{}:\n{text}\n", file.display());
        }
    }
    assert!(
        differ.is_empty(),
        "run `cargo xtask bless` and read `git diff`\n\n{differ}"
    );
}
