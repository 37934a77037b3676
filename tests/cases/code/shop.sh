#!/bin/bash
set -eu

usage() {
  echo "usage: shop (start|stop)" >&2
  exit 2
}

[ $# -eq 1 ] || usage

case "$1" in
  start)
    for f in $(ls --sort=time); do
      echo "${f##*/}"
    done
    ;;
  stop|halt)
    if [[ -f pid ]]; then
      kill "$(cat pid)"
    fi
    ;;
esac
