"""The capstone: the reader's engine under later tasks, the patient, the page."""

import numpy as np
import pytest

from bplib.course import check
from bplib.course.n12_capstone import exercises, figures
from bplib.course.n12_capstone.page import Page
from bplib.data import digits

SCRIPT = "<script>alert(1)</script>"


def test_the_solution_reads_97_percent_from_other_seeds_too():
    data = digits()
    for seed in range(3):
        read = exercises.read_digits(data.X_train, data.y_train, np.random.default_rng(seed))
        assert np.mean(read(data.X_test) == data.y_test) >= exercises.GOOD


def test_a_forward_pass_is_tried_with_the_readers_own_engine():
    class Tensor(exercises.Tensor):
        made = 0

        def __init__(self, value, sources=()):
            super().__init__(value, sources)
            Tensor.made += 1

    names = {"Tensor": Tensor}
    source = check.forward.exercise.source()
    exec(source, names)
    assert check.forward(names["forward"]).passed
    assert Tensor.made


def test_where_no_gradient_arrives_the_parameter_is_named():
    class Tensor(exercises.Tensor):
        def __init__(self, value, sources=()):
            super().__init__(value, sources)
            self.grad = None

    names = {"Tensor": Tensor, "np": np}
    source = check.forward.exercise.source()
    cut = source.replace("A = Z * (Z.value > 0)", "A = Tensor(np.maximum(Z.value, 0))")
    assert cut != source
    exec(cut, names)
    assert "leaves no gradient in W of layer 1; the way back is cut" in str(
        check.forward(names["forward"])
    )


@pytest.mark.parametrize("broken", [None, float, type("Tensor", (), {})])
def test_without_an_engine_of_the_readers_the_solutions_is_taken(broken):
    names = {"Tensor": broken}
    exec("def forward(parameters, X): return Tensor(X)", names)
    assert exercises.engine_of(names["forward"]) is exercises.Tensor


def test_the_patient_is_ill_in_three_places_one_behind_the_other():
    parameters, X = figures.handed_over()
    assert exercises.sick_place(parameters, X) == (0, "too large")
    assert exercises.sick_places(parameters, X) == {2, 3}


def test_an_engine_that_is_an_empty_class_is_not_done_yet():
    class Tensor:
        pass

    verdict = check.Tensor(Tensor)
    assert verdict.status == "not done yet"
    assert "is empty" in verdict.message


def test_what_a_reader_typed_is_shown_as_text():
    page = Page(figures=[SCRIPT], numbers={SCRIPT: SCRIPT}, words=f"{SCRIPT} & more")
    html = page.html()
    assert SCRIPT not in html
    assert html.count("&lt;script&gt;") == 4
    assert "&amp; more" in html


def test_a_page_holds_figures_with_their_words_and_the_tasks():
    figure = figures.sizes(*figures.handed_over())
    html = Page([figure], {"missed": 7}, "Mine.").html()
    assert f'alt="{figure.text}"' in html
    assert "data:image/png;base64," in html
    assert "○ Tensor" in html or "✓ Tensor" in html
    assert "http" not in html


def test_a_page_is_written_where_the_reader_says_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = Page([], {}, "Mine.")
    assert not list(tmp_path.iterdir())
    assert page.save("mine.html").startswith("Written to mine.html")
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == page.html()
    for name in ("12_capstone.ipynb", "missing/mine.html", 3, None, "\0.html"):
        assert not page.save(name).startswith("Written")
    assert [each.name for each in tmp_path.iterdir()] == ["mine.html"]
