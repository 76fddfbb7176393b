"""What pages and endpoints read of customers."""
