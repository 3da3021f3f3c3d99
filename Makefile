# The commands of the README. `make study` plans the US case, `make test` runs all tests; `make web` builds the page of the report, `make web-test` tests it.

RECOOP := target/debug/recoop

.PHONY: study test bench lint docs tools web web-test

study: tools
	cargo build --workspace
	$(RECOOP) check cases/us-2026 --quiet
	$(RECOOP) plan cases/us-2026

test: tools
	cargo test --workspace

bench: tools
	cargo build --workspace
	sh benches/run.sh

lint: tools
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

docs: tools
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# The page of the report, a file that is committed: `recoop report` needs no Node.
web:
	@sh scripts/web.sh build

# The page is current with its sources, and does in a real browser what it should.
web-test:
	@sh scripts/web.sh test

# What the native solver needs to be built: installed where apt and root are there, else asked for.
tools:
	@sh scripts/tools.sh
