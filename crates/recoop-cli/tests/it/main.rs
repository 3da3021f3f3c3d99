//! Whole commands through the built binary, the cases to learn from and those that are solved by hand, the tutorial, the
//! reference: one binary.

mod audit;
mod backtest;
mod check;
mod command;
mod examples;
mod explain;
mod export;
mod game;
mod guard;
mod hand;
mod jobs;
mod jobs_units;
mod learn;
mod names;
mod new;
mod plan;
mod reference;
mod refuse;
mod robust;
mod screens;
mod sensitivities;
mod share;
mod simulate;
mod stop;
mod streams;
mod stress;
mod study;
mod table_words;
mod tutorial;
mod us;
mod verbs;
mod words;
