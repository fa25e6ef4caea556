"""/sparql and neighbours on a million quads: against the same query in Oxigraph itself, and beside runaway queries.

    python benchmarks/sparql.py [QUADS]

Prints, for five kinds of query (40 different ones each, warm, no response cache), the median and worst time over HTTP,
the same in Oxigraph directly, and the bar 2 × + 10 ms; then the p50 and p99 of 200 neighbour look-ups alone and beside
four runaway queries, and how these ended.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
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
    "shared": "SELECT ?c WHERE {{ ?x rc:participant <{a}> ; rc:participant ?c }} LIMIT 200",
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


def look_ups(client: httpx.Client, seed: int) -> list[float]:
    """The times of 200 neighbour look-ups, sorted."""
    chance = random.Random(seed)
    paths = [f"/api/entities/{rdf.segment(place)}/neighbors" for place in chance.sample(PLACES, 200)]
    return sorted(timed(lambda p=path: client.get(p).raise_for_status()) for path in paths)


def beside_runaways(client: httpx.Client, wait: Callable[[], bool]) -> None:
    """Neighbour look-ups alone, and while four runaway queries are under way."""
    look_ups(client, 3)
    alone = look_ups(client, 4)
    ends: list[tuple[int, float]] = []

    def run(query: str) -> None:
        began = time.perf_counter()
        status = httpx.post(client.base_url.join("/sparql"), data={"query": query}, timeout=60).status_code
        ends.append((status, time.perf_counter() - began))

    wait()
    threads = [threading.Thread(target=run, args=(query,)) for query in RUNAWAY]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    beside = look_ups(client, 5)
    still = sum(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()
    print(f"neighbours alone   p50 {1000 * alone[100]:.1f} ms, p99 {1000 * alone[197]:.1f} ms")
    print(
        f"beside 4 runaways  p50 {1000 * beside[100]:.1f} ms, p99 {1000 * beside[197]:.1f} ms ({still} still running)"
    )
    print("runaways ended    ", ", ".join(f"{status} after {seconds:.1f} s" for status, seconds in ends))


def fill(path: Path, quads: int) -> None:
    """Make the store and tell how long that takes."""
    every = [quad for reading in readings(quads) for quad in rdf.reading_quads(reading)]
    print(f"{len(every)} quads stored in {timed(lambda: stores.build(path, every)):.1f} s")


def main() -> None:
    """Build, serve, measure."""
    quads = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        fill(path, quads)
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
