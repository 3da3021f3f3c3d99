# Sourced from the project's root: `venv NAME REQUIREMENTS` puts Python packages into target/NAME/venv, anew when the requirements
# change. Python is installed where apt and root are there, else asked for.
find_python() {
    python=""
    for candidate in python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            return
        fi
    done
}

venv() {
    venv=target/$1/venv
    cmp -s "$2" "$venv/requirements.txt" && return
    find_python
    if [ -z "$python" ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
        find_python
    fi
    if [ -z "$python" ]; then
        echo "error: this needs Python 3.11 or later with venv: sudo apt-get install python3 python3-venv" >&2
        exit 1
    fi
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$2"
    cp "$2" "$venv/requirements.txt"
}

# `check_with NAME ARGUMENTS` runs the Python package scripts/NAME against target/debug/recoop, after its own tests.
check_with() {
    name=$1
    shift
    [ -x target/debug/recoop ] || { echo "error: there is no target/debug/recoop; run: cargo build --workspace" >&2; exit 1; }
    venv "$name" "scripts/$name/requirements.txt"
    cd scripts
    export PYTHONDONTWRITEBYTECODE=1
    "../$venv/bin/python" -m unittest discover --quiet --top-level-directory . --start-directory "$name/tests"
    exec "../$venv/bin/python" -m "$name" "$@"
}
