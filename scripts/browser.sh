#!/bin/sh
# Make sure that the browser tests have a Chromium and a Chinese font: look first, install where that is allowed.
have() { command -v chromium >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; }
have && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-wqy-microhei >/dev/null
fi
have || echo '!! No chromium or no Chinese font here: THE BROWSER TESTS WILL BE SKIPPED (apt install chromium fonts-wqy-microhei)' >&2
exit 0
