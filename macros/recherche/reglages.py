"""Ce qui pèse dans un classement. L'index les publie : le navigateur et la référence lisent les mêmes.

Réglés sur la première moitié de tests/recherche.yaml, puis gelés avant que la seconde ne soit lue.
"""

CHAMPS = {"titre": 4, "mots": 5, "corps": 1}
"""Le poids de chaque champ : `mots` contient ce que les gens tapent, mot pour mot."""

B, K1 = 0.75, 1.2
"""Les paramètres de BM25 : combien compte la longueur d'un passage, et la répétition (qui n'existe pas ici)."""

SERVICES = [
    "accessibilite/",
    "donnees/",
    "donnees-personnelles/",
    "en-bref/",
    "mentions-legales/",
    "plan-du-site/",
    "questions/",
]
"""Les pages qui parlent du site plutôt que du logement : elles passent après, sauf si l'on demande bien cela."""

REGLAGES = {
    # On lit tant de lettres d'une demande, et tant de ses mots pleins.
    "lettres": 200,
    "mots": 12,
    # Ce que vaut une lecture, quand le mot tapé n'est pas écrit ainsi dans le site.
    "elision": 0.95,
    "son": 0.85,
    "distance_1": 0.7,
    "prefixe": 0.6,
    "distance_2": 0.5,
    "souche": 0.4,
    "synonyme": 0.6,
    # Ce que vaut une cible selon son genre, et une question pour la page à laquelle elle mène.
    "appui": 0.9,
    "question": 0.6,
    "definition": 0.5,
    "sources": 0.3,
    "service": 0.5,
    "accueil": 0.2,
    "commune": 1.5,
    "mot_pour_mot": 1.3,
    # La part d'une page qui n'a qu'une partie des mots : de ce plancher (rien) à 1 (tous).
    "plancher": 0.4,
    # Sous cette part de la meilleure note, une réponse n'en est plus une.
    "seuil": 0.2,
}
