#!/bin/sh
# Makes .venv from requirements.lock: with uv where it is installed, else with venv and pip.
set -eu
python=${1:-python3}
"$python" - <<'PY'
import sys
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(f"cartera needs Python 3.11 to 3.13, this is {sys.version.split()[0]}: set PYTHON=python3.12, say")
PY
echo "making .venv (once; a minute or two)"
rm -rf .venv
if command -v uv >/dev/null 2>&1; then
  uv venv --quiet --python "$python" .venv
  install() { uv pip install --quiet --compile-bytecode --python .venv/bin/python "$@"; }
else
  "$python" -m venv .venv
  install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
fi
# The lock is complete. Without resolving again: one package asks for an older protobuf than dbt does.
install --require-hashes --no-deps -r requirements.lock
install --no-deps --no-build-isolation -e .
