"""A million quads: loading, /sparql and neighbours, each against its peer in the same run.

    python benchmarks/sparql.py [QUADS]

Prints the time of ``kg.store.build`` against pyoxigraph's own bulk load (each the better of two): of the quads that are
given, and of all that the store writes, which is these and, as the accepted view, their copies in the default graph.
Then, for five kinds of query (40 different ones each, warm, no response cache), the median time over HTTP, the same in
Oxigraph directly, the bar 2 × + 10 ms and how many queries were over it. Then the p50 and p99 of neighbour look-ups
before and after (pooled) and beside four runaway queries, how these ended, and what they left running and in memory.
Fewer than 500,000 quads do not name all the places that are asked for.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import uvicorn

from kg import rdf
from kg import store as stores
from kg.api import create_app
from kg.api.serving import listen
from kg.model import Concept, Document, Entity, EntityId, Evidence, Fact, Reading
from kg.settings import Settings

PLACES = [EntityId("Place", f"第{number}市", f"{number:06}") for number in range(1000)]
KINDS: dict[str, str] = {
    "one thing": "SELECT ?p ?o WHERE {{ <{a}> ?p ?o }}",
    "neighbours": "SELECT DISTINCT ?name WHERE {{ {{ <{a}> rc:cooperatesWith ?b }} UNION"
    " {{ ?b rc:cooperatesWith <{a}> }} ?b skos:prefLabel ?name }} ORDER BY ?name",
    "evidence": "SELECT ?b ?quote WHERE {{ ?fact rdf:subject <{a}> ; rdf:object ?b ; rc:evidence/rc:quote ?quote }}",
    "two steps": "SELECT DISTINCT ?name WHERE {{ <{a}> (rc:cooperatesWith|^rc:cooperatesWith) ?b ."
    " ?b (rc:cooperatesWith|^rc:cooperatesWith) ?c . ?c skos:prefLabel ?name }} ORDER BY ?name",
    "states": "SELECT ?s (COUNT(*) AS ?n) WHERE {{ ?x rc:participant <{a}> ; rc:status ?s }} GROUP BY ?s",
}
RUNAWAY = [
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * WHERE { ?a ?b ?c } ORDER BY ?c ?b ?a",
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:x>)+ ?b . ?c (!<urn:x>)+ ?d }",
]


def readings(quads: int) -> Iterator[Reading]:
    """Documents of a hundred facts, until there are about so many quads."""
    chance = random.Random(1)
    for number in range(quads // 683):
        text = f"文件{number}。" + "两市推进合作共建项目。" * 3
        evidence = (Evidence(0, len(text), text),)
        places = chance.sample(PLACES, 40)
        project = EntityId("Project", f"第{number}号项目")
        facts = [Fact(*sides(chance, places), evidence) for _ in range(60)]
        facts += [Fact(project, "participant", place, evidence) for place in places]
        facts.append(Fact(project, "status", Concept("proposed"), evidence, as_of="2021"))
        yield Reading(Document(f"d{number}", text), tuple(map(Entity, [*places, project])), facts=tuple(facts))


def sides(chance: random.Random, places: list[EntityId]) -> tuple[EntityId, str, EntityId]:
    """Two places that cooperate."""
    one, other = chance.sample(places, 2)
    return one, "cooperatesWith", other


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(client: httpx.Client, store: stores.Store) -> None:
    """Each kind over HTTP and directly, one after the other, warm."""
    chance = random.Random(2)
    print(f"{'query':<14}{'HTTP ms':>10}{'direct ms':>11}{'bar ms':>9}{'over the bar':>14}")
    for kind, template in KINDS.items():
        queries = [template.format(a=rdf.thing_iri(place).value) for place in chance.sample(PLACES, 40)]
        for query in queries[:3]:
            client.post("/sparql", data={"query": query}).raise_for_status()
        pairs = []
        for query in queries:
            direct = timed(lambda q=query: store.query(q).serialize())
            served = timed(lambda q=query: client.post("/sparql", data={"query": q}).raise_for_status())
            pairs.append((served, direct))
        served, direct = (1000 * statistics.median(column) for column in zip(*pairs, strict=True))
        over = sum(one > 2 * two + 0.010 for one, two in pairs)
        print(f"{kind:<14}{served:>10.1f}{direct:>11.1f}{2 * direct + 10:>9.1f}{over:>11} of {len(pairs)}")


def look_ups(client: httpx.Client, seed: int, going_on: Callable[[], bool] = lambda: True) -> list[float]:
    """The times of 200 neighbour look-ups, or of fewer where something ends before."""
    chance = random.Random(seed)
    paths = [f"/api/entities/{rdf.segment(place)}/neighbors" for place in chance.sample(PLACES, 200)]
    times = []
    for path in paths:
        times.append(timed(lambda p=path: client.get(p).raise_for_status()))
        if not going_on():
            break
    return times


def beside_runaways(client: httpx.Client, wait: Callable[[], bool]) -> None:
    """Neighbour look-ups before, beside and after four runaway queries."""
    look_ups(client, 3)
    wait()
    alone, processes = look_ups(client, 4), memory()
    ends: list[tuple[int, float]] = []

    def run(query: str) -> None:
        began = time.perf_counter()
        status = httpx.post(client.base_url.join("/sparql"), data={"query": query}, timeout=60).status_code
        ends.append((status, time.perf_counter() - began))

    threads = [threading.Thread(target=run, args=(query,)) for query in RUNAWAY]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    beside = look_ups(client, 5, lambda: not ends)
    for thread in threads:
        thread.join()
    wait()
    left = memory()
    alone += look_ups(client, 6)
    one, other = (percentiles(times) for times in (alone, beside))
    print(f"neighbours alone              p50 {one[0]:6.1f} ms   p99 {one[1]:6.1f} ms   of {len(alone)}")
    print(f"neighbours beside 4 runaways  p50 {other[0]:6.1f} ms   p99 {other[1]:6.1f} ms   of {len(beside)}")
    print(f"p99 beside / alone            {other[1] / one[1]:.2f} (at most 3)")
    print("runaways ended                ", ", ".join(f"{status} after {seconds:.1f} s" for status, seconds in ends))
    print(f"query processes                before: {shown(processes)}; left: {shown(left)}")


def percentiles(times: list[float]) -> tuple[float, float]:
    """The p50 and p99 of some times, in milliseconds."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return 1000 * cuts[49], 1000 * cuts[98]


