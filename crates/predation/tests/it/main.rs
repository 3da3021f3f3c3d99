//! Tests of predation: one binary.
mod brute;
mod defence;
mod faults;
mod hand;
mod make;
mod measures;
mod replay;
mod theorems;
