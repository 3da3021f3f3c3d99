#!/bin/sh
# Builds docs/ as a book with search into target/book/html. What it needs, mdBook and the conversion of equations, is installed into target/book
# and used by nothing else.
set -eu
cd "$(dirname "$0")/.."

version=0.5.4
mdbook=target/book/bin/mdbook
if command -v mdbook >/dev/null && [ "$(mdbook --version)" = "mdbook v$version" ]; then
    mdbook=mdbook
elif [ ! -x "$mdbook" ] || [ "$($mdbook --version)" != "mdbook v$version" ]; then
    echo "installing mdBook $version into target/book: two minutes of work" >&2
    cargo install mdbook --version "$version" --locked --debug --no-default-features --features search --root target/book --target-dir target/book/build
fi

venv=target/book/venv
if ! cmp -s scripts/book/requirements.txt "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv" || { echo "error: the book needs Python 3 with venv: sudo apt-get install python3-venv" >&2; exit 1; }
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r scripts/book/requirements.txt
    cp scripts/book/requirements.txt "$venv/requirements.txt"
fi

"$mdbook" build
echo "target/book/html/index.html"
