"""Counter-offers: the cheapest ways to make a plan keepable, and what blocks them.

``engine.changes`` says what an offer may change; ``trial`` plays that through in the draws
of the score; ``levers`` and ``restriction`` say what can be pulled; ``search`` finds by branch and
bound; ``verify`` refines in all draws; ``choice`` scores in full and chooses.
"""

from engine.offers.choice import CounterOffers, counter_offers

__all__ = ["CounterOffers", "counter_offers"]
