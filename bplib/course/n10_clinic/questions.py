"""Questions of notebook 10: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

patient_1 = predict(
    "What ails it?",
    {
        "Its gradients vanish on their way to layer 1": (
            "The error is small at layer 1, but the weight gradient there is the largest of all."
        ),
        "Its first layer is saturated by the inputs": (
            "Nearly every entry of layer 1 is flat, while layers 2 to 4 are fine. What comes into "
            "layer 1 is the data, so look at the data."
        ),
        "Its learning rate is too small for tanh layers": (
            "The steps (panel 3) are as large as in the healthy chart, in the first layer even "
            "larger."
        ),
    },
    answer="Its first layer is saturated by the inputs",
)

patient_2 = predict(
    "What ails it?",
    {
        "Its inputs are too large, as for patient 1": (
            "There layer 1 was flat, the others fine. Here layer 2 is as flat as layer 1, and its "
            "inputs are sigmoids, between 0 and 1."
        ),
        "Its learning rate is too large for sigmoids": (
            "The cost is far over guessing in the first batch, before any step."
        ),
        "Its weights are too large in both layers": (
            "Nearly every entry of both layers is flat, and the outputs are far from 0: confident,"
            " and wrong."
        ),
    },
    answer="Its weights are too large in both layers",
)

patient_2_redrawn = predict(
    (
        "You draw the weights anew with Glorot's variance and leave everything else, the rate of "
        "0.1 too. What will the cost do in 160 steps?"
    ),
    {
        "Fall just as it does in the healthy chart": (
            "The saturation goes, but the activation is still a sigmoid: f′ is at most 1/4, and "
            "every layer multiplies by it."
        ),
        "Come down to guessing, and rest there": (
            "Saturation was one illness, the sigmoid's small slope is a second one. Curing the "
            "first uncovers it."
        ),
        "Stay high above guessing, where it is now": (
            "Far over guessing is where confident wrong answers cost most. Smaller weights are at "
            "least not confident."
        ),
    },
    answer="Come down to guessing, and rest there",
)

patient_3 = predict(
    "Which treatment can help here?",
    {
        "A larger learning rate, and patience": (
            "A larger rate times a gradient of exactly 0 is still 0, however often."
        ),
        "Batch normalization in each layer": (
            "It divides what is 0 by its own spread. Zeros stay zeros."
        ),
        "Other initial weights, nothing else": (
            "No error comes back through zero weights, so every hidden gradient has a factor 0; "
            "after layer 1 no activation comes in either."
        ),
    },
    answer="Other initial weights, nothing else",
)

patient_4 = predict(
    "What ails it?",
    {
        "Its weights are too large in all layers": (
            "The activations grow by the same factor from layer to layer, and leaky ReLU does not "
            "hold them."
        ),
        "Its inputs are too large for the weights": (
            "Large inputs make all activations large, and all by the same factor. Here they start "
            "near 1 and grow."
        ),
        "Its learning rate is too large for this net": (
            "NaN came with the steps, so that is tempting. But the first cost was in the hundreds "
            "before any step."
        ),
    },
    answer="Its weights are too large in all layers",
)

patient_4_clipped = predict(
    "Clipping the gradient makes every step short. What will become of it in 160 steps?",
    {
        "It learns as well as one with He's weights": (
            "The steps are one trouble. But the cost before any step is already in the hundreds: "
            "the forward pass itself is too loud."
        ),
        "No NaN, but a cost far over guessing": (
            "Clipping prevents NaN, but steps of limited length need long to undo weights that are"
            " several times too large."
        ),
        "NaN as before, since z cannot be clipped": (
            "Clipping knows nothing of z. It scales the gradient, whatever made it."
        ),
    },
    answer="No NaN, but a cost far over guessing",
)

patient_5 = predict(
    (
        "In the last hidden layer every unit is off for every example. What can gradient descent "
        "do about it?"
    ),
    {
        "Nothing: no gradient gets past this layer": (
            "f′(z) = 0 for every unit and every example, so no error passes: the gradient of every"
            " weight before the last layer is exactly 0. A dead layer cuts the network in two."
        ),
        "Raise the biases of the dead units, slowly": (
            "The bias's gradient is Σ δ, and δ = … ⊙ f′(z) is 0. Biases do not move either."
        ),
        "Revive it through the weights of the last layer": (
            "Their gradient is the activation coming in × the error, and the activations coming in"
            " are all 0."
        ),
    },
    answer="Nothing: no gradient gets past this layer",
)

patient_6 = predict(
    "In which panel does it differ from the healthy chart?",
    {
        "In the second: in its activations": (
            "They are the same: it is the same network, from the same seed."
        ),
        "In the second: in its weight gradients": (
            "The same as well. Nothing about the network differs."
        ),
        "In the third: in its first step": (
            "It is a thousand times smaller. A step of a hundred-thousandth of the weight needs "
            "that many steps to change anything."
        ),
    },
    answer="In the third: in its first step",
)

patient_7 = predict(
    "What ails it?",
    {
        "Its weights are too large": (
            "The activations are level, and the first batch costs what guessing costs. Before the "
            "first step it is well."
        ),
        "Half of its entries are flat": (
            "With a ReLU, leaky or not, that is health: half of the weighted inputs are negative. "
            "Few units are so for every example."
        ),
        "Its steps are too long": (
            "Panel 3 lies over a hundredth: a step is up to a tenth of the weight, and more."
        ),
    },
    answer="Its steps are too long",
)

source_of_nan = predict(
    "Where does NaN come from, in a network in which nothing is divided by 0?",
    {
        "From ReLU at 0, which has no slope": (
            "Its slope there is set to 0: a number, if a conventional one."
        ),
        "From overflow: then ∞ − ∞ or 0 · ∞": (
            "Too long a step makes larger weights, they make larger gradients and those a longer "
            "step: after a few rounds the numbers leave the range of floating point."
        ),
        "From rounding errors that have added up": (
            "Rounding makes numbers inexact by 1e-16. It does not make them NaN."
        ),
    },
    answer="From overflow: then ∞ − ∞ or 0 · ∞",
)

patient_8 = predict(
    (
        "The weight gradients are tiny and yet nearly the same in all layers. How can that be, if "
        "gradients vanish on the way back?"
    ),
    {
        "They do not vanish: the learning rate is too small": (
            "The rate is that of the healthy network. It is the gradient that is a million times "
            "smaller."
        ),
        "Activations shrink one way, errors the other": (
            "Layer l has gone through l shrinking steps forward and 60 − l backward: the product, "
            "input × error, has all 60 of them everywhere."
        ),
        "The panel is logarithmic and hides differences": (
            "A logarithmic axis shows differences by factors, and factors are what layers make."
        ),
    },
    answer="Activations shrink one way, errors the other",
)

patient_9 = predict(
    "The activations are level. What do they carry in the last layer?",
    {
        "Mostly the picture": (
            "Look at panel 4: how alike do two pictures look there? Whatever two pictures share is "
            "not the picture."
        ),
        "Mostly the biases": (
            "The cosine between any two pictures is 1: what is level is the same for all. It "
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
            "The activations are at a hundred in layer 1 already, and level from there on: "
            "the layers multiply by 1. What came in was large."
        ),
        "Its weights are too large": (
            "Then each layer would multiply, as in patient 4: from about 1 upwards. Here layer 1 "
            "has it all, and the rest keeps it."
        ),
        "Its steps are too long": (
            "They are, by far. But the first cost was in the hundreds before any step: "
            "the forward pass is ill."
        ),
    },
    answer="Its inputs are too large",
)
