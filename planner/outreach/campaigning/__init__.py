"""How campaigns with the people we know are spoken to: addresses, forms and REST."""
