"""Dagster's entry: the definitions of the company named by CARTERA_COMPANY."""

from pipelines.build import build_defs
from pipelines.settings import Settings

defs = build_defs(Settings.from_env())
