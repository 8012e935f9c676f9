"""What a measured process has used: time, processor time, memory.

Belongs here: reading the clocks of this very process. What is measured is the sides' affair.
"""

import resource
import time
from pathlib import Path


class Stopwatch:
    """Seconds by the wall and of the processor, user and system, since it was made."""

    def __init__(self) -> None:
        self.started = time.perf_counter(), cpu_seconds()

    def read(self) -> dict[str, float]:
        wall, cpu = self.started
        return {"seconds": time.perf_counter() - wall, "cpu_seconds": cpu_seconds() - cpu}


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_gb() -> float:
    """Peak resident memory of this process. Linux tells it apart from what forked the process."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
