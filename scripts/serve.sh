#!/usr/bin/env bash
# Starts BulletDrop from this checkout, on a machine that has nothing but Python ≥ 3.11 and Node ≥ 20. What is up to date
# is skipped. Settings: docs/deployment.md. Arguments go to `bulletdrop serve`.
set -euo pipefail
# Settings with relative paths (./data, .env) mean the checkout, wherever this is called from.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

lock_preparation
prepare_python runtime
prepare_libraries
prepare_web
unlock_preparation

# exec: a SIGTERM to this script is one to the server.
exec .venv/bin/bulletdrop serve "$@"
