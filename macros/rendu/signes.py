"""Les petits dessins du site : des traits sur une grille de 24, sans couleur à eux."""

SIGNES = {
    "alerte": "M12 3 2 20h20L12 3zM12 9v5M12 17v.5",
    "attente": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
    "balance": "M12 4v16M7 20h10M5 7h14M5 7l-3 7a3.2 3.2 0 0 0 6 0L5 7zM19 7l-3 7a3.2 3.2 0 0 0 6 0l-3-7z",
    "changer": "M4 9h13l-3.5-4M20 15H7l3.5 4",
    "chantier": "M4 21V9l7-4v16M11 21h9V11h-9M7 10v1M7 14v1M15 14v1M15 17v1",
    "cle": "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12.5 20 4M16.5 7.2l2.5 2.3M14 9.5l2 2",
    "dossier": "M3 7V5h6l2 2h10v12H3V7zM7 12h10M7 15.5h6",
    "ecole": "M12 5 1 10l11 5 11-5-11-5zM5 12v5c2 2.5 12 2.5 14 0v-5",
    "equipe": "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM2 20c0-4 2.5-6 6-6s6 2 6 6M16.5 7a2.5 2.5 0 1 0 0 5M17 14.5c3 .2 5 2 5 5.5",
    "fauteuil": "M10 3.5v.5M10 7v6h6l3 6M10 10h5M8 11.5a5 5 0 1 0 6.5 6.5",
    "lit": "M3 6v13M3 15h18M21 19v-5a4 4 0 0 0-4-4H9v5M6 10.5h.5",
    "maison": "M3 12 12 4l9 8M6 9.5V20h12V9.5M10 20v-6h4v6",
    "passeport": "M6 3h12v18H6V3zM12 7.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM9 17h6",
    "separation": "M7 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM17 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM3 20v-4c0-3 1.5-4.5 4-4.5M21 20v-4c0-3-1.5-4.5-4-4.5M12 3v3M12 9.5v3M12 16v4",
    "travail": "M3 8h18v12H3V8zM9 8V5h6v3M3 13h18",
    "etoile": "M12 3l2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2 6.4 20.3l1.2-6.3L3 9.6l6.3-.8L12 3z",
}
"""Par nom, le tracé SVG du dessin, dans un carré de 24 de côté."""
