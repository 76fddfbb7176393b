"""Silence, against each customer's own rhythm; ``docs/silence.md`` explains it."""

from engine.silence.checking import Check, StateCheck, check_silence
from engine.silence.rhythm import STATES, Silence, silence_of

__all__ = ["STATES", "Check", "Silence", "StateCheck", "check_silence", "silence_of"]
