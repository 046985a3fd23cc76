"""Les importations : des données publiques deviennent des fichiers du dossier `data/`, que l'on corrige ensuite."""
