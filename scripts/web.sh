#!/bin/sh
# Builds (build) or tests (test) the page of the report, or takes a picture of a report (picture). What is missing is installed with apt where root is there, else asked for.
set -eu
cd "$(dirname "$0")/../web"

apt() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        echo "the page needs: $*" >&2
        exit 1
    fi
}

command -v npm >/dev/null || apt nodejs npm
# Vite needs 20.19 or later.
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    { echo "the page needs Node 20.19 or later, not $(node --version)" >&2; exit 1; }
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund

case "$1" in
build) npm run build ;;
test)
    # A browser of the system: Playwright's own is not fetched.
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || [ -n "${CHROMIUM:-}" ] || apt chromium fonts-dejavu-core
    npm run check
    npm test
    ;;
picture) node picture.mjs "$2" "$3" ;;
*) echo "usage: web.sh build|test|picture REPORT WEBP" >&2; exit 2 ;;
esac
