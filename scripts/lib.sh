# shellcheck shell=bash
# What the other scripts share: making this checkout ready to run. Sourced, with the working folder at the checkout's root.
# Everything is idempotent: what is up to date is recognised by a fingerprint and skipped.

export PIP_DISABLE_PIP_VERSION_CHECK=1
STAMPS=.venv/.stamps

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "$@"
    exit 1
}

# Two scripts that start at once prepare one after the other. The lock is the scripts folder itself, and ends with us.
lock_preparation() {
    exec 9<scripts
    if command -v flock >/dev/null; then flock 9; fi
}
unlock_preparation() {
    if command -v flock >/dev/null; then flock -u 9; fi
    exec 9<&-
}

# stamped NAME FINGERPRINT: whether this was done already.
stamped() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }
stamp() { mkdir -p "$STAMPS" && printf '%s' "$2" >"$STAMPS/$1"; }

fingerprint() { .venv/bin/python -I -S scripts/fingerprint.py "$@"; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is needed; none was found. Set PYTHON to one that is not on the PATH."
}

# need_debian WHY PACKAGE…: installs what is missing where we may, and names the exact command where we may not.
need_debian() {
    local why=$1
    shift
    local install="apt-get install --yes --no-install-recommends $*"
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        say "Installing $* ($why) …"
        {
            export DEBIAN_FRONTEND=noninteractive
            apt-get update -qq && $install -qq
        } >/dev/null || fail "That failed: $install"
    elif command -v apt-get >/dev/null; then
        fail "$why: sudo $install"
    else
        fail "$why: install what Debian calls $* by your system's package manager."
    fi
}

# prepare_python runtime|dev: a virtual environment with the locked dependencies and this checkout in it.
prepare_python() {
    local kind=$1 python print
    # The programs in it name it by its full path: one that was moved or copied is made anew.
    if ! stamped place "$PWD" || ! .venv/bin/python -c '' 2>/dev/null; then
        python=$(find_python)
        say "Making a virtual environment …"
        rm -rf .venv
        if ! "$python" -m venv .venv 2>/dev/null; then
            need_debian "Python cannot make virtual environments" python3-venv
            "$python" -m venv .venv
        fi
        stamp place "$PWD"
    fi
    print=$(fingerprint requirements.lock requirements-build.lock requirements-dev.lock pyproject.toml)
    if stamped dev "$print" || { [ "$kind" = runtime ] && stamped runtime "$print"; }; then return; fi
    say "Installing the Python packages …"
    if [ "$kind" = dev ]; then
        install_locked -r requirements-dev.lock # holds the other two
    else
        install_locked -r requirements.lock -r requirements-build.lock
    fi
    .venv/bin/pip install --quiet --no-deps --no-build-isolation --editable .
    stamp "$kind" "$print"
}
install_locked() { .venv/bin/pip install --quiet --require-hashes "$@"; }

# prepare_libraries: what the server loads that no Python package brings.
prepare_libraries() {
    if /sbin/ldconfig -p 2>/dev/null | grep -q 'libmagic\.so\.1'; then return; fi
    .venv/bin/python -c 'import magic' 2>/dev/null || need_debian "libmagic tells what a file is" libmagic1
}

prepare_node_packages() {
    if ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then
        fail "Node 20 or newer, with npm, is needed to build the web app."
    fi
    local print
    print=$(fingerprint frontend/package.json frontend/package-lock.json)
    if [ -d frontend/node_modules ] && stamped node "$print"; then return; fi
    say "Installing the web app's packages …"
    (cd frontend && npm ci --no-audit --no-fund --loglevel=error >/dev/null)
    stamp node "$print"
}

# prepare_web: the built web app, inside the package. Needs Node only where something changed.
prepare_web() {
    local print
    print=$(fingerprint frontend --without node_modules e2e coverage test-results playwright-report)
    if [ -f backend/bulletdrop/web/index.html ] && stamped web "$print"; then return; fi
    prepare_node_packages
    say "Building the web app …"
    (cd frontend && npm run --silent build >/dev/null) # what it complains of goes to stderr
    stamp web "$print"
}

# Debian keeps clamd where only root's PATH leads. The tests bring their own signatures: until the next boot the package's
# services do not run, so that none is downloaded.
prepare_clamd() {
    if PATH="$PATH:/usr/sbin" command -v clamd >/dev/null; then return; fi
    if [ "$(id -u)" = 0 ] && [ -d /run/systemd/system ]; then
        systemctl mask --quiet --runtime clamav-daemon.service clamav-daemon.socket clamav-freshclam.service
    fi
    need_debian "The tests run a real virus scanner" clamav-daemon
}

prepare_exiftool() {
    if command -v exiftool >/dev/null; then return; fi
    need_debian "The tests read metadata with a second reader" libimage-exiftool-perl
}

prepare_chromium() {
    if command -v chromium >/dev/null || [ -x "${CHROMIUM:-}" ]; then return; fi
    need_debian "The browser tests need Chromium" chromium
}
