"""Interactive figures and questions: controls bound to a draw function, readable by all."""

from bplib.widgets.controls import choice, new_draw, player, slider, toggle
from bplib.widgets.explorer import Explorer
from bplib.widgets.figure import Maker, Update, explorer, live, picture
from bplib.widgets.live import progress
from bplib.widgets.questions import NumberQuestion, Question, predict, predict_number
from bplib.widgets.replay import export

__all__ = [
    "Explorer", "Maker", "NumberQuestion", "Question", "Update", "choice", "explorer", "export",
    "live", "new_draw", "picture", "player", "predict", "predict_number", "progress", "slider",
    "toggle",
]  # fmt: skip
