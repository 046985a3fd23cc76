"""lunr.js, tel que MkDocs le livre, prêt pour le navigateur : le même moteur des deux côtés, sans rien à télécharger."""

import re
from importlib.resources import files

_COMMENTAIRE = re.compile(r"\n[ \t]*/\*(?:(?!\*/).)*\*/", re.DOTALL)
_COPYRIGHT = "Copyright"


def lunr_du_navigateur() -> str:
    """Le module que `import` sait charger. Ses commentaires, trois fois son poids, restent dans la bibliothèque."""
    livre = files("mkdocs").joinpath("contrib/search/templates/search/lunr.js").read_text(encoding="utf-8")
    allege = _COMMENTAIRE.sub(lambda trouve: trouve.group() if _COPYRIGHT in trouve.group() else "", livre)
    lignes = "\n".join(ligne for ligne in map(str.strip, allege.splitlines()) if ligne)
    return f"const module = {{}}, exports = module;\n{lignes}\nexport default module.exports;\n"
