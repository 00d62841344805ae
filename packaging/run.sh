#!/usr/bin/env bash
# Sets up what is missing, then opens the viewer on the demo cases, or on PATH...
# Without a screen the same window runs the demo offscreen and leaves a screenshot and a report.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

(cd "$ROOT" && setup run)

# -P keeps the caller's folder, which may hold anything, off the import path
program() { "$VENV_PYTHON" -P -m medadv_gui "$@"; }
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/medadv_gui

if [ $# = 0 ]; then
  drawn_by=$(cat "$ROOT"/medadv_gui/demo/*.py | sha256)
  demo=$cache/demo-${drawn_by:0:12}
  if [ ! -d "$demo" ]; then
    say "drawing the demo cases in $demo"
    mkdir -p "$cache"
    part=$(mktemp -d "$cache/demo.XXXXXX")
    program demo --out "$part" >&2
    mv "$part" "$demo"
  fi
  set -- "$demo"
fi

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  out=$cache/demo-run
  say 'no screen here: running the attack in the same window, offscreen'
  rm -rf "$out"
  mkdir -p "$out"
  QT_QPA_PLATFORM=offscreen program view "$1" --run --screenshot "$out/window.png" --out "$out/report"
  say "screenshot: $out/window.png"
  say "report:     $out/report"
else
  program "$@"
fi
