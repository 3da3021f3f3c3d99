# The commands of the README. `make study` plans the US case, `make test` runs all tests; `make oracle` checks plans against other solvers; `make web` builds the page of the report, `make web-test` tests it.

RECOOP := target/debug/recoop
DOCUMENTS := 2-co-products 4-crash 5-cooperative-of-three 6-long-purse

.PHONY: study test oracle oracle-full solvency solvency-quick engines engines-full mutations bench lint docs book package tools web web-test web-documents web-picture

study: tools
	cargo build --workspace
	$(RECOOP) check cases/us-2026 --quiet
	$(RECOOP) plan cases/us-2026

test: tools
	cargo test --workspace

# Ten thousand slips in tables, of a seed that the rules were not made with: what is refused, what draws a warning, by kind.
mutations: tools
	cargo test --workspace --test mutations -- --ignored --nocapture

# Plans of random and shipped cases against other solvers (docs/oracle.md): a hundred random cases, or five hundred. Built as for the tests, so that
# nothing is compiled twice.
oracle: tools
	cargo test --workspace --no-run
	sh scripts/oracle.sh --cases 100 --futures 3

oracle-full: tools
	cargo test --workspace --no-run
	sh scripts/oracle.sh --cases 500

# Kill costs of random small cases against an operator of its own (docs/oracle.md): three hundred with a menu of steps and three hundred with ranges of
# depth, or thirty of each.
solvency: tools
	cargo test --workspace --no-run
	sh scripts/solvency.sh

solvency-quick: tools
	cargo test --workspace --no-run
	sh scripts/solvency.sh --menus 30 --ranges 30

# Jobs on local clusters of processes, Dask and Ray, with a worker killed midway, and exported scenarios in mpi-sppy (docs/jobs.md).
engines: tools
	cargo test --workspace --no-run
	sh scripts/engines.sh

# The same, and MPI, a Slurm of one node, GNU parallel, the schema of Kubernetes, and 1,000 paths of the US case: an hour or more. With
# `RECOOP_US_PATHS=20 make engines-full` the US case has fewer paths.
engines-full: tools
	cargo test --workspace --no-run
	sh scripts/engines.sh full

bench: tools
	cargo build --workspace
	sh benches/run.sh

lint: tools
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

docs: tools
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# The pages of docs/ as a book with search, in target/book/html. The first time mdBook is compiled: two minutes of work, so CI leaves it out; its links, its
# anchors and its table of contents are held by the tests.
book:
	@sh scripts/book.sh

# The two crates that stand alone can be packaged: nothing is compiled, nothing is sent.
package:
	cargo package --quiet --no-verify --allow-dirty -p program -p coalition

# The page of the report, a file that is committed: `recoop report` needs no Node.
web:
	@sh scripts/web.sh build

# The page is current with its sources, and does in a real browser what it should.
web-test:
	@sh scripts/web.sh test

# Reports of small cases that the tests of the page read.
web-documents:
	for case in $(DOCUMENTS); do \
		$(RECOOP) study cases/$$case --out runs/$$case-study --quiet && cp runs/$$case-study/report.json web/tests/documents/$$case.json || exit 1; \
	done

# The picture of the README, of a report: make web-picture REPORT=runs/us-2026-study/report.html
web-picture:
	@sh scripts/web.sh picture "$(abspath $(REPORT))" "$(abspath docs/report.webp)"

# What the native solver needs to be built: installed where apt and root are there, else asked for.
tools:
	@sh scripts/tools.sh
