#!/usr/bin/env bash
# Install a real VS Code for the tests, served to a browser (code-server), and print where its program is.
#
#   scripts/build_code_server.sh [--if-possible] [FOLDER]
#
# FOLDER defaults to lamp-tests/code-server-VERSION in the user's cache; a program that is there already is left alone.
# Needs npm, a C++ compiler and the headers that Debian has in libkrb5-dev, libsecret-1-dev, libx11-dev, libxkbfile-dev
# and pkg-config; it brings the Node that it wants. About two minutes and 600 MB.
# With --if-possible, a missing tool is one plain line and success.
set -euo pipefail

readonly version=4.139.1
readonly node=24.9.0

if_possible=false
if [[ "${1:-}" == "--if-possible" ]]; then
  if_possible=true
  shift
fi
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/lamp-tests/code-server-$version}
program=$folder/code-server

give_up() {
  echo "No VS Code was installed for the tests: $1" >&2
  if [[ $if_possible == true && "${CI:-}" != "true" ]]; then exit 0; else exit 1; fi
}

if [[ -x $program ]]; then
  echo "$program"
  exit 0
fi

command -v npm >/dev/null || give_up "npm is not installed."
command -v g++ >/dev/null || command -v clang++ >/dev/null || give_up "there is no C++ compiler."
command -v pkg-config >/dev/null && pkg-config --exists krb5-gssapi libsecret-1 x11 xkbfile ||
  give_up "install the packages libkrb5-dev, libsecret-1-dev, libx11-dev, libxkbfile-dev and pkg-config."

draft=$folder.draft
rm -rf "$draft"
mkdir -p "$draft"
log=$draft/npm.log
echo "Installing code-server $version for the tests; this takes about two minutes and 600 MB, once." >&2
install() { npm install --prefix "$draft" --no-audit --no-fund --no-save "$@" >>"$log" 2>&1; }
{ install "node@$node" && mkdir "$draft/bin" && cp "$draft/node_modules/node/bin/node" "$draft/bin/node" &&
  PATH=$draft/bin:$PATH install "node@$node" "code-server@$version"; } ||
  { tail -20 "$log" >&2; give_up "npm could not install it."; }

cat >"$draft/code-server" <<'END'
#!/bin/sh
here=$(dirname "$0")
exec "$here/bin/node" "$here/node_modules/code-server/out/node/entry.js" "$@"
END
chmod +x "$draft/code-server"
"$draft/code-server" --version >>"$log" 2>&1 || { tail -20 "$log" >&2; give_up "what npm installed does not start."; }
rm -rf "$folder"
mv "$draft" "$folder"
echo "$program"
