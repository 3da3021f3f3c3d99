//! Optimal values of plans, against other solvers.
