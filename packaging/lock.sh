#!/usr/bin/env bash
# Writes packaging/requirements.txt anew: every package of the frozen program in the version that constraints.txt
# says, for Linux, Windows and macOS, each with the SHA-256 of its files. Needs uv (pip install uv) and the index; where
# the CPU build of torch lies elsewhere than on PyTorch's own index, name that place: lock.sh --find-links FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# != 0 ] || set -- --index https://download.pytorch.org/whl/cpu
pins=$(mktemp)
trap 'rm -f "$pins"' EXIT
grep -Ev '^(#|torch==|pip==)' packaging/constraints.txt >"$pins"
lock() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
    --constraint "$pins" --no-emit-package medadv_gui "$@"
}
work=$(mktemp -d)
trap 'rm -rf "$pins" "$work"' EXIT
lock "$@" --output-file "$work/cpu" pyproject.toml packaging/requirements.in
{
  echo '# Made by packaging/lock.sh. Do not edit.'
  cat "$work/cpu"
} >packaging/requirements.txt
# The CUDA package of Linux: torch as it comes from PyPI and the libraries it asks for.
lock --output-file "$work/cuda" - <<<'torch==2.13.0 ; sys_platform == "linux"'
{
  echo '# Made by packaging/lock.sh. Do not edit.'
  cat "$work/cuda"
} >packaging/requirements-cuda.txt
