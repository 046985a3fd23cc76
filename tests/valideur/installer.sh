#!/bin/sh
# Le vérificateur de HTML, si Java et npm sont là : sinon, le test est sauté et dit pourquoi.
set -eu
ici=$(dirname "$0")
if ! command -v java >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then exit 0; fi
if [ "$ici/node_modules/vnu-jar/package.json" -nt "$ici/package-lock.json" ]; then exit 0; fi
echo "Installation du vérificateur de HTML…"
npm ci --prefix "$ici" --silent >/dev/null
touch "$ici/node_modules/vnu-jar/package.json"
