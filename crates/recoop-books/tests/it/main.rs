//! Tests of the books.

mod three;
mod world;
