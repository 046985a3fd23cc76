"""Des sites construits à une version prête à servir : noms par contenu, fichiers précompressés, bascule d'un coup, retour."""
