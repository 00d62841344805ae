#!/usr/bin/env bash
# Runs the Windows installer with a stand-in of a program under Wine: installed where told, upgraded, refused while the
# program runs, removed. What Wine cannot show: rights of folders, signatures, the real program.
#     bash packaging/windows/try_wine.sh
# Needs makensis (Debian: nsis) and wine (Debian: wine64), Xvfb (xvfb), pgrep (procps).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml=
trap 'wineserver -k 2>/dev/null || /usr/lib/wine/wineserver -k 2>/dev/null || true; kill "${screen:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
say() { printf 'try_wine: %s\n' "$*"; }
fail() { say "failed: $*" >&2; exit 1; }
run() { wine "$@" >/dev/null 2>&1; }
status() { local got=0; run "$@" || got=$?; echo "$got"; }
Xvfb -displayfd 3 3>"$work/display" >/dev/null 2>&1 &
screen=$!
until [ -s "$work/display" ]; do sleep 0.1; done
DISPLAY=:$(cat "$work/display")
export DISPLAY
wine wineboot -i >/dev/null 2>&1
payload=$work/payload
mkdir -p "$payload/_internal" "$payload/licences"
cp "$WINEPREFIX/drive_c/windows/system32/notepad.exe" "$payload/medadv-gui.exe"
for file in _internal/a licences/b THIRD-PARTY.txt sbom.cdx.json; do echo "$file" >"$payload/$file"; done
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' medadv_gui/__init__.py)
# Debian's wine64 starts no 32-bit program.
makensis -V1 -X"Target amd64-unicode" -DVERSION="$version" -DBUILD=try -DPAYLOAD="$payload" -DLICENCE="$PWD/LICENSE" \
  -DOUT="$work/setup.exe" packaging/windows/medadv-gui.nsi

for mode in /CurrentUser /AllUsers; do
  place=$WINEPREFIX/drive_c/try$(basename "$mode")
  inside="C:\\try$(basename "$mode")"
  [ "$(status "$work/setup.exe" /S "$mode" "/D=$inside")" = 0 ] || fail "installing $mode"
  for file in medadv-gui.exe _internal/a licences/b uninstall.exe; do [ -f "$place/$file" ] || fail "$file is not in /D="; done
  echo stale >"$place/_internal/stale"
  mkdir -p "$place/mine" && echo mine >"$place/mine/kept"
  wine "$inside\\medadv-gui.exe" >/dev/null 2>&1 &
  program=$!
  for _ in $(seq 60); do
    ! pgrep -f '^C:.*medadv-gui' >/dev/null || break
    sleep 1
  done
  sleep 2 # Wine has begun it; now it opens its file
  [ "$(status "$work/setup.exe" /S "$mode")" = 2 ] || fail "upgrading a running program $mode"
  [ -f "$place/_internal/stale" ] || fail "something was changed while the program ran"
  [ "$(status "$inside\\uninstall.exe" "$mode" /S "_?=$inside")" = 2 ] || fail "removing a running program $mode"
  [ -f "$place/_internal/a" ] || fail "something was removed while the program ran"
  wine taskkill /F /IM medadv-gui.exe >/dev/null 2>&1 || true
  wait "$program" || true
  [ "$(status "$work/setup.exe" /S "$mode")" = 0 ] || fail "upgrading $mode"
  [ ! -e "$place/_internal/stale" ] || fail "a file of the older one stayed"
  [ "$(status "$inside\\uninstall.exe" "$mode" /S "_?=$inside")" = 0 ] || fail "removing $mode"
  for file in medadv-gui.exe _internal; do [ ! -e "$place/$file" ] || fail "$file stayed"; done
  [ -f "$place/mine/kept" ] || fail "a file of the user's is gone"
  wine reg query 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\medadv_gui' >/dev/null 2>&1 && fail "the registry keeps it"
  say "$mode: installed, refused while running, upgraded, removed"
done
