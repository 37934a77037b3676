#!/usr/bin/env bash
# Build a real Ollama server for the tests from its Go module, and print where it is.
#
#   scripts/build_ollama.sh [--if-possible] [FOLDER]
#
# FOLDER defaults to lamp-tests/ollama-VERSION in the user's cache; a program that is there already is left alone.
# Needs Go 1.24 or newer, a C++ compiler, pip or uv, and the headers of nlohmann-json and stb (Debian:
# nlohmann-json3-dev libstb-dev), which are installed when this runs as root. About three minutes on two cores.
# With --if-possible, a missing tool is one plain line and success.
set -euo pipefail

# The last line of versions that compiles llama.cpp into the Go program; later ones want a separate llama-server.
readonly version=0.24.0
readonly miniaudio=1.71

if_possible=false
if [[ "${1:-}" == "--if-possible" ]]; then
  if_possible=true
  shift
fi
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/lamp-tests/ollama-$version}
program=$folder/ollama

give_up() {
  echo "No Ollama was built for the tests: $1" >&2
  if [[ $if_possible == true && "${CI:-}" != "true" ]]; then exit 0; else exit 1; fi
}

if [[ -x $program ]]; then
  echo "$program"
  exit 0
fi

command -v go >/dev/null || give_up "Go is not installed."
command -v g++ >/dev/null || command -v clang++ >/dev/null || give_up "there is no C++ compiler."
[[ "$(uname -s)" == Linux ]] || give_up "this recipe is for Linux; elsewhere install Ollama itself."

# Go's module archives leave out every folder named vendor, and with it three header-only libraries.
headers_there() { [[ -e /usr/include/nlohmann/json.hpp && -e /usr/include/stb/stb_image.h ]]; }
if ! headers_there && command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
  { apt-get update -qq && apt-get install -qq -y nlohmann-json3-dev libstb-dev; } >/dev/null || true
fi
headers_there || give_up "install the packages nlohmann-json3-dev and libstb-dev."

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

python=$(command -v python3 || command -v python || true)
if [[ -n $python ]] && "$python" -m pip --version >/dev/null 2>&1; then
  pip=("$python" -m pip)
elif command -v uv >/dev/null; then
  pip=(uv tool run pip)
else
  give_up "there is neither pip nor uv to fetch miniaudio's header with."
fi
"${pip[@]}" download --quiet --no-deps --no-binary miniaudio --dest "$work" "miniaudio==$miniaudio" \
  >"$work/pip.log" 2>&1 || give_up "the sources of miniaudio $miniaudio could not be fetched."
tar -xzf "$work/miniaudio-$miniaudio.tar.gz" -C "$work"

# Without these flags the kernels are built for no vector unit at all.
optimize=-O3
case "$(uname -m)" in
  x86_64) optimize="-O3 -march=x86-64-v3" ;;
esac
echo "Building Ollama $version for the tests; this takes about three minutes, once." >&2
CGO_CPPFLAGS="-I$work/miniaudio-$miniaudio" CGO_CFLAGS=$optimize CGO_CXXFLAGS=$optimize GOBIN=$work/bin \
  go install -ldflags "-X=github.com/ollama/ollama/version.Version=$version" "github.com/ollama/ollama@v$version" \
  >"$work/go.log" 2>&1 || { tail -20 "$work/go.log" >&2; give_up "it does not compile here."; }

mkdir -p "$folder"
mv "$work/bin/ollama" "$program.new"
mv "$program.new" "$program"
echo "$program"
