//! Sharing games: exact means exact.
