#!/usr/bin/env bash
# Make an empty virtual environment with pip: make_venv.sh PYTHON FOLDER
# Debian ships Python without the venv module, so uv and virtualenv are asked where it is missing.
set -euo pipefail
python=$1
folder=$2

# What cannot be finished is removed: a half-made folder would pass for a whole one the next time.
trap 'rm -rf "$folder"' EXIT
rm -rf "$folder"

if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    "$python" -m venv "$folder"
elif command -v uv >/dev/null; then
    uv venv --quiet --seed --python "$python" "$folder"
elif "$python" -c 'import virtualenv' 2>/dev/null; then
    "$python" -m virtualenv --quiet "$folder"
elif command -v virtualenv >/dev/null; then
    virtualenv --quiet --python "$python" "$folder"
elif command -v apt-get >/dev/null; then
    echo "Python's venv module is not installed. Type, as root, then try again:  apt install python3-venv" >&2
    exit 1
else
    echo "This Python has no venv module. Install it, or uv, or virtualenv, then try again." >&2
    exit 1
fi
trap - EXIT
