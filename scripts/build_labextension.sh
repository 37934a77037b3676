#!/usr/bin/env bash
# Build JupyterLab's front end of LAMP into jupyter_ext/labextension.
#
#   scripts/build_labextension.sh [--if-possible]
#
# Needs Node (20 or newer) and JupyterLab, whose `jlpm` installs exactly what yarn.lock names. About a minute.
# With --if-possible, a missing tool is one plain line and success.
set -euo pipefail
cd "$(dirname "$0")/../jupyter_ext/ui"

give_up() {
  echo "JupyterLab's front end was not built: $1" >&2
  if [[ ${2:-} == "--if-possible" && "${CI:-}" != "true" ]]; then exit 0; else exit 1; fi
}

PATH="$PWD/../../.venv/bin:$PATH"
command -v node >/dev/null || give_up "node is not installed." "${1:-}"
command -v jlpm >/dev/null || give_up "jlpm is not installed; it comes with JupyterLab (pip install jupyterlab)." "${1:-}"

jlpm install --immutable
jlpm run build
