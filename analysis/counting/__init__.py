"""Counting: one pass turns responses into cells, and nothing later touches a row."""

from analysis.counting.cells import Banner, Cells, Counts, Level
from analysis.counting.joint import count

__all__ = ["Banner", "Cells", "Counts", "Level", "count"]
