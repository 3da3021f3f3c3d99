//! The report: its types, its sentences, its numbers, its page.
mod compare;
mod declarations;
mod desk;
mod escape;
mod numbers;
mod odd_cases;
mod sentences;
mod types;
