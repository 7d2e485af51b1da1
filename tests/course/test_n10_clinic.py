"""The eight cases are sick in the way they should be, and the treatments do what is claimed."""

import numpy as np
import pytest

from bplib.course.clinic import CASES, Setup, case, network, train_and_record, treated
from bplib.course.n10_clinic import figures as clinic


def outcome(name, **treatment):
    return train_and_record(treated(case(name).setup, **treatment)).outcome


def test_there_are_eight_and_a_healthy_one():
    assert len(CASES) == 9
    assert outcome("healthy") == "learns"


@pytest.mark.parametrize("name", [name for name in CASES if name != "healthy"])
def test_the_sick_do_not_learn(name):
    assert outcome(name) in ("does not learn", "breaks down")


@pytest.mark.parametrize(
    ("name", "treatment"),
    [
        ("stuck", {"standardize": True}),
        ("stuck", {"normalization": "batch"}),
        ("overconfident", {"init": "glorot", "activation": "tanh"}),
        ("overconfident", {"init": "glorot", "rate": 2.0}),
        ("blank", {"init": "glorot"}),
        ("loud", {"init": "he"}),
        ("silent", {"bias": 0.0}),
        ("silent", {"activation": "elu"}),
        ("timid", {"rate": 0.1}),
        ("bold", {"rate": 0.1}),
        ("bold", {"normalization": "batch"}),
        ("sixty layers", {"residual": True, "rate": 0.003}),
        ("sixty layers", {"residual": True, "normalization": "batch"}),
    ],
)
def test_what_cures(name, treatment):
    assert outcome(name, **treatment) == "learns"


@pytest.mark.parametrize(
    ("name", "treatment"),
    [
        ("overconfident", {"init": "glorot"}),
        ("blank", {"rate": 1.0}),
        ("blank", {"normalization": "batch"}),
        ("silent", {"activation": "leaky_relu"}),
        ("silent", {"rate": 1.0}),
        ("bold", {"warm_up": 80}),
        ("sixty layers", {"rate": 1.0}),
    ],
)
def test_what_does_not_cure(name, treatment):
    assert not outcome(name, **treatment).startswith("learns")


def test_warm_up_helps_sixty_residual_layers():
    residual = treated(case("sixty layers").setup, residual=True)
    plain, warmed = (train_and_record(residual._replace(warm_up=steps)) for steps in (0, 80))
    assert warmed.costs[-20:].mean() < plain.costs[-20:].mean() / 2


def test_the_charts_show_each_illness():
    record = {name: train_and_record(each.setup) for name, each in CASES.items()}
    assert record["stuck"].flat[0] > 0.9 > 0.1 > record["stuck"].flat[-1]
    assert record["overconfident"].flat.min() > 0.9
    assert not record["blank"].gradient.any()
    assert record["loud"].gradient[0] > 100 * record["healthy"].gradient[0]
    assert record["silent"].dead[-1] == 1
    assert record["timid"].update.max() < 1e-4
    assert record["bold"].update.max() > 0.03
    assert record["sixty layers"].activation[-1] < 1e-6


def test_a_setup_is_one_network():
    first, second = network(Setup()), network(Setup())
    assert np.array_equal(first.parameters[0].value, second.parameters[0].value)


def test_a_chart_and_a_treatment_say_what_they_show():
    assert "blank: it does not learn" in clinic.chart("blank").text
    figure = clinic.treat("loud")
    figure.set(init="he")
    assert not figure.error
    assert "After, it learns" in figure.text


def test_a_network_of_your_own_has_a_chart_too():
    yours = Setup(activation="relu", bias=-1.0)
    assert "your network: it does not learn" in clinic.chart(yours).text
    figure = clinic.treat(yours)
    figure.set(zero_biases=True)
    assert "After, it learns" in figure.text


@pytest.mark.parametrize("name", list(CASES))
def test_every_switch_works_in_every_case(name):
    if name == "sixty layers":
        pytest.skip("half a second a switch; the shorter cases have the same switches")
    figure = clinic.treat(name)
    for switch, control in figure._controls.items():
        options = getattr(control, "options", getattr(control, "stops", (True,)))
        figure.set(**{switch: options[-1]})
        assert not figure.error, (switch, figure.error)


def test_unknown_names_are_told():
    with pytest.raises(ValueError, match="unknown case 'lout'; did you mean 'loud'"):
        case("lout")
    with pytest.raises(ValueError, match="unknown treatment 'rates'; did you mean 'rate'"):
        treated(Setup(), rates=1.0)
