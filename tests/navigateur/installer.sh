#!/bin/sh
# Chromium, nginx, openssl et Pango pour les tests : ceux de la machine, sinon les paquets Debian, sinon une phrase qui dit comment les avoir.
set -eu
PATH="$PATH:/usr/sbin:/sbin:/usr/local/sbin"
present() {
    for nom in "$@"; do
        if command -v "$nom" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}
manquent=""
if ! present ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome google-chrome-stable; then
    manquent="chromium fonts-dejavu-core"
fi
if ! present ${NGINX:+"$NGINX"} nginx; then
    manquent="$manquent nginx-light"
fi
# Le certificat et le mot de passe des essais de déploiement.
if ! present openssl; then
    manquent="$manquent openssl"
fi
# Pango met en page les PDF que les tests relisent ; Chromium ne l'apporte pas toujours.
if present ldconfig && ! ldconfig -p | grep -q libpangoft2-1.0.so.0; then
    manquent="$manquent libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
fi
manquent="${manquent# }"
if [ -z "$manquent" ]; then exit 0; fi
if present apt-get && [ "$(id -u)" = 0 ]; then
    echo "Installation de ce qui manque aux tests (paquets Debian) : $manquent…"
    apt-get update -qq
    # shellcheck disable=SC2086 # un mot par paquet
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $manquent >/dev/null
    exit 0
fi
echo "Les tests ont besoin de Chromium, de nginx, d'openssl et de Pango. Installez ce qui manque (Debian, Ubuntu : sudo apt-get install $manquent), ou dites où sont les deux premiers : CHROMIUM=/chemin/du/navigateur NGINX=/chemin/de/nginx make test" >&2
exit 2
