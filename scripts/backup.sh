#!/usr/bin/env bash
# Backs up this checkout's BulletDrop, beside the running server: scripts/backup.sh DIR [--keep N].
# What it does, and how it is restored: docs/deployment.md, "Backups".
set -euo pipefail
[ $# -ge 1 ] || {
    echo "usage: scripts/backup.sh DIR [--keep N]" >&2
    exit 2
}
# The folder is meant from where this is called; settings with relative paths (./data, .env) mean the checkout.
folder=$1
case $folder in /* | -*) ;; *) folder=$PWD/$folder ;; esac
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -x .venv/bin/bulletdrop ] || {
    echo "There is nothing to back up: scripts/serve.sh was never run here." >&2
    exit 1
}
exec .venv/bin/bulletdrop backup "$folder" "$@"
