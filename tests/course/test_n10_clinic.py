"""The cases are sick in the way they should be, and the treatments do what is claimed."""

import numpy as np
import pytest

from bplib.course import guest
from bplib.course.clinic import CASES, Setup, alike, case, network, train_and_record, treated
from bplib.course.n10_clinic import figures as clinic


def outcome(name, **treatment):
    return train_and_record(treated(case(name).setup, **treatment)).outcome


@pytest.mark.parametrize(("name", "most"), [("loud", 10), ("nobody", 10), ("bold", 20)])
def test_who_breaks_down_does_so_in_most_draws_of_the_weights(name, most):
    setup = case(name).setup._replace(steps=most)
    ends = [train_and_record(setup._replace(seed=seed)).breaks_at for seed in range(8)]
    assert sum(end is not None for end in ends) >= 7


def test_the_healthy_one_learns():
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
        ("as it came", {"residual": True, "normalization": "layer"}),
        ("as it came", {"init": "he", "bias": 0.0, "rate": 0.03, "steps": 1600}),
        ("nobody", {"standardize": True}),
        ("loud", {"rate": 0.001, "steps": 1600}),
    ],
)
def test_what_cures(name, treatment):
    assert outcome(name, **treatment) == "learns"


def test_patience_and_a_short_step_help_the_stuck_one_a_little():
    assert outcome("stuck", rate=0.003, steps=1600).startswith("learns")


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
        ("as it came", {"rate": 0.3}),
        ("as it came", {"rate": 0.03}),
        ("as it came", {"bias": 0.0}),
    ],
)
def test_what_does_not_cure(name, treatment):
    assert not outcome(name, **treatment).startswith("learns")


def test_warm_up_helps_sixty_residual_layers():
    residual = treated(case("sixty layers").setup, residual=True)
    plain, warmed = (train_and_record(residual._replace(warm_up=steps)) for steps in (0, 80))
    assert warmed.last_cost < plain.last_cost


def test_the_step_that_is_shown_is_the_true_one():
    deep = treated(case("sixty layers").setup, residual=True)
    plain, warmed = (train_and_record(deep._replace(warm_up=steps, steps=1)) for steps in (0, 80))
    assert np.allclose(warmed.update, plain.update / 80)
    bold = case("bold").setup._replace(steps=1)
    assert np.all(
        train_and_record(bold._replace(clip=0.2)).update < 0.5 * train_and_record(bold).update
    )
    assert np.all(train_and_record(bold._replace(clip=1e6)).update == train_and_record(bold).update)


def test_the_layers_are_those_of_the_moment_asked_for():
    bold = case("bold").setup
    start, later = train_and_record(bold), train_and_record(bold, after=3)
    assert np.array_equal(start.costs, later.costs, equal_nan=True)
    assert not np.allclose(start.activation, later.activation)
    short = train_and_record(bold._replace(steps=4), after=3)
    assert np.array_equal(short.activation, later.activation)
    with pytest.raises(ValueError, match="from 0 to 159; got 160"):
        train_and_record(bold, after=160)


def test_large_weights_train_and_generalize_badly():
    loud = treated(case("loud").setup, rate=0.001, steps=1600)
    well = treated(loud, init="he", rate=0.1)
    assert train_and_record(loud).accuracy < 0.8 < 0.9 < train_and_record(well).accuracy


def test_with_drawn_biases_two_inputs_become_alike_and_errors_fall_towards_the_input():
    record = train_and_record(case("as it came").setup)
    assert record.alike[-1] > 0.999
    assert record.activation[-1] > 0.3 * record.activation[0]
    assert record.error[0] < 1e-2 * record.error[-1]


def test_alike_is_a_mean_cosine():
    assert alike(np.array([[1.0, 0.0], [0.0, 2.0]])) == 0
    assert alike(np.array([[1.0, 1.0], [3.0, 3.0], [0.0, 0.0]])) == pytest.approx(1 / 3)
    assert alike(np.zeros((3, 2))) == 1


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
    figure.set(biases=0.0)
    assert "After, it learns" in figure.text


def test_unknown_names_are_told():
    with pytest.raises(ValueError, match="unknown case 'lout'; did you mean 'loud'"):
        case("lout")
    with pytest.raises(ValueError, match="unknown treatment 'rates'; did you mean 'rate'"):
        treated(Setup(), rates=1.0)


def test_a_guest_that_is_not_here_is_told(capsys):
    assert guest("json").dumps([1]) == "[1]"
    assert guest("no_such_library.part") is None
    assert "pip install no_such_library, then" in capsys.readouterr().out
