#!/usr/bin/env bash
# Unpack editors for the tests beside the system, from Debian's packages, and print where they are.
#
#   scripts/fetch_editors.sh [--if-possible] [FOLDER]
#
# FOLDER defaults to lamp-tests/editors in the user's cache and gets a program each: nvim-oldest, nvim-newest, hx, emacs.
# Nothing is installed: the packages are unpacked with the libraries they were built for, which needs no rights.
# Needs apt-get, dpkg and Debian's keys. About a minute and 500 MB; a program that is there already is left alone.
# With --if-possible, a missing tool is one plain line and success.
set -euo pipefail

readonly mirror=http://deb.debian.org/debian
readonly keys=/usr/share/keyrings/debian-archive-keyring.gpg

if_possible=false
if [[ "${1:-}" == "--if-possible" ]]; then
  if_possible=true
  shift
fi
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/lamp-tests/editors}

give_up() {
  echo "No further editors for the tests: $1" >&2
  if [[ $if_possible == true && "${CI:-}" != "true" ]]; then exit 0; else exit 1; fi
}

# apt with a state of its own, that knows the stable and the newest packages and has nothing installed
apt() {
  apt-get -qq -o Dir::State="$work/state" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" \
    -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 "$@"
}

# download NAME PACKAGE SUITE...: from the first suite where it can be had with all that it needs
download() {
  local name=$1 package=$2 suite
  shift 2
  for suite in "$@"; do
    rm -rf "$work/archives-$name"
    mkdir -p "$work/archives-$name/partial"
    apt -o Dir::Cache::archives="$work/archives-$name" -t "$suite" install --yes --download-only \
      --no-install-recommends "$package" >"$work/apt.log" 2>&1 && return
  done
  tail -3 "$work/apt.log" >&2
  give_up "$package could not be fetched."
}

# fetch NAME SUITES PACKAGE PROGRAM LINE...: unpack into NAME.root and write the script NAME that runs PROGRAM there
fetch() {
  local name=$1 suites=$2 package=$3 program=$4
  shift 4
  [[ -x $folder/$name ]] && return
  # shellcheck disable=SC2086 # a list of words
  download "$name" "$package" $suites
  mkdir -p "$work/$name"
  for archive in "$work/archives-$name"/*.deb; do
    dpkg -x "$archive" "$work/$name"
  done
  local libraries
  libraries=$(cd "$work/$name" && find . -name libc.so.6 -printf '%h\n' | head -1)
  rm -rf "$folder/$name.root"
  mv "$work/$name" "$folder/$name.root"
  {
    echo '#!/bin/bash'
    echo "root='$folder/$name.root'"
    printf '%s\n' "$@"
    echo "exec \"\$root/$libraries\"/ld-linux-*.so.* --library-path \"\$root/$libraries\" \"\$root/$program\" \"\${options[@]}\" \"\$@\""
  } >"$folder/$name.new"
  chmod +x "$folder/$name.new"
  mv "$folder/$name.new" "$folder/$name"
}

ready() {
  for name in nvim-oldest nvim-newest hx emacs; do
    [[ -x $folder/$name ]] || return 1
  done
}

if ready; then
  echo "$folder"
  exit 0
fi
command -v apt-get >/dev/null && command -v dpkg >/dev/null || give_up "they come from Debian's packages, and there is no apt-get."
[[ -e $keys ]] || give_up "Debian's keys ($keys) are not there."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder" "$work/state/lists/partial" "$work/cache"
touch "$work/status"
printf "deb [signed-by=$keys] $mirror %s main\n" trixie forky sid >"$work/sources.list"
echo "Fetching editors for the tests; this takes about a minute, once." >&2
apt update >"$work/apt.log" 2>&1 || { tail -3 "$work/apt.log" >&2; give_up "Debian's lists of packages could not be fetched."; }

fetch nvim-oldest trixie neovim usr/bin/nvim 'export VIMRUNTIME=$root/usr/share/nvim/runtime' 'options=()'
fetch nvim-newest 'sid forky' neovim usr/bin/nvim 'export VIMRUNTIME=$root/usr/share/nvim/runtime' 'options=()'
fetch hx trixie hx usr/lib/hx/hx 'export HELIX_RUNTIME=$root/usr/lib/hx/runtime' 'options=()'
fetch emacs trixie emacs-nox usr/bin/emacs-nox \
  'lisp=$(echo "$root"/usr/share/emacs/*.*/lisp)' \
  'export EMACSLOADPATH=$(find "$lisp" -type d -printf "%p:")' 'export EMACSDATA=${lisp%lisp}etc EMACSDOC=${lisp%lisp}etc' \
  'options=(--dump-file="$(find "$root/usr/libexec" "$root/usr/lib" -name "emacs*.pdmp" | head -1)")'
echo "$folder"
