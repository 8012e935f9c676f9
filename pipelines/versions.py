"""Which code and which policies made a number: the versions that manifests and reports carry."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from pipelines.files import sha256_of_tree
from pipelines.settings import ROOT


@cache
def code_version() -> str:
    """Package version and a hash of all code and models, such as ``0.1.0+3f9a1c2b4d5e``."""
    try:
        number = version("cartera")
    except PackageNotFoundError:
        number = "0"
    digest = sha256_of_tree(ROOT / "pipelines", ("*.py", "*.yaml"))
    models = sha256_of_tree(ROOT / "dbt_project", ("models/**/*.sql", "macros/**/*.sql"))
    return f"{number}+{digest[:6]}{models[:6]}"


def policy_version() -> str:
    """A hash of all policy seeds: it changes when a bucket, tolerance or class does."""
    return sha256_of_tree(ROOT / "dbt_project" / "seeds", ("policy_*.csv",))[:12]


def running_versions() -> dict[str, str]:
    """The versions at hand, as a seal's manifest keeps them."""
    return {"code": code_version(), "policies": policy_version()}
