#!/usr/bin/env bash
# Writes the three lock files from pyproject.toml. Every file is pinned by hash and holds no download address.
#   scripts/lock.sh             keep what still fits
#   scripts/lock.sh --upgrade   take the newest of everything
set -euo pipefail
cd "$(dirname "$0")/.."

tools=.venv/.lock-tools
[ -x "$tools/bin/uv" ] || { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet uv; }

compile() {
    local output=$1
    shift
    # find-links and extra indexes of this machine's configuration must not leak into a file that others install from.
    "$tools/bin/uv" --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command scripts/lock.sh \
        "$@" --output-file "$output"
    if grep -nE '://|^--' "$output"; then
        echo "$output would hold an address" >&2
        exit 1
    fi
}

compile requirements.lock pyproject.toml "$@"
compile requirements-build.lock --group build --constraint requirements.lock "$@"
compile requirements-dev.lock pyproject.toml --group build --group dev \
    --constraint requirements.lock --constraint requirements-build.lock "$@"
