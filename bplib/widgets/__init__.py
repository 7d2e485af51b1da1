"""Interactive figures and questions: controls bound to a draw function, readable by all."""

from bplib.widgets.controls import choice, new_draw, player, slider, toggle
from bplib.widgets.explorer import Explorer, explore
from bplib.widgets.live import live, progress
from bplib.widgets.questions import predict, predict_number

__all__ = [
    "Explorer", "choice", "explore", "live", "new_draw", "player", "predict", "predict_number",
    "progress", "slider", "toggle",
]  # fmt: skip
