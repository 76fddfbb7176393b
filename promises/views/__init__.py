"""The pages of promises and of the ledger's files."""
