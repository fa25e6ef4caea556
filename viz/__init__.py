"""Pages from the graph, each one self-contained file: the cooperation map and the network."""

from viz.map import map_page
from viz.network import network_page

__all__ = ["map_page", "network_page"]
