#!/usr/bin/env bash
# Everything that a change must pass, as CI runs it.
#   scripts/test.sh                            all
#   scripts/test.sh backend|frontend|browser   a part
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

passed=0
step() {
    local name=$1 began=$SECONDS
    shift
    printf '\n── %s\n' "$name"
    if ! "$@"; then
        printf '\n%s failed (%s s).\nchecks: %s passed, 1 failed\n' "$name" $((SECONDS - began)) "$passed"
        exit 1
    fi
    passed=$((passed + 1))
    printf '── %s: good, %s s\n' "$name" $((SECONDS - began))
}

in_frontend() { (cd frontend && "$@"); }

# What the web app believes of the API is what the API says of itself.
api_types_are_current() {
    .venv/bin/bulletdrop openapi | diff - frontend/openapi.json >/dev/null &&
        in_frontend npm run --silent api -- --check >/dev/null &&
        return
    echo "frontend/openapi.json or src/api/schema.d.ts is out of date: scripts/api_types.sh"
    return 1
}

backend() {
    prepare_clamd
    prepare_exiftool
    step "ruff" .venv/bin/ruff check
    step "ruff format" .venv/bin/ruff format --check
    step "mypy" .venv/bin/mypy
    step "import-linter" .venv/bin/lint-imports
    # The slow files first, so that no worker is left alone with them; one worker more than cores: many tests wait.
    step "pytest" .venv/bin/pytest -q -n 3 --dist loadfile backend/tests/test_*.py backend/tests/{scanning,media,uploads} backend/tests
}

frontend() {
    prepare_node_packages
    step "API types" api_types_are_current
    step "eslint" in_frontend npm run --silent lint
    step "typescript" in_frontend npm run --silent typecheck
    step "vitest" in_frontend npm run --silent test
    step "initial JavaScript" in_frontend node scripts/initial.mjs
}

browser() {
    prepare_node_packages
    prepare_chromium
    prepare_clamd
    step "playwright" in_frontend npm run --silent e2e
}

part=${1:-all}
case $part in
all | backend | frontend | browser) ;;
*) fail "usage: scripts/test.sh [backend|frontend|browser]" ;;
esac

lock_preparation
prepare_python dev
prepare_libraries
prepare_web
unlock_preparation

if [ "$part" = all ]; then
    backend
    frontend
    browser
else
    "$part"
fi
printf '\nchecks: %s passed, 0 failed\n' "$passed"
