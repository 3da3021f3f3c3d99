//! Simulated prices and back-tests.
