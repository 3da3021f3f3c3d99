//! Tests of predation: one binary.
mod brute;
mod defense;
mod faults;
mod hand;
mod make;
mod measures;
mod replay;
mod theorems;
