"""La recherche du site : ce qui s'indexe, l'index que lit le navigateur, et le moteur de référence qui l'interroge."""
