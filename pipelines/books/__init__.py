"""The books that the receivables desk keeps by hand: what each holds, and its Excel template."""
