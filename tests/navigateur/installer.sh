#!/bin/sh
# Chromium pour les tests : celui de la machine, sinon le paquet Debian, sinon une phrase qui dit comment l'avoir.
set -eu
for nom in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$nom" >/dev/null 2>&1; then exit 0; fi
done
if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installation de Chromium (paquet Debian)…"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
    exit 0
fi
echo "Les tests ont besoin de Chromium. Installez-le (Debian, Ubuntu : sudo apt-get install chromium), ou dites où il est : CHROMIUM=/chemin/du/navigateur make test" >&2
exit 2
