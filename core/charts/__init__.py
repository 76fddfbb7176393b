"""The geometry of the charts that the server draws.

Pure functions from figures to frozen dataclasses; templates/components/charts
turns those into SVG. Across, everything is in percent of the width, so a chart
fits a phone and a wall; down, it is in pixels, so that its text stays legible.
Shares are numbers from 0 to 1; texts are made by the caller.
"""

from core.charts.bundles import Bundle, Bundles, Measure, bundles
from core.charts.calibration import (
    Level,
    Outcome,
    OutcomeMark,
    Outcomes,
    Reliability,
    outcomes,
    reliability,
)
from core.charts.columns import ColumnGroup, Columns, ColumnShare, columns
from core.charts.curves import Curve, CurvePoint, Curves, curves
from core.charts.dumbbell import Dumbbell, ExistingPromise, dumbbell
from core.charts.finishing import Finish, Finishing, finishing
from core.charts.frontier import FrontierChart, Mark, Standard, frontier_chart
from core.charts.gantt import Gantt, GanttGroup, GanttTask, Zoom, gantt
from core.charts.heat_map import HeatMap, heat_map
from core.charts.keep_rates import KeepRate, KeepRates, keep_rates
from core.charts.load import Load, LoadProfile, load_profile
from core.charts.ranges import Range, Ranges, ranges
from core.charts.rhythm import Rhythm, rhythm
from core.charts.scale import percent
from core.charts.sparkline import Sparkline, sparkline
from core.charts.stacked import Stack, Stacked, stacked
from core.charts.tornado import Swing, Tornado, tornado
from core.charts.weeks import KeptByWeek, WeekOutcome, kept_by_week
from core.charts.worth_map import WorthMap, WorthRow, worth_map

__all__ = [
    "Bundle",
    "Bundles",
    "ColumnGroup",
    "ColumnShare",
    "Columns",
    "Curve",
    "CurvePoint",
    "Curves",
    "Dumbbell",
    "ExistingPromise",
    "Finish",
    "Finishing",
    "FrontierChart",
    "Gantt",
    "GanttGroup",
    "GanttTask",
    "HeatMap",
    "KeepRate",
    "KeepRates",
    "KeptByWeek",
    "Level",
    "Load",
    "LoadProfile",
    "Mark",
    "Measure",
    "Outcome",
    "OutcomeMark",
    "Outcomes",
    "Range",
    "Ranges",
    "Reliability",
    "Rhythm",
    "Sparkline",
    "Stack",
    "Stacked",
    "Standard",
    "Swing",
    "Tornado",
    "WeekOutcome",
    "WorthMap",
    "WorthRow",
    "Zoom",
    "bundles",
    "columns",
    "curves",
    "dumbbell",
    "finishing",
    "frontier_chart",
    "gantt",
    "heat_map",
    "keep_rates",
    "kept_by_week",
    "load_profile",
    "outcomes",
    "percent",
    "ranges",
    "reliability",
    "rhythm",
    "sparkline",
    "stacked",
    "tornado",
    "worth_map",
]
