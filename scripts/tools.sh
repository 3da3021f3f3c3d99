#!/bin/sh
# Checks for what HiGHS needs to be compiled: a C++ compiler, cmake, and libclang for its bindings. On Debian and Ubuntu missing
# packages are installed when this runs as root; else it says what to install and stops. PostgreSQL, which the tests of the ledger start,
# is installed where that is possible; without it those tests are skipped.
set -eu

missing=""
need() { missing="$missing $1"; }

command -v cargo >/dev/null 2>&1 || {
    echo "error: there is no cargo; install a Rust toolchain (1.95 or later) first" >&2
    exit 1
}
command -v c++ >/dev/null 2>&1 || command -v g++ >/dev/null 2>&1 || command -v clang++ >/dev/null 2>&1 || need g++
command -v cmake >/dev/null 2>&1 || need cmake
command -v make >/dev/null 2>&1 || need make

has_libclang() {
    [ -n "${LIBCLANG_PATH:-}" ] && return 0
    for place in /usr/lib /usr/lib64 /usr/local/lib /opt/homebrew/opt/llvm/lib; do
        # `libclang-cpp` is another library, which the bindings cannot use.
        [ -d "$place" ] && find -L "$place" -maxdepth 3 ! -name 'libclang-cpp*' \
            \( -name 'libclang.so*' -o -name 'libclang-*.so*' -o -name 'libclang.dylib' \) 2>/dev/null | grep -q . && return 0
    done
    return 1
}
has_libclang || need libclang-dev

has_postgres() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
if ! has_postgres && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    need postgresql
fi

[ -z "$missing" ] && exit 0

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "installing$missing"
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi
echo "error: the solver cannot be compiled without:$missing" >&2
if command -v apt-get >/dev/null 2>&1; then
    echo "  install them with: sudo apt-get install$missing" >&2
else
    echo "  install a C++ compiler, cmake, make and libclang with your system's package manager" >&2
fi
exit 1
