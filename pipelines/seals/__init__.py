"""Sealed closes: what a month's signed report rests on, kept so that it can be proved later."""
