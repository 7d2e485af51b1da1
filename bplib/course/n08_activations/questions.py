"""Questions of notebook 08: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict, predict_number

slope_above_1 = predict(
    (
        "A slope above 1 would make an error grow at this unit. For which of these can f′ be more "
        "than 1?"
    ),
    {
        "Sigmoid": ("It looks steep on an axis made for it. Its slope is never more than 1/4."),
        "tanh": "Its slope is 1 at z = 0 and less everywhere else.",
        "GELU": (
            "It comes from below 0 and catches up with the line z, which it can only do by being "
            "steeper than it for a while."
        ),
        "ReLU": "Its slope is 1 or 0, nothing else.",
    },
    answer="GELU",
)

steepest_gelu = predict(
    "Where is the slope of GELU largest?",
    {
        "At z = 0": (
            "There it is 1/2. That the slope is largest at 0 is a habit from sigmoid and tanh."
        ),
        "At large z": (
            "There GELU is nearly z, with a slope of nearly 1. It has been steeper on its way."
        ),
        "At z = √2": "Where the second derivative is 0.",
        "At z = 1": "Near it. Set the second derivative to 0 to find the place.",
    },
    answer="At z = √2",
)

ten_sigmoids = predict_number(
    (
        "Ten sigmoid units in a chain, all weights 1, a₀ the input and a₁₀ the output of the last. "
        "What is the upper bound on the slope ∂a₁₀/∂a₀? Answer with the exponent: 10 to the power "
        "of …"
    ),
    -6,
    tolerance=0.1,
    feedback={
        6: "The size is right. A slope below 1 is 10 to the power of a negative number.",
        -10: "That would be a factor of 1/10 per unit. It is 1/4.",
        2.5: "0.25 times 10. But slopes multiply along a chain: 0.25 to the power of 10.",
        -5.4: "That has nine slopes. From a₀ to a₁₀ there are ten.",
    },
    why="0.25¹⁰ is 9.5e-07: a nudge arrives a million times smaller, at best.",
)

twenty_tanh = predict(
    "Twenty layers of tanh with σ_w = 1. Compared with sigmoid, the error at layer 1 is …",
    {
        "about the same, since both functions saturate": (
            "Saturation is one thing. The slope where nothing is saturated is another: 1 for tanh, "
            "1/4 for sigmoid."
        ),
        "larger, by about twelve orders of magnitude": (
            "Four times larger in each of twenty layers, and 4 to the power of 20 is about 1e12."
        ),
        "four times larger, as the slope of tanh is": (
            "Four times larger per layer, about. There are twenty layers."
        ),
    },
    answer="larger, by about twelve orders of magnitude",
)

all_positive = predict(
    (
        "All activations coming into a unit are positive. For one example, what do you know of the "
        "gradients of its weights?"
    ),
    {
        "All have the same sign": (
            "That of δ. In this step all weights of the unit go up together, or all go down "
            "together."
        ),
        "All are positive": (
            "The activations are positive, and δ may have either sign. The product has the sign of "
            "δ."
        ),
        "They have the signs of w": (
            "The weights themselves are not in the product. Only the activation coming in and the "
            "error are."
        ),
    },
    answer="All have the same sign",
)

dead_units = predict(
    (
        "A hidden layer of 32 ReLU units learns the digits, pixels from 0 to 1, for 60 steps. At a "
        "rate of 1 it learns. How many units are dead after 60 steps at a rate of 3?"
    ),
    {
        "None at all": (
            "At small rates, yes. At this rate every step is long enough to push a unit below 0 "
            "for all images."
        ),
        "About half": (
            "Half of the entries being 0 is the normal state of a living layer. Dead means 0 for "
            "every image."
        ),
        "Nearly all": "One after the other falls, and none comes back.",
    },
    answer="Nearly all",
)

ten_layers = predict(
    (
        "Three layers of sigmoids learn, if the rate is large (here 2.0). Why do ten not learn at "
        "any of the rates up to 30, with their gain of 1.85, which keeps the size of z?"
    ),
    {
        "All ten layers are saturated, whatever the rate": (
            "At z of size 1 a sigmoid is flat nowhere. Its slope is small everywhere."
        ),
        "χ is 0.15: no rate suits the first layer and the last": (
            "Each layer leaves 15 % of the mean square of the error, ten of them less than a "
            "hundred-millionth. A rate that moves layer 1 is far too large for layer 10."
        ),
        "Outputs around 1/2 have killed half of the units": (
            "The mean of 1/2 makes learning slow, it is true. But no sigmoid unit is dead here."
        ),
    },
    answer="χ is 0.15: no rate suits the first layer and the last",
)

hard_tanh = predict_number(
    (
        "Hard tanh is z between −1 and 1, and −1 or 1 beyond. Wide layers of it, σ_w = 1, and "
        "suppose that z is N(0, 1) in each (68.3 % of such z lie between −1 and 1). How many "
        "layers back is the size of the error, its root mean square, first below a thousandth?"
    ),
    37,
    tolerance=0.5,
    feedback={
        18: (
            "That is for the mean square. Its size is the root, and falls half as fast on a "
            "logarithmic axis."
        ),
        19: (
            "That is for the mean square. Its size is the root, and falls half as fast on a "
            "logarithmic axis."
        ),
        36: (
            "After 36 layers it is 0.683 to the power of 18, which is still a little above a "
            "thousandth."
        ),
        1000: "One layer does not subtract, it multiplies.",
    },
    why=(
        "f′ is 1 for 68.3 % of the z and 0 for the others, so E[f′²] = 0.683, and the size is "
        "multiplied by √0.683 = 0.826 per layer: 0.826³⁷ is the first power below 0.001."
    ),
)
