"""The commands on people, their keys and the company."""
