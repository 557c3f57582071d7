//! A table of medians, as Markdown and as JSON.

use std::fmt::Write as _;

/// The results of one contestant in one column, one value per round.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// One value per round, in order. The same round of the other contestants ran next to it.
    pub rounds: Vec<f64>,
    /// Why there is no value, if it failed.
    pub failed: Option<String>,
}

impl Cell {
    /// The middle value.
    pub fn median(&self) -> f64 {
        middle(self.rounds.clone())
    }

    /// Median of this cell's rounds over the same rounds of `base`.
    pub fn ratio(&self, base: &Self) -> f64 {
        middle(
            self.rounds
                .iter()
                .zip(&base.rounds)
                .map(|(a, b)| a / b)
                .collect(),
        )
    }

    fn range(&self) -> (f64, f64) {
        self.rounds
            .iter()
            .fold((f64::MAX, f64::MIN), |(low, high), v| {
                (low.min(*v), high.max(*v))
            })
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[n / 2],
        n => f64::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}

/// Rows of contestants, columns of disciplines.
#[derive(Clone, Debug)]
pub struct Table {
    /// What is measured.
    pub title: String,
    /// Disciplines, with their unit.
    pub columns: Vec<String>,
    /// Contestants, with one cell per column.
    pub rows: Vec<(String, Vec<Cell>)>,
    /// The contestant that ratios refer to.
    pub base: usize,
}

impl Table {
    /// An empty table.
    pub fn new(title: impl Into<String>, columns: &[&str], rows: &[&str], base: usize) -> Self {
        Self {
            title: title.into(),
            columns: columns.iter().map(|c| (*c).to_owned()).collect(),
            rows: rows
                .iter()
                .map(|r| ((*r).to_owned(), vec![Cell::default(); columns.len()]))
                .collect(),
            base,
        }
    }

    /// Adds the result of a contestant in a round.
    pub fn add(&mut self, row: usize, column: usize, value: Result<f64, String>) {
        let cell = &mut self.rows[row].1[column];
        match value {
            Ok(value) => cell.rounds.push(value),
            Err(why) => cell.failed = Some(why),
        }
    }

    /// Median, ratio to the base row, and range; one row per contestant.
    pub fn markdown(&self) -> String {
        let mut text = format!("{}\n\n| |", self.title);
        for column in &self.columns {
            let _ = write!(text, " {column} |");
        }
        text.push_str("\n|---|");
        text.push_str(&"---|".repeat(self.columns.len()));
        text.push('\n');
        for (name, cells) in &self.rows {
            let _ = write!(text, "| {name} |");
            for (column, cell) in cells.iter().enumerate() {
                let _ = write!(text, " {} |", self.show(column, cell));
            }
            text.push('\n');
        }
        text
    }

    fn show(&self, column: usize, cell: &Cell) -> String {
        if cell.rounds.is_empty() {
            return cell.failed.clone().unwrap_or_else(|| "–".to_owned());
        }
        let (low, high) = cell.range();
        let base = &self.rows[self.base].1[column];
        let ratio = if base.rounds.is_empty() {
            String::new()
        } else {
            format!(" **{:.2}×**", cell.ratio(base))
        };
        let failed = match &cell.failed {
            Some(why) => format!(", some failed: {why}"),
            None => String::new(),
        };
        format!(
            "{}{ratio} ({}–{}){failed}",
            number(cell.median()),
            number(low),
            number(high)
        )
    }

    /// The same figures for programs.
    pub fn json(&self) -> serde_json::Value {
        let rows = self.rows.iter().map(|(name, cells)| {
            let cells = self.columns.iter().zip(cells).map(|(column, cell)| {
                serde_json::json!({"column": column, "median": cell.median(), "rounds": cell.rounds, "failed": cell.failed})
            });
            serde_json::json!({"name": name, "cells": cells.collect::<Vec<_>>()})
        });
        serde_json::json!({"title": self.title, "rows": rows.collect::<Vec<_>>()})
    }
}

fn number(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.2}");
    }
    // Such a measurement justifies three significant digits.
    let rounded = if value >= 10_000.0 {
        (value / 100.0).round() * 100.0
    } else {
        value.round()
    };
    let digits = format!("{rounded:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
