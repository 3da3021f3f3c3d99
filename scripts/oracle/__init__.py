"""Checks plans of recoop against other solvers: see docs/oracle.md."""
