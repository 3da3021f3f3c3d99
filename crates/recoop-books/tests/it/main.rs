//! Tests of the books.

mod audited;
mod documents;
mod rules;
mod three;
mod worked;
mod world;
