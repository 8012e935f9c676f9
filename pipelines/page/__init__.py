"""The monthly report as a page of its own, for a browser and for paper."""
