#!/usr/bin/env bash
# Sets up what is missing, then checks style, types, imports and scripts, and runs the tests.
# Arguments go to pytest: bash packaging/test.sh tests/attack -k linear
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

cd "$ROOT"
setup test
PATH=$VENV/bin:$PATH
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}

failed=()
check() {
  say "$*"
  "$@" || failed+=("$*")
}
check ruff check .
check ruff format --check .
check mypy
check lint-imports
check shellcheck --external-sources packaging/*.sh packaging/*/*.sh packaging/linux/postrm .ci/run
# Two at once, a file of tests in one of them: its fixtures are made once.
check pytest -n 2 --dist loadfile "$@"

[ ${#failed[@]} = 0 ] || die "failed: $(printf '%s; ' "${failed[@]}")"
say 'all checks and tests passed'
