#!/usr/bin/env bash
# Installs a .deb in a minimal root without Python, tries it as a user without a network, upgrades and removes it.
#     sudo bash packaging/linux/check_deb.sh ROOT DEB [SMOKE-TEST OPTION ...]
# ROOT is what debootstrap --variant=minbase or an exported container made. Needs Xvfb and ip here, and xdotool for the
# window of archives, and bc. Prints times and sizes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$1" && pwd -P)
deb=$(readlink -f "$2")
shift 2
say() { printf '== %s\n' "$*"; }
die() { echo "check_deb: $*" >&2; exit 1; }
in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
python_is_absent() { [ -z "$(find "$root/usr/bin" -name 'python*')" ] || die 'there is a Python in the root'; }

mounted=()
clean() { for place in "${mounted[@]}"; do umount "$place" || true; done; }
trap clean EXIT
bind() {
  mkdir -p "$2"
  mount --bind "$1" "$2"
  mounted=("$2" "${mounted[@]}")
}
mkdir -p /tmp/.X11-unix
chmod 1777 /tmp/.X11-unix
bind /proc "$root/proc"
bind /dev "$root/dev"
bind /tmp/.X11-unix "$root/tmp/.X11-unix"

# shellcheck source=/dev/null
say "$(. "$root/etc/os-release" && echo "$PRETTY_NAME"), $(in_root getconf GNU_LIBC_VERSION)"
python_is_absent
in_root id lab1 >/dev/null 2>&1 || in_root useradd --create-home lab1
in_root id lab2 >/dev/null 2>&1 || in_root useradd --create-home lab2

cp "$deb" "$root/tmp/medadv-gui.deb"
in_root apt-get -q update >/dev/null
in_root apt-get -q -o Dpkg::Use-Pty=0 install -y --no-install-recommends --download-only /tmp/medadv-gui.deb >/dev/null
log=$(mktemp)
begin=$(date +%s.%N)
in_root apt-get -q -o Dpkg::Use-Pty=0 install -y --no-install-recommends /tmp/medadv-gui.deb >"$log" 2>&1 \
  || { cat "$log"; die 'it could not be installed'; }
say "installed in $(echo "$(date +%s.%N) - $begin" | bc) s; deb $(stat -c %s "$deb") bytes, program $(du -sb "$root/usr/lib/medadv-gui" | cut -f 1) bytes"
python_is_absent
missing=$(find "$root/usr/lib/medadv-gui" -name '*.so*' -type f | sed "s|^$root||" | while read -r library; do
  in_root env LD_LIBRARY_PATH=/usr/lib/medadv-gui/_internal ldd "$library" 2>/dev/null | grep 'not found' || true
done | sort -u)
[ -z "$missing" ] || say "libraries that are asked for and not there: $missing"

# Owned by root, the program's folder is read-only for this user; there is no network but the machine's own loop.
unshare --net sh -c 'ip link set lo up && exec "$@"' sh python3 "$here/../smoke_test.py" /usr/bin/medadv-gui --root "$root" --user lab1 "$@" || die 'the smoke test failed'

say 'two users at once'
as() { unshare --net chroot --userspec="$1" "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME="/home/$1" QT_QPA_PLATFORM=offscreen "${@:2}"; }
as lab1 medadv-gui demo --out /home/lab1/demo >/dev/null
cp -R "$root/home/lab1/demo" "$root/home/lab2/demo"
for user in lab1 lab2; do
  as "$user" medadv-gui attack "/home/$user/demo/fundus/fundus.png" --model fundus-dr --steps 3 --out "/tmp/of-$user" >/dev/null &
done
wait
for user in lab1 lab2; do [ -s "$root/tmp/of-$user/report.pdf" ] || die "nothing came of $user's attack"; done

say 'a temporary folder that is locked'
chmod 700 "$root/tmp"
as lab1 env TMPDIR=/root medadv-gui predict /home/lab1/demo/fundus/fundus.png --model fundus-dr >/dev/null || die 'locked temporary folder'
chmod 1777 "$root/tmp"

say 'upgrade: settings and cases stay'
as lab1 medadv-gui library add /tmp/of-lab1 >/dev/null
mkdir -p "$root/home/lab1/.config/medadv_gui"
echo 'kept' >"$root/home/lab1/.config/medadv_gui/marker"
mkdir -p "$root/etc/xdg/medadv_gui"
echo '{"retention_days": 30}' >"$root/etc/xdg/medadv_gui/policy.json"
newer=$(mktemp -d)
dpkg-deb -R "$deb" "$newer/tree"
sed -i 's/^Version: .*/&.1/' "$newer/tree/DEBIAN/control"
dpkg-deb -Znone --root-owner-group -b "$newer/tree" "$root/tmp/newer.deb" >/dev/null
rm -rf "$newer"
in_root dpkg -i /tmp/newer.deb >/dev/null
in_root medadv-gui --version
[ -e "$root/home/lab1/.config/medadv_gui/marker" ] || die 'settings are gone'
[ "$(as lab1 medadv-gui library check)" = '1 cases, 0 damaged' ] || die 'the case is gone'

say 'removal'
in_root dpkg --purge medadv-gui
for place in usr/lib/medadv-gui usr/bin/medadv-gui usr/share/applications/medadv-gui.desktop usr/share/doc/medadv-gui; do
  [ ! -e "$root/$place" ] || die "$place is still there"
done
for place in home/lab1/.config/medadv_gui/marker home/lab1/.local/share/medadv_gui/library/library.sqlite etc/xdg/medadv_gui/policy.json; do
  [ -e "$root/$place" ] || die "$place is gone"
done
rm -f "$root/etc/xdg/medadv_gui/policy.json" "$root"/tmp/*.deb
rm -rf "$root"/tmp/of-lab? "$root"/home/lab?/demo
say 'all well'
