#!/bin/sh
# Removes what install.sh laid; settings, cases and models stay, and where is said.
set -eu
case ${1-} in
  '') ;;
  -h | --help) echo 'medadv-gui: uninstall.sh removes the program that it lies in; settings, cases and models stay'; exit 0 ;;
  *) echo "medadv-gui: uninstall.sh knows no $1" >&2; exit 2 ;;
esac
place=$(cd "$(dirname "$0")" && pwd -P)
prefix=$(dirname "$(dirname "$place")")
share=$prefix/share
case $place in
  */lib/medadv-gui) ;;
  *) echo "medadv-gui: $place is not where the program was installed" >&2; exit 1 ;;
esac
rm -f "$share/applications/medadv-gui.desktop" "$share/mime/packages/medadv-gui.xml" "$share/man/man1/medadv-gui.1.gz"
find "$share/icons/hicolor" -name medadv-gui.png -o -name medadv-gui.svg 2>/dev/null | while read -r icon; do
  rm -f "$icon"
done
refresh() { ! command -v "$1" >/dev/null 2>&1 || "$@" >/dev/null 2>&1 || true; }
refresh update-desktop-database "$share/applications"
refresh update-mime-database "$share/mime"
refresh gtk-update-icon-cache -q -t "$share/icons/hicolor"
rm -f "$prefix/bin/medadv-gui"
rm -rf "$place"
echo "medadv-gui: removed. Your data stay in ${XDG_DATA_HOME:-$HOME/.local/share}/medadv_gui (cases, models, session),"
echo "${XDG_CONFIG_HOME:-$HOME/.config}/medadv_gui (settings) and ${XDG_CACHE_HOME:-$HOME/.cache}/medadv_gui (may be deleted)."
[ ! -e /etc/xdg/medadv_gui/policy.json ] || echo "Where /etc/xdg/medadv_gui/policy.json names a storage_folder, the data stay there."
