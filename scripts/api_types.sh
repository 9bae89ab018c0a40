#!/usr/bin/env bash
# Writes the OpenAPI document, and the web app's types made from it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

prepare_python dev
prepare_node_packages
.venv/bin/bulletdrop openapi >frontend/openapi.json
cd frontend
npm run --silent api
