//! Tests of the books.

mod asked;
mod audited;
mod documents;
mod equity;
mod histories;
mod imports;
mod losses;
mod package;
mod periods;
mod rules;
mod seeded;
mod speed;
mod statements;
mod three;
mod tidy;
mod worked;
mod world;
