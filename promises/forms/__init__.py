"""The forms of promises and of the ledger's files."""
