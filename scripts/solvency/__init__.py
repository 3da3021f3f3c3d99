"""Kill costs of `recoop stress` held against an operator written from the manual; see docs/oracle.md."""
