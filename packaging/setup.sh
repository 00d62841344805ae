# shellcheck shell=bash
# Sourced by run.sh and test.sh, in strict mode. `setup run` or `setup test` finds Python, installs the
# system libraries that are missing, and makes .venv; where nothing has changed since the last time it
# returns at once.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
VENV=$ROOT/.venv
VENV_PYTHON=$VENV/bin/python
CONSTRAINTS=$ROOT/packaging/constraints.txt
STAMP=$VENV/medadv-gui.stamp
TORCH_CPU_INDEX=https://download.pytorch.org/whl/cpu

# soname=Debian package. The first block is what Qt loads without a screen, the second what X11 adds.
LIBRARIES="
libGL.so.1=libgl1
libEGL.so.1=libegl1
libglib-2.0.so.0=libglib2.0-0
libfontconfig.so.1=libfontconfig1
libxkbcommon.so.0=libxkbcommon0
libdbus-1.so.3=libdbus-1-3

libX11-xcb.so.1=libx11-xcb1
libxcb-cursor.so.0=libxcb-cursor0
libxcb-icccm.so.4=libxcb-icccm4
libxcb-image.so.0=libxcb-image0
libxcb-keysyms.so.1=libxcb-keysyms1
libxcb-randr.so.0=libxcb-randr0
libxcb-render-util.so.0=libxcb-render-util0
libxcb-shape.so.0=libxcb-shape0
libxcb-xkb.so.1=libxcb-xkb1
libxkbcommon-x11.so.0=libxkbcommon-x11-0
"

say() { printf 'medadv-gui: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- system packages -----------------------------------------------------------------------------------

# The first Python from 3.11 to 3.14 that can make a virtual environment.
find_python() {
  local name path
  for name in python3 python3.11 python3.12 python3.13 python3.14; do
    path=$(command -v "$name") || continue
    "$path" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue
    "$path" -c 'import ensurepip, venv' 2>/dev/null || continue
    printf '%s\n' "$path"
    return
  done
  return 1
}

# The Debian packages that would make find_python succeed.
python_packages() {
  local version
  if ! have python3; then
    echo python3 python3-venv
  elif version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))'); then
    echo "python$version-venv" # Debian ships ensurepip apart
  else
    echo python3.11 python3.11-venv
  fi
}

