"""People, talks and what the firm assumes, as documents."""
