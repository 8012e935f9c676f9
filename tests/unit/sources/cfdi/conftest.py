"""A delivery of CFDI written by the tests themselves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cfdi_deliveries import Taken, take_delivery


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Taken]:
    """take(content, …) → a delivery of files 1.xml, 2.xml, …; take(name=content) names them."""

    def run(*contents: str | bytes, **named: str | bytes) -> Taken:
        folder = tmp_path / "cfdi" / "2026-11-03"
        folder.mkdir(parents=True)
        files = {f"{place}.xml": content for place, content in enumerate(contents, start=1)}
        for name, content in (files | named).items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        return take_delivery(folder)

    return run
