"""Questions of notebook 00: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict, predict_number

weights_five_times_smaller = predict(
    "Make every weight five times smaller. Which layers' weights get a gradient near zero?",
    {
        "The first layers', far from the cost": (
            "Half of the answer. The error does shrink on its way back to the first layers. But "
            "look at the first panel: something else shrinks on the way forward, and a gradient "
            "needs both."
        ),
        "The last layers', far from the input": (
            "Half of the answer. Hardly any activation reaches the last layers. But look at the "
            "second panel: the first layers lack something else, and a gradient needs both."
        ),
        "None: only the outputs get smaller": (
            "A network hands its values on from layer to layer, and its errors back. Each layer "
            "multiplies by its weights, both ways, so the factor of five comes in once per layer."
        ),
        "All ten layers', about equally": (
            "The first layers get activations and no error. The last layers get an error and no "
            "activations. The gradient is the product of the two: tiny everywhere."
        ),
    },
    answer="All ten layers', about equally",
)

nudge_at_the_end = predict_number(
    (
        "A weight begins at a unit whose activation is 0.5. The gradient of the weight is −0.1. "
        "You raise the weighted input of the unit where the weight ends by 0.01. By how much does "
        "the cost move, about?"
    ),
    -0.002,
    tolerance=1e-5,
    feedback={
        0.002: "The size is right. The error has the sign of the gradient here, so the cost falls.",
        -0.001: (
            "That is the gradient of the weight, times 0.01: how far the cost moves when the "
            "*weight* is nudged. First find δ."
        ),
        -0.0005: (
            "You multiplied the gradient by the activation. The gradient is already activation × "
            "error; divide by the activation to get the error."
        ),
        -0.2: (
            "That is the error δ, the slope. A nudge of 0.01 moves the cost by 0.01 times as much."
        ),
    },
    why=(
        "The gradient −0.1 is 0.5 × δ, so δ = −0.2; and δ is how much the cost moves for a nudge "
        "of the weighted input: −0.2 × 0.01."
    ),
)
