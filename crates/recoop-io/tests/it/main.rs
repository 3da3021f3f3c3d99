//! Tests of cases and runs on disk.

mod attacks;
mod bad_cases;
mod bad_settings;
mod big;
mod book;
mod case;
mod cover;
mod former;
mod games;
mod guard;
mod mutated;
mod open_document;
mod pages;
mod placed;
mod runs;
mod workbooks;
