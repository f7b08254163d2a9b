#!/bin/bash
# The browser tests: Debian's chromium, driven by playwright-core, checked by axe-core (both pinned in tests/browser).
# Screenshots of every page stand in build/screenshots afterwards. `tests/run-browser.sh --images` makes docs/images anew.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/test
if [ ! -e tests/browser/node_modules/.package-lock.json ]; then
    npm ci --prefix tests/browser --no-audit --no-fund --ignore-scripts >build/test/browser-npm.log 2>&1 || {
        tail -n 20 build/test/browser-npm.log
        echo "not ok - npm ci of tests/browser failed"
        exit 1
    }
fi
mkdir -p build/test/browser
if [ "${1:-}" = --images ]; then
    exec node tests/browser/images.mjs
fi
run_some() {
    local log="build/test/browser/$1.tap" status=0
    if [ -e "tests/browser/$1_browser.mjs" ]; then
        node "tests/browser/$1_browser.mjs" >"$log" 2>&1 || status=$?
    else
        VARIANT="$1" node tests/browser/journeys_browser.mjs >"$log" 2>&1 || status=$?
    fi
    [ $status -eq 0 ] || grep -q '^not ok' "$log" || echo "not ok - browser variants $1 ended with status $status" >>"$log"
    cat "$log"
    return $status
}
export -f run_some
# The variants of tests/browser/journeys_browser.mjs and every other journey there, divided among two browsers.
others=$(cd tests/browser && ls -- *_browser.mjs | sed 's/_browser.mjs//' | grep -v '^journeys$')
# shellcheck disable=SC2086
printf '%s\n' "${VARIANTS:-0,4,2}" "${VARIANTS_BESIDE:-1,3}" $others | xargs -P 2 -I {} bash -c 'run_some {}'
