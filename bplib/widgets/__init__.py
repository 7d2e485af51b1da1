"""Interactive figures and questions: controls bound to a draw function, readable by all."""

from bplib.widgets.controls import choice, new_draw, player, slider, toggle
from bplib.widgets.explorer import Explorer, explore
from bplib.widgets.questions import predict, predict_number

__all__ = [
    "Explorer", "choice", "explore", "new_draw", "player", "predict", "predict_number", "slider",
    "toggle",
]  # fmt: skip
