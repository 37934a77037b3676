#!/usr/bin/env bash
# Put the plugin for Neovim on a branch of its own, as plugin managers take it by the repository's address.
#
#   scripts/make_nvim_plugin.sh [COMMIT]
#
# The branch `nvim` holds editors/nvim of COMMIT (default: HEAD) as its root, and the licence. Where nothing changed
# since its last commit, nothing is done. Neither the working tree nor the index is touched.
set -euo pipefail
cd "$(dirname "$0")/.."

commit=$(git rev-parse --verify "${1:-HEAD}^{commit}")
branch=refs/heads/nvim
version=$(git show "$commit:lamp_lsp/version.py" | sed -n 's/^__version__ = "\(.*\)"$/\1/p')

GIT_INDEX_FILE=$(mktemp -u)
export GIT_INDEX_FILE
trap 'rm -f "$GIT_INDEX_FILE"' EXIT
git read-tree "$commit:editors/nvim"
git update-index --add --cacheinfo "100644,$(git rev-parse "$commit:LICENSE"),LICENSE"
tree=$(git write-tree)

last=$(git rev-parse --quiet --verify "$branch" || true)
if [[ -n $last && $(git rev-parse "$last^{tree}") == "$tree" ]]; then
  echo "The branch nvim is up to date ($(git rev-parse --short "$last"))."
  exit 0
fi
new=$(git commit-tree "$tree" ${last:+-p "$last"} -m "LAMP $version for Neovim")
git update-ref "$branch" "$new" "$last"
echo "The branch nvim holds the plugin of LAMP $version ($(git rev-parse --short "$new"))."
