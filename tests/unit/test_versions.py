"""The versions that manifests carry."""

import re

from pipelines.versions import code_version, policy_version


def test_a_version_is_the_packages_number_and_a_hash_of_its_code() -> None:
    assert re.fullmatch(r"\d+(\.\d+)*\+[0-9a-f]{12}", code_version())
    assert code_version() == code_version()


def test_the_version_of_the_policies_is_a_hash() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", policy_version())
