#!/bin/sh
# Installs Beancount, an independent checker of the books' journals, into target/books/venv. The tests of recoop-books use it where it is.
set -eu
cd "$(dirname "$0")/.."

venv=target/books/venv
[ -x "$venv/bin/bean-check" ] && exit 0
python3 -c 'import ensurepip, venv' 2>/dev/null || {
    echo "error: Beancount needs Python 3 with venv: sudo apt-get install python3 python3-venv" >&2
    exit 1
}
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check beancount==3.2.3
