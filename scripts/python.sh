#!/bin/sh
# Print a Python of at least 3.11 that can make virtual environments; else say what is missing and fail.
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
    if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
cat >&2 <<'MESSAGE'
没有找到 Python 3.11 或更新的版本（含 venv）。请先安装，再运行 make；也可以指明解释器：make PYTHON=/path/to/python3
No Python 3.11 or newer with venv was found. Install one and run make again, or name it: make PYTHON=/path/to/python3
  Debian, Ubuntu:  apt install python3 python3-venv        macOS:  brew install python@3.12
MESSAGE
exit 1
