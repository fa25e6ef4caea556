"""Seconds and megabytes that ``kg.lexicon.load`` takes in a fresh process; the best and the median of several (Linux).

python benchmarks/lexicon_load.py [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys

PROBE = """
import pickle, resource, time
from kg import lexicon
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
before, start = peak(), time.perf_counter()
loaded = lexicon.load()
seconds, after = time.perf_counter() - start, peak()
print(seconds, after - before, len(loaded.units), len(loaded.terms), len(pickle.dumps(loaded)) / 1e6)
"""


def probe() -> list[float]:
    """Seconds, megabytes, units, terms and megabytes of the pickle, measured in a process of its own."""
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, encoding="utf-8", check=True)
    return [float(value) for value in done.stdout.split()]


def main() -> int:
    """Print one line."""
    parser = argparse.ArgumentParser(description="Time and memory of loading the lexicon.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = [probe() for _ in range(parser.parse_args().rounds)]
    seconds = [found[0] for found in rounds]
    _, _, units, terms, pickled = rounds[0]
    peak = max(found[1] for found in rounds)
    print(
        f"{units:.0f} units, {terms:.0f} terms: {min(seconds):.2f} s at best, {statistics.median(seconds):.2f} s median"
    )
    print(f"{peak:.0f} MB more at the peak; {pickled:.1f} MB pickled")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
