"""What leaves the house: approvals, mail servers, and the journal of what was sent to whom."""
