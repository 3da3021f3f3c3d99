#!/bin/sh
# Installs Beancount, an independent checker of the books' journals, into target/books/venv. The tests of recoop-books use it where it is.
set -eu
cd "$(dirname "$0")/.."

. scripts/venv.sh
venv books scripts/books/requirements.txt
