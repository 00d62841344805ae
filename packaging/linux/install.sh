#!/bin/sh
# Installs the program for the user who runs this, into the home; no root, no network. A second run of a newer one
# takes the older one's place: settings, cases and models stay. PREFIX=/opt/somewhere installs elsewhere.
set -eu
say() { printf 'medadv-gui: %s\n' "$*"; }
case ${1-} in
  '') ;;
  -h | --help) say 'usage: [PREFIX=FOLDER] install.sh    installs into ~/.local, or into FOLDER'; exit 0 ;;
  *) say "install.sh knows no $1" >&2; exit 2 ;;
esac
here=$(cd "$(dirname "$0")" && pwd -P)
mkdir -p "${PREFIX:-$HOME/.local}"
prefix=$(cd "${PREFIX:-$HOME/.local}" && pwd)
place=$prefix/lib/medadv-gui
share=$prefix/share

# The whole program lies beside the old one before that is put away: what is cut off leaves one of the two.
mkdir -p "$prefix/lib" "$prefix/bin"
rm -rf "$place.new"
cp -R "$here/program" "$place.new"
cp "$here/uninstall.sh" "$place.new/"
rm -rf "$place.old"
[ ! -e "$place" ] || mv "$place" "$place.old"
mv "$place.new" "$place"
# A CUDA package of an older one stays only if it fits; the program looks.
[ ! -d "$place.old/cuda" ] || mv "$place.old/cuda" "$place/cuda"
rm -rf "$place.old"
ln -sf ../lib/medadv-gui/medadv-gui "$prefix/bin/medadv-gui"

(cd "$here/share" && find . -type f) | while read -r file; do
  mkdir -p "$share/$(dirname "$file")"
  cp "$here/share/$file" "$share/$file"
done
# Menus may not know this bin folder. In Exec a path is quoted, and then once more as every value of a desktop entry.
for_sed() { printf '%s' "$1" | sed 's/[\\&|]/\\&/g'; }
program=$prefix/bin/medadv-gui
value=$(printf '%s' "$program" | sed 's/\\/\\\\/g')
quoted=$(printf '%s' "$program" | sed -e 's/[\\"`$]/\\&/g' -e 's/%/%%/g' | sed 's/\\/\\\\/g')
sed -e "s|^Exec=medadv-gui|Exec=\"$(for_sed "$quoted")\"|" -e "s|^TryExec=.*|TryExec=$(for_sed "$value")|" \
  "$here/share/applications/medadv-gui.desktop" >"$share/applications/medadv-gui.desktop"
refresh() { ! command -v "$1" >/dev/null 2>&1 || "$@" >/dev/null 2>&1 || true; }
refresh update-desktop-database "$share/applications"
refresh update-mime-database "$share/mime"
refresh gtk-update-icon-cache -q -t "$share/icons/hicolor"
"$prefix/bin/medadv-gui" --version
# What every desktop has, and a bare system may not.
inside=$place/_internal
missing=$(LD_LIBRARY_PATH=$inside ldd "$inside/PySide6/QtWidgets.abi3.so" "$inside/PySide6/Qt/plugins/platforms/libqxcb.so" \
  2>/dev/null | sed -n 's/^[[:space:]]*\(.*\) => not found/\1/p' | sort -u | tr '\n' ' ') || true
if [ -n "$missing" ]; then
  say "the window needs libraries that this system lacks: $missing"
  say 'on Debian and Ubuntu an administrator installs them: apt install libgl1 libegl1 libxcb1 fontconfig-config fonts-dejavu-core'
fi
say "installed in $place; $place/uninstall.sh removes it"
case :$PATH: in
  *":$prefix/bin:"*) ;;
  *) say "add $prefix/bin to PATH to start it by its name" ;;
esac
