"""Pages, drawings and workbooks from the graph, each one self-contained file."""

from viz.diagram import line_page
from viz.map import map_page
from viz.matrix import matrix_page
from viz.network import network_page
from viz.svg import map_svg
from viz.timeline import timeline_page
from viz.xlsx import write_xlsx

__all__ = ["line_page", "map_page", "map_svg", "matrix_page", "network_page", "timeline_page", "write_xlsx"]
