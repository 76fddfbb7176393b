"""How stories, involvement and referrals are spoken to: addresses, forms and REST."""
