"""Les commandes de `ppgd` qui ont leur propre module."""
