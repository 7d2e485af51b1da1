"""Questions of notebook 03: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

sign_of_x = predict(
    "How does f answer when x grows by a small nudge?",
    {
        "It grows: x enters with a plus": (
            "x enters q with a plus, so q grows. But q is then multiplied by z, which is negative "
            "here."
        ),
        "It does not change, since z alone multiplies": (
            "x is part of q, and q is multiplied by z. A nudge of x arrives at f."
        ),
        "It falls, by 4 times the nudge": (
            "q grows by the nudge, and f = q z falls by 4 times as much, since z = −4."
        ),
    },
    answer="It falls, by 4 times the nudge",
)

gradient_at_fork = predict(
    "f = x·y + exp(x) at x = 1, y = 2. What is the gradient of x?",
    {
        "2": "That is what comes back through x·y alone. x has a second user.",
        "2 + e": (
            "y = 2 comes back through the product, exp(1) = e through the exponential, and at the "
            "fork they add."
        ),
        "2 · e": "Slopes multiply along one path. These are two paths, side by side.",
        "e": "That is what comes back through exp alone. x has a second user.",
    },
    answer="2 + e",
)

input_or_weight = predict(
    (
        "In w·x the input x is 1000 and the weight w is 0.01. Which of the two gets the larger "
        "gradient?"
    ),
    {
        "The weight, the smaller of the two": (
            "Multiply swaps: the weight's gradient is multiplied by 1000, that of x by 0.01. Large "
            "inputs make large weight gradients."
        ),
        "The input, the larger of the two": (
            "Being large makes the gradient of the other one large: the slope of w·x with respect "
            "to w is x."
        ),
        "Neither: both get the upstream one": (
            "That is what an add gate does. A multiply gate swaps its inputs."
        ),
    },
    answer="The weight, the smaller of the two",
)

hand_back_once = predict(
    (
        "hand_back multiplies and adds, as the chain rule says. What does it give for x? In one "
        "piece f is 12x², so the true slope is 24x = 24."
    ),
    {
        "24": "It would, if u waited until both of its users had reported. It does not wait.",
        "36": (
            "u is reached first from f and hands 6 × 2 on. It is reached again from v, when its "
            "gradient has become 12, and hands on 12 × 2: the first 6 is counted twice."
        ),
        "12": (
            "That is what you get if each box is visited only once: u hands on its 6 and never "
            "learns of the other 6."
        ),
    },
    answer="36",
)

second_call = predict(
    (
        "u = 2x, f = u·u at x = 3, so the gradient of x is 24. What does x.grad hold after the "
        "second call without reset?"
    ),
    {
        "24": "Nothing was set back to 0, so the old gradients are still there and are added to.",
        "48": (
            "x did get a second share, but a larger one: u was not set back either, so in the "
            "second call it hands on 24 and not 12."
        ),
        "72": (
            "24 from the first call. In the second u holds 12 + 12, hands on 24 × 2 = 48, and 24 + "
            "48 = 72."
        ),
    },
    answer="72",
)

million_weights = predict(
    (
        "You need the slopes of one cost with respect to a million weights. How many passes does "
        "forward mode take?"
    ),
    {
        "One": (
            "One pass carries one slope next to each value: that with respect to a single weight, "
            "the one that was given the 1."
        ),
        "A million": (
            "One pass per input. Reverse mode takes one backward pass per result, so here one."
        ),
        "Two: there and back": (
            "Forward mode never goes back. But it must start anew for each input that is to be "
            "nudged."
        ),
    },
    answer="A million",
)
