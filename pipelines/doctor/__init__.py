"""The doctor: whether a company's installation can do its work, and what is in the way.

Belongs here: facts about it (one module per kind) and what follows from them. Whether the figures
are right is for the controls; what stands against a published month is in status.py.
"""
