#!/usr/bin/env bash
# Compiles the Windows installer here and looks into it: is every file of the payload in it, and all that removes it?
#     bash packaging/windows/check_nsis.sh [PAYLOAD]      without PAYLOAD a stand-in of a few files
# Needs makensis (Debian: nsis); with 7z the installer is opened and listed, else makensis' own list is compared.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
payload=${1:-}
if [ -z "$payload" ]; then
  payload=$work/payload
  for file in medadv-gui.exe THIRD-PARTY.txt sbom.cdx.json licences/qt/LGPL-3.0.txt _internal/base_library.zip \
    _internal/torch/lib/torch_cpu.dll _internal/medadv_gui/resources/build.json; do
    mkdir -p "$(dirname "$payload/$file")"
    echo "$file" >"$payload/$file"
  done
fi
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' medadv_gui/__init__.py)
makensis -V4 -WX -DVERSION="$version" -DBUILD=check -DPAYLOAD="$payload" -DLICENCE="$PWD/LICENSE" -DOUT="$work/medadv_gui-check.exe" \
  packaging/windows/medadv-gui.nsi >"$work/log" || { tail -20 "$work/log"; exit 1; }
(cd "$payload" && find . -type f -printf '%f\n' | sort) >"$work/wanted"
if command -v 7z >/dev/null; then
  7z l -slt "$work/medadv_gui-check.exe" | sed -n 's/^Path = .*[\\/]//p; s/^Path = \([^\\/]*\)$/\1/p' | sort >"$work/found"
else
  sed -n 's/^File: "\(.*\)" .*/\1/p; s/^File: "\(.*\)"$/\1/p; s/^File: Descending.*//p' "$work/log" | sed 's|.*[/\\]||' | sort >"$work/found"
fi
missing=$(comm -23 "$work/wanted" "$work/found")
[ -z "$missing" ] || { echo "not in the installer: $missing" >&2; exit 1; }
# What is at the payload's top has to be named in REMOVE_PROGRAM, or it would stay behind.
(cd "$payload" && find . -mindepth 1 -maxdepth 1 -printf '%f\n') | while read -r name; do
  grep -qF "\$INSTDIR\\${name/medadv-gui.exe/\$\{EXE\}}\"" packaging/windows/medadv-gui.nsi \
    || { echo "the uninstaller leaves $name" >&2; exit 1; }
done
echo "$(wc -l <"$work/wanted") files in $(stat -c %s "$work/medadv_gui-check.exe") bytes"
