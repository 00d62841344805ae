#!/usr/bin/env bash
# Makes the frozen program in .build/dist/medadv-gui, from nothing but this checkout, Python 3.11 and the packages that
# requirements.txt names with their hashes. Linux, macOS, and Windows in Git's bash.
#     bash packaging/build.sh [--find-links FOLDER ...]      arguments go to pip
# Linux takes the CPU build of torch, which lies on PyTorch's own index unless an argument says where else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
BUILD=$ROOT/.build
say() { printf 'build: %s\n' "$*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1; }

# --- which build this is ----------------------------------------------------------------------------------

commit=$(git rev-parse --short=10 HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain --untracked-files=no 2>/dev/null)" ] || commit=$commit-changed
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0)
PYTHONHASHSEED=0 # PyInstaller writes the same archive each time
export SOURCE_DATE_EPOCH PYTHONHASHSEED

# --- the packages ------------------------------------------------------------------------------------------

venv=$BUILD/venv
bin=$venv/bin
[ "${OS:-}" != Windows_NT ] || bin=$venv/Scripts
stamp=$(cat packaging/requirements.txt | sha256)
if [ "$(cat "$venv/made-from" 2>/dev/null)" != "$stamp" ]; then
  say 'installing the packages'
  "${PYTHON:-python3.11}" -m venv --clear "$venv"
  [ "$(uname -s)" != Linux ] || [ $# != 0 ] || set -- --extra-index-url https://download.pytorch.org/whl/cpu
  "$bin/python" -m pip install --quiet --no-input --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
    "$@" --requirement packaging/requirements.txt
  echo "$stamp" >"$venv/made-from"
fi

# --- the program ---------------------------------------------------------------------------------------------

export MEDADV_STAGE=$BUILD/stage
mkdir -p "$MEDADV_STAGE"
"$bin/python" packaging/stage.py "$MEDADV_STAGE" "$commit"
say "freezing $(cat "$MEDADV_STAGE/build.json")"
rm -rf "$BUILD/dist"
"$bin/python" -m PyInstaller --noconfirm --log-level "${LOG_LEVEL:-ERROR}" --distpath "$BUILD/dist" \
  --workpath "$BUILD/work" packaging/medadv-gui.spec
program=$BUILD/dist/medadv-gui
"$bin/python" packaging/trim.py "$program"
for part in Frameworks Resources; do
  [ ! -d "$BUILD/dist/medadv_gui.app" ] || "$bin/python" packaging/trim.py "$BUILD/dist/medadv_gui.app/Contents/$part"
done
"$bin/python" packaging/notices.py "$program" "$BUILD/work/medadv-gui"
say "$program"
