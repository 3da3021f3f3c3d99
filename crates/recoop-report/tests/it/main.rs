//! The report: its types, its numbers, its page.
mod types;
