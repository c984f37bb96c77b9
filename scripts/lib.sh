# shellcheck shell=bash
# Sourced by the other scripts: where things are, which Rust builds them, and how stages are told.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# One target folder for everything; an absolute path, since tools run in other folders too.
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}
case $CARGO_TARGET_DIR in
    /*) ;;
    *) CARGO_TARGET_DIR=$ROOT/$CARGO_TARGET_DIR ;;
esac
export CARGO_TARGET_DIR

# Run, clippy and test use this one selection: another one would unify features differently and
# compile every dependency again. xtask knows the same list.
# shellcheck disable=SC2034 # used by the scripts that source this one
NATIVE=(--workspace --exclude xtask --exclude client-admin --exclude client-pay)

WASM=wasm32-unknown-unknown

# Written by scripts/setup when rustup could not provide the WebAssembly target.
TOOLCHAIN_ENV=$CARGO_TARGET_DIR/toolchain.env

have() { type -P "$1" >/dev/null; }

fail() {
    printf '✗ %s\n' "$@" >&2
    exit 1
}

# rustup puts cargo here, and only a new login shell has it on its path.
if ! have cargo && [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ]; then
    PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
fi

# Uses the compiler that scripts/setup chose.
use_toolchain() {
    if [ -f "$TOOLCHAIN_ENV" ]; then
        # shellcheck source=/dev/null
        . "$TOOLCHAIN_ENV"
    fi
}
use_toolchain

STAGES=()
BEGAN=$SECONDS

# stage NAME COMMAND…: runs the command, tells how long it took, and ends everything if it fails.
stage() {
    local name=$1 began=$SECONDS status=0
    shift
    printf '\n── %s\n' "$name"
    # A subshell outside of any condition: so `set -e` holds inside a function, too.
    set +e
    (
        set -e
        "$@"
    )
    status=$?
    set -e
    if [ "$status" -ne 0 ]; then
        STAGES+=("✗ $name|$((SECONDS - began))")
        report
        # Who reads the end of a long log finds there what failed, and why.
        if [ -s "${LAST_WORDS:-}" ]; then
            cat "$LAST_WORDS"
        fi
        fail "$name failed after $((SECONDS - began)) s: see above"
    fi
    STAGES+=("✓ $name|$((SECONDS - began))")
    printf '✓ %s (%s s)\n' "$name" "$((SECONDS - began))"
}

# A table of the stages so far.
report() {
    local line
    printf '\n'
    for line in "${STAGES[@]}"; do
        printf '%6s s  %s\n' "${line##*|}" "${line%|*}"
    done
    printf '%6s s  in all\n' "$((SECONDS - BEGAN))"
}

has_nextest() { cargo nextest --version >/dev/null 2>&1; }

# Prints the folder of PostgreSQL's server programs. Debian keeps them off the path.
postgres_programs() {
    local folder newest=
    if have initdb; then
        dirname "$(type -P initdb)"
        return
    fi
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do
        if [ -x "$folder/initdb" ]; then
            newest=$folder
        fi
    done
    [ -n "$newest" ] && printf '%s\n' "$newest"
}

# Prints the browser that the stories run in. The headless shell is the same Chromium without the windows that nobody
# looks at: it takes about half the processor's time.
browser() {
    local name
    if [ -n "${CHROMIUM:-}" ]; then
        printf '%s\n' "$CHROMIUM"
        return
    fi
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do
        if have "$name"; then
            type -P "$name"
            return
        fi
    done
    return 1
}