def memory() -> list[int]:
    """What each query process holds, in bytes; as they begin they hold about the same."""
    page = resource.getpagesize()
    pids = [process.pid for process in multiprocessing.active_children()]
    return [int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * page for pid in pids]


def shown(sizes: list[int]) -> str:
    """How many processes, and what they hold together."""
    return f"{len(sizes)} with {sum(sizes) / 2**20:.0f} MiB"


def fill(folder: Path, quads: int) -> Path:
    """Make the store and tell how long that takes, and how long its peer."""
    every = [quad for reading in readings(quads) for quad in rdf.reading_quads(reading)]
    written = [copy for quad in every for copy in (quad, ox.Quad(*quad.triple))]

    def build() -> float:
        return timed(lambda: stores.build(folder / "store", every))

    def load(content: list[ox.Quad]) -> float:
        def work() -> None:
            store = ox.Store(str(folder / "peer"))
            store.bulk_extend(content)
            store.flush()

        seconds = timed(work)
        shutil.rmtree(folder / "peer")
        return seconds

    rounds = [(build(), load(every), load(written)) for _ in range(2)]
    own, given, all_ = (min(times) for times in zip(*rounds, strict=True))
    print(f"kg.store.build of {len(every)} quads        {own:6.1f} s")
    print(f"pyoxigraph, the quads given ({len(every)})  {given:6.1f} s   ratio {own / given:.2f}")
    print(f"pyoxigraph, all that is written ({len(written)})  {all_:6.1f} s   ratio {own / all_:.2f}")
    return folder / "store"


def main() -> None:
    """Build, serve, measure."""
    quads = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = fill(Path(folder), quads)
        app, listening = create_app(path, Settings(query_seconds=10)), listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=60) as client, stores.open(path) as store:
            app.state.service.workers.wait()
            compare(client, store)
            beside_runaways(client, app.state.service.workers.wait)
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
