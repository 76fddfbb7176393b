"""Whether scores deserve trust: what they predicted, and what the ledger says."""

from planner.learn.queries.calibration import Group, Learnt, learnt
from planner.learn.queries.predictions import Prediction, predictions

__all__ = ["Group", "Learnt", "Prediction", "learnt", "predictions"]
