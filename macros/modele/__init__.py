"""Les noms du domaine : modèles figés, sans lecture de fichier ni présentation."""
