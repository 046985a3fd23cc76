"""Ce qui se fait sur le site construit, sans MkDocs."""