# What the program needs and this Debian or Ubuntu lacks. Looked up by what it provides, because the
# names change (Ubuntu 24.04 has libglib2.0-0t64).
missing_packages() {
  local mode=$1 known line
  known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p) || true
  for line in $LIBRARIES; do
    case $known in
      *"${line%%=*} "*) ;;
      *) echo "${line#*=}" ;;
    esac
  done
  [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || echo fonts-dejavu-core
  [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
  if [ "$mode" = test ] && ! have Xvfb; then echo xvfb; fi
  [ -x "$VENV_PYTHON" ] || find_python >/dev/null || python_packages
}

# Outside judges that some tests ask; without them those tests skip and say so.
missing_judges() {
  have dciodvfy || echo dicom3tools
  have pdftotext || echo poppler-utils
  # Only where .ci/run asks: on a computer of somebody's own the package would start a server for good.
  [ -n "${MEDADV_ORTHANC:-}" ] || return 0
  [ -e /usr/sbin/Orthanc ] || echo orthanc
  [ -e /usr/share/orthanc/plugins/libOrthancDicomWeb.so ] || echo orthanc-dicomweb
  have ip || echo iproute2
}

apt_prefix() {
  if [ "$(id -u)" = 0 ]; then
    echo env
  elif have sudo && sudo -n true 2>/dev/null; then
    echo sudo -n env
  else
    return 1
  fi
}

# shellcheck disable=SC2086 # lists of package names, split on purpose
system_packages() {
  local mode=$1 missing judges='' prefix
  [ "$(uname -s)" = Linux ] || return 0
  missing=$(missing_packages "$mode" | xargs)
  if [ "$mode" = test ] && ! is_fresh "$mode"; then judges=$(missing_judges | xargs); fi
  [ -n "$missing$judges" ] || return 0

  if ! have apt-get; then
    [ -z "$missing" ] || say "this is neither Debian nor Ubuntu; if the window does not open, install what they call: $missing"
    return 0
  fi
  if ! prefix=$(apt_prefix); then
    if [ -n "$missing" ]; then
      say 'some system packages are missing, and installing them takes an administrator. Paste this line, then come back:'
      echo "sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing${judges:+ $judges}"
      exit 1
    fi
    say "a few tests will skip without: $judges"
    return 0
  fi

  say "installing system packages: $missing $judges"
  prefix="$prefix DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0"
  $prefix update </dev/null || say 'apt-get update failed; going on with the lists that are here'
  if [ -n "$missing" ]; then
    $prefix install -y --no-install-recommends $missing </dev/null \
      || die "apt-get could not install: $missing"
  fi
  if [ -n "$judges" ]; then
    $prefix install -y --no-install-recommends $judges </dev/null \
      || say "a few tests will skip without: $judges"
  fi
}

# --- the environment -----------------------------------------------------------------------------------

sha256() { if have sha256sum; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1; }

# What .venv was made from: the two files, and the place, since an editable install remembers it.
fingerprint() { { echo "$ROOT"; cat "$ROOT/pyproject.toml" "$CONSTRAINTS"; } | sha256; }

# The stamp is the fingerprint and the mode; an environment for tests also runs the program.
is_fresh() {
  local mode=$1 made_from='' made_for=''
  [ -x "$VENV_PYTHON" ] && [ -r "$STAMP" ] || return 1
  read -r made_from made_for <"$STAMP" || return 1
  [ "$made_from" = "$(fingerprint)" ] || return 1
  [ "$made_for" = test ] || [ "$made_for" = "$mode" ]
}

pip() {
  local quiet=--quiet
  [ ! -t 1 ] || quiet=--progress-bar=on # somebody is watching
  "$VENV_PYTHON" -m pip install "$quiet" --no-input --disable-pip-version-check \
    --constraint "$CONSTRAINTS" "$@" </dev/null
}

has_nvidia() { [ -d /proc/driver/nvidia/gpus ] || { have nvidia-smi && nvidia-smi -L >/dev/null 2>&1; }; }

# Would pip, as this machine configures it, bring the build of torch that carries CUDA (gigabytes)?
# --dry-run reads the metadata alone.
offers_cuda() {
  pip --dry-run --ignore-installed --no-deps --report - torch 2>/dev/null | "$VENV_PYTHON" -c '
import json, sys
needs = json.load(sys.stdin)["install"][0]["metadata"].get("requires_dist", [])
sys.exit(not any(n.startswith(("nvidia-", "cuda-", "triton")) and "extra ==" not in n for n in needs))
' 2>/dev/null
}

install_torch() {
  local pinned installed
  pinned=$(sed -n 's/^torch==//p' "$CONSTRAINTS")
  installed=$("$VENV_PYTHON" -c 'import importlib.metadata as m; print(m.version("torch"))' 2>/dev/null) || true
  [ "${installed%%+*}" != "$pinned" ] || return 0 # 2.13.0+cpu is 2.13.0
  if [ "$(uname -s)" = Linux ] && ! has_nvidia && offers_cuda; then
    say 'no NVIDIA GPU here: taking the CPU build of torch'
    if pip --no-deps --retries 2 --index-url "$TORCH_CPU_INDEX" torch; then return; fi
    say "$TORCH_CPU_INDEX did not answer: taking the build with CUDA, which is large and runs here all the same"
  fi
  pip torch
}

environment() {
  local mode=$1 what=$ROOT python
  if is_fresh "$mode"; then return; fi
  say 'making .venv; the first time takes some minutes'
  rm -f "$STAMP"
  if ! "$VENV_PYTHON" -c '' 2>/dev/null; then
    python=$(find_python) || die 'Python 3.11 to 3.14 with venv is needed, and was not found'
    "$python" -m venv --clear "$VENV"
  fi
  [ "$mode" != test ] || what="${ROOT}[test]"
  pip --upgrade pip setuptools hatchling
  install_torch
  pip --no-build-isolation --editable "$what"
  echo "$(fingerprint) $mode" >"$STAMP"
}

setup() {
  system_packages "$1"
  environment "$1"
}
