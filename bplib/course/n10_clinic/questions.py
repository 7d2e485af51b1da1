"""Questions of notebook 10: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

patient_1 = predict(
    "What ails it?",
    {
        "The gradients vanish towards the input": (
            "The orange line does not fall towards layer 1. On the contrary, the first layer has "
            "the largest gradients of all."
        ),
        "The first layer is saturated: its inputs are too large": (
            "Yes. Nearly every entry of layer 1 is flat, while layers 2 to 4 are fine. What comes "
            "into layer 1 is the data, so look at the data."
        ),
        "The learning rate is too small": (
            "The steps (panel 3) are as large as in the healthy chart, in the first layer even "
            "larger."
        ),
    },
    answer="The first layer is saturated: its inputs are too large",
)

patient_2 = predict(
    "What ails it?",
    {
        "Its inputs are too large": (
            "That was the patient before: layer 1 flat, the others fine. Here layer 2 is as flat "
            "as layer 1, and its inputs are sigmoids, between 0 and 1."
        ),
        "The learning rate is too large": (
            "The cost is far over guessing in the first batch, before any step."
        ),
        "Its weights are too large: both layers are saturated": (
            "Yes. Nearly every entry of both layers is flat, and the outputs are far from 0: "
            "confident, and wrong."
        ),
    },
    answer="Its weights are too large: both layers are saturated",
)

patient_2_redrawn = predict(
    (
        "You draw the weights anew with Glorot's variance and leave everything else. What will the "
        "cost do?"
    ),
    {
        "Fall just as it does in the healthy chart": (
            "The saturation goes, but the activation is still a sigmoid: f′ is at most 1/4, and "
            "every layer multiplies by it."
        ),
        "Come down to guessing, and stay there for long": (
            "Yes. Saturation was one illness, the sigmoid's small slope is a second one. Curing "
            "the first uncovers it."
        ),
        "Stay high above guessing, where it is now": (
            "Far over guessing is where confident wrong answers cost most. Smaller weights are at "
            "least not confident."
        ),
    },
    answer="Come down to guessing, and stay there for long",
)

patient_3 = predict(
    "Which treatment can help here?",
    {
        "A larger learning rate": "A larger rate times a gradient of exactly 0 is still 0.",
        "Batch normalization": "It divides what is 0 by its own spread. Zeros stay zeros.",
        "Other initial weights, and nothing else": (
            "Yes. Both factors of every hidden gradient are 0: no activation comes in, no error "
            "comes back through zero weights."
        ),
    },
    answer="Other initial weights, and nothing else",
)

patient_4 = predict(
    "What ails it?",
    {
        "Its weights are too large: every layer multiplies": (
            "Yes. The activations grow by the same factor from layer to layer, and ReLU does not "
            "hold them."
        ),
        "Its inputs are too large": (
            "Large inputs make all activations large, and all by the same factor. Here they start "
            "near 1 and grow."
        ),
        "The learning rate is too large": (
            "NaN came with the steps, so that is tempting. But the first cost was in the hundreds "
            "before any step."
        ),
    },
    answer="Its weights are too large: every layer multiplies",
)

patient_4_clipped = predict(
    "Clipping the gradient makes every step short. What will become of it in 160 steps?",
    {
        "It learns as well as one with He's weights": (
            "The steps are one trouble. But the cost before any step is already in the hundreds: "
            "the forward pass itself is too loud."
        ),
        "No NaN, and a cost still far over guessing": (
            "Yes. Clipping prevents NaN, but steps of limited length need long to undo weights "
            "that are several times too large."
        ),
        "NaN as before, since ReLU cannot be clipped": (
            "Clipping knows nothing of activations. It scales the gradient, whatever made it."
        ),
    },
    answer="No NaN, and a cost still far over guessing",
)

patient_5 = predict(
    (
        "In the last hidden layer the share of units without any slope is 1. What can "
        "gradient descent do about it?"
    ),
    {
        "Nothing: the gradient of every weight before the last layer is exactly 0": (
            "Yes. f′(z) = 0 for every unit and every example, so no error passes. A dead layer "
            "cuts the network in two."
        ),
        "Raise the biases slowly": (
            "The bias's gradient is Σ δ, and δ = … ⊙ f′(z) is 0. Biases do not move either."
        ),
        "Use the last layer's weights to revive it": (
            "Their gradient is the activation coming in × the error, and the activations coming in "
            "are all 0."
        ),
    },
    answer="Nothing: the gradient of every weight before the last layer is exactly 0",
)

patient_6 = predict(
    "Which panel differs from the healthy chart?",
    {
        "Activations": "They are the same: it is the same network, from the same seed.",
        "Weight gradients": "The same as well. Nothing about the network differs.",
        "The size of the first step": (
            "Yes: a thousand times smaller. A step of a hundred-thousandth of the weight needs "
            "that many steps to change anything."
        ),
    },
    answer="The size of the first step",
)

patient_7 = predict(
    "What ails it?",
    {
        "Its weights are too large": (
            "The activations are level, and the first batch costs what guessing costs. Before the "
            "first step it is well."
        ),
        "Half of its entries have no slope": (
            "With ReLU that is health: half of the weighted inputs are negative. Few units are off "
            "for every example."
        ),
        "Its steps are too long": (
            "Yes. Step / weight lies over a hundredth: each step is a tenth of the weight."
        ),
    },
    answer="Its steps are too long",
)

source_of_nan = predict(
    "Where does NaN come from, in a network in which nothing is divided by 0?",
    {
        "From ReLU at 0": "Its slope there is set to 0: a number, if a conventional one.",
        "From numbers so large that they overflow to infinity, and then ∞ − ∞ or 0 · ∞": (
            "Yes. Too long a step makes larger weights, they make larger gradients and those a "
            "longer step: after a few rounds the numbers leave the range of floating point."
        ),
        "From rounding errors that add up": (
            "Rounding makes numbers inexact by 1e-16. It does not make them NaN."
        ),
    },
    answer="From numbers so large that they overflow to infinity, and then ∞ − ∞ or 0 · ∞",
)

patient_8 = predict(
    (
        "The weight gradients are tiny and yet nearly the same in all layers. How can that be, if "
        "gradients vanish on the way back?"
    ),
    {
        "They do not vanish, the learning rate is too small": (
            "The rate is that of the healthy network. It is the gradient that is millions of times "
            "smaller."
        ),
        (
            "Activations shrink on the way forward, errors on the way back; every layer has the "
            "same product"
        ): (
            "Yes. Layer l has gone through l shrinking steps forward and 60 − l backward: the "
            "product, input × error, has all 60 of them everywhere."
        ),
        "The panel is logarithmic and hides the differences": (
            "A logarithmic axis shows differences by factors, and factors are what layers make."
        ),
    },
    answer=(
        "Activations shrink on the way forward, errors on the way back; every layer has the same "
        "product"
    ),
)

patient_9 = predict(
    "The activations are level. What do they carry in the last layer?",
    {
        "Mostly the picture": (
            "Look at panel 4: how alike do two pictures look there? Whatever two pictures share is "
            "not the picture."
        ),
        "Mostly the biases": (
            "Yes. The cosine between any two pictures is 1: what is level is the same for all. It "
            "is what the biases put in."
        ),
        "Mostly rounding errors": (
            "Activations of a tenth are far from rounding. They are well-formed numbers, and the "
            "same for everybody."
        ),
    },
    answer="Mostly the biases",
)

patient_10 = predict(
    "What ails it?",
    {
        "Its inputs are too large": (
            "Yes. The activations are at a hundred in layer 1 already, and level from there on: "
            "the layers multiply by 1. What came in was large."
        ),
        "Its weights are too large": (
            "Then each layer would multiply, as in patient 4: from about 1 upwards. Here layer 1 "
            "has it all, and the rest keeps it."
        ),
        "Its steps are too long": (
            "They are, hundreds of times. But the first cost was in the hundreds before any step: "
            "the forward pass is ill."
        ),
    },
    answer="Its inputs are too large",
)
