#!/usr/bin/env bash
# Prints the path of a Chromium that tests can drive. With --install, installs Debian's where that is allowed.
set -euo pipefail

find_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name"; then return 0; fi
    done
    return 1
}

if find_browser; then exit 0; fi
if [ "${1:-}" = "--install" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >&2
    if find_browser; then exit 0; fi
fi
echo "No Chromium was found on PATH. Pages are tested in a real browser: install it with 'sudo apt-get install chromium'." >&2
exit 1
