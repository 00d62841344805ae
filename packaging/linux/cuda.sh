#!/usr/bin/env bash
# Makes the CUDA package for the program that build.sh made: PyTorch's CUDA build and NVIDIA's libraries, some gigabytes,
# laid into the program's folder "cuda", where start.py finds them on a machine that has NVIDIA's driver.
#     bash packaging/linux/cuda.sh [PIP OPTION ...]
# Not run by the developers beyond its syntax: no machine with a GPU was at hand, and nothing says that it works until a
# log of packaging/smoke_test.py on one does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
program=.build/dist/medadv-gui
out=.build/out
tree=.build/cuda
field() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$program/_internal/medadv_gui/resources/build.json"; }
version=$(field version)
torch=$(field torch)
place=$tree/usr/lib/medadv-gui/cuda
rm -rf "$tree"
mkdir -p "$place" "$tree/DEBIAN" "$out"
.build/venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --require-hashes \
  --target "$place" "$@" --requirement packaging/requirements-cuda.txt
# All but PyTorch and NVIDIA's libraries is in the program already, or for compiling alone.
for path in "$place"/*; do
  case $(basename "$path") in
    torch | torchgen | torch-*.dist-info | nvidia | nvidia_*.dist-info) ;;
    *) rm -rf "$path" ;;
  esac
done
rm -rf "$place"/torch/{include,share,test} "$place"/torch/bin/{protoc*,test_*} "$place"/nvidia/*/include "$place"/nvidia/*/*/include
find "$place" -name '*.a' -delete
printf '{"torch": "%s"}\n' "$torch" >"$place/cuda.json"
found=$(sed -n "s/^__version__ = '\([0-9.]*\).*/\1/p" "$place/torch/version.py")
[ "$found" = "$torch" ] || { echo "cuda.sh: PyTorch $found here, $torch in the program" >&2; exit 1; }
cat >"$tree/DEBIAN/control" <<CONTROL
Package: medadv-gui-cuda
Version: $version
Architecture: amd64
Maintainer: medadv_gui developers <medadv-gui@example.org>
Installed-Size: $(du -sk --apparent-size "$tree/usr" | cut -f 1)
Depends: medadv-gui (>= $version)
Section: non-free/science
Priority: optional
Description: lets medadv-gui use an NVIDIA GPU
 PyTorch $torch with CUDA and NVIDIA's libraries, which are under NVIDIA's own
 licences. Without NVIDIA's driver it does nothing.
CONTROL
find "$tree" -type d -exec chmod 755 {} +
dpkg-deb --root-owner-group -Zzstd -z"${ZSTD_LEVEL:-10}" --build "$tree" "$out/medadv-gui-cuda_${version}_amd64.deb"
tar --create --directory "$tree/usr/lib/medadv-gui" --owner=0 --group=0 --numeric-owner cuda \
  | zstd -q -"${ZSTD_LEVEL:-10}" -T0 --force -o "$out/medadv-gui-cuda-$version-linux-x86_64.tar.zst"
ls -l "$out"
