#!/usr/bin/env bash
# Makes the .deb and the .tar.zst of .build/dist/medadv-gui (build.sh), in .build/out.
#     bash packaging/linux/package.sh [deb] [tar]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
ROOT=$PWD
LINUX=$ROOT/packaging/linux
program=$ROOT/.build/dist/medadv-gui
out=$ROOT/.build/out
work=$ROOT/.build/package
[ $# != 0 ] || set -- deb tar
field() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$program/_internal/medadv_gui/resources/build.json"; }
version=$(field version)
build=$(field build)
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
level=${ZSTD_LEVEL:-19}
mkdir -p "$out"

# Desktop entry, icons, MIME types and man page below a folder "share".
share() {
  local to=$1 size
  install -Dm644 "$LINUX/medadv-gui.desktop" "$to/applications/medadv-gui.desktop"
  install -Dm644 "$LINUX/medadv-gui.xml" "$to/mime/packages/medadv-gui.xml"
  install -Dm644 resources/icons/medadv-gui.svg "$to/icons/hicolor/scalable/apps/medadv-gui.svg"
  for size in 16 32 48 64 128 256 512; do
    install -Dm644 ".build/stage/medadv-gui-$size.png" "$to/icons/hicolor/${size}x$size/apps/medadv-gui.png"
  done
  install -d "$to/man/man1"
  gzip -9nc "$LINUX/medadv-gui.1" >"$to/man/man1/medadv-gui.1.gz"
}

elves() { find "$1" -type f \( -name '*.so*' -o -perm -u+x \) -exec sh -c 'head -c 4 "$1" | grep -q ELF && echo "$1"' _ {} \;; }

# The Debian packages of the libraries that the program asks for and does not bring, and the C library's version.
depends() {
  local here wanted name path owner
  here=$(find "$program" -name '*.so*' -printf '%f\n' | sort -u)
  wanted=$(elves "$program" | xargs -d '\n' -n 200 readelf -d 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u)
  for name in $(comm -13 <(echo "$here") <(echo "$wanted")); do
    path=$(PATH=$PATH:/sbin ldconfig -p | sed -n "s|^\s*$name (.*x86-64.*) => ||p" | head -1)
    [ -n "$path" ] || { echo "no library $name here: install what brings it, so that it can be declared" >&2; return 1; }
    owner=$(dpkg-query -S "$path" "$(readlink -f "$path")" "${path#/usr}" "/usr$path" 2>/dev/null | head -1 | cut -d : -f 1) || true
    [ "$owner" = libc6 ] || echo "$owner"
  done >"$work/owners"
  sort -u "$work/owners"
  echo "libc6 (>= $(elves "$program" | xargs -d '\n' -n 200 objdump -T 2>/dev/null | grep -o 'GLIBC_2\.[0-9]*' | sort -Vu | tail -1 | cut -d _ -f 2))"
  echo fontconfig-config # the library that comes along reads its files
  echo fonts-dejavu-core
}

deb() {
  local tree=$work/deb documents name=medadv-gui_${version}_$arch.deb list
  rm -rf "$tree"
  mkdir -p "$tree/DEBIAN" "$tree/usr/lib" "$tree/usr/bin"
  cp -al "$program" "$tree/usr/lib/medadv-gui"
  ln -s ../lib/medadv-gui/medadv-gui "$tree/usr/bin/medadv-gui"
  share "$tree/usr/share"
  documents=$tree/usr/share/doc/medadv-gui
  install -Dm644 "$LINUX/policy.json" "$documents/examples/policy.json"
  install -Dm644 "$LINUX/copyright" "$documents/copyright"
  install -d "$tree/usr/share/lintian/overrides"
  install -m644 "$LINUX/lintian-overrides" "$tree/usr/share/lintian/overrides/medadv-gui"
  python3 packaging/changelog.py debian | gzip -9nc >"$documents/changelog.gz"
  install -m755 "$LINUX/postrm" "$tree/DEBIAN/postrm"
  depends >"$work/depends"
  list=$(paste -sd , "$work/depends" | sed 's/,/, /g')
  cat >"$tree/DEBIAN/control" <<CONTROL
Package: medadv-gui
Version: $version
Architecture: $arch
Maintainer: medadv_gui developers <medadv-gui@example.org>
Installed-Size: $(du -sk --apparent-size "$tree/usr" | cut -f 1)
Depends: $list
Section: science
Priority: optional
Description: shows how fragile a medical image model is
 Opens CT series, fundus photographs and endoscopy frames, attacks the model
 that looks at them, and shows original, perturbation and adversarial image
 side by side, with a report at the end. Brings its own Python, Qt and PyTorch
 (CPU). Research use only, not for diagnosis. Build $build.
CONTROL
  (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
  find "$tree" -type d -exec chmod 755 {} +
  dpkg-deb --root-owner-group -Zzstd -z"$level" --build "$tree" "$out/$name"
}

tarball() {
  local name=medadv-gui-$version-linux-x86_64 tree
  tree=$work/$name
  rm -rf "$tree"
  mkdir -p "$tree"
  cp -al "$program" "$tree/program"
  share "$tree/share"
  install -m755 "$LINUX/install.sh" "$LINUX/uninstall.sh" "$tree/"
  install -m644 "$LINUX/policy.json" packaging/CHANGELOG.md "$tree/"
  tar --create --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" "$name" \
    | zstd -q -"$level" -T0 --force -o "$out/$name.tar.zst"
}

for what in "$@"; do
  case $what in
    deb) deb ;;
    tar) tarball ;;
    *) echo "package.sh: $what?" >&2; exit 2 ;;
  esac
done
(cd "$out" && sha256sum -- *.deb *.tar.zst 2>/dev/null >SHA256SUMS) || true
ls -l "$out"
