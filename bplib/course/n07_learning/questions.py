"""Questions of notebook 07: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

rate_of_09 = predict(
    "The curvature is c = 2 and you start at w = 1. What happens at the rate η = 0.9?",
    {
        "It comes down to the bottom and stays on one side": (
            "That would be so below η = 1/c = 0.5. Here the step is 0.9 × 2 = 1.8 long, and the "
            "bottom is only 1 away."
        ),
        "It jumps over the bottom, but comes nearer each time": (
            "One step leads from 1 to 1 − 1.8 = −0.8, the next to 0.64. Each multiplies w by −0.8."
        ),
        "It jumps over the bottom and goes further and further": (
            "It does jump over the bottom. But compute where it lands: 1 − 0.9 × 2 = −0.8, nearer "
            "than before."
        ),
    },
    answer="It jumps over the bottom, but comes nearer each time",
)

half_the_noise = predict(
    "You want a gradient with half the noise. By how much must the batch grow?",
    {
        "Four times": (
            "The noise falls as 1/√B. Half the noise costs four times the work, which is why small "
            "batches pay."
        ),
        "Twice": "That halves the variance. The noise is its square root, and shrinks by √2 only.",
        "It depends on N": (
            "N is not in σ/√B. A batch of 32 is as noisy for a thousand examples as for a billion."
        ),
    },
    answer="Four times",
)

rate_40 = predict(
    (
        "At the lowest point the rate must stay below 27. What does gradient descent do at rate "
        "40, from the start of the path?"
    ),
    {
        "It leaves the picture within the first few steps": (
            "On a parabola it would. Here the valley is wide at first: its curvature is smaller "
            "where the path begins, and 40 is not too much there."
        ),
        "It arrives sooner than it would at rate 20": (
            "It does go faster along the valley. But where 2/c falls below the rate, each step "
            "overshoots by more than it gains."
        ),
        "It goes down the valley, then jumps to and fro": (
            "As the valley narrows the curvature grows, until 2/c is below 40. From there on it "
            "cannot settle."
        ),
    },
    answer="It goes down the valley, then jumps to and fro",
)

width_1 = predict(
    "Set the width to 1: one unit in each hidden layer. Which boundary can the net learn?",
    {
        "A line with one bend for each layer": (
            "Bends come from adding several tanh units with different directions. Here each layer "
            "has one, and nothing to add."
        ),
        "A straight line, and nothing else": (
            "Everything depends on one number, w·x + b of the first unit. What follows only rises "
            "or only falls with it, so the boundary is where it has one certain value, and that is "
            "a line."
        ),
        "Any shape, if it takes enough steps": (
            "More steps find better weights, but the only thing the later layers ever see is one "
            "number."
        ),
    },
    answer="A straight line, and nothing else",
)

error_of_softmax = predict(
    "The net gives the classes p = (0.7, 0.2, 0.1), and the second is true. What is the error δ?",
    {
        "(0.7, −0.8, 0.1)": "p − y. It adds up to 0: what the true class gains the others lose.",
        "(−0.7, 0.8, −0.1)": (
            "This is y − p. The gradient points uphill: the first logit is too large, so its "
            "gradient is positive and the step brings it down."
        ),
        "(0, −5, 0)": (
            "That is the gradient at the probabilities, −y/p. One link more, back through softmax, "
            "spreads it over all three logits."
        ),
    },
    answer="(0.7, −0.8, 0.1)",
)

how_sure = predict(
    "Softmax gives a probability with each answer. How sure is the net where it is wrong?",
    {
        "Unsure: its answer has less than 0.5": (
            "That would be convenient. But nothing in the training asked for doubt where it has "
            "seen no example."
        ),
        "Sure: as sure as where it is right": (
            "Not quite. For the typical right answer it is nearly certain; where it is wrong it is "
            "less so."
        ),
        "In between: less sure, yet above 0.5": (
            "A low probability hints at an error, and a high one is no guarantee."
        ),
    },
    answer="In between: less sure, yet above 0.5",
)
