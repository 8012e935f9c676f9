"""The small sample company that the tests of this folder share, and its two deliveries."""

import pytest
from read_back import CHARGES, MONTHS, SEED, Sample

from pipelines.sample import write_sample
from pipelines.sample.periods import DELIVERIES, FIRST, SECOND, Delivery


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    return Sample(folder, write_sample(folder, charges=CHARGES, months=MONTHS, seed=SEED))


@pytest.fixture(params=[FIRST, SECOND], ids=[d.folder for d in DELIVERIES])
def delivery(request: pytest.FixtureRequest) -> Delivery:
    found: Delivery = request.param
    return found
