"""``make evaluate-matching``: the matcher against invented receipts whose answer is known."""
