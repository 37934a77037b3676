#!/usr/bin/env bash
# Build a real Ollama server for the tests from its Go module, and print where it is.
#
#   scripts/build_ollama.sh [--if-possible] [FOLDER]
#
# FOLDER defaults to lamp-tests/ollama-VERSION in the user's cache and is laid out as Ollama's own packages are:
# bin/ollama, lib/ollama/llama-server. What is there already is left alone. Needs Go 1.26 or newer and a C compiler;
# about two minutes on two cores. With --if-possible, a missing tool is one plain line and success.
#
# Ollama runs each model in a separate llama-server. The tests give it llama.cpp's own server out of the wheel that
# LAMP's embedded model runs in (tests/e2e/backends/llama_server.py), so that nothing of llama.cpp is compiled.
set -euo pipefail

readonly version=0.34.2

if_possible=false
if [[ "${1:-}" == "--if-possible" ]]; then
  if_possible=true
  shift
fi
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/lamp-tests/ollama-$version}
ollama=$folder/bin/ollama
llama_server=$folder/lib/ollama/llama-server

give_up() {
  echo "No Ollama was built for the tests: $1" >&2
  if [[ $if_possible == true && "${CI:-}" != "true" ]]; then exit 0; else exit 1; fi
}

if [[ -x $ollama && -x $llama_server ]]; then
  echo "$ollama"
  exit 0
fi

[[ "$(uname -s)" == Linux ]] || give_up "this recipe is for Linux; elsewhere install Ollama itself."
command -v go >/dev/null || give_up "Go is not installed."
command -v gcc >/dev/null || command -v clang >/dev/null || give_up "there is no C compiler."

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

install_as() { # a program appears under its name only when it is whole
  mkdir -p "$(dirname "$2")"
  mv "$1" "$2.new"
  mv "$2.new" "$2"
}

cat >"$work/llama-server" <<'LAUNCHER'
#!/bin/sh
# Which Python has llama.cpp's server is known to the tests alone.
exec "${LAMP_TEST_PYTHON:?}" "${LAMP_TEST_LLAMA_SERVER:?}" "$@"
LAUNCHER
chmod +x "$work/llama-server"
install_as "$work/llama-server" "$llama_server"

if [[ ! -x $ollama ]]; then
  echo "Building Ollama $version for the tests; this takes about two minutes, once." >&2
  GOBIN=$work/bin go install -ldflags "-s -w -X=github.com/ollama/ollama/version.Version=$version" \
    "github.com/ollama/ollama@v$version" >"$work/go.log" 2>&1 ||
    { tail -20 "$work/go.log" >&2; give_up "it does not compile here."; }
  install_as "$work/bin/ollama" "$ollama"
fi
echo "$ollama"
